"""Voices of simulated callers, none of which the assistant has."""

from voicebot.simulation.voices.callers import (
    CallerVoice,
    caller_languages,
    caller_voice,
    speak_all,
)
from voicebot.simulation.voices.telephone import SPEECH_LEVEL_DBFS, TELEPHONE_RATE

__all__ = [
    "SPEECH_LEVEL_DBFS",
    "TELEPHONE_RATE",
    "CallerVoice",
    "caller_languages",
    "caller_voice",
    "speak_all",
]
