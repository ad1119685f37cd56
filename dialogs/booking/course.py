"""The course of a booking: it begins, asks for the first missing piece, is stored or left."""

from dataclasses import replace

from dialogs.actions import BookCallback, DraftReason, MoveCallback, ReadCalendar, Say
from dialogs.asking import ask
from dialogs.booking.times import offered_windows
from dialogs.ending import kept_draft, nothing_done
from dialogs.questions import (
    AskingName,
    AskingNumber,
    AskingSubject,
    AskingWindow,
    Draft,
    OfferingOwnNumber,
    Open,
    OpenPrompt,
    ReadingBack,
)
from dialogs.turn import Decision, Turn
from dialogs.waiting import Committing, ReadingCalendar

# So often a caller chooses a time that is gone a moment later; more is no coincidence.
_MOST_LOST_WINDOWS = 3


def start_booking(turn: Turn, topic: str | None, *before: Say) -> Decision:
    """Look for free times first: without any there is nothing to ask for.

    Args:
        turn: The event being decided.
        topic: The subject if it is known already.
        before: What is said first.
    """
    if turn.state.language is None:
        # Asked for by key before a word was said; details can be asked for in one language only.
        turn = turn.with_state(language=turn.language)
    return read_calendar(turn, Draft(topic=topic), *before)


def read_calendar(turn: Turn, draft: Draft, *before: Say) -> Decision:
    """Have the free times looked up; the booking goes on with the next event."""
    reading = turn.with_state(standing=ReadingCalendar(draft))
    return Decision(reading.state, (*before, ReadCalendar()))


def go_on_with_calendar(turn: Turn, draft: Draft) -> Decision:
    """Begin to ask, or go on asking, now that free times are known."""
    if not offered_windows(turn):
        return leave(turn, *turn.say("no_windows"), unfinished=DraftReason.NO_TIME_FREE)
    if draft.moves is not None or draft.windows_lost:
        return advance(turn, draft)
    topic = draft.topic
    subject = turn.say("booking_subject", subject=turn.subject_title(topic)) if topic else ()
    return advance(turn, draft, *turn.say("booking_begins"), *subject)


def advance(turn: Turn, draft: Draft, *before: Say) -> Decision:
    """Ask for the first missing piece; when none is missing, read everything back."""
    if draft.topic is None:
        return ask(turn, AskingSubject(draft), *before)
    if draft.name is None:
        return ask(turn, AskingName(draft), *before)
    if draft.number is None:
        known = turn.state.caller_number is not None and not draft.own_number_declined
        return ask(turn, OfferingOwnNumber(draft) if known else AskingNumber(draft), *before)
    if draft.window is None:
        offered = offered_windows(turn)
        if not offered:
            full = turn.say("no_windows")
            return leave(turn, *before, *full, unfinished=DraftReason.NO_TIME_FREE)
        return ask(turn, AskingWindow(draft, offered), *before)
    return ask(turn, ReadingBack(draft), *before)


def leave(
    turn: Turn, *before: Say, unfinished: DraftReason | None = None, keep_misses: bool = False
) -> Decision:
    """End the booking without a callback, and say so.

    Args:
        turn: The event being decided.
        before: What is said first.
        unfinished: Why the caller's details are kept for the supervisor; None if the caller does
            not want a callback.
        keep_misses: Whether it ends because the caller was not understood.
    """
    kept = kept_draft(turn, unfinished) if unfinished else ()
    state, actions = ask(
        turn,
        Open(OpenPrompt.ANYTHING_ELSE),
        *before,
        *nothing_done(turn),
        keep_misses=keep_misses,
    )
    return Decision(state, (*kept, *actions))


def leave_misunderstood(turn: Turn, *before: Say) -> Decision:
    """End the booking because the caller was not understood."""
    return leave(turn, *before, unfinished=DraftReason.NOT_UNDERSTOOD, keep_misses=True)


def commit(turn: Turn, draft: Draft) -> Decision:
    """Have the booking stored; whether it is booked is known only from the next event."""
    topic, name, number, window = draft.complete()
    capacity = turn.house.office.callbacks.capacity
    waiting = turn.with_state(standing=Committing(draft))
    request = (
        BookCallback(
            name=name,
            number=number,
            topic=topic,
            language=draft.language or turn.language,
            window_start=window.start,
            window_end=window.end,
            capacity=capacity,
        )
        if draft.moves is None
        else MoveCallback(draft.moves, window.start, window.end, capacity)
    )
    return Decision(waiting.state, (*turn.say("one_moment"), request))


def choose_another_time(turn: Turn, draft: Draft) -> Decision:
    """Somebody else got the last place meanwhile: offer what is free now, but not for ever."""
    lost = turn.say("wish_not_free" if draft.moves else "window_full")
    again = replace(draft, window=None, windows_lost=draft.windows_lost + 1)
    if again.windows_lost >= _MOST_LOST_WINDOWS:
        return leave(turn, *lost, unfinished=DraftReason.NO_TIME_FREE)
    return read_calendar(turn, again, *lost)
