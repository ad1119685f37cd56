"""What is expected of the assistant's words, of drafts, transfers and earlier bookings."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import pytest

from voicebot.records.entries import (
    CallbackRecord,
    CallbackStatus,
    CallRecord,
    EventRecord,
    Speaker,
    TurnRecord,
)
from voicebot.simulation.expectations import check
from voicebot.simulation.played_call import PlayedCall
from voicebot.simulation.scenario import Scenario
from voicebot.simulation.script import Contribution

_START = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


def _scenario(first: dict[str, Any], second: dict[str, Any], **fields: Any) -> Scenario:
    steps = [{"say": "a", **first}, {"say": "b", **second}]
    return Scenario.model_validate({"name": "A call", "language": "en", "steps": steps, **fields})


def _later(seconds: float) -> datetime:
    return _START + timedelta(seconds=seconds)


def _said(source: str, after_seconds: float, text: str, language: str = "en") -> TurnRecord:
    return TurnRecord(Speaker.ASSISTANT, text, language, _later(after_seconds), source=source)


_PLAYED = PlayedCall(
    call_id="CA1",
    failure=None,
    ended_by="caller",
    started_at=_START,
    ended_at=_later(30),
    contributions=(
        Contribution(1, "a", 0, 1, interrupting=False, answered=True),
        Contribution(2, "b", 1, 2, interrupting=False, answered=True),
    ),
    begun={1: _later(10), 2: _later(20)},
)
_RECORD = CallRecord(
    call_id="CA1",
    channel="text",
    caller_number=None,
    started_at=_START,
    ended_at=_later(30),
    end_reason="caller",
    language="en",
    software_version="0",
    turns=(
        _said("phrase:disclosure", 0, "An AI assistant."),
        TurnRecord(Speaker.CALLER, "a", "en", _later(10)),
        _said("topic:fees", 11, "It costs 100 euros."),
        _said("phrase:anything_else", 12, "Anything else?"),
        TurnRecord(Speaker.CALLER, "b", "en", _later(20)),
        _said("phrase:goodbye", 20, "Auf Wiederhören.", "de"),
    ),
    events=(),
    callbacks=(),
)


def _held(
    scenario: Scenario, record: CallRecord = _RECORD, played: PlayedCall = _PLAYED
) -> list[bool]:
    """Which of the scenario's own expectations held."""
    return [one.held for one in check(scenario, played, record)[2:]]


@pytest.mark.parametrize(
    ("first", "second", "held"),
    [
        ({"expect_said": "topic:fees"}, {"expect_said": "phrase:goodbye"}, [True, True]),
        ({"expect_said": ["topic:fees", "phrase:anything_else"]}, {}, [True]),
        ({"expect_said": ["phrase:anything_else", "topic:fees"]}, {}, [False]),
        ({"expect_said": "phrase:goodbye"}, {"expect_said": "topic:fees"}, [False, False]),
        ({"expect_said": ["topic:fees", "topic:fees"]}, {}, [False]),
        ({"expect_not_said": "phrase:goodbye"}, {}, [True]),
        ({"expect_not_said": ["phrase:goodbye", "topic:fees"]}, {}, [False]),
        ({"expect_text": "100  EUROS. anything"}, {"expect_text": "euros"}, [True, False]),
        ({"expect_language": "en"}, {"expect_language": "en"}, [True, False]),
    ],
)
def test_what_is_said_in_answer_to_a_step_is_compared(
    first: dict[str, Any], second: dict[str, Any], held: list[bool]
) -> None:
    assert _held(_scenario(first, second)) == held


def test_a_step_that_got_no_answer_has_said_nothing() -> None:
    silent = replace(_RECORD, turns=_RECORD.turns[:-1])

    assert _held(_scenario({}, {"expect_language": "en"}), silent) == [False]
    assert _held(_scenario({}, {"expect_not_said": "phrase:goodbye"}), silent) == [True]


def test_what_was_not_as_expected_is_told_with_what_was() -> None:
    checked = check(_scenario({"expect_said": "phrase:goodbye"}, {}), _PLAYED, _RECORD)[-1]

    assert (checked.what, checked.expected) == ("step 1: said", "phrase:goodbye")
    assert checked.got == "topic:fees, phrase:anything_else"


@pytest.mark.parametrize(
    ("fields", "held"),
    [
        ({"expect_said": ["phrase:disclosure", "topic:fees", "phrase:goodbye"]}, True),
        ({"expect_said": ["topic:fees", "phrase:disclosure"]}, False),
        ({"expect_not_said": "phrase:disclosure"}, False),
        ({"expect_language": "en"}, True),
        ({"expect_language": "de"}, False),
        ({"expect_draft": False}, True),
        ({"expect_draft": True}, False),
        ({"expect_transfer": False}, True),
        ({"expect_transfer": True}, False),
    ],
)
def test_the_whole_call_is_compared(fields: dict[str, Any], held: bool) -> None:
    assert _held(_scenario({}, {}, **fields)) == [held]


@pytest.mark.parametrize(
    ("kinds", "draft", "transfer"),
    [
        (["draft_kept"], True, False),
        (["transfer_requested"], False, True),
        (["transfer_requested", "transfer_failed"], False, False),
        (["transfer_requested", "transfer_failed", "transfer_requested"], False, True),
    ],
)
def test_drafts_and_transfers_are_events_of_the_record(
    kinds: list[str], draft: bool, transfer: bool
) -> None:
    events = tuple(EventRecord(place, kind, {}, _START) for place, kind in enumerate(kinds, 1))
    scenario = _scenario({}, {}, expect_draft=draft, expect_transfer=transfer)

    assert _held(scenario, replace(_RECORD, events=events)) == [True, True]


@pytest.mark.parametrize(
    ("expected", "ended_by", "failure", "held"),
    [
        (True, "assistant", None, True),
        (True, "caller", None, False),
        (False, "caller", None, True),
        (False, "assistant", None, False),
        (True, "assistant", "the call ended before step 2 was done", False),
    ],
)
def test_whether_the_assistant_has_hung_up_after_the_last_step_is_compared(
    expected: bool, ended_by: Any, failure: str | None, held: bool
) -> None:
    played = replace(_PLAYED, ended_by=ended_by, failure=failure)

    assert _held(_scenario({}, {"expect_end": expected}), played=played) == [held]


def _callback(reference: str, hour: int, status: CallbackStatus) -> CallbackRecord:
    return CallbackRecord(
        reference=reference,
        call_id="CA0",
        name="Alex Beispiel",
        number="+493023125101",
        topic="fees",
        language="en",
        window_start=datetime(2026, 3, 3, hour, tzinfo=UTC),
        window_end=datetime(2026, 3, 3, hour + 1, tzinfo=UTC),
        status=status,
        created_at=_START,
    )


def test_the_last_booking_of_the_earlier_calls_is_compared_by_the_clock_of_the_office() -> None:
    expected = {"start": "2026-03-03T09:00", "status": "open"}
    call = {"earlier_calls": [{"steps": [{"say": "a"}]}], "expect_earlier_booking": expected}
    scenario = _scenario({}, {}, **call).calls()[-1]
    early = _callback("123456", 7, CallbackStatus.OPEN)
    right = _callback("654321", 8, CallbackStatus.OPEN)

    def held(*earlier: CallbackRecord) -> bool:
        zone = timezone(timedelta(hours=1))
        return check(scenario, _PLAYED, _RECORD, earlier=earlier, timezone=zone)[-1].held

    assert held(early, right)
    assert not held(right, early)
    assert not held(replace(right, status=CallbackStatus.CANCELLED))
    assert not held()
