"""A callback of an earlier call: found by reference and number, then moved or cancelled."""

from dataclasses import replace

from dialogs.actions import CancelCallback, FindCallback, Say
from dialogs.asking import ask, ask_again, listen
from dialogs.booking.course import read_calendar
from dialogs.closed_answers import ClosedAnswer
from dialogs.questions import (
    AskingBookedNumber,
    AskingChange,
    AskingReference,
    Change,
    ChangeQuestion,
    ConfirmingCancel,
    Draft,
    FoundCallback,
    OfferingCallback,
    Open,
    OpenPrompt,
    Search,
)
from dialogs.turn import Decision, Turn, Utterance
from dialogs.waiting import Cancelling, LookingUp
from intents.slots.phone_numbers import find_digits, find_phone_number

_REFERENCE_DIGITS = 6
# Somebody who tries references out finds one in 177,000 this way, and needs its number as well.
_MOST_LOOKUPS = 3
_MOST_TRIES = 2
# What the engine takes sentences about callbacks for.
_TOPICS_OF_CALLBACKS = frozenset({"callback", "appointment_change"})


def wanted_change(turn: Turn, said: Utterance) -> Search | None:
    """What shall be done with a callback of an earlier call; None if it is not about one.

    The words for a callback and its reference are used for other calls and for the numbers of
    files, too, so they count only where the engine knows no other meaning of the sentence.
    """
    answers = said.answers
    wanted = None
    if ClosedAnswer.WITHDRAW in answers:
        wanted = Change.CANCEL
    elif ClosedAnswer.MOVE in answers:
        wanted = Change.MOVE
    means_callback = ClosedAnswer.CALLBACK in answers
    means_reference = ClosedAnswer.REFERENCE in answers
    other_matter = (
        said.topic in turn.house.knowledge.topics and said.topic not in _TOPICS_OF_CALLBACKS
    )
    if other_matter or not (means_reference or (means_callback and wanted is not None)):
        return None
    return Search(wanted)


def start_change(turn: Turn, search: Search, *before: Say) -> Decision:
    """Find out which callback is meant."""
    if turn.state.language is None:
        turn = turn.with_state(language=turn.language)
    if turn.state.reference is not None:
        # Booked in this very call: nothing needs to be asked.
        search = replace(search, reference=turn.state.reference, number=turn.state.booked_number)
        return _look_up(turn, search, *before)
    digits = find_digits(turn.heard, turn.language)
    if len(digits) == _REFERENCE_DIGITS:
        return _look_up(turn, replace(search, reference=digits), *before)
    return ask(turn, AskingReference(search), *before)


def hear_change(turn: Turn, question: ChangeQuestion, said: Utterance) -> Decision | None:
    """React to an utterance; None if it was not understood."""
    match question:
        case AskingReference():
            return _hear_reference(turn, question, said)
        case AskingBookedNumber():
            return _hear_booked_number(turn, question, said)
        case AskingChange(callback=callback):
            return _hear_wanted(turn, callback, said)
        case ConfirmingCancel(callback=callback):
            return _hear_cancel(turn, callback, said)


def press_change(turn: Turn, question: ChangeQuestion, keys: str) -> Decision | None:  # noqa: PLR0911 - one per key
    """React to keys; None if they have no meaning here."""
    match question:
        case AskingReference(search=search, digits=digits):
            return _collect_reference(turn, search, digits, keys)
        case AskingBookedNumber(search=search, digits=digits):
            return _collect_number(turn, search, digits, keys)
        case AskingChange(callback=callback):
            match keys[:1]:
                case "1":
                    return _move(turn, callback)
                case "2":
                    return ask(turn, ConfirmingCancel(callback))
                case "3":
                    return keep_callback(turn)
        case ConfirmingCancel(callback=callback):
            match keys[:1]:
                case "1":
                    return _cancel(turn, callback)
                case "2":
                    return keep_callback(turn)
    return None


def miss_change(turn: Turn, question: ChangeQuestion, *sorry: Say) -> Decision:
    """Ask again, and in the end leave everything as it is and offer a new callback."""
    if turn.state.tries < _MOST_TRIES:
        return ask_again(turn, question, *sorry)
    if isinstance(question, AskingReference | AskingBookedNumber):
        return ask(turn, OfferingCallback(None, after_misses=True), *sorry, keep_misses=True)
    return keep_callback(turn, *sorry)


def show_found(turn: Turn, search: Search, callback: FoundCallback, *found: Say) -> Decision:
    """Go on with a callback that was found: ``found`` reads it out."""
    match search.wanted:
        case Change.MOVE:
            return _move(turn, callback, *found)
        case Change.CANCEL:
            return ask(turn, ConfirmingCancel(callback), *found)
        case None:
            return ask(turn, AskingChange(callback), *found)


def not_found(turn: Turn, search: Search) -> Decision:
    """Ask for the number if only the caller's own was tried; else offer a new callback."""
    words = turn.say("callback_not_found")
    tries_left = turn.state.lookups < _MOST_LOOKUPS
    if search.number is None and turn.state.caller_number is not None and tries_left:
        return ask(turn, AskingBookedNumber(search), *words)
    return ask(turn, OfferingCallback(None), *words)


