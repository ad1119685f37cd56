from voicebot.speech.interfaces import Transcript
from voicebot.turns.listener import CallerTurn
from voicebot.turns.moments import turn_moments


def test_moments_are_counted_from_the_last_sound_in_the_order_in_which_they_came() -> None:
    turn = CallerTurn(
        Transcript("Ja.", "de", {"de": 1.0}, 0.9, no_speech=False),
        audio_seconds=1.0,
        ended_at=100.0,
        decided_at=100.3,
        recognition_began_at=100.1,
        transcribed_at=100.4,
        evidence=None,
    )
    moments = turn_moments(turn, understood_at=100.42, reply_started_at=100.45)
    assert [(moment.kind, moment.ms) for moment in moments] == [
        ("speech_ended", 0),
        ("turn_ended", 300),
        ("transcribed", 400),
        ("understood", 420),
        ("reply_started", 450),
    ]
