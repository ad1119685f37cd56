"""What a simulated caller does and what must come of it, read from YAML."""

from collections.abc import Iterable
from pathlib import Path
from typing import Annotated, Literal, Self

import yaml
from pydantic import (
    AliasChoices,
    BaseModel,
    ConfigDict,
    Discriminator,
    Field,
    Tag,
    ValidationError,
    field_validator,
    model_validator,
)

from languages.registry import LANGUAGES
from voicebot.errors import InputError

DEFAULT_AFTER_SECONDS = 0.6
"""Pause between the end of the assistant's speech and the caller's next step."""

E164_PATTERN = r"^\+[1-9][0-9]{6,14}$"

_Text = Annotated[str, Field(min_length=1, pattern=r"\w")]


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)


class BookingExpectation(_Strict):
    """A callback that must be in the records; only what is given is compared.

    Attributes:
        number: E.164 number to call.
        name: The caller's name; letter case and spacing do not matter.
        topic: Identifier of the subject.
    """

    number: Annotated[str, Field(pattern=E164_PATTERN)] | None = None
    name: _Text | None = None
    topic: _Text | None = None

    @model_validator(mode="after")
    def _something_given(self) -> Self:
        if self.number is None and self.name is None and self.topic is None:
            raise ValueError("give number, name or topic, or write true for any booking")
        return self


def _booking_kind(value: object) -> str | None:
    if isinstance(value, bool):
        return "any"
    return "booking" if isinstance(value, dict | BookingExpectation) else None


_Booking = Annotated[
    Annotated[bool, Tag("any")] | Annotated[BookingExpectation, Tag("booking")],
    Discriminator(
        _booking_kind,
        custom_error_type="booking",
        custom_error_message="write true, false, or a mapping of number, name and topic",
    ),
]


class Step(_Strict):
    """One thing the caller does when it is their turn: exactly one of say, keys, silence.

    Attributes:
        say: Spoken text.
        keys: Telephone keys pressed one after the other.
        silence: Seconds for which nothing is said.
        after: Seconds to wait once the assistant has finished.
        interrupt_after: Seconds after the assistant's speech began at which the caller talks
            over it; when it has finished by then, the caller goes on without waiting.
        expect_topic: Topic with which the caller's turn must be recorded, and accepted.
        expect_booking: What must be booked before the caller's next words are recorded: a
            booking, any (true) or none (false).
    """

    say: _Text | None = None
    keys: Annotated[str, Field(pattern=r"^[0-9*#A-D]+$")] | None = None
    silence: Annotated[float, Field(gt=0)] | None = None
    after: Annotated[float, Field(ge=0)] | None = None
    interrupt_after: Annotated[float, Field(ge=0)] | None = None
    expect_topic: _Text | None = None
    expect_booking: _Booking | None = None

    @model_validator(mode="after")
    def _one_action(self) -> Self:
        if sum(action is not None for action in (self.say, self.keys, self.silence)) != 1:
            raise ValueError("a step has exactly one of say, keys and silence")
        if self.after is not None and self.interrupt_after is not None:
            raise ValueError("a step has either after or interrupt_after")
        if self.silence is not None and self.interrupt_after is not None:
            raise ValueError("silence cannot interrupt the assistant")
        if self.say is None and self.expect_topic is not None:
            raise ValueError("expect_topic needs something that is said")
        return self

    @property
    def after_seconds(self) -> float:
        """Seconds to wait once the assistant has finished, with the default filled in."""
        return DEFAULT_AFTER_SECONDS if self.after is None else self.after


class Scenario(_Strict):
    """One call from the caller's side.

    Attributes:
        name: Title in reports and in the names of recordings; the file's name if left out.
        language: ISO 639-1 code in which the caller speaks.
        caller: E.164 number of the caller; None when it is withheld.
        steps: In order.
        expect_booking: What must be booked when the call is over, as for a step.
        expect_end: Who hangs up.
        max_seconds: A call that takes longer has failed.
    """

    name: _Text
    language: str
    caller: Annotated[str, Field(pattern=E164_PATTERN)] | None = Field(
        None, validation_alias=AliasChoices("caller", "caller_number")
    )
    steps: Annotated[tuple[Step, ...], Field(min_length=1, strict=False)]
    expect_booking: _Booking | None = None
    expect_end: Literal["assistant", "caller"] | None = None
    max_seconds: Annotated[float, Field(gt=0, le=900)] = 300

    @field_validator("language")
    @classmethod
    def _known_language(cls, value: str) -> str:
        if value not in LANGUAGES:
            raise ValueError(f"unknown language {value!r}; known: {', '.join(LANGUAGES)}")
        return value


def load_scenarios(paths: Iterable[Path]) -> list[Scenario]:
    """Read scenario files, and of folders all their ``*.yaml`` in order of name.

    Raises:
        InputError: A path does not exist, a folder holds no scenario, or a file is wrong; the
            sentence names the file and the place in it.
    """
    scenarios = []
    for path in paths:
        files = sorted(path.glob("*.yaml")) if path.is_dir() else [path]
        if not files:
            raise InputError(f"the folder {path} holds no scenario (*.yaml)")
        scenarios += [_load(file) for file in files]
    if not scenarios:
        raise InputError("no scenario was given")
    return scenarios


def _load(file: Path) -> Scenario:
    try:
        document = yaml.safe_load(file.read_text("utf-8"))
    except (OSError, UnicodeDecodeError) as error:
        reason = error.strerror if isinstance(error, OSError) else "it is not UTF-8"
        raise InputError(f"the scenario {file} cannot be read: {reason}") from error
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        place = f", line {mark.line + 1}, column {mark.column + 1}" if mark else ""
        problem = getattr(error, "problem", None) or "unreadable"
        raise InputError(f"the scenario {file}{place} is not valid YAML: {problem}") from error
    if not isinstance(document, dict):
        raise InputError(f"the scenario {file} is not a mapping with language and steps")
    try:
        return Scenario.model_validate({"name": file.stem, **document})
    except ValidationError as error:
        first = error.errors()[0]
        place = _place(first["loc"])
        message = first["msg"].removeprefix("Value error, ")
        raise InputError(f"the scenario {file}: {place}{message}") from error


def _place(location: tuple[int | str, ...]) -> str:
    """Where in the document, as ``step 2, say: ``."""
    names = list(location)
    parts = []
    if names and names[0] == "steps" and len(names) > 1 and isinstance(names[1], int):
        parts.append(f"step {names[1] + 1}")
        names = names[2:]
    # The tags of the kinds of booking are pydantic's, not the file's.
    parts += [str(name) for name in names if name not in {"any", "booking"}]
    return f"{', '.join(parts)}: " if parts else ""
