"""The last words of a call."""

from dialogs.actions import HangUp, HangUpReason, Say
from dialogs.state import BookingQuestion, Ended
from dialogs.turn import Decision, Turn


def say_goodbye(turn: Turn, *before: Say, reason: HangUpReason = HangUpReason.GOODBYE) -> Decision:
    """Say goodbye and hang up; a caller who leaves a booking hears that nothing was booked."""
    unfinished = isinstance(turn.state.standing, BookingQuestion)
    left = turn.say("nothing_booked") if unfinished else ()
    return Decision(
        turn.with_state(standing=Ended()).state,
        (*before, *left, *turn.say("goodbye"), HangUp(reason)),
    )


def lasts_too_long(turn: Turn) -> bool:
    """Whether the call has lasted as long as it may."""
    started = turn.state.started_at
    if started is None:
        return False
    return (turn.at - started).total_seconds() >= turn.house.max_call_seconds


def end_overlong(turn: Turn, *before: Say) -> Decision:
    """End a call that has lasted too long."""
    return say_goodbye(turn, *before, *turn.say("time_up"))
