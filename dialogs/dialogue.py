"""The whole conversation as one pure function of state and event."""

from dataclasses import replace

from dialogs.actions import Expectation, HangUpReason
from dialogs.acts import respond
from dialogs.answering import hear_town, tell
from dialogs.asking import expectation, listen
from dialogs.booking.change import hear_change, press_change
from dialogs.booking.details import introduces
from dialogs.booking.hearing import hear_booking, press_booking
from dialogs.booking.number import dictates
from dialogs.closed_answers import ClosedAnswer, load_closed_answers
from dialogs.consent import hear_consent, press_consent
from dialogs.ending import end_overlong, end_without_caller, lasts_too_long, say_goodbye
from dialogs.events import (
    CallEnded,
    CallStarted,
    Event,
    KeysPressed,
    MachineHeard,
    Result,
    SilenceElapsed,
    UtteranceHeard,
)
from dialogs.house import House
from dialogs.menu import open_menu, press_language, press_open
from dialogs.messages import hear_message_offer, press_message_offer
from dialogs.open_question import (
    hear_choice,
    hear_confirmation,
    hear_offer,
    hear_open,
    press_choice,
    press_confirmation,
    press_offer,
    takes_offer,
)
from dialogs.opening import disclose_again, greet
from dialogs.outlook import Outlook, outlook
from dialogs.questions import (
    AskingBookedNumber,
    AskingConsent,
    AskingNumber,
    AskingReference,
    AskingTown,
    AskingWindow,
    BookingQuestion,
    ChangeQuestion,
    Choosing,
    ChoosingLanguage,
    Confirming,
    OfferingCallback,
    OfferingMessage,
    Open,
    OpenPrompt,
    Question,
)
from dialogs.repair import key_ignored, no_input, no_match, recognition_failed
from dialogs.results import take_result
from dialogs.state import Ended, NotStarted, State
from dialogs.turn import Decision, Turn, Utterance
from dialogs.waiting import Waiting

# Questions to which digits are typed: there the star key deletes.
_TYPED = (AskingNumber, AskingBookedNumber, AskingReference)


class Dialogue:
    """Decides what happens in a conversation; one instance serves any number of calls.

    Deciding does no I/O, reads no clock and keeps nothing: all that is known about a call is in
    its state.

    Args:
        house: What the assistant speaks for.

    Raises:
        ValueError: Short answers are missing for a language of the house.
    """

    def __init__(self, house: House) -> None:
        self._house = house
        self._words = load_closed_answers(house.languages)

    def initial_state(self) -> State:
        """The state of a call before ``CallStarted``."""
        return State()

    def decide(self, state: State, event: Event) -> Decision:
        """What to do about ``event``.

        The actions end with ``Listen``, with a request or with ``HangUp``. There are none when
        the call is over, and for events that nothing was waiting for: anything but its result
        while a request is carried out, a result without a request, a second start. When the
        line is gone they can only keep something.

        Raises:
            UnprovenClaimError: A bug: a sentence would have claimed what has not happened.
        """
        turn = Turn(self._house, self._words, state, event)
        standing = state.standing
        if isinstance(standing, Ended):
            return Decision(state, ())
        if isinstance(event, CallEnded):
            return end_without_caller(turn)
        if isinstance(standing, NotStarted):
            return greet(turn, event) if isinstance(event, CallStarted) else Decision(state, ())
        if isinstance(standing, Waiting):
            decision = take_result(turn, standing, event) if isinstance(event, Result) else None
            return disclose_again(turn, decision) if decision else Decision(state, ())
        return disclose_again(turn, self._converse(turn, standing, event))

    def foresee(self, state: State, event: UtteranceHeard) -> Outlook:
        """Where an utterance would lead that the caller may not have finished."""
        decision = self.decide(state, event)
        language = decision.state.language or self._house.languages[0]
        says_goodbye = ClosedAnswer.GOODBYE in self._words.find(event.text, language)
        return outlook(state, decision, says_goodbye=says_goodbye)

    def _converse(  # noqa: PLR0911 - one per event
        self, turn: Turn, question: Question, event: Event
    ) -> Decision:
        if isinstance(event, CallStarted | Result):
            return Decision(turn.state, ())
        if isinstance(event, MachineHeard):
            return say_goodbye(turn, reason=HangUpReason.MACHINE)
        if lasts_too_long(turn):
            return end_overlong(turn)
        if isinstance(event, SilenceElapsed):
            return no_input(turn, question)
        turn = turn.with_state(silences=0)
        match event:
            case UtteranceHeard():
                return self._hear(turn, question, event)
            case KeysPressed(keys=keys):
                return _press(turn, question, keys)
            case _:
                return recognition_failed(turn)

    def _hear(self, turn: Turn, question: Question, event: UtteranceHeard) -> Decision:
        text = turn.heard
        if not text:
            if isinstance(question, _TYPED) and question.digits:
                return listen(turn)  # a noise within a dictation
            return no_match(turn, question)
        turn = self._in_language_of(turn, event)
        understanding = event.understanding
        said = Utterance(
            text=text,
            topic=understanding.topic if understanding and understanding.accepted else None,
            understanding=understanding,
            answers=self._words.find(text, turn.language),
            in_context=event.in_context,
            confidence=event.confidence,
        )
        if isinstance(question, ChoosingLanguage):
            question = question.then  # who speaks needs no menu
            turn = turn.with_state(standing=question)
        decision = None
        answered = _answers_plainly(question, said) or introduces(turn, question, said)
        if not answered and not dictates(turn, question, said):
            decision = respond(turn, question, said)
        return decision or _answer(turn, question, said) or no_match(turn, question)

    def _in_language_of(self, turn: Turn, event: UtteranceHeard) -> Turn:
        if event.language not in self._house.languages:
            return turn
        changed = turn.state.language not in {None, event.language}
        return replace(turn.with_state(language=event.language), language_changed=changed)


