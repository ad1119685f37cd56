from hypothesis import given
from hypothesis import strategies as st

from voicebot.settings import TurnSettings
from voicebot.turns.tracker import TurnEvent, TurnTracker
from voicebot.turns.voice_activity import WINDOW_SECONDS, Window

SETTINGS = TurnSettings()


def windows(seconds: float) -> int:
    return round(seconds / WINDOW_SECONDS)


def play(tracker: TurnTracker, *pieces: tuple[float, float]) -> list[TurnEvent]:
    """Push pieces of (seconds, probability) and collect what happened."""
    return [
        event
        for seconds, probability in pieces
        for _ in range(windows(seconds))
        if (event := tracker.push(Window(probability)))
    ]


def test_speech_and_silence_make_one_turn() -> None:
    events = play(TurnTracker(SETTINGS), (1.0, 0.9), (3.0, 0.0))
    assert events == [TurnEvent.SPEECH_STARTED, TurnEvent.PAUSE_BEGAN, TurnEvent.TURN_ENDED]


def test_a_click_is_not_speech() -> None:
    assert play(TurnTracker(SETTINGS), (0.06, 0.9), (2.0, 0.0), (0.06, 0.9), (2.0, 0.0)) == []


def test_a_pause_inside_a_turn_is_resumed() -> None:
    events = play(TurnTracker(SETTINGS), (1.0, 0.9), (0.4, 0.0), (1.0, 0.9))
    assert events == [
        TurnEvent.SPEECH_STARTED,
        TurnEvent.PAUSE_BEGAN,
        TurnEvent.SPEECH_RESUMED,
    ]


def test_patience_set_during_a_pause_decides_when_the_turn_ends() -> None:
    tracker = TurnTracker(SETTINGS)
    play(tracker, (1.0, 0.9), (0.2, 0.0))
    tracker.patience_seconds = 0.4
    assert play(tracker, (0.25, 0.0)) == [TurnEvent.TURN_ENDED]
    assert tracker.silence_seconds >= 0.4


def test_a_turn_whose_patience_has_passed_ends_between_windows() -> None:
    tracker = TurnTracker(SETTINGS)
    play(tracker, (1.0, 0.9), (0.3, 0.0))
    assert not tracker.end_if_due()
    tracker.patience_seconds = 0.25
    assert tracker.end_if_due()
    assert not tracker.in_turn


def test_quiet_ends_speech_before_the_detector_does() -> None:
    tracker = TurnTracker(SETTINGS)
    play(tracker, (1.0, 0.9))
    events = [tracker.push(Window(0.9, quiet=True)) for _ in range(3)]
    assert TurnEvent.PAUSE_BEGAN in events


def test_a_soft_sound_within_a_word_is_not_taken_for_silence_for_long() -> None:
    tracker = TurnTracker(SETTINGS)
    play(tracker, (1.0, 0.9))
    events = [tracker.push(Window(0.9, quiet=True)) for _ in range(10)]
    assert [event for event in events if event] == [
        TurnEvent.PAUSE_BEGAN,
        TurnEvent.SPEECH_RESUMED,
    ]


def test_patience_is_forgotten_when_speech_resumes() -> None:
    tracker = TurnTracker(SETTINGS)
    play(tracker, (1.0, 0.9), (0.2, 0.0))
    tracker.patience_seconds = 0.3
    play(tracker, (0.2, 0.9))
    assert tracker.patience_seconds == SETTINGS.incomplete_seconds


def test_somebody_who_never_pauses_is_heard_in_pieces() -> None:
    events = play(TurnTracker(SETTINGS), (SETTINGS.max_seconds * 2.5, 0.9))
    assert events.count(TurnEvent.TURN_ENDED) == 2


def test_the_length_of_the_last_turn_stays_readable() -> None:
    tracker = TurnTracker(SETTINGS)
    play(tracker, (2.0, 0.9), (3.0, 0.0))
    assert not tracker.in_turn
    assert abs(tracker.turn_seconds - tracker.silence_seconds - 2.0) < 0.1


@given(st.lists(st.builds(Window, st.floats(0, 1), st.booleans()), max_size=400))
def test_events_of_any_stream_come_in_a_sensible_order(windows: list[Window]) -> None:
    tracker = TurnTracker(SETTINGS)
    allowed = {
        None: {TurnEvent.SPEECH_STARTED},
        TurnEvent.SPEECH_STARTED: {TurnEvent.PAUSE_BEGAN, TurnEvent.TURN_ENDED},
        TurnEvent.PAUSE_BEGAN: {TurnEvent.SPEECH_RESUMED, TurnEvent.TURN_ENDED},
        TurnEvent.SPEECH_RESUMED: {TurnEvent.PAUSE_BEGAN, TurnEvent.TURN_ENDED},
        TurnEvent.TURN_ENDED: {TurnEvent.SPEECH_STARTED},
    }
    last: TurnEvent | None = None
    for window in windows:
        event = tracker.push(window)
        if event is not None:
            assert event in allowed[last]
            last = event
