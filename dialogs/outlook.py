"""What would come of an utterance if it ended here: decided on trial, nothing is done."""

from enum import StrEnum

from dialogs.actions import HangUp, Request, Say
from dialogs.questions import AskingBookedNumber, AskingNumber, AskingReference
from dialogs.state import State
from dialogs.turn import Decision

_DICTATED = (AskingNumber, AskingReference, AskingBookedNumber)


class Outlook(StrEnum):
    """Where the words heard so far would lead; whoever listens waits accordingly."""

    ANSWER = "answer"
    """They suffice: the caller gets what was asked for, or the next question."""
    MORE = "more"
    """They are a part of what is expected, as the first groups of a telephone number."""
    UNCLEAR = "unclear"
    """They would not be understood; perhaps what follows makes them clear."""
    FAREWELL = "farewell"
    """They would end the call, but goodbye was not said; people mostly add it."""
    GOODBYE = "goodbye"
    """They say goodbye."""


def outlook(before: State, decision: Decision, *, says_goodbye: bool) -> Outlook:
    """Read from a decision about an utterance what it means for the caller's turn.

    Args:
        before: The state in which it was decided.
        decision: What ``Dialogue.decide`` returned.
        says_goodbye: Whether there is a goodbye in the words.
    """
    after, actions = decision
    if any(isinstance(action, HangUp) for action in actions):
        return Outlook.GOODBYE if says_goodbye else Outlook.FAREWELL
    if after.misses > before.misses or after.tries > before.tries:
        return Outlook.UNCLEAR
    if isinstance(after.standing, _DICTATED) and type(after.standing) is type(before.standing):
        return Outlook.MORE
    if not any(isinstance(action, Say | Request) for action in actions):
        return Outlook.MORE
    return Outlook.ANSWER
