"""The calls of the benchmark of endurance: one that lasts long, and many that say little."""

import asyncio
import math
import os
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from itertools import cycle, islice
from pathlib import Path

import psutil

from benchmarks.process_memory import MemorySample, child_that, read_memory, sample_memory
from telephony.call import Samples
from voicebot.errors import InputError, VoicebotError
from voicebot.settings import Settings
from voicebot.simulation.played_call import PlayedCall
from voicebot.simulation.scenario import Scenario
from voicebot.simulation.server_process import running_server
from voicebot.simulation.step import Step
from voicebot.simulation.twilio_caller import TwilioCaller
from voicebot.simulation.voices import caller_voice

LANGUAGE = "de"
"""ISO 639-1 code of the callers' language."""

EVERY_QUESTION_SECONDS = 900.0
"""Time for a call in which every question is asked."""

# The server's worker that prepares approved texts, by the letters that Linux keeps of its name.
_PREPARATION = "speech preparat"
# What a worker is called before it has named itself.
_UNNAMED = "python"
_PREPARATION_SECONDS = 1800.0
_POLL_SECONDS = 1.0
# Seconds between an answer and the next question, in turn; people think as long.
_PAUSES = (0.6, 1.5, 0.9, 2.5, 1.2)
# No question with its answer is shorter, so that a call never runs out of questions.
_SHORTEST_TURN_SECONDS = 3.0
# Pause of a caller who says little: under the patience of the assistant.
_LISTENING_SECONDS = 4.0
# Callers at once do not speak in chorus.
_BETWEEN_CALLERS_SECONDS = 0.7


@dataclass(frozen=True, slots=True)
class Question:
    """Something that callers ask.

    Attributes:
        text: The words.
        samples: The same spoken, at 8 kHz.
    """

    text: str
    samples: Samples


@dataclass(frozen=True, slots=True)
class PlannedCall:
    """A call that ends when its time is up.

    Attributes:
        scenario: What the caller does.
        speech: What they say, by number of the step (from 1), at 8 kHz.
    """

    scenario: Scenario
    speech: Mapping[int, Samples]


def speak_questions(scenarios: Sequence[Scenario]) -> list[Question]:
    """The questions of those scenarios that are in ``LANGUAGE``, each in another voice; blocks.

    Raises:
        InputError: There are none.
    """
    texts = [
        step.say
        for scenario in scenarios
        for step in scenario.steps
        if scenario.language == LANGUAGE and step.say is not None and step.expect_topic is not None
    ]
    if not texts:
        raise InputError(f"no scenario has a question in the language {LANGUAGE!r}")
    return [
        Question(text, caller_voice(LANGUAGE, index).speak(text))
        for index, text in enumerate(dict.fromkeys(texts))
    ]


def long_call(questions: Sequence[Question], seconds: float) -> PlannedCall:
    """A caller who goes on asking until the time is up."""
    turns = math.ceil(seconds / _SHORTEST_TURN_SECONDS)
    return _planned(questions, seconds, list(islice(cycle(_PAUSES), turns)))


def every_question(questions: Sequence[Question]) -> PlannedCall:
    """A caller who asks every question once and hangs up."""
    return _planned(questions, EVERY_QUESTION_SECONDS, [_PAUSES[0]] * len(questions))


def quiet_calls(questions: Sequence[Question], seconds: float, count: int) -> list[PlannedCall]:
    """Callers at once who ask little and wait long."""
    turns = math.ceil(seconds / (_SHORTEST_TURN_SECONDS + _LISTENING_SECONDS))
    return [
        _planned(
            [*questions[index % len(questions) :], *questions],
            seconds,
            [_BETWEEN_CALLERS_SECONDS * (index + 1), *[_LISTENING_SECONDS] * (turns - 1)],
        )
        for index in range(count)
    ]


def _planned(questions: Sequence[Question], seconds: float, pauses: Sequence[float]) -> PlannedCall:
    asked = list(islice(cycle(questions), len(pauses)))
    steps = tuple(
        Step(say=question.text, after=pause) for question, pause in zip(asked, pauses, strict=True)
    )
    scenario = Scenario(name="endurance", language=LANGUAGE, steps=steps)
    # Files may not ask for so long a call; here it is the point.
    timed = scenario.model_copy(update={"max_seconds": seconds})
    return PlannedCall(timed, {number: one.samples for number, one in enumerate(asked, 1)})


@dataclass(frozen=True, slots=True)
class WatchedServer:
    """A running server whose memory can be read.

    Attributes:
        process: Its own process.
        caller: Places calls to it.
    """

    process: psutil.Process
    caller: TwilioCaller

    async def settle(self) -> None:
        """Wait until approved texts have been prepared as audio: calls do not pay for that.

        Raises:
            VoicebotError: It takes too long, or the server is gone.
        """
        try:
            async with asyncio.timeout(_PREPARATION_SECONDS):
                while await asyncio.to_thread(self._prepares):  # noqa: ASYNC110 - no event there
                    await asyncio.sleep(_POLL_SECONDS)
        except TimeoutError as error:
            raise VoicebotError("the server is still preparing its speech; try later") from error

    def _prepares(self) -> bool:
        roles = [one.role for one in read_memory(self.process).processes]
        return any(role.startswith((_PREPARATION, _UNNAMED)) for role in roles)

    async def watch(
        self,
        calls: Sequence[PlannedCall],
        interval_seconds: float,
        on_sample: Callable[[MemorySample], None] = lambda _: None,
    ) -> tuple[list[PlayedCall], list[MemorySample]]:
        """Play calls at once and read the server's memory until the first is over.

        Raises:
            VoicebotError: The server ended.
        """
        playing = [
            asyncio.create_task(self.caller.call(call.scenario, call.speech)) for call in calls
        ]
        try:
            samples = await sample_memory(self.process, playing, interval_seconds, on_sample)
            return await asyncio.gather(*playing), samples
        finally:
            for task in playing:
                task.cancel()


@asynccontextmanager
async def watched_server(settings: Settings, folder: Path) -> AsyncIterator[WatchedServer]:
    """Run ``voicebot serve`` with the settings of this process.

    Args:
        settings: The same, for signatures.
        folder: Existing folder for the server's log.

    Raises:
        VoicebotError: The server did not start.
    """
    token = settings.twilio.auth_token
    async with running_server(folder) as url:
        caller = TwilioCaller(
            url,
            public_url=settings.server.public_url,
            auth_token=None if token is None else token.get_secret_value(),
        )
        yield WatchedServer(child_that("serve"), caller)


def allow_calls_of(seconds: float) -> None:
    """Let servers that this process starts carry calls this long."""
    os.environ["VOICEBOT_CONVERSATION__MAX_CALL_SECONDS"] = f"{seconds:.0f}"


def require_full_length(played: Sequence[PlayedCall]) -> None:
    """Make sure that calls ended because their time was up.

    Raises:
        VoicebotError: One ended otherwise.
    """
    for call in played:
        if call.ended_by != "caller":
            minutes = (call.ended_at - call.started_at).total_seconds() / 60
            reason = "the assistant hung up" if call.ended_by else call.failure
            raise VoicebotError(f"a call ended too early, after {minutes:.1f} minutes: {reason}")
