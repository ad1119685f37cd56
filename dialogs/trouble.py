"""Danger, anger, children, answering machines, and people who speak for somebody else."""

from dialogs.actions import HangUpReason
from dialogs.asking import ask, ask_again
from dialogs.closed_answers import ClosedAnswer
from dialogs.ending import say_goodbye
from dialogs.handover import point_to_emergency_numbers
from dialogs.questions import BookingQuestion, OfferingCallback, Open, Question
from dialogs.turn import Decision, Turn, Utterance

# An insult is mostly said to a machine that did not understand; who goes on needs a person.
_MOST_INSULTS = 2


def respond_to_trouble(turn: Turn, question: Question, utterance: Utterance) -> Decision | None:
    """React to danger, anger, children, answering machines, and people who speak for others."""
    answers = utterance.answers
    if ClosedAnswer.DANGER in answers:
        return point_to_emergency_numbers(turn, question)
    if ClosedAnswer.MAILBOX in answers and isinstance(question, Open) and not _began(turn):
        return say_goodbye(turn, reason=HangUpReason.MACHINE)
    # Who says that they interpret is taken to ask for an interpreter.
    asks = _is_subject(turn, utterance) and utterance.topic != "language_help"
    if ClosedAnswer.RELAY in answers and not turn.state.more_time and not asks:
        patient = turn.with_state(more_time=True)
        return ask_again(patient, question, *patient.say("more_time"))
    if _is_subject(turn, utterance):
        return None  # "Where is my damned passport?" is a question
    if ClosedAnswer.CHILD in answers and not isinstance(question, BookingQuestion):
        return ask_again(turn, question, *turn.say("child"))
    return _calm_down(turn, question) if ClosedAnswer.INSULT in answers else None


def _is_subject(turn: Turn, utterance: Utterance) -> bool:
    return utterance.topic in turn.house.knowledge.topics


def _began(turn: Turn) -> bool:
    """Whether anything but the opening has happened."""
    return turn.state.last_answer is not None or turn.state.reference is not None


def _calm_down(turn: Turn, question: Question) -> Decision:
    insults = turn.state.insults + 1
    angry = turn.with_state(insults=insults)
    words = angry.say("calm", insults - 1)
    if insults < _MOST_INSULTS or isinstance(question, BookingQuestion | OfferingCallback):
        return ask_again(angry, question, *words)
    return ask(angry, OfferingCallback(None, after_misses=True), *words, keep_misses=True)
