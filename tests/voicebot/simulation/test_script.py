"""Whole scenarios in virtual time: the assistant is a function of time, nobody waits."""

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from telephony.call import Samples
from voicebot.simulation.scenario import Scenario
from voicebot.simulation.script import TICK_SAMPLES, TICK_SECONDS, CallerScript, CallerTick

_SPEECH = np.full(8_000, 3_000, np.int16)  # one second


def _scenario(*steps: dict[str, Any], **fields: Any) -> Scenario:
    return Scenario.model_validate({"name": "A call", "language": "en", "steps": steps, **fields})


def _play(
    script: CallerScript, speaks: Callable[[float], bool], seconds: float = 60
) -> list[tuple[float, CallerTick]]:
    """Ticks until the caller hangs up, with the time at which each begins."""
    ticks = []
    for number in range(round(seconds / TICK_SECONDS)):
        at = number * TICK_SECONDS
        heard: Samples = np.full(TICK_SAMPLES, 5_000 if speaks(at) else 0, np.int16)
        tick = script.tick(heard, more_to_come=False)
        ticks.append((at, tick))
        if tick.hangs_up:
            break
    return ticks


def _begins(ticks: list[tuple[float, CallerTick]]) -> list[float]:
    return [at for at, tick in ticks if tick.begins]


def test_the_caller_speaks_after_the_greeting_and_hangs_up_after_the_answer() -> None:
    script = CallerScript(_scenario({"say": "a question", "after": 0.5}), {1: _SPEECH})

    ticks = _play(script, lambda at: at < 3 or 6 <= at < 8)

    # 0.8 s after the last sound the assistant has finished; 0.5 s later it is our turn.
    assert _begins(ticks) == [pytest.approx(3 + 0.8 + 0.5, abs=0.05)]
    assert ticks[-1][1].hangs_up
    assert ticks[-1][0] == pytest.approx(8 + 0.8 + 0.6, abs=0.05)
    (said,) = script.contributions
    assert (said.end - said.first, said.answered, said.interrupting) == (8_000, True, False)
    assert script.shortcoming is None


def test_all_of_what_is_said_is_sent_where_the_contribution_says() -> None:
    script = CallerScript(_scenario({"say": "a question"}), {1: _SPEECH[:1_234]})

    ticks = _play(script, lambda at: at < 1, seconds=5)
    sent = np.concatenate([tick.samples for _, tick in ticks])

    (said,) = script.contributions
    assert np.flatnonzero(sent).tolist() == list(range(said.first, said.end))


def test_a_pause_between_sentences_is_not_the_end() -> None:
    script = CallerScript(_scenario({"say": "a question", "after": 0}), {1: _SPEECH})

    ticks = _play(script, lambda at: at < 2 or 2.7 <= at < 4)

    assert _begins(ticks)[0] == pytest.approx(4.8, abs=0.05)


def test_queued_audio_and_marks_mean_that_the_assistant_has_not_finished() -> None:
    script = CallerScript(_scenario({"say": "a question", "after": 0}), {1: _SPEECH})
    loud, silent = np.full(TICK_SAMPLES, 5_000, np.int16), np.zeros(TICK_SAMPLES, np.int16)
    script.tick(loud, more_to_come=True)

    waiting = [script.tick(silent, more_to_come=True) for _ in range(500)]
    after = [script.tick(silent, more_to_come=False) for _ in range(50)]

    assert not any(tick.begins for tick in waiting)
    assert any(tick.begins for tick in after)


def test_an_interruption_begins_while_the_assistant_speaks() -> None:
    script = CallerScript(
        _scenario({"say": "a question"}, {"say": "stop", "interrupt_after": 1.2}),
        {1: _SPEECH, 2: _SPEECH},
    )

    ticks = _play(script, lambda at: at < 1 or 4 <= at < 5.5 or 7 <= at < 8)

    assert _begins(ticks)[1] == pytest.approx(4 + 1.2, abs=0.05)
    assert [one.interrupting for one in script.contributions] == [False, True]
    assert [one.answered for one in script.contributions] == [True, True]


def test_a_short_answer_cannot_be_interrupted_and_is_followed_at_once() -> None:
    script = CallerScript(
        _scenario({"say": "a question"}, {"say": "stop", "interrupt_after": 9}),
        {1: _SPEECH, 2: _SPEECH},
    )

    ticks = _play(script, lambda at: at < 1 or 4 <= at < 5 or 9 <= at < 10)

    assert _begins(ticks)[1] == pytest.approx(5.8, abs=0.05)
    assert not script.contributions[1].interrupting


