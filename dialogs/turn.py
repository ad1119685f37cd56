"""One event being decided: the state it meets, and the words to answer with."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from types import MappingProxyType
from typing import Any, NamedTuple

from dialogs.actions import Action, Say
from dialogs.closed_answers import ClosedAnswer, ClosedAnswers
from dialogs.events import (
    CallbackCancelled,
    CallbackCommitted,
    CallbackFound,
    CallbackMoved,
    Event,
    MessageAccepted,
    RecordingStarted,
    UtteranceHeard,
)
from dialogs.house import House
from dialogs.state import State
from intents.understanding import Understanding
from languages.phrases import Claim

_PROOFS: Mapping[Claim, type[Event]] = MappingProxyType(
    {
        "callback_committed": CallbackCommitted,
        "callback_found": CallbackFound,
        "callback_moved": CallbackMoved,
        "callback_cancelled": CallbackCancelled,
        "message_accepted": MessageAccepted,
        "recording_started": RecordingStarted,
    }
)

# "No, thanks, that is all"; in a longer sentence a "not" need not be an answer.
_SHORT_ANSWER_WORDS = 4


class UnprovenClaimError(Exception):
    """A sentence was to be said that claims what has not happened; a bug in a dialogue."""


class Decision(NamedTuple):
    """What ``decide`` returns.

    Attributes:
        state: Where the conversation stands now.
        actions: What to do, in order.
    """

    state: State
    actions: tuple[Action, ...]


@dataclass(frozen=True, slots=True)
class Turn:
    """The context in which one event is decided.

    Attributes:
        house: What the assistant speaks for.
        words: Short answers to closed questions.
        state: Where the conversation stands, the event's language already taken over.
        event: What is being decided.
        language_changed: Whether the event changed the language of the call.
    """

    house: House
    words: ClosedAnswers
    state: State
    event: Event
    language_changed: bool = False

    @property
    def at(self) -> datetime:
        """The office's wall-clock time."""
        return self.event.at

    @property
    def heard(self) -> str:
        """The caller's words, empty for an event without any."""
        return self.event.text.strip() if isinstance(self.event, UtteranceHeard) else ""

    @property
    def language(self) -> str:
        """The language of the call; the office's own while it is unknown."""
        return self.state.language or self.house.languages[0]

    def with_state(self, **changes: Any) -> "Turn":
        """The same turn with some attributes of its state changed."""
        return replace(self, state=replace(self.state, **changes))

    @property
    def tongue(self) -> str:
        """The set of phrases in use: the language of the call, or its easy words."""
        return self.house.phrases.easy(self.language) if self.state.easy else self.language

    def say(self, key: str, variant: int = 0, /, **values: str) -> tuple[Say, ...]:
        """A fixed sentence; while the language is unknown, in each language of the greeting.

        Raises:
            UnprovenClaimError: The sentence claims an effect of which ``event`` is no proof.
        """
        self._prove(key)
        languages = (
            (self.state.language,)
            if self.state.language
            else self.state.greeting_languages or (self.language,)
        )
        return tuple(self.say_in(language, key, variant, **values) for language in languages)

    def say_in(self, language: str, key: str, variant: int = 0, /, **values: str) -> Say:
        """A fixed sentence in a particular language."""
        tongue = self.tongue if language == self.language else language
        return self.speak(
            self.house.phrases.text(key, tongue, variant, **values),
            language,
            source=f"phrase:{key}",
        )

    def text(self, key: str, /, **values: str) -> str:
        """The words of a fixed sentence in the language of the call."""
        self._prove(key)
        return self.house.phrases.text(key, self.tongue, **values)

    def speak(self, text: str, language: str, *, source: str) -> Say:
        """An approved text, at the pace of the call."""
        return Say(text=text, language=language, source=source, pace=self.state.pace)

    def subject_title(self, topic: str) -> str:
        """The short name of a subject, or the one for everything else."""
        if topic in self.house.knowledge.topics:
            return self.house.knowledge.title(topic, self.language)
        return self.text("subject_other")

    def _prove(self, key: str) -> None:
        claim = self.house.phrases.claims.get(key)
        if claim is None or isinstance(self.event, _PROOFS[claim]):
            return
        # What was committed earlier in this call is still true.
        if claim == "callback_committed" and self.state.reference is not None:
            return
        raise UnprovenClaimError(f"{key} claims {claim}")


@dataclass(frozen=True, slots=True)
class Utterance:
    """What the caller said, as far as it can be acted upon.

    Attributes:
        text: The words, not empty.
        topic: Subject or act, only if the gate let it through.
        understanding: All that the engine made of it.
        answers: Meanings of short answers found in the words.
        in_context: See ``UtteranceHeard``.
        confidence: Of the recogniser, 0 to 1; None for typed text.
    """

    text: str
    topic: str | None
    understanding: Understanding | None
    answers: frozenset[ClosedAnswer]
    in_context: Understanding | None = None
    confidence: float | None = None

    @property
    def said_yes(self) -> bool:
        """Whether the words alone say yes."""
        return ClosedAnswer.YES in self.answers and ClosedAnswer.NO not in self.answers

    @property
    def ordinal(self) -> int | None:
        """Which of two was named, counted from 0; None for neither or both."""
        first, second = ClosedAnswer.FIRST in self.answers, ClosedAnswer.SECOND in self.answers
        # "Wait a second" names nothing.
        if first == second or (second and self.topic == "wait"):
            return None
        return 0 if first else 1

    @property
    def is_short(self) -> bool:
        """Whether the words are few enough for a yes or no among them to be the answer."""
        return len(self.text.split()) <= _SHORT_ANSWER_WORDS

    @property
    def is_plain_no(self) -> bool:
        """Whether it says no and little else, as an answer to something that was not yes or no."""
        return self.agrees is False and (self.is_short or self.topic in {"deny", "correction"})

    @property
    def agrees(self) -> bool | None:
        """Yes, no, or None for neither; where both were said, no: that costs only a question."""
        if ClosedAnswer.NO in self.answers:
            return False
        if ClosedAnswer.YES in self.answers or self.topic == "affirm":
            return True
        return False if self.topic in {"deny", "correction"} else None