def keep_callback(turn: Turn, *before: Say) -> Decision:
    """Leave the callback as it is."""
    return ask(turn, Open(OpenPrompt.ANYTHING_ELSE), *before, *turn.say("nothing_changed"))


def _look_up(turn: Turn, search: Search, *before: Say) -> Decision:
    if turn.state.lookups >= _MOST_LOOKUPS:
        return not_found_again(turn, *before)
    number = search.number or turn.state.caller_number
    if search.reference is None or number is None:
        return ask(turn, AskingBookedNumber(search), *before)
    looking = turn.with_state(standing=LookingUp(search), lookups=turn.state.lookups + 1)
    return Decision(looking.state, (*before, FindCallback(search.reference, number)))


def not_found_again(turn: Turn, *before: Say) -> Decision:
    """No more callbacks are looked for in this call; a new one is offered."""
    words = turn.say("lookup_refused")
    return ask(turn, OfferingCallback(None), *before, *words)


def _hear_reference(turn: Turn, question: AskingReference, said: Utterance) -> Decision | None:
    digits = find_digits(said.text, turn.language)
    if not digits:
        return keep_callback(turn) if said.is_plain_no else None
    return _collect_reference(turn, question.search, question.digits, digits)


def _collect_reference(turn: Turn, search: Search, collected: str, more: str) -> Decision | None:
    *dropped, typed = more.replace("#", "").split("*")
    # Six digits at once are a new beginning, however many were collected.
    begun_again = bool(dropped) or len(typed) == _REFERENCE_DIGITS
    digits = typed if begun_again else collected + typed
    if len(digits) == _REFERENCE_DIGITS:
        return _look_up(turn, replace(search, reference=digits))
    if len(digits) > _REFERENCE_DIGITS or ("#" in more and digits):
        tries = turn.state.tries + 1
        again = turn.with_state(tries=tries)
        if tries > _MOST_TRIES:
            return miss_change(again, AskingReference(search))
        return ask_again(again, AskingReference(search), *turn.say("reference_invalid"))
    return ask_again(turn, AskingReference(search, digits)) if digits else None


def _hear_booked_number(
    turn: Turn, question: AskingBookedNumber, said: Utterance
) -> Decision | None:
    together = find_phone_number(f"{question.digits} {said.text}", turn.language)
    alone = find_phone_number(said.text, turn.language)
    for heard in (alone, together):
        if heard is not None and heard.e164 is not None:
            return _look_up(turn, replace(question.search, number=heard.e164))
    if together is not None and len(together.digits) > len(question.digits):
        return ask_again(turn, replace(question, digits=together.digits))
    return keep_callback(turn) if said.is_plain_no else None


def _collect_number(turn: Turn, search: Search, collected: str, keys: str) -> Decision | None:
    typed, end, _ = keys.partition("#")
    *dropped, typed = typed.split("*")
    digits = typed if dropped else collected + typed
    if not end:
        return listen(turn.with_state(standing=AskingBookedNumber(search, digits)))
    number = find_phone_number(digits, turn.language)
    if number is None or number.e164 is None:
        tries = turn.state.tries + 1
        again = turn.with_state(tries=tries)
        if tries > _MOST_TRIES:
            return miss_change(again, AskingBookedNumber(search))
        return ask_again(again, AskingBookedNumber(search), *turn.say("number_invalid"))
    return _look_up(turn, replace(search, number=number.e164))


def _hear_wanted(turn: Turn, callback: FoundCallback, said: Utterance) -> Decision | None:
    if ClosedAnswer.KEEP in said.answers:
        return keep_callback(turn)
    if ClosedAnswer.WITHDRAW in said.answers or ClosedAnswer.CANCEL in said.answers:
        return ask(turn, ConfirmingCancel(callback))
    if ClosedAnswer.MOVE in said.answers:
        return _move(turn, callback)
    return keep_callback(turn) if said.is_plain_no else None


def _hear_cancel(turn: Turn, callback: FoundCallback, said: Utterance) -> Decision | None:
    if ClosedAnswer.MOVE in said.answers:
        return _move(turn, callback)
    if ClosedAnswer.KEEP in said.answers:
        return keep_callback(turn)
    match said.agrees:
        case True:
            return _cancel(turn, callback)
        case False:
            return keep_callback(turn)
        case None:
            return _cancel(turn, callback) if ClosedAnswer.WITHDRAW in said.answers else None


def _move(turn: Turn, callback: FoundCallback, *before: Say) -> Decision:
    draft = Draft(
        topic=callback.topic,
        name=callback.name,
        number=callback.number,
        moves=callback.reference,
    )
    return read_calendar(turn, draft, *before)


def _cancel(turn: Turn, callback: FoundCallback) -> Decision:
    waiting = turn.with_state(standing=Cancelling(callback))
    return Decision(waiting.state, (*turn.say("one_moment"), CancelCallback(callback.reference)))
