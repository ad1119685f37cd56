"""What the callback is about, and who is to be called."""

from dataclasses import replace

from dialogs.booking.course import advance
from dialogs.state import AskingName, AskingSubject
from dialogs.turn import Decision, Turn, Utterance
from intents.slots.names import find_name

OTHER_SUBJECT = "other"
"""Subject of a callback about something that no subject of the office covers."""


def hear_subject(turn: Turn, question: AskingSubject, said: Utterance) -> Decision | None:
    """Take the subject; what is no known one becomes ``other``."""
    if said.topic is not None and turn.house.is_subject(said.topic):
        words = turn.say("booking_subject", subject=turn.subject_title(said.topic))
        return advance(turn, replace(question.draft, topic=said.topic), *words)
    if said.topic is not None or said.is_plain_no:
        return None  # an act, or "a callback": nothing that a callback could be about
    return take_other_subject(turn, question)


def take_other_subject(turn: Turn, question: AskingSubject) -> Decision:
    """Go on with a subject that is not known, and say so."""
    words = turn.say("subject_noted_as_other")
    return advance(turn, replace(question.draft, topic=OTHER_SUBJECT), *words)


def hear_name(turn: Turn, question: AskingName, said: Utterance) -> Decision | None:
    """Take the name and repeat it."""
    # "I did not mean that" has words that could be names; the engine knows the sentence.
    name = None if said.topic == "correction" else find_name(said.text, turn.language)
    if name is None:
        return None
    return advance(turn, replace(question.draft, name=name), *turn.say("name_heard", name=name))
