"""What a simulated caller does and what must come of it, read from YAML."""

from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from enum import StrEnum
from itertools import pairwise
from pathlib import Path
from typing import Annotated, Literal, Self

import yaml
from pydantic import AliasChoices, Field, ValidationError, model_validator

from voicebot.errors import InputError
from voicebot.simulation.step import (
    E164_PATTERN,
    REFERENCE,
    Booking,
    CallerEvent,
    Language,
    Sources,
    Step,
    Strict,
    Text,
    WallClock,
    check_course,
)

_BETWEEN_CALLS = timedelta(hours=1)
"""Between two calls of one caller when the scenario does not say."""


class Switchboard(StrEnum):
    """What happens when the assistant puts the caller through."""

    ANSWERS = "answers"
    NO_ANSWER = "no_answer"
    NONE = "none"


class Failure(StrEnum):
    """What can be made to fail in a simulation."""

    BOOKING = "booking"
    MESSAGE = "message"
    RECORDING = "recording"
    RECOGNISER = "recogniser"


_Failure = Annotated[Failure, Field(strict=False)]


class FullWindows(StrEnum):
    """Which of the windows for callbacks are taken when the call begins."""

    ALL = "all"
    FIRST = "first"


class Course(Strict):
    """What a caller does in one call.

    Attributes:
        at: When the call begins.
        steps: In order.
    """

    at: WallClock | None = None
    steps: Annotated[tuple[Step, ...], Field(min_length=1, strict=False)]

    @model_validator(mode="after")
    def _ends_at_its_end(self) -> Self:
        check_course(self.steps)
        return self


class EarlierCall(Course):
    """A call of the same caller before the one that the scenario is about.

    It begins one hour before the next one if it is left out when.
    """


class Scenario(Course):
    """One call from the caller's side.

    Attributes:
        name: Title in reports and in the names of recordings; the file's name if left out.
        description: What it shows.
        tags: What it belongs to; reports count by tag.
        language: ISO 639-1 code in which the caller speaks.
        caller: E.164 number of the caller; None when it is withheld.
        at: When the call begins; None for now.
        earlier_calls: What the same caller did before, in order.
        switchboard: What happens when the assistant puts the caller through.
        offers_recording: Whether callers are asked for consent to be recorded; None for as set.
        sends_messages: Whether the office sends text messages; None for as set.
        failing: What does not work during this call.
        full_windows: The windows for callbacks that others have taken.
        steps: In order.
        expect_booking: What must be booked when the call is over, as for a step.
        expect_earlier_booking: What the callback booked last in an earlier call must then be.
        expect_draft: Whether a callback that was not finished must be kept for the supervisor.
        expect_said: What the assistant must say during the call, in this order.
        expect_not_said: What it must not say.
        expect_transfer: Whether a person must have taken the call.
        expect_language: ISO 639-1 code that the record of the call must have in the end.
        expect_end: Who hangs up.
        max_seconds: A call that takes longer has failed.
    """

    name: Text
    description: Text | None = None
    tags: Annotated[tuple[Text, ...], Field(strict=False)] = ()
    language: Language
    caller: Annotated[str, Field(pattern=E164_PATTERN)] | None = Field(
        None, validation_alias=AliasChoices("caller", "caller_number")
    )
    earlier_calls: Annotated[tuple[EarlierCall, ...], Field(strict=False)] = ()
    switchboard: Annotated[Switchboard, Field(strict=False)] = Switchboard.NONE
    offers_recording: bool | None = None
    sends_messages: bool | None = None
    failing: Annotated[frozenset[_Failure], Field(strict=False)] = frozenset()
    full_windows: Annotated[FullWindows, Field(strict=False)] | None = None
    expect_booking: Booking | None = None
    expect_earlier_booking: Booking | None = None
    expect_draft: bool | None = None
    expect_said: Sources = ()
    expect_not_said: Sources = ()
    expect_transfer: bool | None = None
    expect_language: Language | None = None
    expect_end: Literal["assistant", "caller"] | None = None
    max_seconds: Annotated[float, Field(gt=0, le=900)] = 300

    @model_validator(mode="after")
    def _one_ending(self) -> Self:
        last = self.steps[-1]
        ends = "caller" if last.event is CallerEvent.HANG_UP or last.expect_end is False else None
        ends = "assistant" if last.expect_end else ends
        if ends is not None and self.expect_end not in {None, ends}:
            raise ValueError(f"expect_end and the last step differ: it is the {ends} who hangs up")
        return self

    @model_validator(mode="after")
    def _calls_in_order(self) -> Self:
        if self.expect_earlier_booking is not None and not self.earlier_calls:
            raise ValueError("expect_earlier_booking needs earlier_calls")
        courses = self._courses()
        if any(step.needs_reference for step in courses[0].steps):
            raise ValueError(f"{REFERENCE} needs an earlier call in which it was given")
        times = [call.at for call in courses]
        if self.at is None and any(times):
            raise ValueError("an earlier call has a time, so this one needs at, too")
        given = [at for at in times if at is not None]
        if any(later <= earlier for earlier, later in pairwise(given)):
            raise ValueError("earlier_calls must be in order and before the call")
        return self

    @property
    def ended_by_assistant(self) -> bool:
        """Whether the caller waits for the assistant to hang up."""
        return self.expect_end == "assistant" or self.steps[-1].expect_end is True

    @property
    def languages(self) -> frozenset[str]:
        """All that are spoken in it, in its earlier calls, too."""
        steps = (step for call in self._courses() for step in call.steps)
        return frozenset({self.language, *(step.language for step in steps if step.language)})

    @property
    def without_sound(self) -> str | None:
        """What in it cannot be had on a telephone line, as the file calls it; None if nothing."""
        steps = [step for call in self._courses() for step in call.steps]
        reasons = {
            "at": self.at is not None,
            "switchboard": self.switchboard is not Switchboard.NONE,
            "offers_recording": self.offers_recording is not None,
            "sends_messages": self.sends_messages is not None,
            "failing": bool(self.failing),
            "full_windows": self.full_windows is not None,
            "confidence": any(step.confidence is not None for step in steps),
            CallerEvent.RECOGNITION_FAILED.value: any(
                step.event is CallerEvent.RECOGNITION_FAILED for step in steps
            ),
        }
        return next((name for name, given in reasons.items() if given), None)

    @property
    def pretends(self) -> bool:
        """Whether it takes place in a time or under conditions that are made up."""
        return bool(self.at or self.failing or self.full_windows)

    def calls(self) -> list["Scenario"]:
        """The calls before it, and itself, each as a scenario of its own."""
        calls = [self.model_copy(update={"earlier_calls": ()})]
        for earlier in reversed(self.earlier_calls):
            at = earlier.at
            if at is None and calls[0].at is not None:
                at = calls[0].at - _BETWEEN_CALLS
            calls.insert(0, self._earlier(earlier, at))
        return calls

    def with_reference(self, reference: str) -> "Scenario":
        """The same with the reference of an earlier call filled in."""
        steps = tuple(step.with_reference(reference) for step in self.steps)
        return self.model_copy(update={"steps": steps})

    def _courses(self) -> tuple[Course, ...]:
        return (*self.earlier_calls, self)

    def _earlier(self, earlier: EarlierCall, at: datetime | None) -> "Scenario":
        return Scenario.model_construct(
            name=self.name,
            language=self.language,
            caller=self.caller,
            at=at,
            steps=earlier.steps,
            switchboard=self.switchboard,
            offers_recording=self.offers_recording,
            sends_messages=self.sends_messages,
            max_seconds=self.max_seconds,
        )


