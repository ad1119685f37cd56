"""How long a silence is waited out before the caller's turn counts as over.

Nothing tells for certain whether somebody has finished. Four witnesses are heard: the words (how
the transcript ends, how much was said, and how well it was heard), the dialogue (whether it could
answer already), the question that was asked, and the melody (Smart Turn). The settings hold the
seconds; ``benchmarks/turns.py`` measures them against pauses that callers make.
"""

from dataclasses import dataclass
from typing import Self

from dialogs.actions import Expectation
from dialogs.outlook import Outlook
from languages.turn_words import Ending, ending
from voicebot.settings import TurnSettings
from voicebot.speech.interfaces import Transcript

# Smart Turn's own threshold.
_FINISHED_PROBABILITY = 0.5
# Below this the melody plainly goes on.
_GOES_ON_PROBABILITY = 0.3
_QUESTION_MARKS = ("?", "؟")
_DICTATED = frozenset({Expectation.PHONE_NUMBER, Expectation.REFERENCE, Expectation.SPELLING})


@dataclass(frozen=True, slots=True)
class Evidence:
    """What is known in a pause about whether the turn is over.

    Attributes:
        completion: Probability by the melody that it is; None when nobody could tell.
        no_speech: Whether the sound held no words.
        ending: How the words end; None when there are none or the recogniser failed.
        question: Whether they end as a question.
        words: How many there are.
        confidence: How sure the recogniser is of them, 0 to 1; None as for ``ending``.
        outlook: What the dialogue would make of them; None as for ``ending``.
        expectation: What was asked.
        interrupting: Whether the assistant was speaking when the caller began.
    """

    completion: float | None
    no_speech: bool
    ending: Ending | None
    question: bool
    words: int
    confidence: float | None
    outlook: Outlook | None
    expectation: Expectation
    interrupting: bool = False

    @classmethod
    def of(
        cls,
        transcript: Transcript | None,
        *,
        completion: float | None,
        outlook: Outlook | None,
        expectation: Expectation,
        interrupting: bool = False,
    ) -> Self:
        """Read the evidence that lies in a transcript; None when the recogniser failed."""
        text = transcript.text.strip() if transcript is not None else ""
        return cls(
            completion=completion,
            no_speech=transcript is not None and transcript.no_speech,
            ending=ending(text, transcript.language) if transcript is not None and text else None,
            question=text.endswith(_QUESTION_MARKS),
            words=len(text.split()),
            confidence=transcript.confidence if transcript is not None and text else None,
            outlook=outlook,
            expectation=expectation,
            interrupting=interrupting,
        )


def patience(  # noqa: PLR0911 - one per situation
    evidence: Evidence, settings: TurnSettings
) -> float:
    """Seconds of silence after which the turn is over."""
    if evidence.no_speech:
        # Where nothing was interrupted there is nothing to go on with, and a first word that the
        # recogniser missed is not lost when the rest of the sentence comes with it.
        return settings.noise_seconds if evidence.interrupting else settings.incomplete_seconds
    match evidence.ending, evidence.outlook:
        case (None, _) | (_, None):
            return settings.unsure_seconds
        case _, Outlook.MORE:
            dictating = evidence.expectation in _DICTATED
            return settings.dictation_seconds if dictating else settings.incomplete_seconds
        case Ending.OPEN | Ending.OPENER, _:
            return settings.incomplete_seconds
        case _, Outlook.FAREWELL:
            return settings.short_seconds
        case _ if _doubtful(evidence, settings):
            # Half a sentence often makes no sense; a whole one that makes none needs no haste.
            return settings.short_seconds
        case _, Outlook.GOODBYE:
            return settings.complete_seconds
        case _, Outlook.ANSWER if evidence.expectation is not Expectation.ANYTHING:
            return _after_reply(evidence, settings)
        case Ending.UNKNOWN, _:
            return settings.short_seconds
        case _, Outlook.ANSWER if evidence.question:
            return _after_question(evidence, settings)
        case _, outlook:
            return _after_statement(evidence, settings, understood=outlook is Outlook.ANSWER)


def _doubtful(evidence: Evidence, settings: TurnSettings) -> bool:
    # The words of a reply are few, and the recogniser is never sure of those.
    return (
        evidence.expectation is Expectation.ANYTHING
        and evidence.confidence is not None
        and evidence.confidence < settings.doubtful_confidence
    )


def _after_reply(evidence: Evidence, settings: TurnSettings) -> float:
    match evidence.expectation:
        case Expectation.PHONE_NUMBER | Expectation.REFERENCE | Expectation.SPELLING:
            # Enough digits for a number are not always all of them.
            return settings.short_seconds
        case Expectation.NAME:
            return settings.unsure_seconds  # the second name
        case _:
            # "Yes, please" has a comma that is spoken.
            return settings.statement_seconds if evidence.words == 1 else settings.complete_seconds


def _after_question(evidence: Evidence, settings: TurnSettings) -> float:
    if evidence.words < settings.short_question_words:
        return settings.short_seconds
    # The recogniser puts a question mark after "can I pick up my", too; the melody knows better.
    if evidence.completion is None or evidence.completion >= _GOES_ON_PROBABILITY:
        return settings.complete_seconds
    short = evidence.words < settings.short_words
    return settings.short_seconds if short else settings.unsure_seconds


def _after_statement(evidence: Evidence, settings: TurnSettings, *, understood: bool) -> float:
    # "I have moved" is mostly followed by the question; a long sentence mostly is the request.
    if evidence.words < settings.short_words:
        return settings.short_seconds
    sounds_finished = evidence.completion is None or evidence.completion >= _FINISHED_PROBABILITY
    return settings.statement_seconds if understood and sounds_finished else settings.unsure_seconds
