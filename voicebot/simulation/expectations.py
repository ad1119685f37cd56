"""Did a simulated call come to what its scenario expects, according to the records?"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from voicebot.records.entries import CallbackRecord, CallRecord, Speaker, TurnRecord
from voicebot.simulation.alignment import align
from voicebot.simulation.played_call import PlayedCall
from voicebot.simulation.scenario import BookingExpectation, Scenario


@dataclass(frozen=True, slots=True)
class CheckedExpectation:
    """One thing a scenario expects.

    Attributes:
        what: What is compared, with the number of the step where there is one.
        expected: As the scenario says.
        got: What happened.
        held: Whether the expectation was met.
    """

    what: str
    expected: str
    got: str
    held: bool


def check(
    scenario: Scenario, played: PlayedCall, record: CallRecord | None
) -> list[CheckedExpectation]:
    """Compare a call with its scenario.

    Two things are expected of every call: that it was played to an orderly end, and that nothing
    of it is missing in the records; else "no booking" would hold for a call that left no trace.
    """
    checked = [
        CheckedExpectation(
            "call", "played to its end", played.failure or "played to its end", played.completed
        ),
        _completeness(played, record),
    ]
    turns = recorded_turns(played, record)
    callbacks = record.callbacks if record else ()
    for number, step in enumerate(scenario.steps, 1):
        if step.expect_topic is not None:
            checked.append(_topic(number, step.expect_topic, turns.get(number)))
        if step.expect_booking is not None:
            until = _answered_by(number, turns)
            checked.append(
                _booking(f"step {number}: booking", step.expect_booking, callbacks, until)
            )
    if scenario.expect_booking is not None:
        checked.append(_booking("booking", scenario.expect_booking, callbacks, None))
    if scenario.expect_end is not None:
        ended_by = played.ended_by or "nobody"
        checked.append(
            CheckedExpectation(
                "hung up by", scenario.expect_end, ended_by, ended_by == scenario.expect_end
            )
        )
    return checked


def is_lost(played: PlayedCall, record: CallRecord | None) -> bool:
    """Whether the records miss something of a call that had reached the server.

    They do when the call is not in them, when its end is not, or when they hold fewer turns of
    the caller than the caller spoke and got an answer to. An utterance that got no answer may
    not have been heard as speech; that fails other expectations but is no loss.
    """
    if played.recording is None and played.ended_by is None:
        return False  # it never reached the server
    if record is None or record.ended_at is None:
        return True
    heard = sum(one.text is not None and one.answered for one in played.contributions)
    return len(_caller_turns(record)) < heard


def recorded_turns(played: PlayedCall, record: CallRecord | None) -> dict[int, TurnRecord]:
    """The recorded turn of each spoken step, by number of the step."""
    if record is None:
        return {}
    spoken = [(one.step, one.text) for one in played.contributions if one.text is not None]
    turns = _caller_turns(record)
    pairs = align([text for _, text in spoken], [turn.text for turn in turns])
    return {
        step: turns[index]
        for (step, _), index in zip(spoken, pairs, strict=True)
        if index is not None
    }


def _answered_by(step: int, turns: Mapping[int, TurnRecord]) -> datetime | None:
    """When the next thing said was recorded, by the clock of the records; None when nothing was.

    What was booked by then was booked in answer to ``step``, or before it.
    """
    return min((turn.at for later, turn in turns.items() if later > step), default=None)


def _caller_turns(record: CallRecord) -> list[TurnRecord]:
    return [turn for turn in record.turns if turn.speaker == Speaker.CALLER]


def _completeness(played: PlayedCall, record: CallRecord | None) -> CheckedExpectation:
    complete = record is not None and not is_lost(played, record)
    return CheckedExpectation(
        "records", "complete", "complete" if complete else "incomplete", complete
    )


def _topic(number: int, expected: str, turn: TurnRecord | None) -> CheckedExpectation:
    if turn is None:
        got, held = "no turn in the records", False
    else:
        rejected = turn.accepted is False
        got = f"{turn.topic or 'none'}{' (not accepted)' if rejected else ''}"
        held = turn.topic == expected and not rejected
    return CheckedExpectation(f"step {number}: topic", expected, got, held)


def _booking(
    what: str,
    expected: bool | BookingExpectation,  # noqa: FBT001 - the scenario's own value
    callbacks: Sequence[CallbackRecord],
    until: datetime | None,
) -> CheckedExpectation:
    booked = [one for one in callbacks if until is None or one.created_at <= until]
    if isinstance(expected, bool):
        wanted = "some booking" if expected else "no booking"
        held = bool(booked) is expected
    else:
        wanted = ", ".join(f"{name}: {value}" for name, value in _given(expected).items())
        held = any(_matches(one, expected) for one in booked)
    got = "; ".join(f"number: {one.number}, name: {one.name}, topic: {one.topic}" for one in booked)
    return CheckedExpectation(what, wanted, got or "no booking", held)


def _given(expected: BookingExpectation) -> dict[str, str]:
    return expected.model_dump(exclude_none=True)


def _matches(callback: CallbackRecord, expected: BookingExpectation) -> bool:
    return all(
        _plain(getattr(callback, name)) == _plain(value) for name, value in _given(expected).items()
    )


def _plain(text: str) -> str:
    return " ".join(text.casefold().split())
