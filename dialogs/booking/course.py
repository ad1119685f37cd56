"""The course of a booking: it begins, asks for the first missing piece, is stored or left."""

from dataclasses import replace

from dialogs.actions import BookCallback, Say
from dialogs.asking import ask
from dialogs.booking.times import offered_windows
from dialogs.ending import end_overlong, lasts_too_long
from dialogs.state import (
    AskingName,
    AskingNumber,
    AskingSubject,
    AskingWindow,
    Committing,
    Draft,
    OfferingOwnNumber,
    Open,
    OpenPrompt,
    ReadingBack,
)
from dialogs.turn import Decision, Turn
from languages.spoken import spoken_digits


def start_booking(turn: Turn, topic: str | None) -> Decision:
    """Begin to ask for what a callback needs.

    Args:
        turn: The event being decided.
        topic: The subject if it is known already.
    """
    if turn.state.language is None:
        # Asked for by key before a word was said; details can be asked for in one language only.
        turn = turn.with_state(language=turn.language)
    if not offered_windows(turn):
        return leave(turn, *turn.say("no_windows"))
    subject = turn.say("booking_subject", subject=turn.subject_title(topic)) if topic else ()
    return advance(turn, Draft(topic=topic), *turn.say("booking_begins"), *subject)


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
            return leave(turn, *before, *turn.say("no_windows"))
        return ask(turn, AskingWindow(draft, offered), *before)
    return ask(turn, ReadingBack(draft), *before)


def leave(turn: Turn, *before: Say, keep_misses: bool = False) -> Decision:
    """End the booking without a callback, and say so.

    Args:
        turn: The event being decided.
        before: What is said first.
        keep_misses: Whether it ends because the caller was not understood.
    """
    return ask(
        turn,
        Open(OpenPrompt.ANYTHING_ELSE),
        *before,
        *turn.say("nothing_booked"),
        keep_misses=keep_misses,
    )


def commit(turn: Turn, draft: Draft) -> Decision:
    """Have the booking stored; whether it is booked is known only from the next event."""
    topic, name, number, window = draft.complete()
    booking = BookCallback(
        name=name,
        number=number,
        topic=topic,
        language=turn.language,
        window_start=window.start,
        window_end=window.end,
    )
    waiting = turn.with_state(standing=Committing())
    return Decision(waiting.state, (*turn.say("one_moment"), booking))


def confirm(turn: Turn, reference: str) -> Decision:
    """Tell that the callback is booked, now that it is."""
    spoken = spoken_digits(reference, turn.language)
    words = tuple(
        # The reference must not be lost to somebody saying "thanks" over it.
        replace(say, interruptible=False)
        for say in turn.say("callback_confirmed", reference=spoken)
    )
    booked = turn.with_state(reference=reference, last_answer=None)
    return _go_on(booked, words)


def refuse(turn: Turn) -> Decision:
    """Tell that nothing was booked."""
    return _go_on(turn, turn.say("callback_refused"))


def _go_on(turn: Turn, words: tuple[Say, ...]) -> Decision:
    if lasts_too_long(turn):
        return end_overlong(turn, *words)
    return ask(turn, Open(OpenPrompt.ANYTHING_ELSE), *words)
