"""How each question is asked: what leads up to it, its words, and what answers are expected."""

from dialogs.actions import Expectation, Listen, Say
from dialogs.state import (
    AskingName,
    AskingNumber,
    AskingSubject,
    AskingWindow,
    CheckingNumber,
    Choosing,
    Draft,
    OfferingCallback,
    OfferingOwnNumber,
    Open,
    Question,
    ReadingBack,
)
from dialogs.turn import Decision, Turn
from intents.calendar import CallbackWindow
from languages.spoken import spoken_phone_number, spoken_time_window


def ask(turn: Turn, question: Question, *before: Say, keep_misses: bool = False) -> Decision:
    """Ask something new and listen.

    Args:
        turn: The event being decided.
        question: What the caller is asked.
        before: What is said first.
        keep_misses: Whether the caller still counts as not understood.
    """
    misses = turn.state.misses if keep_misses else 0
    fresh = turn.with_state(standing=question, tries=0, misses=misses)
    return _ask(fresh, question, (*before, *_introduction(fresh, question)), again=False)


def ask_again(turn: Turn, question: Question, *before: Say, in_full: bool = False) -> Decision:
    """Ask the same question in other words and listen.

    Args:
        turn: The event being decided.
        question: What the caller is asked; details may have changed.
        before: What is said first.
        in_full: Whether what led up to the question is said once more. After a change of
            language it always is.
    """
    introduction = _introduction(turn, question) if in_full or turn.language_changed else ()
    return _ask(turn.with_state(standing=question), question, (*before, *introduction), again=True)


def prompt(turn: Turn, key: str, /, **values: str) -> tuple[Turn, tuple[Say, ...]]:
    """Words after which is listened: never those that were said last."""
    last = turn.state.last_prompt
    variant = last[1] + 1 if last is not None and last[0] == key else 0
    return turn.with_state(last_prompt=(key, variant)), turn.say(key, variant, **values)


def listen(turn: Turn, *before: Say, patience_seconds: float | None = None) -> Decision:
    """Go on listening for the answer to the present question."""
    expects = expectation(turn.state.standing)
    patience = turn.house.patience_seconds if patience_seconds is None else patience_seconds
    return Decision(turn.state, (*before, Listen(expects, patience)))


def expectation(standing: object) -> Expectation:
    """What is likely to be said to a question."""
    match standing:
        case OfferingCallback() | OfferingOwnNumber() | CheckingNumber() | ReadingBack():
            return Expectation.YES_NO
        case AskingName():
            return Expectation.NAME
        case AskingNumber():
            return Expectation.PHONE_NUMBER
        case AskingWindow():
            return Expectation.TIME_WINDOW
        case _:
            return Expectation.ANYTHING


def spoken_window(turn: Turn, window: CallbackWindow) -> str:
    """A time for a callback, as it is said today."""
    return spoken_time_window(window.start, window.end, turn.language, today=turn.at.date())


def _ask(turn: Turn, question: Question, before: tuple[Say, ...], *, again: bool) -> Decision:
    asked, words = prompt(turn, _prompt_key(question, again=again), **_values(turn, question))
    return listen(asked, *before, *words)


def _prompt_key(question: Question, *, again: bool) -> str:  # noqa: PLR0911 - one per question
    match question:
        case Open(prompt=words):
            return "open_again" if again else words
        case Choosing():
            return "do_you_mean"
        case OfferingCallback():
            return "offer_callback"
        case AskingSubject():
            return "ask_subject"
        case AskingName():
            return "ask_name"
        case OfferingOwnNumber():
            return "use_own_number"
        case AskingNumber(digits=digits):
            return "number_more" if digits else "ask_number"
        case CheckingNumber():
            return "number_right"
        case AskingWindow(offered=offered):
            return "ask_window" if len(offered) > 1 else "ask_window_one"
        case ReadingBack():
            return "summary_right"
        case _:
            return "what_is_wrong"


def _values(turn: Turn, question: Question) -> dict[str, str]:
    if isinstance(question, Choosing):
        return {
            "first": turn.subject_title(question.first),
            "second": turn.subject_title(question.second),
        }
    return {}


def _introduction(turn: Turn, question: Question) -> tuple[Say, ...]:
    match question:
        case OfferingOwnNumber() if turn.state.caller_number is not None:
            number = spoken_phone_number(turn.state.caller_number, turn.language)
            return turn.say("own_number", number=number)
        case CheckingNumber(number=number):
            return turn.say("number_heard", number=spoken_phone_number(number, turn.language))
        case AskingWindow(offered=offered):
            key = "windows_two" if len(offered) > 1 else "windows_one"
            names = ("first", "second")
            spoken = (spoken_window(turn, window) for window in offered)
            return turn.say(key, **dict(zip(names, spoken, strict=False)))
        case ReadingBack(draft=draft):
            return _summary(turn, draft)
        case _:
            return ()


def _summary(turn: Turn, draft: Draft) -> tuple[Say, ...]:
    topic, name, number, window = draft.complete()
    return turn.say(
        "summary",
        name=name,
        number=spoken_phone_number(number, turn.language),
        subject=turn.subject_title(topic),
        window=spoken_window(turn, window),
    )
