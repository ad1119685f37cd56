"""When to call: one of two times offered, or one that is wished for."""

from dataclasses import replace

from dialogs.actions import DraftReason, Say
from dialogs.asking import ask, ask_again
from dialogs.booking.course import advance, leave
from dialogs.booking.times import fitting_windows, nearest_windows
from dialogs.closed_answers import ClosedAnswer
from dialogs.questions import AskingWindow, Draft
from dialogs.turn import Decision, Turn, Utterance
from intents.calendar import CallbackWindow
from intents.slots.times import TimeWish, find_time_wish

# The second wish in a row that cannot be met: offering further pairs would go round in circles.
_MOST_UNMET_WISHES = 2
_ANY_TIME = TimeWish(day=None, earliest=None, latest=None)


def hear_window(turn: Turn, question: AskingWindow, said: Utterance) -> Decision | None:
    """React to what was said to the times offered; None if it was not understood."""
    wish = find_time_wish(said.text, turn.language, turn.at)
    particular = None if wish == _ANY_TIME else wish
    if particular is not None:
        for window in question.offered:
            if particular.allows(window.start, window.end):
                return _choose(turn, question, window)
    if (named := _by_ordinal(question, said)) is not None:
        return _choose(turn, question, named)
    if particular is not None:
        return look_for(turn, question.draft, particular)
    if wish is not None or ClosedAnswer.ANY_TIME in said.answers or said.agrees:
        return _choose(turn, question, question.offered[0])
    return None


def press_window(turn: Turn, question: AskingWindow, keys: str) -> Decision | None:
    """Choose by key: 1 or 2; None for any other."""
    chosen = {"1": 0, "2": 1}.get(keys[:1])
    if chosen is None or chosen >= len(question.offered):
        return None
    return _choose(turn, question, question.offered[chosen])


def choose_first(turn: Turn, question: AskingWindow, *before: Say) -> Decision:
    """Go on with the first time; the caller hears it read back and can refuse it there."""
    return _choose(turn, question, question.offered[0], *before, *turn.say("window_chosen"))


def _choose(turn: Turn, question: AskingWindow, window: CallbackWindow, *before: Say) -> Decision:
    return advance(turn, replace(question.draft, window=window), *before)


def _by_ordinal(question: AskingWindow, said: Utterance) -> CallbackWindow | None:
    if said.ordinal is None or said.ordinal >= len(question.offered):
        return None
    return question.offered[said.ordinal]


def correct_window(turn: Turn, draft: Draft, said: Utterance) -> Decision | None:
    """Take another day or time that the caller says instead of the one read back."""
    wish = find_time_wish(said.text, turn.language, turn.at)
    if wish is None or wish == _ANY_TIME or draft.window is None:
        return None
    if wish.allows(draft.window.start, draft.window.end):
        return None
    return look_for(turn, replace(draft, window=None), wish)


def look_for(turn: Turn, draft: Draft, wish: TimeWish) -> Decision:
    """Offer what is free at the wished time, or else what is nearest to it."""
    found = fitting_windows(turn, wish)
    if len(found) == 1:
        return advance(turn, replace(draft, window=found[0]))
    if found:
        return ask(turn, AskingWindow(draft, found))
    sorry = turn.say("wish_past" if wish.past else "wish_not_free")
    nearest = nearest_windows(turn, wish)
    if not nearest:
        full = turn.say("no_windows")
        return leave(turn, *sorry, *full, unfinished=DraftReason.NO_TIME_FREE)
    unmet = turn.state.tries + 1
    other = AskingWindow(draft, nearest)
    if unmet >= _MOST_UNMET_WISHES:
        return choose_first(turn, other, *sorry)
    return ask_again(turn.with_state(tries=unmet), other, *sorry, in_full=True)
