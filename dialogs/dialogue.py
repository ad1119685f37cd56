"""The whole conversation as one pure function of state and event."""

from dataclasses import replace

from dialogs.actions import Expectation
from dialogs.acts import respond, switch_language
from dialogs.answering import (
    callback_subject,
    hear_choice,
    hear_offer,
    hear_open,
    press_choice,
    press_offer,
)
from dialogs.asking import expectation, listen
from dialogs.booking.course import confirm, refuse, start_booking
from dialogs.booking.hearing import hear_booking, press_booking
from dialogs.booking.number import dictates
from dialogs.closed_answers import ClosedAnswer, load_closed_answers
from dialogs.ending import end_overlong, lasts_too_long
from dialogs.events import (
    CallbackCommitted,
    CallbackRefused,
    CallEnded,
    CallStarted,
    Event,
    KeysPressed,
    SilenceElapsed,
    UtteranceHeard,
)
from dialogs.house import House
from dialogs.opening import greet
from dialogs.outlook import Outlook, outlook
from dialogs.repair import key_ignored, no_input, no_match, recognition_failed
from dialogs.state import (
    AskingNumber,
    AskingWindow,
    Choosing,
    Committing,
    Ended,
    NotStarted,
    OfferingCallback,
    Open,
    Question,
    State,
)
from dialogs.turn import Decision, Turn, Utterance


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

    def decide(self, state: State, event: Event) -> Decision:  # noqa: PLR0911 - one per situation
        """What to do about ``event``.

        The actions end with ``Listen``, with ``BookCallback`` or with ``HangUp``. There are none
        when the call is over, and for events that nothing was waiting for: anything but its
        result while a booking is being stored, a result without a booking, a second start.
        """
        turn = Turn(self._house, self._words, state, event.at)
        match state.standing, event:
            case Ended(), _:
                return Decision(state, ())
            case _, CallEnded():
                return Decision(turn.with_state(standing=Ended()).state, ())
            case NotStarted(), CallStarted():
                return greet(turn, event)
            case Committing(), CallbackCommitted(reference=reference):
                return confirm(turn, reference)
            case Committing(), CallbackRefused():
                return refuse(turn)
            case ((NotStarted() | Committing()), _):
                return Decision(state, ())
            case question, _:
                return self._converse(turn, question, event)

    def foresee(self, state: State, event: UtteranceHeard) -> Outlook:
        """Where an utterance would lead that the caller may not have finished."""
        decision = self.decide(state, event)
        language = decision.state.language or self._house.languages[0]
        says_goodbye = ClosedAnswer.GOODBYE in self._words.find(event.text, language)
        return outlook(state, decision, says_goodbye=says_goodbye)

    def _converse(self, turn: Turn, question: Question, event: Event) -> Decision:
        if isinstance(event, CallStarted | CallbackCommitted | CallbackRefused):
            return Decision(turn.state, ())
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
        text = event.text.strip()
        if not text:
            if isinstance(question, AskingNumber) and question.digits:
                return listen(turn)  # a noise within a dictation
            return no_match(turn, question)
        turn = self._in_language_of(turn, event)
        understanding = event.understanding
        said = Utterance(
            text=text,
            topic=understanding.topic if understanding and understanding.accepted else None,
            understanding=understanding,
            answers=self._words.find(text, turn.language),
        )
        decision = None
        if not _answers_plainly(question, said) and not dictates(turn, question, said):
            decision = respond(turn, question, said)
        return decision or _answer(turn, question, said) or no_match(turn, question)

    def _in_language_of(self, turn: Turn, event: UtteranceHeard) -> Turn:
        if event.language not in self._house.languages:
            return turn
        changed = turn.state.language not in {None, event.language}
        return replace(turn.with_state(language=event.language), language_changed=changed)


def _answers_plainly(question: Question, said: Utterance) -> bool:
    """Whether the words are an answer to the question, whatever act the engine takes them for.

    Where yes or no is asked for, a spoken yes is the answer ("yes, thanks, goodbye"), and where
    one of two is, "the first" is.
    """
    if isinstance(question, Choosing | AskingWindow):
        return said.ordinal is not None
    return expectation(question) is Expectation.YES_NO and said.said_yes


def _answer(turn: Turn, question: Question, said: Utterance) -> Decision | None:
    match question:
        case Open():
            return hear_open(turn, question, said)
        case Choosing():
            return hear_choice(turn, question, said)
        case OfferingCallback():
            return hear_offer(turn, question, said)
        case _:
            return hear_booking(turn, question, said)


def _press(turn: Turn, question: Question, keys: str) -> Decision:
    match question:
        case Open():
            decision = _press_menu(turn, question, keys[:1])
        case Choosing():
            decision = press_choice(turn, question, keys[:1])
        case OfferingCallback():
            decision = press_offer(turn, question, keys[:1])
        case _:
            decision = press_booking(turn, question, keys)
    return decision or key_ignored(turn, question)


def _press_menu(turn: Turn, question: Open, key: str) -> Decision | None:
    """The main menu: 0 is a callback, 1 the first language, 2 the second, ..."""
    if key == "0":
        return start_booking(turn, callback_subject(turn))
    languages = dict(zip("123456789", turn.house.languages, strict=False))
    return switch_language(turn, question, languages[key]) if key in languages else None
