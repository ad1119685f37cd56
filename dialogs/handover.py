"""A person instead of the assistant: put through when somebody is there, else a callback."""

from dialogs.actions import Say, Transfer
from dialogs.asking import ask_again
from dialogs.language_names import language_name
from dialogs.questions import BookingQuestion, Question
from dialogs.turn import Decision, Turn
from dialogs.waiting import Transferring
from intents.calendar import staff_available
from languages.spoken import spoken_digits

POLICE, RESCUE = "110", "112"
"""The emergency numbers of Germany; the second one is that of the whole European Union."""


def hand_over(turn: Turn, topic: str | None, *before: Say) -> Decision | None:
    """Put the caller through in service hours; None if nobody is there.

    Args:
        turn: The event being decided.
        topic: What it is about, as far as is known.
        before: What is said first.
    """
    if turn.state.written or not turn.house.handover or not _staff_is_there(turn):
        return None
    return _put_through(turn, topic, *before, *turn.say("putting_through"))


def hand_over_at_once(turn: Turn, topic: str | None, *before: Say) -> Decision | None:
    """Put a caller with an urgent matter through; None if nobody is there."""
    if turn.state.written:
        return None
    there = turn.house.urgent_handover or (turn.house.handover and _staff_is_there(turn))
    if not there:
        return None
    words = turn.say("putting_through_urgent")
    return _put_through(turn, topic, *before, *words, urgent=True)


def point_to_emergency_numbers(turn: Turn, question: Question) -> Decision:
    """Tell whom to call in danger, and put the caller through if somebody is there."""
    words = turn.say(
        "emergency",
        police=spoken_digits(POLICE, turn.language),
        rescue=spoken_digits(RESCUE, turn.language),
    )
    if not isinstance(question, BookingQuestion):
        at_once = hand_over_at_once(turn, turn.state.last_answer, *words)
        if at_once is not None:
            return at_once
    return ask_again(turn, question, *words)


def _put_through(turn: Turn, topic: str | None, *before: Say, urgent: bool = False) -> Decision:
    waiting = turn.with_state(standing=Transferring(topic))
    return Decision(waiting.state, (*before, Transfer(urgent, _summary(turn, topic))))


def _summary(turn: Turn, topic: str | None) -> str:
    """For the person who takes the call, in the office's language."""
    own = turn.house.language
    phrases, knowledge = turn.house.phrases, turn.house.knowledge
    subject = (
        knowledge.title(topic, own)
        if topic is not None and topic in knowledge.topics
        else phrases.text("subject_other", own)
    )
    return phrases.text(
        "handover_summary", own, language=language_name(turn.language, own), subject=subject
    )


def _staff_is_there(turn: Turn) -> bool:
    return staff_available(turn.house.office, turn.at)
