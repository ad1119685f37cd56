"""What can be said at any time whatever was asked: repeat, slower, wait, another language, ..."""

from babel import Locale

from dialogs.actions import Say
from dialogs.answering import repeat_last
from dialogs.asking import ask, ask_again, listen, prompt
from dialogs.closed_answers import ClosedAnswer
from dialogs.ending import say_goodbye
from dialogs.state import Open, OpenPrompt, Question
from dialogs.turn import Decision, Turn, Utterance
from languages.registry import LANGUAGES
from languages.spoken import spoken_list

# Long enough to fetch a letter from the next room; short enough that a forgotten call ends.
_WAITING_SECONDS = 45.0


def respond(  # noqa: PLR0911 - one per act
    turn: Turn, question: Question, utterance: Utterance
) -> Decision | None:
    """React to an act that does not depend on the question; None if it is none."""
    match utterance.topic:
        case "repeat":
            return repeat(turn, question)
        case "slower":
            return repeat(turn, question, *turn.say("cannot_slow_down"))
        case "simpler":
            return repeat(turn, question, *turn.say("cannot_simplify"))
        case "are_you_human":
            return ask_again(turn, question, *turn.say("i_am_a_machine"))
        case "wait":
            waiting, words = prompt(turn, "waiting")
            return listen(waiting, *words, patience_seconds=_WAITING_SECONDS)
        case "change_language":
            return _change_language(turn, question, utterance)
        case "goodbye":
            return say_goodbye(turn)
        case None | "thanks" | "deny" | "correction" if ClosedAnswer.GOODBYE in utterance.answers:
            return say_goodbye(turn)  # whatever the sentence is taken for, the word is plain
        case _:
            return None


def repeat(turn: Turn, question: Question, *before: Say) -> Decision:
    """Say the last thing again: an answer, or all that led up to the present question."""
    if isinstance(question, Open):
        return repeat_last(turn, question, *before)
    return ask_again(turn, question, *before, in_full=True)


def switch_language(turn: Turn, question: Question, language: str) -> Decision:
    """Go on in ``language``, whatever it was before."""
    switched = turn.with_state(language=language)
    confirmation = switched.say("language_changed")
    if isinstance(question, Open):
        return ask(switched, Open(OpenPrompt.WHAT_IS_IT), *confirmation)
    return ask_again(switched, question, *confirmation, in_full=True)


def _change_language(turn: Turn, question: Question, utterance: Utterance) -> Decision:
    wanted = turn.language if turn.language_changed else _wanted_language(turn, utterance)
    if wanted is not None:
        return switch_language(turn, question, wanted)
    names = [_language_name(code, turn.language) for code in turn.house.languages]
    spoken = turn.say("languages_spoken", languages=spoken_list(names, turn.language, "and"))
    return ask_again(turn, question, *spoken)


def _wanted_language(turn: Turn, utterance: Utterance) -> str | None:
    """The language of this house that is asked for by name, in its own words or the caller's."""
    said = utterance.text.casefold()
    named = [
        code
        for code in turn.house.languages
        if LANGUAGES[code].native.casefold() in said
        or _language_name(code, turn.language).casefold() in said
    ]
    if not named or turn.language in named:
        # "I speak no German, do you speak English?": the one that is not spoken already.
        return next((code for code in named if code != turn.language), next(iter(named), None))
    # "I do not speak German": then let us stay with what is spoken.
    return turn.language if ClosedAnswer.NO in utterance.answers else named[0]


def _language_name(code: str, language: str) -> str:
    """A language as it is called in another: ``en`` in German is "Englisch"."""
    names = Locale.parse(LANGUAGES[language].locale).languages
    return str(names.get(code, LANGUAGES[code].native))
