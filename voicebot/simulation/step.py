"""One thing that a simulated caller does, and what must come of it."""

from collections.abc import Sequence
from datetime import datetime
from enum import StrEnum
from typing import Annotated, Literal, Self

from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Discriminator,
    Field,
    Tag,
    model_validator,
)
from pydantic.functional_validators import AfterValidator

from languages.registry import LANGUAGES

DEFAULT_AFTER_SECONDS = 0.6
"""Pause between the end of the assistant's speech and the caller's next step."""

E164_PATTERN = r"^\+[1-9][0-9]{6,14}$"

REFERENCE = "{reference}"
"""In what is said or keyed: the last reference that this caller was given in an earlier call."""

NOT_UNDERSTOOD = "none"
"""As ``understood_as``: the engine makes nothing of it."""

Text = Annotated[str, Field(min_length=1, pattern=r"\w")]


def _known_language(value: str) -> str:
    if value not in LANGUAGES:
        raise ValueError(f"unknown language {value!r}; known: {', '.join(LANGUAGES)}")
    return value


Language = Annotated[str, AfterValidator(_known_language)]
"""ISO 639-1 code."""


def _without_other_places(value: str) -> str:
    if set(value.replace(REFERENCE, "")) & {"{", "}"}:
        raise ValueError(f"the only thing that can be filled in is {REFERENCE}")
    return value


def _wall_clock(value: object) -> object:
    """A time as YAML gives it: it takes some forms for text and some for times."""
    if isinstance(value, str):
        try:
            value = datetime.fromisoformat(value)
        except ValueError:
            value = None
    if not isinstance(value, datetime) or value.tzinfo is not None:
        raise ValueError("write the office's wall clock, as 2026-11-24T10:00")
    return value


WallClock = Annotated[datetime, BeforeValidator(_wall_clock)]
"""Time on the office's wall clock, without a time zone."""


def _listed(value: object) -> object:
    return [value] if isinstance(value, str) else value


Source = Annotated[str, Field(pattern=r"^[a-z]+:[a-z0-9_]+(:[a-z0-9_]+)*$")]
Sources = Annotated[tuple[Source, ...], BeforeValidator(_listed), Field(min_length=1, strict=False)]
"""What the records say that the assistant said, as ``phrase:goodbye``; one or several."""


class Strict(BaseModel):
    """A part of a scenario: nothing unknown, nothing converted, nothing changed."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)


class BookingExpectation(Strict):
    """A callback that must be in the records; only what is given is compared.

    Attributes:
        number: E.164 number to call.
        name: The caller's name; letter case and spacing do not matter.
        topic: Identifier of the subject.
        language: ISO 639-1 code in which the caller wants to talk.
        start: Begin of its time window.
        status: What has become of it.
    """

    number: Annotated[str, Field(pattern=E164_PATTERN)] | None = None
    name: Text | None = None
    topic: Text | None = None
    language: Language | None = None
    start: WallClock | None = None
    status: Literal["open", "cancelled", "done"] | None = None

    @model_validator(mode="after")
    def _something_given(self) -> Self:
        if not self.model_dump(exclude_none=True):
            raise ValueError(
                "give number, name, topic, language, start or status, or write true for any booking"
            )
        return self


def _booking_kind(value: object) -> str | None:
    if isinstance(value, bool):
        return "any"
    return "booking" if isinstance(value, dict | BookingExpectation) else None


Booking = Annotated[
    Annotated[bool, Tag("any")] | Annotated[BookingExpectation, Tag("booking")],
    Discriminator(
        _booking_kind,
        custom_error_type="booking",
        custom_error_message="write true, false, or a mapping of number, name, topic, ...",
    ),
]


class CallerEvent(StrEnum):
    """What happens on the caller's side besides speech, keys and silence."""

    FAX_TONE = "fax_tone"
    RECOGNITION_FAILED = "recognition_failed"
    HANG_UP = "hang_up"


Probability = Annotated[float, Field(ge=0, le=1)]

_NEEDS_SPEECH = (
    "expect_topic",
    "understood_as",
    "further",
    "in_context_as",
    "alternatives",
    "confidence",
    "language",
)


