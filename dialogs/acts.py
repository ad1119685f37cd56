"""What can be said at any time whatever was asked: repeat, slower, wait, another language, ..."""

from dialogs.actions import Expectation, Pace, Say
from dialogs.answering import repeat_last, topic_words
from dialogs.asking import ask, ask_again, expectation, listen, prompt
from dialogs.booking.change import start_change, wanted_change
from dialogs.closed_answers import ClosedAnswer
from dialogs.ending import say_goodbye
from dialogs.language_names import language_name
from dialogs.menu import switch_language
from dialogs.questions import (
    AskingCallbackLanguage,
    AskingName,
    BookingQuestion,
    Choosing,
    ChoosingLanguage,
    OfferingCallback,
    Open,
    Question,
)
from dialogs.trouble import respond_to_trouble
from dialogs.turn import Decision, Turn, Utterance
from intents.knowledge import EASY_LANGUAGE
from languages.language_requests import EASY_GERMAN, LanguageWish, language_wish
from languages.spoken import spoken_list

# Long enough to fetch a letter from the next room; short enough that a forgotten call ends.
_WAITING_SECONDS = 45.0
# Words of a goodbye heard with less confidence end no call in the middle of a booking.
_SURE_OF_GOODBYE = 0.6


def respond(  # noqa: PLR0911 - one per act
    turn: Turn, question: Question, utterance: Utterance
) -> Decision | None:
    """React to an act that does not depend on the question; None if it is none."""
    if (decision := respond_to_trouble(turn, question, utterance)) is not None:
        return decision
    wish = language_wish(utterance.text)
    if _asks_for_language(turn, question, utterance, wish):
        return _change_language(turn, question, wish)
    search = wanted_change(turn, utterance)
    if search is not None and isinstance(question, Open | Choosing | OfferingCallback):
        return start_change(turn, search)
    match utterance.topic:
        case "repeat":
            return repeat(turn, question)
        case "slower":
            return _change_pace(turn, question, utterance)
        case "simpler":
            return _simplify(turn, question)
        case "are_you_human":
            return ask_again(turn, question, *turn.say("i_am_a_machine"))
        case "wait":
            waiting, words = prompt(turn, "waiting")
            return listen(waiting, *words, patience_seconds=_WAITING_SECONDS)
        case "goodbye":
            return _take_leave(turn, question, utterance)
        case None if utterance.is_short and ClosedAnswer.SLOWER in utterance.answers:
            return _slow_down(turn, question)
        case None | "thanks" | "deny" | "correction" if ClosedAnswer.GOODBYE in utterance.answers:
            # Whatever the sentence is taken for, the word is plain.
            return _take_leave(turn, question, utterance)
        case _:
            return None


def _take_leave(turn: Turn, question: Question, utterance: Utterance) -> Decision | None:
    """End the call; within a booking only if a goodbye was said and heard well."""
    said = ClosedAnswer.GOODBYE in utterance.answers
    doubtful = utterance.confidence is not None and utterance.confidence < _SURE_OF_GOODBYE
    if isinstance(question, BookingQuestion) and (doubtful or not said):
        return None
    if expectation(question) is Expectation.YES_NO and not said:
        return None
    return say_goodbye(turn)


def repeat(turn: Turn, question: Question, *before: Say) -> Decision:
    """Say the last thing again: an answer, or all that led up to the present question."""
    if isinstance(question, Open):
        return repeat_last(turn, question, *before)
    if isinstance(question, OfferingCallback) and not question.after_misses:
        # The offer came with an answer, and that is what was worth hearing.
        answered = topic_words(turn, turn.state.last_answer) if turn.state.last_answer else ()
        return ask_again(turn, question, *before, *answered)
    return ask_again(turn, question, *before, in_full=True)


def _change_pace(turn: Turn, question: Question, utterance: Utterance) -> Decision:
    """Speak slower or as before.

    For the engine both are one act, since "faster" and "too fast" mean nearly the same to a
    sentence encoder; the words tell them apart. Without any of them speech becomes slower: the
    caller who hears badly speaks of that, and who wants the usual pace back has to name it.
    """
    answers = utterance.answers
    if ClosedAnswer.FASTER in answers and ClosedAnswer.SLOWER not in answers:
        return _speed_up(turn, question)
    return _slow_down(turn, question)


def _slow_down(turn: Turn, question: Question) -> Decision:
    """Speak slowly for the rest of the call, beginning with what was said last.

    Whoever hears badly asks for it as well, mostly by asking for louder speech: the telephone
    sets how loud it is, but slow speech is easier to make out.
    """
    if turn.state.pace is Pace.SLOW:
        return repeat(turn, question, *turn.say("cannot_slow_down"))
    slow = turn.with_state(pace=Pace.SLOW)
    return repeat(slow, question, *slow.say("speaking_slowly"))


def _simplify(turn: Turn, question: Question) -> Decision:
    """Answer in easy words for the rest of the call, beginning with what was said last."""
    if turn.state.easy or not turn.house.speaks_easily(turn.language):
        return repeat(turn, question, *turn.say("cannot_simplify"))
    easy = turn.with_state(easy=True, longer=False)
    return repeat(easy, question, *easy.say("speaking_easily"))


def _speed_up(turn: Turn, question: Question) -> Decision:
    """Speak as before; faster than that would be hard to follow on the telephone."""
    if turn.state.pace is Pace.NORMAL:
        return ask_again(turn, question, *turn.say("cannot_speed_up"))
    normal = turn.with_state(pace=Pace.NORMAL)
    confirmation = normal.say("speaking_normally")
    if isinstance(question, Open):
        return ask(normal, question, *confirmation)
    return ask_again(normal, question, *confirmation)


def _asks_for_language(
    turn: Turn, question: Question, utterance: Utterance, wish: LanguageWish
) -> bool:
    """Whether the words ask for a language, though the engine takes them for something else.

    It learnt how callers ask in their own language; they ask as often in one that the call is not
    in. A subject that was understood counts more, unless nothing but the language is said, and a
    single word may be the caller's name.
    """
    if isinstance(question, AskingCallbackLanguage):
        return False  # it is the callback's language that is named
    if utterance.topic == "change_language":
        return True
    if wish.wanted is None or (wish.wanted == turn.language and not turn.language_changed):
        return False
    if isinstance(question, AskingName) and len(utterance.text.split()) == 1:
        return False
    return wish.bare or utterance.topic not in turn.house.knowledge.topics


def _change_language(turn: Turn, question: Question, wish: LanguageWish) -> Decision:
    if wish.wanted == EASY_GERMAN and EASY_LANGUAGE in turn.house.languages:
        return _simplify(turn.with_state(language=EASY_LANGUAGE), question)
    wanted = _wanted_language(turn, wish)
    if wanted is not None:
        return switch_language(turn, question, wanted)
    if isinstance(question, ChoosingLanguage):
        question = question.then
    names = [language_name(code, turn.language) for code in turn.house.languages]
    spoken = turn.say("languages_spoken", languages=spoken_list(names, turn.language, "and"))
    return ask_again(turn, question, *spoken)


def _wanted_language(turn: Turn, wish: LanguageWish) -> str | None:
    """The language of this house in which to go on, None when another one is wanted."""
    if wish.wanted is not None:
        return wish.wanted if wish.wanted in turn.house.languages else None
    if turn.language_changed:
        return turn.language
    named = [code for code in wish.named if code in turn.house.languages]
    if named:
        return next((code for code in named if code != turn.language), turn.language)
    # "I do not speak German": then let us stay with what is spoken.
    return turn.language if wish.refused and turn.language not in wish.refused else None
