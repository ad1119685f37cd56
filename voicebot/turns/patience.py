"""How long a silence is waited out before the caller's turn counts as over.

Nothing tells for certain whether somebody has finished. Four witnesses are heard: the melody
(Smart Turn), the words (how the transcript ends), the dialogue (whether it could answer already),
and the question that was asked. The settings hold the seconds; ``benchmarks/turns.py`` measures
them against pauses that callers make.
"""

from dataclasses import dataclass

from dialogs.actions import Expectation
from dialogs.outlook import Outlook
from languages.turn_words import Ending
from voicebot.settings import TurnSettings

# Smart Turn's own threshold.
_FINISHED_PROBABILITY = 0.5


@dataclass(frozen=True, slots=True)
class Evidence:
    """What is known in a pause about whether the turn is over.

    Attributes:
        completion: Probability by the melody that it is; None when nobody could tell.
        no_speech: Whether the sound held no words.
        ending: How the words end; None when the recogniser failed.
        outlook: What the dialogue would make of the words; None when the recogniser failed.
        expectation: What was asked.
    """

    completion: float | None
    no_speech: bool
    ending: Ending | None
    outlook: Outlook | None
    expectation: Expectation


def patience(  # noqa: PLR0911 - one per situation
    evidence: Evidence, settings: TurnSettings
) -> float:
    """Seconds of silence after which the turn is over."""
    if evidence.no_speech:
        return settings.noise_seconds
    finished = evidence.completion is None or evidence.completion >= _FINISHED_PROBABILITY
    dictating = evidence.expectation is Expectation.PHONE_NUMBER
    match evidence.ending, evidence.outlook:
        case None, _:
            return settings.unknown_seconds
        case _, Outlook.MORE:
            return settings.dictation_seconds if dictating else settings.incomplete_seconds
        case Ending.OPEN | Ending.OPENER, _:
            return settings.incomplete_seconds
        case _, Outlook.UNCLEAR:
            return settings.unclear_seconds if finished else settings.incomplete_seconds
        case _, Outlook.FAREWELL:
            return settings.farewell_seconds
        case _ if dictating:
            # Enough digits for a number are not always all of them.
            return settings.unclear_seconds
        case Ending.COMPLETE, _ if evidence.expectation is not Expectation.NAME:
            return settings.complete_seconds if finished else settings.unknown_seconds
        case _:
            return settings.unknown_seconds if finished else settings.incomplete_seconds
