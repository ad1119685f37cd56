"""How each question is asked: what leads up to it, its words, and what answers are expected."""

from collections.abc import Mapping
from types import MappingProxyType

from dialogs.actions import Expectation, Listen, Say
from dialogs.language_names import language_name
from dialogs.questions import (
    AskingBookedNumber,
    AskingCallbackLanguage,
    AskingChange,
    AskingConsent,
    AskingName,
    AskingNumber,
    AskingReference,
    AskingSubject,
    AskingTown,
    AskingWhatIsWrong,
    AskingWindow,
    CheckingName,
    CheckingNumber,
    Choosing,
    ChoosingLanguage,
    Confirming,
    ConfirmingCancel,
    Draft,
    OfferingCallback,
    OfferingMessage,
    OfferingOwnNumber,
    Open,
    Question,
    ReadingBack,
)
from dialogs.turn import Decision, Turn
from intents.calendar import CallbackWindow
from languages.spoken import spoken_digits, spoken_phone_number, spoken_time_window

# A relay operator or interpreter first repeats everything to somebody else.
_MORE_TIME = 3.0

_YES_NO = (
    OfferingCallback
    | OfferingMessage
    | AskingConsent
    | OfferingOwnNumber
    | CheckingName
    | CheckingNumber
    | ReadingBack
    | Confirming
    | ConfirmingCancel
)
KEYS_OF_LANGUAGES = "123456789"
"""One key for each of the nine languages of a page of the menu."""


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
    if turn.state.more_time:
        patience *= _MORE_TIME
    return Decision(turn.state, (*before, Listen(expects, patience)))


def expectation(standing: object) -> Expectation:
    """What is likely to be said to a question."""
    match standing:
        case AskingName(spelled=spelled):
            return Expectation.SPELLING if spelled else Expectation.NAME
        case AskingNumber() | AskingBookedNumber():
            return Expectation.PHONE_NUMBER
        case AskingWindow():
            return Expectation.TIME_WINDOW
        case AskingReference():
            return Expectation.REFERENCE
        case AskingTown():
            return Expectation.TOWN
        case _:
            return Expectation.YES_NO if isinstance(standing, _YES_NO) else Expectation.ANYTHING


def spoken_window(turn: Turn, window: CallbackWindow) -> str:
    """A time for a callback, as it is said today."""
    return spoken_time_window(window.start, window.end, turn.language, today=turn.at.date())


def languages_of_page(turn: Turn, page: int) -> tuple[str, ...]:
    """The languages of one page of the menu, in the order of their keys."""
    size = len(KEYS_OF_LANGUAGES)
    return turn.house.languages[page * size : (page + 1) * size]


def _ask(turn: Turn, question: Question, before: tuple[Say, ...], *, again: bool) -> Decision:
    if isinstance(question, ChoosingLanguage):
        return listen(turn, *before, *_menu(turn, question.page))
    asked, words = prompt(turn, _prompt_key(question, again=again), **_values(turn, question))
    return listen(asked, *before, *words)


def _menu(turn: Turn, page: int) -> tuple[Say, ...]:
    """Each language's key in that language, and how to hear the others."""
    keys = tuple(
        turn.say_in(language, "hint_language", digit=spoken_digits(key, language))
        for key, language in zip(KEYS_OF_LANGUAGES, languages_of_page(turn, page), strict=False)
    )
    further = turn.say("menu_further") if languages_of_page(turn, page + 1) else ()
    return (*keys, *further)


def _prompt_key(question: Question, *, again: bool) -> str:  # noqa: PLR0911 - the special cases
    match question:
        case Open(prompt=words):
            return "open_again" if again else words
        case AskingName(spelled=True):
            return "spell_name"
        case AskingNumber(digits=digits) | AskingBookedNumber(digits=digits) if digits:
            return "number_more"
        case AskingReference(digits=digits) if digits:
            return "reference_more"
        case AskingWindow(offered=offered) if len(offered) == 1:
            return "ask_window_one"
        case OfferingMessage(confirms_callback=True):
            return "offer_confirmation"
        case _:
            return _PROMPTS[type(question)]


_PROMPTS: Mapping[type[Question], str] = MappingProxyType(
    {
        Choosing: "do_you_mean",
        Confirming: "is_it_about",
        AskingTown: "ask_town",
        OfferingCallback: "offer_callback",
        OfferingMessage: "offer_own_number_message",
        AskingConsent: "ask_recording",
        AskingSubject: "ask_subject",
        AskingName: "ask_name",
        CheckingName: "name_right",
        OfferingOwnNumber: "use_own_number",
        AskingNumber: "ask_number",
        CheckingNumber: "number_right",
        AskingCallbackLanguage: "ask_callback_language",
        AskingWindow: "ask_window",
        ReadingBack: "summary_right",
        AskingWhatIsWrong: "what_is_wrong",
        AskingReference: "ask_reference",
        AskingBookedNumber: "ask_booked_number",
        AskingChange: "ask_change",
        ConfirmingCancel: "cancel_sure",
    }
)


def _values(turn: Turn, question: Question) -> dict[str, str]:
    if isinstance(question, Choosing):
        return {
            "first": turn.subject_title(question.first),
            "second": turn.subject_title(question.second),
        }
    if isinstance(question, Confirming):
        return {"subject": turn.subject_title(question.topic)}
    return {}


def _introduction(turn: Turn, question: Question) -> tuple[Say, ...]:
    match question:
        case OfferingOwnNumber() if turn.state.caller_number is not None:
            number = spoken_phone_number(turn.state.caller_number, turn.language)
            return turn.say("own_number", number=number)
        case CheckingName(name=name):
            return turn.say("name_heard", name=name)
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
    if draft.moves is not None:
        return turn.say("move_summary", window=spoken_window(turn, window))
    summary = turn.say(
        "summary",
        name=name or turn.text("name_unknown"),
        number=spoken_phone_number(number, turn.language),
        subject=turn.subject_title(topic),
        window=spoken_window(turn, window),
    )
    wished = draft.language or turn.language
    if wished == turn.house.language:
        return summary
    language = language_name(wished, turn.language)
    return (*summary, *turn.say("summary_language", language=language))
