from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from voicebot.records.entries import (
    CallbackRecord,
    CallbackStatus,
    CallRecord,
    Speaker,
    TurnRecord,
)
from voicebot.simulation.expectations import check, is_lost
from voicebot.simulation.played_call import PlayedCall
from voicebot.simulation.recording import Recorder
from voicebot.simulation.scenario import Scenario
from voicebot.simulation.script import Contribution
from voicebot.simulation.transcript import TranscriptLine, transcribe

_START = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


def _scenario(*steps: dict[str, Any], **fields: Any) -> Scenario:
    return Scenario.model_validate({"name": "A call", "language": "en", "steps": steps, **fields})


def _played(*texts: str, answered: bool = True) -> PlayedCall:
    """A call of ten seconds a step."""
    return PlayedCall(
        call_id="CA1",
        failure=None,
        ended_by="caller",
        started_at=_START,
        ended_at=_START + timedelta(seconds=10 * len(texts) + 10),
        contributions=tuple(
            Contribution(step, text, step * 80_000, step * 80_000 + 8_000, False, answered)
            for step, text in enumerate(texts, 1)
        ),
        recording=Recorder().finish(),
        begun={step: _START + timedelta(seconds=10 * step) for step in range(1, len(texts) + 1)},
    )


def _turn(text: str, topic: str | None, *, accepted: bool = True) -> TurnRecord:
    return TurnRecord(Speaker.CALLER, text, "en", _START, topic, 0.9, accepted)


def _callback(after_seconds: float) -> CallbackRecord:
    return CallbackRecord(
        reference="123456",
        call_id="CA1",
        name="Alex Beispiel",
        number="+493023125101",
        topic="fees",
        language="en",
        window_start=_START,
        window_end=_START,
        status=CallbackStatus.OPEN,
        created_at=_START + timedelta(seconds=after_seconds),
    )


def _record(*turns: TurnRecord, callbacks: tuple[CallbackRecord, ...] = ()) -> CallRecord:
    return CallRecord(
        call_id="CA1",
        channel="twilio",
        caller_number=None,
        started_at=_START,
        ended_at=_START + timedelta(minutes=1),
        end_reason="caller",
        language="en",
        software_version="0",
        turns=turns,
        events=(),
        callbacks=callbacks,
    )


def _held(scenario: Scenario, played: PlayedCall, record: CallRecord | None) -> list[bool]:
    """Which of the scenario's own expectations held, after "played to its end"."""
    return [one.held for one in check(scenario, played, record) if one.what != "records"]


def test_the_topic_of_each_step_is_that_of_its_own_turn() -> None:
    scenario = _scenario(
        {"say": "How much is it?", "expect_topic": "fees"},
        {"say": "When are you open?", "expect_topic": "opening_hours"},
    )
    played = _played("How much is it?", "When are you open?")
    record = _record(
        _turn("Hm", "greeting"),
        _turn("How much is it", "fees"),
        _turn("When are you open", "opening_hours"),
    )

    assert _held(scenario, played, record) == [True, True, True]


@pytest.mark.parametrize(
    ("turn", "got"),
    [
        (_turn("How much is it", "photo"), "photo"),
        (_turn("How much is it", "fees", accepted=False), "fees (not accepted)"),
        (_turn("How much is it", None), "none"),
        (None, "no turn in the records"),
    ],
)
def test_another_topic_a_rejected_one_and_none_do_not_do(turn: TurnRecord | None, got: str) -> None:
    scenario = _scenario({"say": "How much is it?", "expect_topic": "fees"})
    record = _record(*([turn] if turn else []))

    checked = check(scenario, _played("How much is it?"), record)[2]

    assert (checked.what, checked.expected, checked.got) == ("step 1: topic", "fees", got)
    assert not checked.held


@pytest.mark.parametrize(
    ("expected", "booked", "held"),
    [
        (True, True, True),
        (True, False, False),
        (False, True, False),
        (False, False, True),
        ({"number": "+493023125101", "name": "alex  BEISPIEL", "topic": "fees"}, True, True),
        ({"number": "+493023125102"}, True, False),
        ({"topic": "photo"}, True, False),
        ({"topic": "fees"}, False, False),
    ],
)
def test_bookings_are_compared_with_the_records(expected: Any, booked: bool, held: bool) -> None:
    scenario = _scenario({"say": "Call me."}, expect_booking=expected)
    callbacks = (_callback(15),) if booked else ()
    record = _record(_turn("Call me", "callback"), callbacks=callbacks)

    assert _held(scenario, _played("Call me."), record) == [True, held]


def test_a_booking_at_a_step_must_be_there_before_the_next_words() -> None:
    scenario = _scenario(
        {"say": "Call me.", "expect_booking": False},
        {"say": "Yes.", "expect_booking": True},
    )
    said = _turn("Yes", "affirm")

    def held(booked_after: float) -> list[bool]:
        record = _record(_turn("Call me", None), said, callbacks=(_callback(booked_after),))
        return _held(scenario, _played("Call me.", "Yes."), record)

    assert held(25) == [True, True, True]
    assert held(15) == [True, False, True]


def test_who_hung_up_is_compared() -> None:
    scenario = _scenario({"say": "Bye."}, expect_end="assistant")
    played = _played("Bye.")

    assert _held(scenario, played, _record()) == [True, False]
    assert _held(scenario, replace(played, ended_by="assistant"), _record()) == [True, True]


def test_a_call_that_was_not_played_to_its_end_does_not_hold() -> None:
    played = replace(_played("Bye."), failure="the server broke off")

    assert _held(_scenario({"say": "Bye."}), played, _record()) == [False]


def test_nothing_is_lost_when_every_answered_utterance_is_in_the_records() -> None:
    assert not is_lost(_played("a", "b"), _record(_turn("a", None), _turn("b", None)))
    assert not is_lost(_played("a", "b", answered=False), _record())


def test_a_missing_call_end_or_turn_is_a_loss() -> None:
    whole = _record(_turn("a", None), _turn("b", None))

    assert is_lost(_played("a", "b"), None)
    assert is_lost(_played("a", "b"), replace(whole, ended_at=None))
    assert is_lost(_played("a", "b", "c"), whole)


def test_a_call_with_incomplete_records_is_not_as_expected() -> None:
    scenario = _scenario({"say": "a"}, expect_booking=False)

    assert all(one.held for one in check(scenario, _played("a"), _record(_turn("a", None))))
    for record in (None, _record()):
        broken = [one.what for one in check(scenario, _played("a"), record) if not one.held]
        assert broken == ["records"]


def test_a_call_that_never_reached_the_server_cannot_be_lost() -> None:
    refused = replace(_played(), recording=None, ended_by=None, failure="refused")

    assert not is_lost(refused, None)


def test_a_transcript_has_both_sides_in_the_order_of_the_records() -> None:
    greeting = TurnRecord(Speaker.ASSISTANT, "Hello.", "en", _START, source="phrase:greeting")
    record = _record(
        greeting, _turn("How match is it", "fees"), _turn("When are you open", "opening_hours")
    )
    played = _played("How much is it?", "", "When are you open?", "Goodbye.")
    first, keys, second, last = played.contributions
    played = replace(played, contributions=(first, replace(keys, text=None), second, last))

    assert transcribe(played, record) == [
        TranscriptLine("assistant", "Hello.", source="phrase:greeting"),
        TranscriptLine("caller", "How much is it?", "How match is it", "fees"),
        TranscriptLine("caller", "(no words)"),
        TranscriptLine("caller", "When are you open?", "When are you open", "opening_hours"),
        TranscriptLine("caller", "Goodbye."),
    ]
