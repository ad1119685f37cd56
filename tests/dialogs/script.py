"""A conversation played in virtual time."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from functools import cache
from types import MappingProxyType
from zoneinfo import ZoneInfo

from dialogs.actions import (
    Action,
    BookCallback,
    Expectation,
    HangUp,
    HangUpReason,
    KeepDraft,
    Listen,
    ReadCalendar,
    Request,
    Say,
)
from dialogs.dialogue import Dialogue
from dialogs.events import (
    CalendarRead,
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
from dialogs.state import Ended, State
from dialogs.waiting import Committing, Waiting
from intents.knowledge import load_knowledge
from intents.office import load_office
from intents.understanding import Alternative, Understanding
from languages.phrases import load_phrases

TUESDAY_MORNING = datetime(2026, 11, 24, 10, 0, tzinfo=ZoneInfo("Europe/Berlin"))
CALLER = "+493023125001"
MOBILE_CALLER = "+491713920001"
"""Of the mobile numbers that the Bundesnetzagentur keeps for fiction."""


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
        last_language: Of the caller's last call, None for a new caller.
        taken: Callbacks by window: what the calendar answers whenever it is asked.
    """

    def __init__(
        self,
        house: House,
        *,
        at: datetime = TUESDAY_MORNING,
        caller: str | None = None,
        language: str = "de",
        last_language: str | None = None,
        taken: Mapping[datetime, int] = MappingProxyType({}),
    ) -> None:
        self.house = house
        self.dialogue = Dialogue(house)
        self.state: State = self.dialogue.initial_state()
        self.at = at
        self.language = language
        self.taken = taken
        self.actions: tuple[Action, ...] = ()
        self.play(CallStarted(at, caller, last_language))

    def play(self, event: Event) -> "Script":
        """Decide an event, and at once what the calendar has to say if it is asked."""
        self.state, self.actions = self.dialogue.decide(self.state, event)
        if self.actions and isinstance(self.actions[-1], ReadCalendar):
            before = self.actions[:-1]
            read = CalendarRead(self.at, self.taken)
            self.state, after = self.dialogue.decide(self.state, read)
            self.actions = (*before, *after)
        return self

    def hear(
        self,
        text: str,
        topic: str | None = None,
        confidence: float = 0.9,
        *,
        accepted: bool = True,
        alternatives: Sequence[tuple[str, float]] = (),
        further: Sequence[str] = (),
        in_context: str | None = None,
        heard_with: float | None = None,
    ) -> "Script":
        """Say something; without a topic the gate refuses it."""
        considered = tuple(Alternative(*alternative) for alternative in alternatives)
        understanding = Understanding(
            language=self.language,
            topic=topic,
            confidence=confidence,
            accepted=accepted and topic is not None,
            alternatives=considered,
            further=tuple(Alternative(one, 0.9) for one in further),
        )
        context = (
            Understanding(self.language, in_context, 0.9, accepted=True) if in_context else None
        )
        return self.play(
            UtteranceHeard(self.at, text, self.language, understanding, context, heard_with)
        )

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
        """What is said, without the disclosure that a new language begins with."""
        return [say for say in self.everything_said if say.source != "phrase:disclosure_again"]

    @property
    def everything_said(self) -> list[Say]:
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
    def request(self) -> Request | None:
        """What was requested and has not been reported back."""
        action = self.actions[-1] if self.actions else None
        return action if isinstance(action, Request) else None

    @property
    def draft(self) -> KeepDraft | None:
        """The unfinished callback that was just kept."""
        return next((one for one in self.actions if isinstance(one, KeepDraft)), None)

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

    @property
    def is_waiting(self) -> bool:
        """Whether a request has not been reported back."""
        return isinstance(self.state.standing, Waiting)
