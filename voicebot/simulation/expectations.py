"""Did a simulated call come to what its scenario expects, according to the records?"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, tzinfo

from voicebot.records.entries import CallbackRecord, CallRecord, Speaker, TurnRecord
from voicebot.simulation.alignment import align
from voicebot.simulation.answers import answers, assistant_turns, begin_of_next
from voicebot.simulation.played_call import PlayedCall
from voicebot.simulation.scenario import Scenario
from voicebot.simulation.step import BookingExpectation, Step

DRAFT_KEPT = "draft_kept"
"""Kind of the event that tells of a callback that was not finished."""

TRANSFER_REQUESTED = "transfer_requested"
TRANSFER_FAILED = "transfer_failed"
"""Kinds of the events that tell that a caller is to be put through, and that nobody answered."""


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
    scenario: Scenario,
    played: PlayedCall,
    record: CallRecord | None,
    *,
    earlier: Sequence[CallbackRecord] = (),
    timezone: tzinfo = UTC,
) -> list[CheckedExpectation]:
    """Compare a call with its scenario.

    Two things are expected of every call: that it was played to an orderly end, and that nothing
    of it is missing in the records; else "no booking" would hold for a call that left no trace.

    Args:
        scenario: What was played; its earlier calls are scenarios of their own.
        played: The call from the caller's side.
        record: What the records have of it.
        earlier: Callbacks booked in the calls before, as the records have them now.
        timezone: The office's.
    """
    checked = [
        CheckedExpectation(
            "call", "played to its end", played.failure or "played to its end", played.completed
        ),
        _completeness(played, record),
    ]
    turns = recorded_turns(played, record)
    answered = answers(played, record)
    callbacks = record.callbacks if record else ()
    for number, step in enumerate(scenario.steps, 1):
        place = f"step {number}: "
        if step.expect_topic is not None:
            checked.append(_topic(place, step.expect_topic, turns.get(number)))
        if step.expect_booking is not None:
            until = begin_of_next(number, played)
            booked = [one for one in callbacks if until is None or one.created_at < until]
            checked.append(booking(f"{place}booking", step.expect_booking, booked, timezone))
        checked += _answer(place, step, answered.get(number, []))
        if step.expect_end is not None:
            checked.append(_end(place, step, played))
    return [*checked, *_whole(scenario, played, record, earlier, timezone)]


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


def _caller_turns(record: CallRecord) -> list[TurnRecord]:
    return [turn for turn in record.turns if turn.speaker == Speaker.CALLER]


def _completeness(played: PlayedCall, record: CallRecord | None) -> CheckedExpectation:
    complete = record is not None and not is_lost(played, record)
    return CheckedExpectation(
        "records", "complete", "complete" if complete else "incomplete", complete
    )


def _topic(place: str, expected: str, turn: TurnRecord | None) -> CheckedExpectation:
    if turn is None:
        got, held = "no turn in the records", False
    else:
        rejected = turn.accepted is False
        got = f"{turn.topic or 'none'}{' (not accepted)' if rejected else ''}"
        held = turn.topic == expected and not rejected
    return CheckedExpectation(f"{place}topic", expected, got, held)


def _answer(place: str, step: Step, said: Sequence[TurnRecord]) -> Iterator[CheckedExpectation]:
    """What is expected of the answer to a step."""
    yield from _said(place, step.expect_said, step.expect_not_said, said)
    if step.expect_text is not None:
        text = " ".join(turn.text for turn in said)
        held = _plain(step.expect_text) in _plain(text)
        yield CheckedExpectation(f"{place}text", step.expect_text, text or "nothing", held)
    if step.expect_language is not None:
        spoken = list(dict.fromkeys(turn.language for turn in said))
        got, held = ", ".join(spoken) or "nothing", spoken == [step.expect_language]
        yield CheckedExpectation(f"{place}language", step.expect_language, got, held)


def _said(
    place: str, expected: Sequence[str], unwanted: Sequence[str], said: Sequence[TurnRecord]
) -> Iterator[CheckedExpectation]:
    sources = [turn.source or "?" for turn in said]
    got = ", ".join(sources) or "nothing"
    if expected:
        coming = iter(sources)
        held = all(source in coming for source in expected)  # each after the one before
        yield CheckedExpectation(f"{place}said", ", ".join(expected), got, held)
    if unwanted:
        held = not set(unwanted) & set(sources)
        yield CheckedExpectation(f"{place}said", f"not {', '.join(unwanted)}", got, held)


def _end(place: str, step: Step, played: PlayedCall) -> CheckedExpectation:
    # Only the last step can end a call that was played to its end.
    ended = played.completed and played.ended_by == "assistant"
    wanted = "hung up" if step.expect_end else "still there"
    got = "hung up" if ended else "still there"
    return CheckedExpectation(f"{place}the assistant has", wanted, got, ended is step.expect_end)


def _whole(
    scenario: Scenario,
    played: PlayedCall,
    record: CallRecord | None,
    earlier: Sequence[CallbackRecord],
    timezone: tzinfo,
) -> Iterator[CheckedExpectation]:
    """What is expected of the call as a whole."""
    if scenario.expect_booking is not None:
        callbacks = record.callbacks if record else ()
        yield booking("booking", scenario.expect_booking, callbacks, timezone)
    if scenario.expect_earlier_booking is not None:
        yield booking("earlier booking", scenario.expect_earlier_booking, earlier[-1:], timezone)
    if scenario.expect_draft is not None:
        kept = record is not None and any(one.kind == DRAFT_KEPT for one in record.events)
        names = {True: "a draft", False: "no draft"}
        wanted, got = names[scenario.expect_draft], names[kept]
        yield CheckedExpectation("draft", wanted, got, kept is scenario.expect_draft)
    if scenario.expect_transfer is not None:
        kinds = [one.kind for one in record.events] if record else []
        taken = kinds.count(TRANSFER_REQUESTED) > kinds.count(TRANSFER_FAILED)
        names = {True: "taken by a person", False: "not taken by a person"}
        wanted, got = names[scenario.expect_transfer], names[taken]
        yield CheckedExpectation("transfer", wanted, got, taken is scenario.expect_transfer)
    yield from _said("", scenario.expect_said, scenario.expect_not_said, assistant_turns(record))
    if scenario.expect_language is not None:
        language = record.language if record else None
        held = language == scenario.expect_language
        yield CheckedExpectation("language", scenario.expect_language, language or "none", held)
    if scenario.expect_end is not None:
        ended_by = played.ended_by or "nobody"
        held = ended_by == scenario.expect_end
        yield CheckedExpectation("hung up by", scenario.expect_end, ended_by, held)


def booking(
    what: str,
    expected: bool | BookingExpectation,  # noqa: FBT001 - the scenario's own value
    booked: Sequence[CallbackRecord],
    timezone: tzinfo,
) -> CheckedExpectation:
    """Compare callbacks with what a scenario expects of them.

    Args:
        what: What is compared.
        expected: Any (true), none (false), or one like this.
        booked: The callbacks.
        timezone: The office's.
    """
    if isinstance(expected, bool):
        wanted = "some booking" if expected else "no booking"
        held = bool(booked) is expected
    else:
        given = expected.model_dump(exclude_none=True)
        wanted = _written(given)
        held = any(
            all(_plain(values[name]) == _plain(value) for name, value in given.items())
            for values in (_values(one, timezone) for one in booked)
        )
    got = "; ".join(_written(_values(one, timezone)) for one in booked)
    return CheckedExpectation(what, wanted, got or "no booking", held)


def _values(callback: CallbackRecord, timezone: tzinfo) -> dict[str, object]:
    """What a scenario can expect of a callback."""
    return {
        "number": callback.number,
        "name": callback.name,
        "topic": callback.topic,
        "language": callback.language,
        "start": callback.window_start.astimezone(timezone).replace(tzinfo=None),
        "status": callback.status.value,
    }


def _written(values: Mapping[str, object]) -> str:
    return ", ".join(f"{name}: {value}" for name, value in values.items())


def _plain(value: object) -> str:
    return " ".join(str(value).casefold().split())