def test_keys_are_pressed_one_after_the_other() -> None:
    script = CallerScript(_scenario({"keys": "12#"}), {})

    ticks = _play(script, lambda at: at < 1 or 4 <= at < 5)
    pressed = [(at, tick.digit) for at, tick in ticks if tick.digit]

    assert [digit for _, digit in pressed] == ["1", "2", "#"]
    assert np.diff([at for at, _ in pressed]) == pytest.approx([0.26, 0.26], abs=0.001)
    assert [one.text for one in script.contributions] == [None]


def test_a_caller_without_an_answer_goes_on_after_20_seconds() -> None:
    script = CallerScript(
        _scenario({"say": "hello"}, {"say": "is anybody there"}), {1: _SPEECH, 2: _SPEECH}
    )

    ticks = _play(script, lambda at: at < 1)

    first, second = _begins(ticks)
    assert second - first == pytest.approx(1 + 20, abs=0.1)
    assert [one.answered for one in script.contributions] == [False, False]


def test_a_silent_caller_waits_until_the_assistant_hangs_up() -> None:
    script = CallerScript(_scenario({"silence": 40}, expect_end="assistant"), {})

    ticks = _play(script, lambda at: at < 2 or 10 <= at < 12, seconds=30)

    assert not any(tick.begins or tick.hangs_up for _, tick in ticks)
    assert script.shortcoming is None


def test_a_caller_who_breaks_their_silence_does_not_talk_over_the_assistant() -> None:
    script = CallerScript(_scenario({"silence": 5}, {"say": "here I am"}), {2: _SPEECH})

    ticks = _play(script, lambda at: at < 1 or 7 <= at < 10)

    assert _begins(ticks) == [pytest.approx(10 + 0.8 + 0.6, abs=0.05)]


def test_a_call_that_ends_too_early_falls_short() -> None:
    script = CallerScript(_scenario({"say": "a"}, {"say": "b"}), {1: _SPEECH, 2: _SPEECH})

    _play(script, lambda at: at < 1, seconds=6)

    assert script.shortcoming == "the call ended before step 2 was done"


def test_a_call_that_takes_too_long_is_hung_up() -> None:
    script = CallerScript(_scenario({"silence": 40}, expect_end="assistant", max_seconds=5), {})

    ticks = _play(script, lambda at: at < 1)

    assert ticks[-1][0] == pytest.approx(5, abs=0.05)
    assert script.shortcoming == "the call took longer than 5 seconds"


def test_a_caller_may_hang_up_while_the_assistant_speaks() -> None:
    script = CallerScript(_scenario({"event": "hang_up", "interrupt_after": 2}), {})

    ticks = _play(script, lambda at: True)

    assert ticks[-1][1].hangs_up
    assert ticks[-1][0] == pytest.approx(2, abs=0.05)
    assert (script.shortcoming, script.contributions) == (None, ())


def test_a_fax_machine_sounds_its_tone_and_says_nothing() -> None:
    script = CallerScript(_scenario({"event": "fax_tone"}), {1: _SPEECH})

    ticks = _play(script, lambda at: at < 1 or 4 <= at < 5)

    sent = np.concatenate([tick.samples for _, tick in ticks])
    assert np.count_nonzero(sent) == len(_SPEECH)
    assert [(one.text, one.answered) for one in script.contributions] == [(None, True)]


def test_when_each_step_began_is_known_by_the_sample() -> None:
    script = CallerScript(
        _scenario({"keys": "1"}, {"silence": 2}, {"say": "a question"}), {3: _SPEECH}
    )

    _play(script, lambda at: at < 1 or 3 <= at < 4)

    begun = {step: sample / 8_000 for step, sample in script.begun.items()}
    assert list(begun) == [1, 2, 3]
    assert begun[1] == pytest.approx(1 + 0.8 + 0.6, abs=0.05)
    assert begun[2] == pytest.approx(4 + 0.8 + 0.6, abs=0.05)
    assert begun[3] == pytest.approx(begun[2] + 2, abs=0.05)


def test_a_caller_waits_for_the_end_that_the_last_step_expects() -> None:
    script = CallerScript(_scenario({"say": "goodbye", "expect_end": True}), {1: _SPEECH})

    ticks = _play(script, lambda at: at < 1 or 4 <= at < 5, seconds=15)

    assert not any(tick.hangs_up for _, tick in ticks)
    assert script.shortcoming is None
