"""Consent to being recorded: without a spoken or keyed yes no sound is stored."""

from dialogs.actions import Say, StartRecording
from dialogs.asking import ask
from dialogs.questions import AskingConsent, Open
from dialogs.turn import Decision, Turn, Utterance
from dialogs.waiting import BeginningRecording


def ask_after_answer(turn: Turn, question: Open, *before: Say) -> Decision:
    """Ask ``question``; after the first answer ask for consent before it, where that is wanted.

    Not sooner: who calls wants an answer first.
    """
    if not turn.house.recording or turn.state.recording_asked or turn.state.written:
        return ask(turn, question, *before)
    return ask(turn.with_state(recording_asked=True), AskingConsent(question), *before)


def hear_consent(turn: Turn, question: AskingConsent, said: Utterance) -> Decision | None:
    """React to yes or no; only a plain yes is consent."""
    if said.said_yes:
        return begin_recording(turn, question)
    return decline(turn, question) if said.agrees is not None else None


def press_consent(turn: Turn, question: AskingConsent, key: str) -> Decision | None:
    """Answer by key: 1 is yes, 2 is no; None for any other."""
    match key:
        case "1":
            return begin_recording(turn, question)
        case "2":
            return decline(turn, question)
        case _:
            return None


def begin_recording(turn: Turn, question: AskingConsent) -> Decision:
    """Have the recording started."""
    waiting = turn.with_state(standing=BeginningRecording(question))
    return Decision(waiting.state, (StartRecording(),))


def decline(turn: Turn, question: AskingConsent, *before: Say) -> Decision:
    """Go on without a recording."""
    return ask(turn, question.then, *before, *turn.say("recording_declined"))
