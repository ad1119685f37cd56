"""Everything read back: yes stores it, no asks which piece is wrong and asks for that again."""

from dataclasses import replace

from dialogs.asking import ask
from dialogs.booking.course import advance, commit, leave
from dialogs.closed_answers import ClosedAnswer
from dialogs.state import AskingWhatIsWrong, Draft, ReadingBack
from dialogs.turn import Decision, Turn, Utterance


def hear_readback(turn: Turn, question: ReadingBack, said: Utterance) -> Decision | None:
    """React to what was said to the summary; None if it was not understood."""
    match said.agrees:
        case True:
            return commit(turn, question.draft)
        case False:
            return correct_piece(turn, question.draft, said) or ask_what_is_wrong(turn, question)
        case None:
            return correct_piece(turn, question.draft, said)


def ask_what_is_wrong(turn: Turn, question: ReadingBack) -> Decision:
    """Ask which piece is to be changed."""
    return ask(turn, AskingWhatIsWrong(question.draft))


def hear_what_is_wrong(turn: Turn, question: AskingWhatIsWrong, said: Utterance) -> Decision | None:
    """React to the piece that was named; a second no leaves the booking."""
    if (corrected := correct_piece(turn, question.draft, said)) is not None:
        return corrected
    match said.agrees:
        case True:
            return ask(turn, ReadingBack(question.draft))  # nothing is wrong after all
        case False:
            return leave(turn)
        case None:
            return None


def correct_piece(turn: Turn, draft: Draft, said: Utterance) -> Decision | None:
    """Ask again for the piece that was named; None if none was."""
    for answer, corrected in (
        (ClosedAnswer.NUMBER, replace(draft, number=None, own_number_declined=True)),
        (ClosedAnswer.NAME, replace(draft, name=None)),
        (ClosedAnswer.TIME, replace(draft, window=None)),
        (ClosedAnswer.SUBJECT, replace(draft, topic=None)),
    ):
        if answer in said.answers:
            return advance(turn, corrected)
    return None
