from datetime import UTC, datetime, timedelta

import numpy as np
import pytest

from benchmarks.interruption_plan import Action, Kind
from benchmarks.interruption_trials import Episode, Trial, episodes, judge, needs_words, summarise
from telephony.call import Samples
from voicebot.records.entries import CallRecord, Speaker, TurnRecord
from voicebot.simulation.played_call import PlayedCall
from voicebot.simulation.recording import Recording
from voicebot.simulation.script import Contribution

_START = datetime(2026, 1, 2, 3, 4, tzinfo=UTC)
_RATE = 8000
_QUESTION = Action(Kind.QUESTION, "What does it cost?")
_COUGH = Action(Kind.NOISE, "cough", 2.0)
_STOP = Action(Kind.INTERRUPTION, "Stop.", 2.0)
_ANSWER = "It costs one hundred euros. Is there anything else I can do for you?"


def _sound(seconds: float, *stretches: tuple[float, float]) -> Samples:
    time = np.arange(round(seconds * _RATE)) / _RATE
    tone = np.round(8000 * np.sin(2 * np.pi * 440 * time)).astype(np.int16)
    audible = np.zeros(len(time), bool)
    for first, end in stretches:
        audible[round(first * _RATE) : round(end * _RATE)] = True
    return np.where(audible, tone, 0).astype(np.int16)


def _turn(speaker: Speaker, seconds: float, text: str, source: str | None = None) -> TurnRecord:
    at = _START + timedelta(seconds=seconds)
    return TurnRecord(speaker=speaker, text=text, language="en", at=at, source=source)


def _episode(
    second: Action,
    assistant: tuple[tuple[float, float], ...],
    *later: TurnRecord,
    source: str = "topic:fees",
    third: Action | None = None,
) -> Episode:
    """A question from 0 to 1 s, its answer from 2 s, something at 4 s for 0.5 s; 10 s in all."""
    contributions = [
        Contribution(1, _QUESTION.said, 0, _RATE, interrupting=False),
        Contribution(2, second.said, 4 * _RATE, round(4.5 * _RATE), interrupting=True),
    ]
    actions = [_QUESTION, second]
    if third is not None:
        contributions.append(Contribution(3, third.said, 8 * _RATE, 9 * _RATE, interrupting=True))
        actions.append(third)
    recording = Recording(_sound(10, (0, 1), (4, 4.5)), _sound(10, *assistant))
    played = PlayedCall("CA1", None, "caller", _START, _START, tuple(contributions), recording)
    turns = (
        _turn(Speaker.CALLER, 1.2, _QUESTION.said),
        _turn(Speaker.ASSISTANT, 1.3, _ANSWER, source),
        *later,
    )
    record = CallRecord("CA1", "twilio", None, _START, _START, "hung_up", "en", "0", turns, (), ())
    return next(iter(episodes("en", actions, played, record)))


def test_the_time_to_silence_runs_from_the_callers_first_to_the_assistants_last_sound() -> None:
    episode = _episode(_STOP, ((2, 4.25), (6, 7)), _turn(Speaker.CALLER, 5, "Stop."))
    trial = judge(episode, "")
    assert trial.silent_after_ms == pytest.approx(250, abs=2)
    assert trial.counted
    assert not trial.missed
    assert not trial.unanswered


def test_who_begins_between_two_sentences_waits_for_nobody() -> None:
    assert _episode(_STOP, ((2, 3.9), (6, 7))).silent_after_ms == 0


def test_a_sentence_that_begins_as_the_caller_does_is_measured_to_its_end() -> None:
    episode = _episode(_STOP, ((2, 3.3), (4.1, 4.4)))
    assert episode.silent_after_ms == pytest.approx(400, abs=2)


def test_an_assistant_who_talks_on_has_missed_the_interruption() -> None:
    trial = judge(_episode(_STOP, ((2, 5.5),)), "")
    assert trial.missed
    assert trial.unanswered


def test_an_answer_that_goes_on_to_its_end_was_not_wrongly_ended() -> None:
    episode = _episode(_COUGH, ((2, 9),))
    assert needs_words(episode)
    trial = judge(episode, "hundred euros, is there anything else I can do for you")
    assert not trial.wrong
    assert trial.paused_ms is None


def test_an_answer_that_pauses_and_begins_its_sentence_again_was_not_wrongly_ended() -> None:
    trial = judge(
        _episode(_COUGH, ((2, 4.2), (5.2, 9))), "Is there anything else I can do for you?"
    )
    assert not trial.wrong
    assert trial.paused_ms == pytest.approx(1000, abs=2)


def test_an_answer_without_its_last_sentence_was_wrongly_ended() -> None:
    assert judge(_episode(_COUGH, ((2, 4.2), (5.2, 6))), "It costs one hundred").wrong


def test_an_answer_that_never_comes_back_was_wrongly_ended() -> None:
    episode = _episode(_COUGH, ((2, 4.2),))
    assert not needs_words(episode)
    trial = judge(episode, "")
    assert trial.wrong
    assert trial.paused_ms is None


def test_an_answer_in_place_of_which_something_else_is_said_was_wrongly_ended() -> None:
    sorry = _turn(Speaker.ASSISTANT, 5, "I did not understand that.", "phrase:sorry")
    trial = judge(_episode(_COUGH, ((2, 4.2), (5.2, 9)), sorry), _ANSWER)
    assert trial.wrong
    assert trial.other_replies == ("phrase:sorry",)


def test_before_the_next_noise_the_answer_need_only_have_gone_on() -> None:
    episode = _episode(_COUGH, ((2, 4.2), (5.2, 9)), third=_COUGH)
    assert not needs_words(episode)
    assert not judge(episode, "").wrong
    assert judge(_episode(_COUGH, ((2, 4.2),), third=_COUGH), "").wrong


def test_what_happens_during_something_else_than_an_answer_does_not_count() -> None:
    assert not judge(_episode(_COUGH, ((2, 9),), source="phrase:sorry"), _ANSWER).counted


def _trial(kind: Kind, **changes: object) -> Trial:
    values: dict[str, object] = {
        "kind": kind,
        "said": "x",
        "language": "en",
        "at_seconds": 1.0,
        "counted": True,
        "silent_after_ms": 200.0,
        "missed": False,
        "unanswered": False,
        "paused_ms": None,
        "wrong": False,
        "other_replies": (),
        "heard": "",
    }
    return Trial(**(values | changes))  # type: ignore[arg-type]  # values are those of a trial


def test_a_summary_counts_only_what_counts() -> None:
    interruptions, noises = summarise(
        [
            _trial(Kind.INTERRUPTION, silent_after_ms=100.0),
            _trial(Kind.INTERRUPTION, silent_after_ms=300.0),
            _trial(Kind.INTERRUPTION, silent_after_ms=9000.0, missed=True, counted=False),
            _trial(Kind.NOISE, paused_ms=500.0, wrong=True),
            _trial(Kind.NOISE),
        ]
    )
    assert (interruptions.trials, interruptions.not_counted, interruptions.missed) == (2, 1, 0)
    assert interruptions.silent_p50_ms == 200
    assert interruptions.silent_p95_ms == 290
    assert (noises.trials, noises.paused, noises.wrong) == (2, 1, 1)
    assert noises.paused_p50_ms == 500
    assert noises.silent_p50_ms is None
