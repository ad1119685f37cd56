"""A conversation played in virtual time."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from functools import cache
from zoneinfo import ZoneInfo

from dialogs.actions import Action, BookCallback, Expectation, HangUp, HangUpReason, Listen, Say
from dialogs.dialogue import Dialogue
from dialogs.events import (
    CallbackCommitted,
    CallbackRefused,
    CallEnded,
    CallStarted,
    Event,
    KeysPressed,
    RecognitionFailed,
    SilenceElapsed,
    UtteranceHeard,
)
from dialogs.house import House
from dialogs.state import Committing, Ended, State
from intents.knowledge import load_knowledge
from intents.office import load_office
from intents.understanding import Alternative, Understanding
from languages.phrases import load_phrases

TUESDAY_MORNING = datetime(2026, 11, 24, 10, 0, tzinfo=ZoneInfo("Europe/Berlin"))
CALLER = "+493023125001"


@cache
def shipped_house() -> House:
    """The house as it ships."""
    languages = ("de", "en")
    return House(
        knowledge=load_knowledge(languages),
        phrases=load_phrases(languages),
        office=load_office(),
        languages=languages,
        patience_seconds=7.0,
        max_call_seconds=900.0,
    )


class Script:
    """Plays events to a dialogue and keeps what it did about the last one.

    Args:
        house: What the assistant speaks for.
        at: When the call begins.
        caller: E.164 number of the caller, None when withheld.
        language: In which the caller speaks.
    """

    def __init__(
        self,
        house: House,
        *,
        at: datetime = TUESDAY_MORNING,
        caller: str | None = None,
        language: str = "de",
    ) -> None:
        self.house = house
        self.dialogue = Dialogue(house)
        self.state: State = self.dialogue.initial_state()
        self.at = at
        self.language = language
        self.actions: tuple[Action, ...] = ()
        self.play(CallStarted(at, caller))

    def play(self, event: Event) -> "Script":
        self.state, self.actions = self.dialogue.decide(self.state, event)
        return self

    def hear(
        self,
        text: str,
        topic: str | None = None,
        confidence: float = 0.9,
        *,
        accepted: bool = True,
        alternatives: Sequence[tuple[str, float]] = (),
    ) -> "Script":
        """Say something; without a topic the gate refuses it."""
        considered = tuple(Alternative(*alternative) for alternative in alternatives)
        understanding = Understanding(
            language=self.language,
            topic=topic,
            confidence=confidence,
            accepted=accepted and topic is not None,
            alternatives=considered,
        )
        return self.play(UtteranceHeard(self.at, text, self.language, understanding))

    def mumble(self) -> "Script":
        return self.play(UtteranceHeard(self.at, "", self.language))

    def press(self, keys: str) -> "Script":
        return self.play(KeysPressed(self.at, keys))

    def stay_silent(self) -> "Script":
        return self.play(SilenceElapsed(self.at))

    def break_recogniser(self) -> "Script":
        return self.play(RecognitionFailed(self.at))

    def store(self, reference: str = "4711") -> "Script":
        return self.play(CallbackCommitted(self.at, reference))

    def refuse_to_store(self) -> "Script":
        return self.play(CallbackRefused(self.at))

    def hang_up(self) -> "Script":
        return self.play(CallEnded(self.at))

    def wait(self, seconds: float) -> "Script":
        self.at += timedelta(seconds=seconds)
        return self

    @property
    def says(self) -> list[Say]:
        return [action for action in self.actions if isinstance(action, Say)]

    @property
    def sources(self) -> list[str]:
        return [say.source.removeprefix("phrase:") for say in self.says]

    @property
    def text(self) -> str:
        return " ".join(say.text for say in self.says)

    @property
    def prompt(self) -> str:
        """What was said last, after which is listened."""
        assert isinstance(self.actions[-1], Listen)
        return self.says[-1].text

    def expects(self, expectation: Expectation) -> bool:
        return self.listening.expects is expectation

    @property
    def listening(self) -> Listen:
        action = self.actions[-1]
        assert isinstance(action, Listen)
        return action

    @property
    def booking(self) -> BookCallback | None:
        action = self.actions[-1] if self.actions else None
        return action if isinstance(action, BookCallback) else None

    @property
    def hung_up(self) -> HangUpReason | None:
        action = self.actions[-1] if self.actions else None
        return action.reason if isinstance(action, HangUp) else None

    @property
    def ended(self) -> bool:
        return isinstance(self.state.standing, Ended)

    @property
    def is_storing(self) -> bool:
        return isinstance(self.state.standing, Committing)