class Step(Strict):
    """One thing the caller does in turn: exactly one of say, keys, silence and event.

    Attributes:
        say: Spoken text.
        keys: Telephone keys pressed one after the other.
        silence: Seconds for which nothing is said.
        event: Something else that happens.
        after: Seconds to wait once the assistant has finished.
        interrupt_after: Seconds after the assistant's speech began at which the caller talks
            over it; when it has finished by then, the caller goes on without waiting.
        language: ISO 639-1 code in which this is said, if not in the scenario's.
        confidence: How sure the recogniser is of the words; for calls without sound.
        understood_as: Topic that the engine of the tests understands, or ``none``.
        further: Further topics that it understands in the same utterance.
        in_context_as: Topic that it understands when the question before is read with it.
        alternatives: Probabilities by topic, none of which is let through ("do you mean ...?").
        expect_topic: Topic with which the caller's turn must be recorded, and accepted.
        expect_booking: What must be booked before the caller's next step: a booking, any (true)
            or none (false).
        expect_said: What the assistant must say in answer, in this order; more may be between.
        expect_not_said: What it must not say in answer.
        expect_text: Words that must be in the answer; letter case and spacing do not matter.
        expect_language: ISO 639-1 code in which the whole answer must be.
        expect_end: Whether the assistant has hung up after this step.
    """

    say: Annotated[Text, AfterValidator(_without_other_places)] | None = None
    keys: Annotated[str, Field(pattern=r"^([0-9*#A-D]|\{reference\})+$")] | None = None
    silence: Annotated[float, Field(gt=0)] | None = None
    event: Annotated[CallerEvent, Field(strict=False)] | None = None
    after: Annotated[float, Field(ge=0)] | None = None
    interrupt_after: Annotated[float, Field(ge=0)] | None = None
    language: Language | None = None
    confidence: Probability | None = None
    understood_as: Text | None = None
    further: Annotated[tuple[Text, ...], Field(strict=False)] = ()
    in_context_as: Text | None = None
    alternatives: dict[Text, Probability] | None = None
    expect_topic: Text | None = None
    expect_booking: Booking | None = None
    expect_said: Sources = ()
    expect_not_said: Sources = ()
    expect_text: Text | None = None
    expect_language: Language | None = None
    expect_end: bool | None = None

    @model_validator(mode="after")
    def _one_action(self) -> Self:
        actions = (self.say, self.keys, self.silence, self.event)
        if sum(action is not None for action in actions) != 1:
            raise ValueError("a step has exactly one of say, keys, silence and event")
        if self.after is not None and self.interrupt_after is not None:
            raise ValueError("a step has either after or interrupt_after")
        if self.silence is not None and self.interrupt_after is not None:
            raise ValueError("silence cannot interrupt the assistant")
        if self.say is None:
            for name in _NEEDS_SPEECH:
                value = getattr(self, name)
                if value is not None and value != ():
                    raise ValueError(f"{name} needs something that is said")
        return self

    @model_validator(mode="after")
    def _one_meaning(self) -> Self:
        understood = self.understanding not in {None, NOT_UNDERSTOOD}
        if self.alternatives and understood:
            raise ValueError("alternatives are what an utterance may mean that is not understood")
        if self.alternatives == {}:
            raise ValueError("alternatives are probabilities by topic")
        if self.further and not understood:
            raise ValueError("further needs understood_as: the topic that comes first")
        return self

    @property
    def after_seconds(self) -> float:
        """Seconds to wait once the assistant has finished, with the default filled in."""
        return DEFAULT_AFTER_SECONDS if self.after is None else self.after

    @property
    def understanding(self) -> str | None:
        """Topic of the utterance read by itself, or None when it is not understood so."""
        if self.understood_as is not None:
            return None if self.understood_as == NOT_UNDERSTOOD else self.understood_as
        # What is understood in context only was expected of the context.
        return self.expect_topic if self.in_context_as is None else None

    @property
    def needs_reference(self) -> bool:
        """Whether the caller dictates or types the reference of an earlier call."""
        return REFERENCE in f"{self.say}{self.keys}"

    def with_reference(self, reference: str) -> "Step":
        """The same with the reference filled in: dictated digit by digit, typed plainly.

        Args:
            reference: Its digits.
        """
        return self.model_copy(
            update={
                "say": self.say and self.say.replace(REFERENCE, " ".join(reference)),
                "keys": self.keys and self.keys.replace(REFERENCE, reference),
            }
        )


def check_course(steps: Sequence[Step]) -> None:
    """Refuse steps that belong to the end of a call elsewhere.

    Raises:
        ValueError: A step that ends the call is not the last one.
    """
    for number, step in enumerate(steps[:-1], 1):
        if step.event is CallerEvent.HANG_UP:
            raise ValueError(f"nothing can follow step {number}, in which the caller hangs up")
        if step.expect_end is not None:
            raise ValueError(f"step {number} is not the last one, so it has no expect_end")