def _answers_plainly(question: Question, said: Utterance) -> bool:
    """Whether the words are an answer to the question, whatever act the engine takes them for.

    Where yes or no is asked for, a spoken yes is the answer ("yes, thanks, goodbye"), where one of
    two is, "the first" is, and where more is offered, "more". Danger is always heard.
    """
    if ClosedAnswer.DANGER in said.answers:
        return False
    if isinstance(question, Choosing | AskingWindow):
        return said.ordinal is not None
    if isinstance(question, Open):
        return takes_offer(question, said)
    if isinstance(question, BookingQuestion) and said.is_short and _gives_up(said):
        return True
    return expectation(question) is Expectation.YES_NO and said.said_yes


def _gives_up(said: Utterance) -> bool:
    # "Never mind" sounds to the engine like "wait".
    return ClosedAnswer.CANCEL in said.answers


def _answer(turn: Turn, question: Question, said: Utterance) -> Decision | None:  # noqa: PLR0911 - one per question
    match question:
        case Open():
            return hear_open(turn, question, said)
        case Choosing():
            return hear_choice(turn, question, said)
        case Confirming():
            return hear_confirmation(turn, question, said)
        case AskingTown():
            return hear_town(turn, question, said)
        case OfferingCallback():
            return hear_offer(turn, question, said)
        case OfferingMessage():
            return hear_message_offer(turn, question, said) or _ask_anew(turn, said)
        case AskingConsent():
            return hear_consent(turn, question, said) or _ask_anew(turn, said)
        case ChoosingLanguage():
            return None  # was closed before
        case _ if isinstance(question, ChangeQuestion):
            return hear_change(turn, question, said)
        case _:
            return hear_booking(turn, question, said)


def _ask_anew(turn: Turn, said: Utterance) -> Decision | None:
    """Take a question instead of yes or no: it was not agreed, and the caller goes on."""
    if said.topic not in turn.house.knowledge.topics:
        return None
    return hear_open(turn, Open(OpenPrompt.ANYTHING_ELSE), said)


def _press(turn: Turn, question: Question, keys: str) -> Decision:
    if keys.startswith("*") and not isinstance(question, _TYPED):
        return open_menu(turn, question)
    return _press_key(turn, question, keys) or key_ignored(turn, question)


def _press_key(turn: Turn, question: Question, keys: str) -> Decision | None:  # noqa: PLR0911 - one per question
    match question:
        case Open():
            return press_open(turn, question, keys[:1])
        case Choosing():
            return press_choice(turn, question, keys[:1])
        case Confirming():
            return press_confirmation(turn, question, keys[:1])
        case AskingTown(topic=topic):
            return tell(turn, topic) if keys.startswith("#") else None
        case OfferingCallback():
            return press_offer(turn, question, keys[:1])
        case OfferingMessage():
            return press_message_offer(turn, question, keys[:1])
        case AskingConsent():
            return press_consent(turn, question, keys[:1])
        case ChoosingLanguage(page=page):
            return press_language(turn, question, page, keys[:1])
        case _ if isinstance(question, ChangeQuestion):
            return press_change(turn, question, keys)
        case _:
            return press_booking(turn, question, keys)
