"""The number to call: the caller's own, or one that is dictated or typed, always read back."""

from dataclasses import replace

from dialogs.asking import ask, ask_again, listen
from dialogs.booking.course import advance, leave_misunderstood
from dialogs.closed_answers import ClosedAnswer
from dialogs.questions import (
    AskingBookedNumber,
    AskingNumber,
    CheckingNumber,
    Draft,
    OfferingOwnNumber,
    Question,
)
from dialogs.turn import Decision, Turn, Utterance
from intents.slots.phone_numbers import PhoneNumber, find_last_digits, find_phone_number

# A trunk zero and the six digits of the shortest number with area code: with as many and still
# no number, something was misheard, and further digits would only hide that.
_FEWEST_DIGITS = 7
# More keys than any number has; what comes beyond is somebody playing with the telephone.
_MOST_DIGITS = 20
# A caller whose number was misheard so often is not helped by a further try.
_MOST_REJECTED = 3
# More digits are a new number, of which the area code was not said.
_LONGEST_ENDING = 5


def dictates(turn: Turn, question: Question, said: Utterance) -> bool:
    """Whether a number is asked for and digits were said."""
    asked = isinstance(
        question, OfferingOwnNumber | AskingNumber | CheckingNumber | AskingBookedNumber
    )
    return asked and find_phone_number(said.text, turn.language) is not None


def hear_own_number(turn: Turn, question: OfferingOwnNumber, said: Utterance) -> Decision | None:
    """React to what was said to "shall we call the number you are calling from?"."""
    dictated = find_phone_number(said.text, turn.language)
    if dictated is not None:
        draft = replace(question.draft, own_number_declined=True)
        return _take(turn, AskingNumber(draft), dictated)
    match said.agrees:
        case True:
            return accept_own_number(turn, question)
        case False:
            return decline_own_number(turn, question)
        case None:
            return None


def accept_own_number(turn: Turn, question: OfferingOwnNumber) -> Decision:
    """Take the number the caller calls from."""
    return advance(turn, replace(question.draft, number=turn.state.caller_number))


def decline_own_number(turn: Turn, question: OfferingOwnNumber) -> Decision:
    """Ask for another number."""
    return advance(turn, replace(question.draft, own_number_declined=True))


def hear_number(turn: Turn, question: AskingNumber, said: Utterance) -> Decision | None:
    """Take digits, over several turns while they are too few; None if there were none."""
    alone = find_phone_number(said.text, turn.language)
    if not question.digits:
        return _take(turn, question, alone) if alone else None
    if alone is not None and alone.e164 and alone.digits.startswith("0"):
        return _take(turn, question, alone)  # begun again with the area code
    together = find_phone_number(f"{question.digits} {said.text}", turn.language)
    if together is not None and len(together.digits) > len(question.digits):
        return _take(turn, question, together)
    return finish_number(turn, question) if ClosedAnswer.DONE in said.answers else None


def press_number(turn: Turn, question: AskingNumber, keys: str) -> Decision | None:
    """Collect typed digits until the hash key; a star begins again."""
    typed, end, _ = keys.partition("#")
    *dropped, typed = typed.split("*")
    digits = typed if dropped else question.digits + typed
    collected = replace(question, digits=digits)
    if len(digits) > _MOST_DIGITS:
        return reject_number(turn, question)
    if end and not digits:
        return None
    if end:
        return finish_number(turn, collected)
    return listen(turn.with_state(standing=collected))


def finish_number(turn: Turn, question: AskingNumber) -> Decision:
    """Check the digits collected so far: no more will come."""
    number = find_phone_number(question.digits, turn.language)
    if number is None or number.e164 is None:
        return reject_number(turn, question)
    return _check(turn, question.draft, number.digits, number.e164)


def reject_number(turn: Turn, question: AskingNumber) -> Decision:
    """Begin again after digits that cannot be called; after the second time suggest the keys."""
    tries = turn.state.tries + 1
    if tries >= _MOST_REJECTED:
        return leave_misunderstood(turn, *turn.say("number_invalid"))
    hint = turn.say("hint_number") if tries > 1 else ()
    empty = replace(question, digits="")
    return ask_again(turn.with_state(tries=tries), empty, *turn.say("number_invalid"), *hint)


def hear_check(turn: Turn, question: CheckingNumber, said: Utterance) -> Decision | None:
    """React to what was said to a number read back: yes, no, another number, further digits."""
    alone = find_phone_number(said.text, turn.language)
    if alone is not None and alone.e164:
        return _check(turn, question.draft, alone.digits, alone.e164)
    if ClosedAnswer.ENDS in said.answers:
        corrected = correct_ending(turn, question.draft, question.number, said)
        if corrected is not None:
            return corrected
    if alone is not None and not said.agrees:
        # The readback came into the middle of a dictation.
        together = find_phone_number(f"{question.number} {said.text}", turn.language)
        if together is not None and together.e164 not in {None, question.number}:
            return _check(turn, question.draft, together.digits, together.e164)
    match said.agrees:
        case True:
            return accept_number(turn, question)
        case False:
            return deny_number(turn, question)
        case None:
            return None


def correct_number(turn: Turn, draft: Draft, said: Utterance) -> Decision | None:
    """Take a number, or its last digits, that the caller says instead of the one read back."""
    alone = find_phone_number(said.text, turn.language)
    if alone is not None and alone.e164:
        return _check(turn, draft, alone.digits, alone.e164)
    if draft.number is None:
        return None
    return correct_ending(turn, draft, draft.number, said)


def correct_ending(turn: Turn, draft: Draft, number: str, said: Utterance) -> Decision | None:
    """Replace the last digits ("no, it ends in 54"); the result is read back again."""
    ending = find_last_digits(said.text, turn.language)
    if not 0 < len(ending) <= _LONGEST_ENDING:
        return None
    corrected = number[: -len(ending)] + ending
    # "It ends in 54" of a number that does end so corrects nothing.
    return None if corrected == number else _check(turn, draft, corrected, corrected)


def accept_number(turn: Turn, question: CheckingNumber) -> Decision:
    """Keep the number that was read back."""
    return advance(turn, replace(question.draft, number=question.number))


def deny_number(turn: Turn, question: CheckingNumber) -> Decision:
    """Ask again for a number that was misheard; after the second time suggest the keys."""
    rejected = question.draft.numbers_rejected + 1
    if rejected >= _MOST_REJECTED:
        return leave_misunderstood(turn)
    hint = turn.say("hint_number") if rejected > 1 else ()
    draft = replace(question.draft, numbers_rejected=rejected)
    return ask(turn, AskingNumber(draft), *turn.say("misunderstood"), *hint)


def _take(turn: Turn, question: AskingNumber, number: PhoneNumber) -> Decision:
    if number.e164 is not None:
        return _check(turn, question.draft, number.digits, number.e164)
    if len(number.digits) < _FEWEST_DIGITS and number.digits.startswith("0"):
        collected = replace(question, digits=number.digits)
        return ask_again(turn.with_state(tries=0), collected)
    return reject_number(turn, question)


def _check(turn: Turn, draft: Draft, digits: str, number: str | None) -> Decision:
    assert number is not None  # only numbers that can be called are read back
    return ask(turn, CheckingNumber(draft, digits, number))
