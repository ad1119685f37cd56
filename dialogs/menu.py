"""Keys at the open question, and the menu in which every language has a key."""

from dialogs.answering import callback_subject, repeat_last
from dialogs.asking import KEYS_OF_LANGUAGES, ask, ask_again, languages_of_page
from dialogs.booking.course import start_booking
from dialogs.questions import ChoosingLanguage, Open, OpenPrompt, Question
from dialogs.turn import Decision, Turn


def press_open(turn: Turn, question: Open, key: str) -> Decision | None:
    """0 is a callback, 1 the first language, 2 the second, ..., hash repeats."""
    if key == "0":
        return start_booking(turn, callback_subject(turn))
    if key == "#":
        return repeat_last(turn, question)
    return press_language(turn, question, 0, key)


def open_menu(turn: Turn, question: Question) -> Decision:
    """Read out which key chooses which language; then the further ones; then close the menu."""
    if not isinstance(question, ChoosingLanguage):
        return ask_again(turn, ChoosingLanguage(0, question))
    if languages_of_page(turn, question.page + 1):
        return ask_again(turn, ChoosingLanguage(question.page + 1, question.then))
    return ask_again(turn, question.then, in_full=True)


def press_language(turn: Turn, question: Question, page: int, key: str) -> Decision | None:
    """Choose a language by its key; None for a key without one."""
    languages = dict(zip(KEYS_OF_LANGUAGES, languages_of_page(turn, page), strict=False))
    return switch_language(turn, question, languages[key]) if key in languages else None


def switch_language(turn: Turn, question: Question, language: str) -> Decision:
    """Go on in ``language``, whatever it was before."""
    if isinstance(question, ChoosingLanguage):
        question = question.then
    switched = turn.with_state(language=language)
    confirmation = switched.say("language_changed")
    if isinstance(question, Open):
        return ask(switched, Open(OpenPrompt.WHAT_IS_IT), *confirmation)
    return ask_again(switched, question, *confirmation, in_full=True)
