"""What the caller can be asked: each question with what is known already. Plain data."""

from dataclasses import dataclass
from enum import StrEnum

from intents.calendar import CallbackWindow


class OpenPrompt(StrEnum):
    """The words in which the open question was asked; values are keys of phrases."""

    INVITATION = "invitation"
    WHAT_IS_IT = "what_is_it"
    ANYTHING_ELSE = "anything_else"
    MORE_OR_NEXT = "more_or_next"
    MESSAGE_OR_NEXT = "message_or_next"
    MORE_MESSAGE_OR_NEXT = "more_message_or_next"

    @property
    def offers_more(self) -> bool:
        """Whether the longer form of the last answer is offered."""
        return self in {OpenPrompt.MORE_OR_NEXT, OpenPrompt.MORE_MESSAGE_OR_NEXT}

    @property
    def offers_message(self) -> bool:
        """Whether the last answer is offered as a text message."""
        return self in {OpenPrompt.MESSAGE_OR_NEXT, OpenPrompt.MORE_MESSAGE_OR_NEXT}

    @property
    def follows_answer(self) -> bool:
        """Whether "no" to it means that the caller has no further question."""
        return self not in {OpenPrompt.INVITATION, OpenPrompt.WHAT_IS_IT}


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
class Confirming:
    """Is it about this subject? Asked where the engine is not sure enough to answer."""

    topic: str


@dataclass(frozen=True, slots=True)
class AskingTown:
    """Where do you live? ``topic`` is the subject whose answer depends on it."""

    topic: str


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
class OfferingMessage:
    """Shall this be sent as a text message?

    Attributes:
        number: E.164 number to which it would go.
        text: What would be sent.
        source: What was approved, as ``topic:fees``.
        confirms_callback: Whether it is the confirmation of a callback, and not asked for.
    """

    number: str
    text: str
    source: str
    confirms_callback: bool = False


@dataclass(frozen=True, slots=True)
class AskingConsent:
    """May the call be recorded? Afterwards is asked what ``then`` says."""

    then: Open


@dataclass(frozen=True, slots=True)
class ChoosingLanguage:
    """Which key is your language?

    Attributes:
        page: Of the list, counted from 0; nine languages have a key at a time.
        then: What was asked before, and is asked again afterwards.
    """

    page: int
    then: "Question"


@dataclass(frozen=True, slots=True)
class Draft:
    """A callback as far as it is known; nothing of it is booked.

    Attributes:
        topic: Identifier of a subject, or ``other``.
        name: The caller's name as understood; empty when it is left out.
        number: E.164 number that the caller confirmed.
        window: The time the caller chose.
        language: ISO 639-1 code wished for the callback; None for the language of the call.
        own_number_declined: Whether the number they call from is not wanted.
        numbers_rejected: How many dictated numbers were read back and found wrong.
        windows_lost: How often somebody else got the chosen time first.
        moves: Reference of the callback of which only the time is new; None for a new callback.
    """

    topic: str | None = None
    name: str | None = None
    number: str | None = None
    window: CallbackWindow | None = None
    language: str | None = None
    own_number_declined: bool = False
    numbers_rejected: int = 0
    windows_lost: int = 0
    moves: str | None = None

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
    """What is your name?

    Attributes:
        spelled: Whether it shall be spelled, since it was misheard.
    """

    draft: Draft
    spelled: bool = False


@dataclass(frozen=True, slots=True)
class CheckingName:
    """Is this your name? Asked only where the recogniser was not sure."""

    draft: Draft
    name: str


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
class AskingCallbackLanguage:
    """In which language shall we talk then?"""

    draft: Draft


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


class Change(StrEnum):
    """What can be done with a callback of an earlier call."""

    MOVE = "move"
    CANCEL = "cancel"


@dataclass(frozen=True, slots=True)
class Search:
    """How a callback of an earlier call is looked for.

    Attributes:
        wanted: What shall be done with it; None if the caller has not said.
        reference: Digits of its reference, None while it is not complete.
        number: E.164 number for which it was booked, None for the number they call from.
    """

    wanted: Change | None = None
    reference: str | None = None
    number: str | None = None


@dataclass(frozen=True, slots=True)
class AskingReference:
    """What is the reference of your callback? ``digits`` is what was said or typed so far."""

    search: Search
    digits: str = ""


@dataclass(frozen=True, slots=True)
class AskingBookedNumber:
    """For which number was it booked? ``digits`` is what was dictated or typed so far."""

    search: Search
    digits: str = ""


@dataclass(frozen=True, slots=True)
class FoundCallback:
    """A callback of an earlier call, as the database has it."""

    reference: str
    name: str
    number: str
    topic: str
    window: CallbackWindow


@dataclass(frozen=True, slots=True)
class AskingChange:
    """Move it, cancel it or leave it?"""

    callback: FoundCallback


@dataclass(frozen=True, slots=True)
class ConfirmingCancel:
    """Shall it really be cancelled?"""

    callback: FoundCallback


BookingQuestion = (
    AskingSubject
    | AskingName
    | CheckingName
    | OfferingOwnNumber
    | AskingNumber
    | CheckingNumber
    | AskingCallbackLanguage
    | AskingWindow
    | ReadingBack
    | AskingWhatIsWrong
)
ChangeQuestion = AskingReference | AskingBookedNumber | AskingChange | ConfirmingCancel
Question = (
    Open
    | Choosing
    | Confirming
    | AskingTown
    | OfferingCallback
    | OfferingMessage
    | AskingConsent
    | ChoosingLanguage
    | BookingQuestion
    | ChangeQuestion
)
