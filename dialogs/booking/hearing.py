"""What the caller says, types or leaves unsaid during a booking, by the question asked."""

from dialogs.actions import Say
from dialogs.asking import KEYS_OF_LANGUAGES, ask_again
from dialogs.booking.course import advance, commit, leave, leave_misunderstood
from dialogs.booking.details import (
    hear_callback_language,
    hear_name,
    hear_name_check,
    hear_subject,
    leave_name_out,
    spell_name,
    take_callback_language,
    take_name,
    take_other_subject,
)
from dialogs.booking.number import (
    accept_number,
    accept_own_number,
    decline_own_number,
    deny_number,
    hear_check,
    hear_number,
    hear_own_number,
    press_number,
)
from dialogs.booking.readback import (
    ask_what_is_wrong,
    correct,
    hear_readback,
    hear_what_is_wrong,
    press_what_is_wrong,
)
from dialogs.booking.window import choose_first, hear_window, press_window
from dialogs.closed_answers import ClosedAnswer
from dialogs.questions import (
    AskingCallbackLanguage,
    AskingName,
    AskingNumber,
    AskingSubject,
    AskingWhatIsWrong,
    AskingWindow,
    BookingQuestion,
    CheckingName,
    CheckingNumber,
    OfferingOwnNumber,
    ReadingBack,
)
from dialogs.turn import Decision, Turn, Utterance

# So often the same question is asked in other words before the booking goes on without an
# answer, or ends.
_MOST_TRIES = 2


def hear_booking(turn: Turn, question: BookingQuestion, said: Utterance) -> Decision | None:
    """React to an utterance; None if it was not understood."""
    if _cancels(question, said):
        return leave(turn)
    decision = _hear(turn, question, said)
    if decision is not None:
        return decision
    if said.topic == "correction":
        return correct(turn, question.draft, said) or leave(turn)
    # The first no may mean "not like that"; the second one means "not at all".
    return leave(turn) if said.is_plain_no and turn.state.tries else None


def press_booking(turn: Turn, question: BookingQuestion, keys: str) -> Decision | None:  # noqa: PLR0911 - one per question
    """React to keys; None if they have no meaning here."""
    match question:
        case AskingNumber():
            return press_number(turn, question, keys)
        case AskingWindow():
            return press_window(turn, question, keys)
        case AskingWhatIsWrong():
            return press_what_is_wrong(turn, question, keys[:1])
        case AskingCallbackLanguage():
            languages = dict(zip(KEYS_OF_LANGUAGES, turn.house.languages, strict=False))
            code = languages.get(keys[:1])
            return take_callback_language(turn, question, code) if code else None
        case AskingSubject() if keys.startswith("#"):
            return take_other_subject(turn, question)
        case AskingName() if keys.startswith("#"):
            return leave_name_out(turn, question.draft)
        case OfferingOwnNumber() | CheckingName() | CheckingNumber() | ReadingBack():
            return _press_yes_or_no(turn, question, keys[:1])
        case _:
            return None


def miss_booking(  # noqa: PLR0911 - one per question
    turn: Turn, question: BookingQuestion, *sorry: Say
) -> Decision:
    """Ask again in other words, and at last go on without an answer or end honestly.

    Args:
        turn: The event being decided; the miss is counted already.
        question: What was not answered.
        sorry: What is said first.
    """
    if turn.state.tries < _MOST_TRIES:
        return ask_again(turn, question, *sorry)
    match question:
        case AskingSubject():
            return take_other_subject(turn, question)
        case AskingName():
            return leave_name_out(turn, question.draft)
        case CheckingName():
            return take_name(turn, question.draft, question.name)
        case OfferingOwnNumber():
            return decline_own_number(turn, question)
        case AskingNumber() if turn.state.tries == _MOST_TRIES:
            return ask_again(turn, question, *sorry, *turn.say("hint_number"))
        case AskingWindow():
            return choose_first(turn, question, *sorry)
        case AskingCallbackLanguage():
            return advance(turn, question.draft)
        case _:
            return leave_misunderstood(turn, *sorry)


def _hear(turn: Turn, question: BookingQuestion, said: Utterance) -> Decision | None:  # noqa: PLR0911 - one per question
    match question:
        case AskingSubject():
            return hear_subject(turn, question, said)
        case AskingName():
            return hear_name(turn, question, said)
        case CheckingName():
            return hear_name_check(turn, question, said)
        case OfferingOwnNumber():
            return hear_own_number(turn, question, said)
        case AskingNumber():
            return hear_number(turn, question, said)
        case CheckingNumber():
            return hear_check(turn, question, said)
        case AskingCallbackLanguage():
            return hear_callback_language(turn, question, said)
        case AskingWindow():
            return hear_window(turn, question, said)
        case ReadingBack():
            return hear_readback(turn, question, said)
        case AskingWhatIsWrong():
            return hear_what_is_wrong(turn, question, said)


def _cancels(question: BookingQuestion, said: Utterance) -> bool:
    if ClosedAnswer.CANCEL not in said.answers:
        return False
    # "I want to stop my course" is a subject.
    return said.is_short or not isinstance(question, AskingSubject)


def _press_yes_or_no(
    turn: Turn,
    question: OfferingOwnNumber | CheckingName | CheckingNumber | ReadingBack,
    key: str,
) -> Decision | None:
    if key not in {"1", "2"}:
        return None
    yes = key == "1"
    match question:
        case OfferingOwnNumber():
            return (accept_own_number if yes else decline_own_number)(turn, question)
        case CheckingName(draft=draft, name=name):
            return take_name(turn, draft, name) if yes else spell_name(turn, draft)
        case CheckingNumber():
            return (accept_number if yes else deny_number)(turn, question)
        case ReadingBack():
            return commit(turn, question.draft) if yes else ask_what_is_wrong(turn, question)
