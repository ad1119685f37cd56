"""Where a conversation stands: the state that ``decide`` takes and returns.

The heart of it is the question that the caller was asked last: it decides what the next words
mean; see ``questions``. All of it is immutable plain data.
"""

from dataclasses import dataclass
from datetime import datetime

from dialogs.actions import Pace
from dialogs.questions import Question
from dialogs.waiting import Waiting


@dataclass(frozen=True, slots=True)
class NotStarted:
    """Nobody has been greeted yet."""


@dataclass(frozen=True, slots=True)
class Ended:
    """The call is over; nothing follows."""


@dataclass(frozen=True, slots=True)
class State:
    """One conversation between two events.

    Attributes:
        standing: What the caller was asked last, or why nothing is asked.
        language: ISO 639-1 code of the call; None until the first words or language key.
        greeting_languages: Languages in which is spoken until then.
        disclosed: Languages in which the caller has heard that a machine speaks.
        written: Whether the conversation is typed.
        pace: How fast everything is said; slow once the caller asked for it.
        easy: Whether the caller asked for easier words; everything is in easy German where there
            is such a text.
        more_time: Whether somebody speaks for the caller, so that pauses are long.
        recording_asked: Whether the caller was asked for consent to be recorded.
        caller_number: E.164 number of the caller, None when unknown.
        started_at: When the call began.
        last_answer: The subject answered last; what a callback would be about, what "please
            repeat" repeats, and what "how much is that?" refers to.
        last_question: The caller's words that were answered so; "and for my wife?" continues them.
        longer: Whether that was its longer form.
        taken: How many callbacks each time window has, by its begin, when it was last looked up.
        reference: Reference of the callback committed in this call.
        booked_number: E.164 number for which it was committed.
        lookups: How often a callback of an earlier call was looked for.
        misses: Times in a row that the caller was not understood, whatever was asked.
        tries: Times in a row that the present question was not answered.
        silences: Times in a row that nobody spoke.
        insults: Times that the caller was rude.
        last_prompt: Key and wording of the prompt said last, so that the next one differs.
    """

    standing: NotStarted | Question | Waiting | Ended = NotStarted()
    language: str | None = None
    greeting_languages: tuple[str, ...] = ()
    disclosed: frozenset[str] = frozenset()
    written: bool = False
    pace: Pace = Pace.NORMAL
    easy: bool = False
    more_time: bool = False
    recording_asked: bool = False
    caller_number: str | None = None
    started_at: datetime | None = None
    last_answer: str | None = None
    last_question: str | None = None
    longer: bool = False
    taken: tuple[tuple[datetime, int], ...] = ()
    reference: str | None = None
    booked_number: str | None = None
    lookups: int = 0
    misses: int = 0
    tries: int = 0
    silences: int = 0
    insults: int = 0
    last_prompt: tuple[str, int] | None = None
