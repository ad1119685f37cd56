"""Where a conversation stands: the state that ``decide`` takes and returns.

The heart of it is the question that the caller was asked last: it decides what the next words
mean. All of it is immutable plain data.
"""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from dialogs.actions import Pace
from intents.calendar import CallbackWindow


@dataclass(frozen=True, slots=True)
class NotStarted:
    """Nobody has been greeted yet."""


class OpenPrompt(StrEnum):
    """The words in which the open question was asked; values are keys of phrases."""

    INVITATION = "invitation"
    WHAT_IS_IT = "what_is_it"
    ANYTHING_ELSE = "anything_else"


@dataclass(frozen=True, slots=True)
class Open:
    """What would you like to know?"""

    prompt: OpenPrompt


@dataclass(frozen=True, slots=True)
class Choosing:
    """Do you mean this subject or that one? ``first`` is the likelier."""

    first: str
    second: str


@dataclass(frozen=True, slots=True)
class OfferingCallback:
    """Would you like a callback?

    Attributes:
        topic: What it would be about, None if not known.
        after_misses: Whether it was offered because the caller was not understood.
    """

    topic: str | None
    after_misses: bool = False


@dataclass(frozen=True, slots=True)
class Draft:
    """A callback as far as it is known; nothing of it is booked.

    Attributes:
        topic: Identifier of a subject, or ``other``.
        name: The caller's name as understood.
        number: E.164 number that the caller confirmed.
        window: The time the caller chose.
        own_number_declined: Whether the number they call from is not wanted.
        numbers_rejected: How many dictated numbers were read back and found wrong.
    """

    topic: str | None = None
    name: str | None = None
    number: str | None = None
    window: CallbackWindow | None = None
    own_number_declined: bool = False
    numbers_rejected: int = 0

    def complete(self) -> tuple[str, str, str, CallbackWindow]:
        """Topic, name, number and window of a callback that can be booked.

        Raises:
            ValueError: One of them is missing; it is asked for before anything is read back.
        """
        if self.topic is None or self.name is None or self.number is None or self.window is None:
            raise ValueError("the callback is not complete")
        return self.topic, self.name, self.number, self.window


@dataclass(frozen=True, slots=True)
class AskingSubject:
    """What is the callback about?"""

    draft: Draft


@dataclass(frozen=True, slots=True)
class AskingName:
    """What is your name?"""

    draft: Draft


@dataclass(frozen=True, slots=True)
class OfferingOwnNumber:
    """Shall we call the number you are calling from?"""

    draft: Draft


@dataclass(frozen=True, slots=True)
class AskingNumber:
    """What is your number?

    Attributes:
        digits: What was dictated or typed so far.
    """

    draft: Draft
    digits: str = ""


@dataclass(frozen=True, slots=True)
class CheckingNumber:
    """Is this your number?

    Attributes:
        digits: As dictated; more may follow.
        number: The same in E.164 form.
    """

    draft: Draft
    digits: str
    number: str


@dataclass(frozen=True, slots=True)
class AskingWindow:
    """Which of these times? One or two are offered."""

    draft: Draft
    offered: tuple[CallbackWindow, ...]


@dataclass(frozen=True, slots=True)
class ReadingBack:
    """Is all of that right? The draft is complete."""

    draft: Draft


@dataclass(frozen=True, slots=True)
class AskingWhatIsWrong:
    """Name, number, subject or time?"""

    draft: Draft


@dataclass(frozen=True, slots=True)
class Committing:
    """Nothing is asked: the booking is being stored."""


@dataclass(frozen=True, slots=True)
class Ended:
    """The call is over; nothing follows."""


BookingQuestion = (
    AskingSubject
    | AskingName
    | OfferingOwnNumber
    | AskingNumber
    | CheckingNumber
    | AskingWindow
    | ReadingBack
    | AskingWhatIsWrong
)
Question = Open | Choosing | OfferingCallback | BookingQuestion


@dataclass(frozen=True, slots=True)
class State:
    """One conversation between two events.

    Attributes:
        standing: What the caller was asked last, or why nothing is asked.
        language: ISO 639-1 code of the call; None until the first words or language key.
        pace: How fast everything is said; slow once the caller asked for it.
        caller_number: E.164 number of the caller, None when unknown.
        started_at: When the call began.
        easy: Whether the caller asked for easier words; answers are in easy German where there is.
        last_answer: The subject answered last; what a callback would be about, and what
            "please repeat" repeats.
        longer: Whether that was its longer form.
        reference: Reference of the callback committed in this call.
        misses: Times in a row that the caller was not understood, whatever was asked.
        tries: Times in a row that the present question was not answered.
        silences: Times in a row that nobody spoke.
        last_prompt: Key and wording of the prompt said last, so that the next one differs.
    """

    standing: NotStarted | Question | Committing | Ended = NotStarted()
    language: str | None = None
    pace: Pace = Pace.NORMAL
    easy: bool = False
    caller_number: str | None = None
    started_at: datetime | None = None
    last_answer: str | None = None
    longer: bool = False
    reference: str | None = None
    misses: int = 0
    tries: int = 0
    silences: int = 0
    last_prompt: tuple[str, int] | None = None