def scenario_files(paths: Iterable[Path]) -> Iterator[Path]:
    """Scenario files, and of folders all ``*.yaml`` below them in order of path.

    Raises:
        InputError: A folder holds no scenario.
    """
    for path in paths:
        files = sorted(path.rglob("*.yaml")) if path.is_dir() else [path]
        if not files:
            raise InputError(f"the folder {path} holds no scenario (*.yaml)")
        yield from files


def load_scenarios(paths: Iterable[Path]) -> list[Scenario]:
    """Read scenario files, and of folders all that are below them.

    Raises:
        InputError: A path does not exist, a folder holds no scenario, or a file is wrong; the
            sentence names the file and the place in it.
    """
    scenarios = [load_scenario(file) for file in scenario_files(paths)]
    if not scenarios:
        raise InputError("no scenario was given")
    return scenarios


def load_scenario(file: Path) -> Scenario:
    """Read one scenario file.

    Raises:
        InputError: As for ``load_scenarios``.
    """
    try:
        document = yaml.safe_load(file.read_text("utf-8"))
    except (OSError, UnicodeDecodeError) as error:
        reason = error.strerror if isinstance(error, OSError) else "it is not UTF-8"
        raise InputError(f"the scenario {file} cannot be read: {reason}") from error
    except (yaml.YAMLError, ValueError) as error:  # ValueError: a date that does not exist
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


_COUNTED = {"steps": "step", "earlier_calls": "earlier call", "tags": "tag"}


def _place(location: tuple[int | str, ...]) -> str:
    """Where in the document, as ``earlier call 1, step 2, say: ``."""
    parts: list[str] = []
    for name in location:
        if isinstance(name, int):
            parts[-1] = f"{_COUNTED.get(parts[-1], parts[-1])} {name + 1}"
        elif name not in {"any", "booking"}:  # tags of the kinds of booking; pydantic's names
            parts.append(name)
    return f"{', '.join(parts)}: " if parts else ""
