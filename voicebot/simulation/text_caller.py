"""A simulated caller who types: the same dialogue without sound, for many calls in little time."""

import uuid
from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Protocol

from voicebot.simulation.played_call import PlayedCall
from voicebot.simulation.scenario import Failure, Scenario
from voicebot.simulation.script import Contribution
from voicebot.simulation.step import CallerEvent, Step


class TextCall(Protocol):
    """One conversation in text, recorded as a call; see ``voicebot.text_channel``."""

    @property
    def ended(self) -> bool:
        """Whether the assistant has hung up."""
        ...

    def now(self) -> datetime:
        """The clock of the conversation (aware)."""
        ...

    async def open(self, call_id: str, caller: str | None) -> Sequence[str]:
        """Begin; returns what the assistant says."""
        ...

    def begin_turn(self) -> datetime:
        """Let the caller's next turn begin; returns its time (aware), later than all before it."""
        ...

    async def say(
        self, text: str, *, language: str | None = None, confidence: float | None = None
    ) -> Sequence[str]:
        """Say something; returns the answer."""
        ...

    async def press(self, keys: str) -> Sequence[str]:
        """Press keys; returns the answer."""
        ...

    async def be_unintelligible(self) -> Sequence[str]:
        """Say something that the recogniser cannot take; returns the answer."""
        ...

    async def sound_like_a_machine(self) -> Sequence[str]:
        """Be a fax machine; returns the answer."""
        ...

    async def keep_silent(self, seconds: float) -> Sequence[str]:
        """Let time pass; returns what the assistant says whenever its patience runs out."""
        ...

    async def close(self) -> None:
        """Hang up, if the assistant has not, and close the record."""
        ...


async def play_text(
    scenario: Scenario,
    conversation: TextCall,
    *,
    identified: bool = False,
    on_step: Callable[[Step], None] = lambda _: None,
) -> PlayedCall:
    """Play one scenario; pauses and interruptions do not exist in text, silence takes no time.

    Args:
        scenario: What to do; its earlier calls are not played.
        conversation: Not opened yet.
        identified: Whether the language of everything said is known to be the scenario's;
            otherwise it is recognised by the words.
        on_step: Called before each step.
    """
    call_id = f"text-{uuid.uuid4().hex}"
    started_at = conversation.now()
    contributions: list[Contribution] = []
    begun: dict[int, datetime] = {}
    failure = None
    await conversation.open(call_id, scenario.caller)
    try:
        for number, step in enumerate(scenario.steps, 1):
            if conversation.ended:
                failure = f"the call ended before step {number} was done"
                break
            on_step(step)
            begun[number] = conversation.begin_turn()
            words = None if Failure.RECOGNISER in scenario.failing else step.say
            language = (step.language or scenario.language) if identified else None
            replies = await _perform(step, words, language, conversation)
            if step.silence is None:
                at = len(contributions)
                contributions.append(
                    Contribution(
                        number, words, at, at + 1, interrupting=False, answered=bool(replies)
                    )
                )
        ended_by_assistant = conversation.ended
    finally:
        await conversation.close()
    return PlayedCall(
        call_id=call_id,
        failure=failure,
        ended_by="assistant" if ended_by_assistant else "caller",
        started_at=started_at,
        ended_at=conversation.now(),
        contributions=tuple(contributions),
        begun=begun,
    )


async def _perform(
    step: Step, words: str | None, language: str | None, conversation: TextCall
) -> Sequence[str]:
    if words is not None:
        return await conversation.say(words, language=language, confidence=step.confidence)
    if step.keys is not None:
        return await conversation.press(step.keys)
    if step.silence is not None:
        return await conversation.keep_silent(step.silence)
    match step.event:
        case CallerEvent.FAX_TONE:
            return await conversation.sound_like_a_machine()
        case CallerEvent.HANG_UP:
            return ()
        case _:  # an event, or words that the recogniser could not take
            return await conversation.be_unintelligible()
