"""Everything read back: yes stores it, no asks which piece is wrong and asks for that again."""

from dataclasses import replace

from dialogs.asking import ask
from dialogs.booking.course import advance, commit, leave
from dialogs.booking.details import spell_name, take_name
from dialogs.booking.number import correct_number
from dialogs.booking.window import correct_window
from dialogs.closed_answers import ClosedAnswer
from dialogs.questions import (
    AskingCallbackLanguage,
    AskingWhatIsWrong,
    Draft,
    ReadingBack,
)
from dialogs.turn import Decision, Turn, Utterance
from intents.slots.names import find_name

_PIECES = (
    ClosedAnswer.NUMBER,
    ClosedAnswer.NAME,
    ClosedAnswer.TIME,
    ClosedAnswer.SUBJECT,
    ClosedAnswer.LANGUAGE,
)
_KEYS = {
    "1": ClosedAnswer.NAME,
    "2": ClosedAnswer.NUMBER,
    "3": ClosedAnswer.SUBJECT,
    "4": ClosedAnswer.TIME,
}


def hear_readback(turn: Turn, question: ReadingBack, said: Utterance) -> Decision | None:
    """React to what was said to the summary; None if it was not understood."""
    match said.agrees:
        case True:
            return commit(turn, question.draft)
        case False:
            return correct(turn, question.draft, said) or ask_what_is_wrong(turn, question)
        case None:
            return correct(turn, question.draft, said)


def ask_what_is_wrong(turn: Turn, question: ReadingBack) -> Decision:
    """Ask which piece is to be changed."""
    return ask(turn, AskingWhatIsWrong(question.draft))


def hear_what_is_wrong(turn: Turn, question: AskingWhatIsWrong, said: Utterance) -> Decision | None:
    """React to the piece that was named; a second no leaves the booking."""
    if (corrected := correct(turn, question.draft, said)) is not None:
        return corrected
    match said.agrees:
        case True:
            return ask(turn, ReadingBack(question.draft))  # nothing is wrong after all
        case False:
            return leave(turn)
        case None:
            return None


def press_what_is_wrong(turn: Turn, question: AskingWhatIsWrong, key: str) -> Decision | None:
    """Name the piece by its key; None for any other key."""
    piece = _KEYS.get(key)
    return None if piece is None else ask_for_piece(turn, question.draft, piece)


def correct(turn: Turn, draft: Draft, said: Utterance) -> Decision | None:
    """Take what the caller says is right instead, or ask for the piece that was named.

    "No, the number ends in 54", "no, on Thursday" and "my name is Schmidt" need no further
    question. None if no piece was named.
    """
    if draft.moves is not None:
        named = ClosedAnswer.TIME in said.answers
        moved = correct_window(turn, draft, said)
        return moved or (ask_for_piece(turn, draft, ClosedAnswer.TIME) if named else None)
    if ClosedAnswer.ENDS in said.answers or ClosedAnswer.NUMBER in said.answers:
        if (corrected := correct_number(turn, draft, said)) is not None:
            return corrected
    elif (moved := correct_window(turn, draft, said)) is not None:
        return moved
    if ClosedAnswer.NAME in said.answers:
        name = find_name(said.text, turn.language)
        if name is not None and name != draft.name:
            return take_name(turn, draft, name)
    named_piece = next((piece for piece in _PIECES if piece in said.answers), None)
    return None if named_piece is None else ask_for_piece(turn, draft, named_piece)


def ask_for_piece(turn: Turn, draft: Draft, piece: ClosedAnswer) -> Decision:
    """Ask for one piece again."""
    match piece:
        case ClosedAnswer.NAME:
            return spell_name(turn, draft)
        case ClosedAnswer.LANGUAGE:
            return ask(turn, AskingCallbackLanguage(draft))
        case ClosedAnswer.NUMBER:
            return advance(turn, replace(draft, number=None, own_number_declined=True))
        case ClosedAnswer.SUBJECT:
            return advance(turn, replace(draft, topic=None))
        case _:
            return advance(turn, replace(draft, window=None))
