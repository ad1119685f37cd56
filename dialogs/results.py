"""What came of a request, and how the conversation goes on."""

from dataclasses import replace

from dialogs.actions import DraftReason, Say
from dialogs.answering import come_back
from dialogs.asking import ask, spoken_window
from dialogs.booking.change import not_found, show_found
from dialogs.booking.course import choose_another_time, go_on_with_calendar
from dialogs.ending import end_overlong, kept_draft, lasts_too_long
from dialogs.events import (
    CalendarRead,
    CallbackCancelled,
    CallbackCommitted,
    CallbackFound,
    CallbackMoved,
    CallbackNotFound,
    CallbackRefused,
    MessageAccepted,
    MessageRefused,
    RecordingRefused,
    RecordingStarted,
    RefusalReason,
    Result,
    TransferFailed,
)
from dialogs.messages import confirmation
from dialogs.questions import Draft, FoundCallback, Open, OpenPrompt, Question
from dialogs.turn import Decision, Turn
from dialogs.waiting import (
    BeginningRecording,
    Cancelling,
    Committing,
    LookingUp,
    Messaging,
    ReadingCalendar,
    Transferring,
    Waiting,
)
from intents.calendar import CallbackWindow
from languages.spoken import spoken_digits


def take_result(  # noqa: PLR0911 - one per result
    turn: Turn, waiting: Waiting, event: Result
) -> Decision | None:
    """Go on with the result of a request; None if another one is awaited."""
    match waiting, event:
        case ReadingCalendar(draft=draft), CalendarRead(taken=taken):
            read = turn.with_state(taken=tuple(sorted(taken.items())))
            return go_on_with_calendar(read, draft)
        case ReadingCalendar(draft=draft) | Committing(draft=draft), CallbackRefused():
            return _refused(turn, draft, event)
        case Committing(draft=draft), CallbackCommitted(reference=reference):
            return _confirm(turn, draft, reference)
        case Committing(draft=draft), CallbackMoved() if draft.window is not None:
            moved = spoken_window(turn, draft.window)
            return _go_on(turn, *turn.say("callback_moved", window=moved))
        case (LookingUp() | Cancelling(), _):
            return _take_change(turn, waiting, event)
        case Messaging(), MessageAccepted():
            return _go_on(turn, *turn.say("message_accepted"))
        case Messaging(), MessageRefused():
            return _go_on(turn, *turn.say("message_refused"))
        case Transferring(topic=topic), TransferFailed():
            return come_back(turn, topic)
        case BeginningRecording(consent=consent), RecordingStarted():
            return ask(turn, consent.then, *turn.say("recording_started"))
        case BeginningRecording(consent=consent), RecordingRefused():
            return ask(turn, consent.then, *turn.say("recording_refused"))
        case _:
            return None


def _take_change(turn: Turn, waiting: LookingUp | Cancelling, event: Result) -> Decision | None:
    match waiting, event:
        case LookingUp(search=search), CallbackFound():
            window = _office_window(turn, event)
            callback = FoundCallback(event.reference, event.name, event.number, event.topic, window)
            words = turn.say(
                "callback_found",
                window=spoken_window(turn, window),
                subject=turn.subject_title(event.topic),
            )
            return show_found(turn, search, callback, *words)
        case LookingUp(search=search), CallbackNotFound():
            return not_found(turn, search)
        case LookingUp(), CallbackRefused():
            return _go_on(turn, *turn.say("lookup_refused"))
        case Cancelling(callback=callback), CallbackCancelled():
            words = turn.say("callback_cancelled")
            if callback.reference == turn.state.reference:
                turn = turn.with_state(reference=None, booked_number=None)
            return _go_on(turn, *words)
        case Cancelling(), CallbackRefused():
            return _go_on(turn, *turn.say("change_refused"))
        case _:
            return None


def _confirm(turn: Turn, draft: Draft, reference: str) -> Decision:
    """Tell that the callback is booked, now that it is."""
    _, _, number, window = draft.complete()
    words = tuple(
        # The reference must not be lost to somebody saying "thanks" over it.
        replace(say, interruptible=False)
        for say in turn.say("callback_confirmed", reference=spoken_digits(reference, turn.language))
    )
    booked = turn.with_state(
        reference=reference, booked_number=number, last_answer=None, last_question=None
    )
    offer = confirmation(booked, number, window, reference)
    return _go_on(booked, *words, question=offer)


def _refused(turn: Turn, draft: Draft, event: CallbackRefused) -> Decision:
    """Tell that nothing was booked, or that the chosen time is gone."""
    if event.reason is RefusalReason.WINDOW_FULL and not lasts_too_long(turn):
        return choose_another_time(turn, draft)
    key = "callback_refused" if draft.moves is None else "change_refused"
    kept = kept_draft(turn, DraftReason.FAILED)
    state, actions = _go_on(turn, *turn.say(key))
    return Decision(state, (*kept, *actions))


def _go_on(turn: Turn, *words: Say, question: Question | None = None) -> Decision:
    if lasts_too_long(turn):
        return end_overlong(turn, *words)
    return ask(turn, question or Open(OpenPrompt.ANYTHING_ELSE), *words)


def _office_window(turn: Turn, found: CallbackFound) -> CallbackWindow:
    zone = turn.house.office.timezone
    return CallbackWindow(found.window_start.astimezone(zone), found.window_end.astimezone(zone))
