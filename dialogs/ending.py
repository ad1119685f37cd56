"""The last words of a call, and what is kept of a callback that was not finished."""

from dialogs.actions import DraftReason, HangUp, HangUpReason, KeepDraft, Say
from dialogs.questions import BookingQuestion, Draft
from dialogs.state import Ended
from dialogs.turn import Decision, Turn
from dialogs.waiting import Committing, ReadingCalendar


def say_goodbye(
    turn: Turn,
    *before: Say,
    reason: HangUpReason = HangUpReason.GOODBYE,
    unfinished: DraftReason = DraftReason.LEFT,
) -> Decision:
    """Say goodbye and hang up; a caller who leaves a booking hears that nothing was booked.

    Args:
        turn: The event being decided.
        before: What is said first.
        reason: Why the call ends.
        unfinished: Why a booking was not finished, if there is one.
    """
    left = nothing_done(turn) if isinstance(turn.state.standing, BookingQuestion) else ()
    return Decision(
        turn.with_state(standing=Ended()).state,
        (*before, *left, *turn.say("goodbye"), *kept_draft(turn, unfinished), HangUp(reason)),
    )


def end_without_caller(turn: Turn) -> Decision:
    """The line is gone; nothing can be said any more."""
    ended = turn.with_state(standing=Ended()).state
    return Decision(ended, kept_draft(turn, DraftReason.HUNG_UP))


def lasts_too_long(turn: Turn) -> bool:
    """Whether the call has lasted as long as it may."""
    started = turn.state.started_at
    if started is None:
        return False
    return (turn.at - started).total_seconds() >= turn.house.max_call_seconds


def end_overlong(turn: Turn, *before: Say) -> Decision:
    """End a call that has lasted too long."""
    return say_goodbye(turn, *before, *turn.say("time_up"))


def nothing_done(turn: Turn) -> tuple[Say, ...]:
    """What is said when a booking is left: nothing was booked, or nothing was changed."""
    draft = unfinished_draft(turn)
    moving = draft is not None and draft.moves is not None
    return turn.say("nothing_changed" if moving else "nothing_booked")


def unfinished_draft(turn: Turn) -> Draft | None:
    """The callback that the conversation is about at the moment."""
    standing = turn.state.standing
    if isinstance(standing, BookingQuestion | ReadingCalendar | Committing):
        return standing.draft
    return None


def kept_draft(turn: Turn, reason: DraftReason) -> tuple[KeepDraft, ...]:
    """Keep what is known of an unfinished callback, if anybody could be called with it."""
    draft = unfinished_draft(turn)
    if draft is None or draft.moves is not None:
        return ()
    number = draft.number or turn.state.caller_number
    if number is None and not draft.name:
        return ()
    return (
        KeepDraft(
            name=draft.name or None,
            number=number,
            topic=draft.topic,
            language=draft.language or turn.language,
            reason=reason,
        ),
    )
