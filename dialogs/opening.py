"""The first words of a call: who answers, that a machine speaks, and an invitation."""

from dialogs.actions import Say
from dialogs.asking import listen
from dialogs.events import CallStarted
from dialogs.house import House
from dialogs.state import Open, OpenPrompt
from dialogs.turn import Decision, Turn


def greet(turn: Turn, event: CallStarted) -> Decision:
    """Disclose in each opening language, then invite in each."""
    started = turn.with_state(
        standing=Open(OpenPrompt.INVITATION),
        caller_number=event.caller_number,
        started_at=event.at,
        last_prompt=(OpenPrompt.INVITATION, 0),
    )
    disclosures = [disclosure(turn.house, language) for language in turn.house.opening_languages]
    return listen(started, *disclosures, *started.say(OpenPrompt.INVITATION))


def disclosure(house: House, language: str) -> Say:
    """Who answers and that a machine speaks; the caller cannot talk over it."""
    return Say(
        text=house.phrases.text("disclosure", language, office=house.office_name(language)),
        language=language,
        source="phrase:disclosure",
        interruptible=False,
    )
