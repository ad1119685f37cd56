"""What the dialogue would make of words heard in a silence, asked outside of a call."""

from dataclasses import replace
from datetime import UTC, datetime

from benchmarks.turns_evidence import MeasuredUtterance, Reading
from dialogs.actions import Expectation
from dialogs.dialogue import Dialogue
from dialogs.events import CallStarted, UtteranceHeard
from dialogs.questions import AskingNumber, Draft
from dialogs.state import State
from languages.identification import choose_language, combine, text_scores
from voicebot.assistant import load_house
from voicebot.settings import Settings
from voicebot.speech.interfaces import Transcript
from voicebot.understanding import load_engine

# A Tuesday within opening hours; nothing that is said depends on it.
_CALLED_AT = datetime(2025, 6, 3, 9, tzinfo=UTC)
_NOBODY = "Beispiel"


class Foresight:
    """What the dialogue would make of the first words of a call, or of a dictated number.

    Args:
        settings: Which languages are understood, and where the engine is; loading blocks.

    Raises:
        InputError: A file of the office is broken.
    """

    def __init__(self, settings: Settings) -> None:
        self._languages = settings.languages
        self._dialogue = Dialogue(load_house(settings))
        self._engine = load_engine(settings)
        started = CallStarted(_CALLED_AT)
        self._greeted, _ = self._dialogue.decide(self._dialogue.initial_state(), started)

    def languages(self, spoken: str) -> tuple[str, ...]:
        """Languages that the recogniser chooses from when ``spoken`` is one of them."""
        return tuple(dict.fromkeys((*self._languages, spoken)))

    def read(
        self, transcript: Transcript | None, spoken: str, expectation: Expectation
    ) -> Reading | None:
        """What would come of a transcript; None without words, or when nobody understands them.

        Args:
            transcript: None when the recogniser failed.
            spoken: ISO 639-1 code of the caller's language.
            expectation: What the dialogue expects.
        """
        if transcript is None or transcript.no_speech or spoken not in self._languages:
            return None
        state = self._state(spoken, expectation)
        text = transcript.text
        choice = choose_language(
            combine(transcript.language_scores, text_scores(text, self._languages)),
            current=state.language,
            previous_lean=None,
            words=len(text.split()),
        )
        understanding = self._engine.understand(text, choice.language)
        event = UtteranceHeard(_CALLED_AT, text, choice.language, understanding)
        outlook = self._dialogue.foresee(state, event)
        return Reading(outlook, understanding.accepted, understanding.topic)

    def reread(self, utterance: MeasuredUtterance) -> MeasuredUtterance:
        """The same words, understood as they are understood now."""
        language, expectation = utterance.language, utterance.expectation
        silences = (
            replace(silence, reading=self.read(silence.transcript, language, expectation))
            for silence in utterance.silences
        )
        return replace(utterance, silences=tuple(silences))

    def _state(self, spoken: str, expectation: Expectation) -> State:
        if expectation is not Expectation.PHONE_NUMBER:
            return self._greeted
        asking = AskingNumber(Draft(topic="other", name=_NOBODY))
        return replace(self._greeted, standing=asking, language=spoken)
