"""What the callback is about, who is to be called, and in which language."""

from dataclasses import replace

from dialogs.asking import ask
from dialogs.booking.course import advance
from dialogs.closed_answers import ClosedAnswer
from dialogs.questions import (
    AskingCallbackLanguage,
    AskingName,
    AskingSubject,
    CheckingName,
    Draft,
    Question,
)
from dialogs.turn import Decision, Turn, Utterance
from intents.slots.names import find_name
from languages.language_requests import language_wish

OTHER_SUBJECT = "other"
"""Subject of a callback about something that no subject of the office covers."""

# Below this confidence of the recogniser every fourth name is another one; the question whether
# it is right costs three seconds.
_SURE_OF_NAME = 0.6
_LIKELY = 0.5


def hear_subject(turn: Turn, question: AskingSubject, said: Utterance) -> Decision | None:
    """Take the subject; what is no known one becomes ``other``."""
    topic = said.topic or _likely_subject(said)
    if topic is not None and turn.house.is_subject(topic):
        words = turn.say("booking_subject", subject=turn.subject_title(topic))
        return advance(turn, replace(question.draft, topic=topic), *words)
    if said.topic is not None or said.is_plain_no:
        return None  # an act, or "a callback": nothing that a callback could be about
    return take_other_subject(turn, question)


def _likely_subject(said: Utterance) -> str | None:
    """A subject of which the engine is not sure enough for an answer.

    Here nothing is answered: it is said back, read back, and corrected with a word.
    """
    understanding = said.understanding
    if understanding is None or understanding.confidence < _LIKELY:
        return None
    return understanding.topic


def take_other_subject(turn: Turn, question: AskingSubject) -> Decision:
    """Go on with a subject that is not known, and say so."""
    words = turn.say("subject_noted_as_other")
    return advance(turn, replace(question.draft, topic=OTHER_SUBJECT), *words)


def introduces(turn: Turn, question: Question, said: Utterance) -> bool:
    """Whether a name is asked for and one is said after words like "my name is".

    The engine was not taught names, and takes "Alex Example" for a request for examples.
    """
    asked = isinstance(question, AskingName | CheckingName)
    if not asked or ClosedAnswer.NAME not in said.answers:
        return False
    return find_name(said.text, turn.language) is not None


def hear_name(turn: Turn, question: AskingName, said: Utterance) -> Decision | None:
    """Take the name and repeat it; ask whether it is right where it was heard badly."""
    # "I did not mean that" has words that could be names; the engine knows the sentence.
    name = None if said.topic == "correction" else find_name(said.text, turn.language)
    if name is None:
        return None
    if said.confidence is not None and said.confidence < _SURE_OF_NAME and not question.spelled:
        return ask(turn, CheckingName(question.draft, name))
    return take_name(turn, question.draft, name)


def hear_name_check(turn: Turn, question: CheckingName, said: Utterance) -> Decision | None:
    """React to "is the name right?": yes, no, or the name once more."""
    match said.agrees:
        case True:
            return advance(turn, replace(question.draft, name=question.name))
        case False:
            # "No, Schmidt": what follows the no is the name.
            name = find_name(said.text, turn.language)
            if name is None or name == question.name:
                return spell_name(turn, question.draft)
            return take_name(turn, question.draft, name)
        case None:
            again = find_name(said.text, turn.language)
            return None if again is None else take_name(turn, question.draft, again)


def take_name(turn: Turn, draft: Draft, name: str) -> Decision:
    """Go on with a name."""
    return advance(turn, replace(draft, name=name), *turn.say("name_heard", name=name))


def spell_name(turn: Turn, draft: Draft) -> Decision:
    """Ask for the letters of a name that was misheard."""
    return ask(turn, AskingName(replace(draft, name=None), spelled=True))


def leave_name_out(turn: Turn, draft: Draft) -> Decision:
    """Go on without a name: the number is what a callback cannot do without."""
    return advance(turn, replace(draft, name=""), *turn.say("name_left_out"))


def hear_callback_language(
    turn: Turn, question: AskingCallbackLanguage, said: Utterance
) -> Decision | None:
    """Take the language for the callback; None if none of this house was named."""
    named = [code for code in language_wish(said.text).named if code in turn.house.languages]
    return take_callback_language(turn, question, named[0]) if named else None


def take_callback_language(turn: Turn, question: AskingCallbackLanguage, code: str) -> Decision:
    """Go on with a language for the callback."""
    return advance(turn, replace(question.draft, language=code))
