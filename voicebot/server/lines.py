"""The lines of this process: which calls are in progress and whether another may begin."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

from pipecat.workers.runner import WorkerRunner

from languages.registry import LANGUAGES
from telephony.active_calls import ActiveCalls
from telephony.twilio.tokens import OneTimeTokens
from voicebot.assistant import Assistant


@dataclass(slots=True)
class Lines:
    """Shared by all routes.

    Attributes:
        assistant: What calls share.
        runner: Runs the pipelines of all calls.
        tokens: One-time tokens that the webhook has issued.
        active_calls: Calls in progress.
        draining: Whether calls in progress are the last ones.
    """

    assistant: Assistant
    runner: WorkerRunner
    tokens: OneTimeTokens
    active_calls: ActiveCalls
    draining: bool = False
    _calls: set[asyncio.Task[object]] = field(default_factory=set)

    @property
    def open(self) -> bool:
        """Whether another call may begin.

        A call that was let in keeps its line until its stream arrives: it would be cut off in
        silence if others took it.
        """
        taken = len(self.active_calls) + self.tokens.outstanding
        return not self.draining and taken < self.active_calls.limit

    def busy_messages(self) -> list[tuple[str, str]]:
        """What a caller hears when no line is free, each with its locale as ``de-DE``."""
        house = self.assistant.house
        return [
            (house.phrases.text("all_lines_busy", code), LANGUAGES[code].locale.replace("_", "-"))
            for code in house.greeting_languages
        ]

    @asynccontextmanager
    async def carrying(self) -> AsyncIterator[None]:
        """Counts the current task as a call in progress."""
        task = asyncio.current_task()
        assert task is not None
        self._calls.add(task)
        try:
            yield
        finally:
            self._calls.discard(task)

    async def drain(self, seconds: float) -> int:
        """Take no further calls and wait for those in progress, at most ``seconds``.

        Returns:
            How many calls are still in progress.
        """
        self.draining = True
        if self._calls:
            await asyncio.wait(self._calls, timeout=seconds)
        return len(self._calls)
