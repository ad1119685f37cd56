"""A simulated caller who types: the same dialogue without sound, for many calls in little time."""

import uuid
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Protocol

from voicebot.simulation.played_call import PlayedCall
from voicebot.simulation.scenario import Scenario, Step
from voicebot.simulation.script import Contribution


class TextCall(Protocol):
    """One conversation in text, recorded as a call; see ``voicebot.text_channel``."""

    @property
    def ended(self) -> bool:
        """Whether the assistant has hung up."""
        ...

    async def open(self, call_id: str, caller: str | None) -> Sequence[str]:
        """Begin; returns what the assistant says."""
        ...

    async def say(self, text: str) -> Sequence[str]:
        """Say something; returns the answer."""
        ...

    async def press(self, keys: str) -> Sequence[str]:
        """Press keys; returns the answer."""
        ...

    async def keep_silent(self, seconds: float) -> Sequence[str]:
        """Let time pass; returns what the assistant says whenever its patience runs out."""
        ...

    async def close(self) -> None:
        """Hang up, if the assistant has not, and close the record."""
        ...


async def play_text(scenario: Scenario, conversation: TextCall) -> PlayedCall:
    """Play one scenario; pauses and interruptions do not exist in text, silence takes no time."""
    call_id = f"text-{uuid.uuid4().hex}"
    started_at = datetime.now(UTC)
    contributions: list[Contribution] = []
    failure = None
    await conversation.open(call_id, scenario.caller)
    try:
        for number, step in enumerate(scenario.steps, 1):
            if conversation.ended:
                failure = f"the call ended before step {number} was done"
                break
            replies = await _perform(step, conversation)
            if step.silence is None:
                at = len(contributions)
                contributions.append(
                    Contribution(
                        number, step.say, at, at + 1, interrupting=False, answered=bool(replies)
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
        ended_at=datetime.now(UTC),
        contributions=tuple(contributions),
    )


async def _perform(step: Step, conversation: TextCall) -> Sequence[str]:
    if step.say is not None:
        return await conversation.say(step.say)
    if step.keys is not None:
        return await conversation.press(step.keys)
    assert step.silence is not None  # a step has one of the three
    return await conversation.keep_silent(step.silence)
