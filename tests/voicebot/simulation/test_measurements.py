from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest
import soundfile
from hypothesis import given
from hypothesis import strategies as st

from telephony.call import Samples
from voicebot.simulation.measurements import Measurements, measure
from voicebot.simulation.playout import Underrun
from voicebot.simulation.recording import Recorder, Recording
from voicebot.simulation.script import Contribution

_RATE = 8_000


def _channel(seconds: float, *spoken: tuple[float, float]) -> Samples:
    """A channel of silence with a square wave from and to the given seconds."""
    channel = np.zeros(round(seconds * _RATE), np.int16)
    for begin, end in spoken:
        first, last = round(begin * _RATE), round(end * _RATE)
        channel[first:last] = np.where(np.arange(last - first) % 20 < 10, 6_000, -6_000)
    return channel


def _measured(
    caller: Sequence[tuple[float, float]],
    assistant: Sequence[tuple[float, float]],
    *,
    interrupting: Sequence[int] = (),
    underruns: Sequence[tuple[float, float]] = (),
    seconds: float = 20,
) -> Measurements:
    contributions = [
        Contribution(step, "words", round(begin * _RATE), round(end * _RATE), step in interrupting)
        for step, (begin, end) in enumerate(caller, 1)
    ]
    return measure(
        Recording(_channel(seconds, *caller), _channel(seconds, *assistant)),
        contributions,
        [Underrun(round(begin * _RATE), round(end * _RATE)) for begin, end in underruns],
    )


@given(begin=st.floats(1, 3), duration=st.floats(0.3, 3), wait=st.floats(0.05, 5))
def test_latency_is_from_the_last_sample_of_one_to_the_first_of_the_other(
    begin: float, duration: float, wait: float
) -> None:
    answer = begin + duration + wait

    measured = _measured([(begin, begin + duration)], [(0, 0.5), (answer, answer + 1)])

    (latency,) = measured.latencies
    assert latency.step == 1
    # Edge frames with a few samples of speech may count as silence: 1 ms on each side.
    assert latency.milliseconds == pytest.approx(wait * 1000, abs=2.5)
    assert measured.cut_offs == 0


def test_an_unanswered_turn_has_no_latency() -> None:
    measured = _measured([(2, 3), (6, 7)], [(0, 1), (8, 9)])

    assert [one.step for one in measured.latencies] == [2]
    assert measured.latencies[0].milliseconds == pytest.approx(1000, abs=1)


def test_silence_at_the_end_of_an_utterance_is_not_the_callers_speech() -> None:
    caller = _channel(10, (2, 3))
    contribution = Contribution(1, "words", 2 * _RATE, 4 * _RATE, interrupting=False)

    measured = measure(Recording(caller, _channel(10, (3.5, 5))), [contribution], [])

    assert [one.milliseconds for one in measured.latencies] == [pytest.approx(500, abs=1)]


def test_an_assistant_that_begins_before_the_caller_has_finished_cuts_them_off() -> None:
    measured = _measured([(2, 4)], [(0, 1), (3, 5)])

    assert measured.cut_offs == 1
    assert measured.latencies == ()


def test_two_who_begin_at_the_same_moment_do_not_cut_each_other_off() -> None:
    assert _measured([(2, 4)], [(0, 1), (2.1, 2.6), (4.5, 5)]).cut_offs == 0


@given(begin=st.floats(2, 4), reaction=st.floats(0.1, 1.5))
def test_barge_in_lasts_until_the_assistant_is_silent(begin: float, reaction: float) -> None:
    measured = _measured(
        [(begin, begin + 2)], [(1, begin + reaction), (begin + 2.6, 9)], interrupting=[1]
    )

    assert list(measured.barge_ins_ms) == [pytest.approx(reaction * 1000, abs=2.5)]
    assert (measured.latencies, measured.cut_offs) == ((), 0)


def test_a_pause_between_sentences_is_not_giving_way() -> None:
    measured = _measured([(2, 5)], [(1, 2.5), (2.8, 4)], interrupting=[1])

    assert list(measured.barge_ins_ms) == [pytest.approx(2000, abs=1)]


def test_keys_have_no_latency() -> None:
    contribution = Contribution(1, None, 2 * _RATE, 3 * _RATE, interrupting=False)
    recording = Recording(_channel(10), _channel(10, (4, 5)))

    assert measure(recording, [contribution], []) == Measurements()


@pytest.mark.parametrize(
    ("gap", "expected"),
    [
        ((2.0, 2.1), 1),
        ((2.0, 2.06), 0),  # telephones conceal it
        ((4.0, 6.0), 0),  # nothing is said before it
        ((8.0, 8.5), 0),  # nothing is said after it
    ],
)
def test_underruns_over_60_ms_inside_speech_are_gaps(
    gap: tuple[float, float], expected: int
) -> None:
    assistant = [(1, 2.0), (2.2, 3), (7, 8)]

    assert _measured([], assistant, underruns=[gap]).audio_gaps == expected


def test_a_caller_who_says_nothing_has_nothing_measured() -> None:
    assert _measured([], [(1, 2)]) == Measurements()


def test_a_recording_has_the_caller_left_and_the_assistant_right(tmp_path: Path) -> None:
    recorder = Recorder()
    recorder.add(np.full(160, 100, np.int16), np.full(160, -7, np.int16))
    recorder.add(np.full(160, 200, np.int16), np.zeros(160, np.int16))

    recorder.finish().write(tmp_path / "call.wav")

    samples, rate = soundfile.read(tmp_path / "call.wav", dtype="int16")
    assert rate == 8_000
    assert samples[0].tolist() == [100, -7]
    assert samples[-1].tolist() == [200, 0]
    assert len(samples) == 320


def test_a_call_without_a_tick_has_an_empty_recording() -> None:
    assert len(Recorder().finish().caller) == 0
