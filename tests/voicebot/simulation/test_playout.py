import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from telephony.call import Samples
from voicebot.simulation.playout import PlayoutBuffer, Underrun


def _audio(samples: int) -> Samples:
    return np.ones(samples, np.int16)


def test_audio_is_heard_in_order_and_silence_after_it() -> None:
    buffer = PlayoutBuffer()
    buffer.queue_audio(np.arange(250, dtype=np.int16))

    assert buffer.play(160).samples.tolist() == list(range(160))
    assert buffer.remaining == 90
    assert buffer.play(160).samples.tolist() == [*range(160, 250), *[0] * 70]
    assert buffer.empty


def test_a_mark_is_reached_once_the_audio_before_it_was_heard() -> None:
    buffer = PlayoutBuffer()
    buffer.queue_audio(_audio(200))
    buffer.queue_mark("end")

    assert buffer.play(160).marks == ()
    assert buffer.play(160).marks == ()
    assert not buffer.empty
    assert buffer.play(160).marks == ("end",)
    assert buffer.empty


def test_a_mark_without_audio_is_reached_at_once() -> None:
    buffer = PlayoutBuffer()
    buffer.queue_mark("now")

    assert buffer.play(160).marks == ("now",)


def test_clear_drops_the_audio_and_returns_outstanding_marks_in_order() -> None:
    buffer = PlayoutBuffer()
    buffer.queue_audio(_audio(100))
    buffer.queue_mark("first")
    buffer.queue_audio(_audio(1_000))
    buffer.queue_mark("second")
    buffer.play(160)

    assert buffer.clear() == ("first", "second")
    assert buffer.empty
    assert not buffer.play(160).samples.any()


def test_an_empty_buffer_inside_an_utterance_is_an_underrun() -> None:
    buffer = PlayoutBuffer()
    buffer.queue_audio(_audio(200))
    for _ in range(4):
        buffer.play(160)
    buffer.queue_audio(_audio(160))
    buffer.play(160)

    assert buffer.underruns == (Underrun(200, 640),)


def test_what_comes_after_a_mark_a_clear_or_the_caller_is_another_utterance() -> None:
    for end_of_utterance in (
        lambda buffer: buffer.queue_mark("end"),
        PlayoutBuffer.clear,
        PlayoutBuffer.end_utterance,
    ):
        buffer = PlayoutBuffer()
        buffer.queue_audio(_audio(160))
        buffer.play(160)
        buffer.play(160)
        end_of_utterance(buffer)
        buffer.play(160)
        buffer.queue_audio(_audio(160))
        buffer.play(160)

        assert buffer.underruns == ()


@given(
    st.lists(
        st.one_of(
            st.integers(1, 700).map(_audio),
            st.sampled_from(["mark"]),
            st.just(None),
        ),
        max_size=40,
    )
)
def test_every_sample_and_every_mark_is_played_exactly_once(
    events: list[Samples | str | None],
) -> None:
    buffer = PlayoutBuffer()
    queued, marks, heard, reached = 0, 0, 0, 0
    for event in events:
        if event is None:
            played = buffer.play(160)
            heard += int(played.samples.sum())
            reached += len(played.marks)
        elif isinstance(event, str):
            buffer.queue_mark(event)
            marks += 1
        else:
            buffer.queue_audio(event)
            queued += len(event)
    while not buffer.empty:
        played = buffer.play(160)
        heard += int(played.samples.sum())
        reached += len(played.marks)

    assert (heard, reached) == (queued, marks)
