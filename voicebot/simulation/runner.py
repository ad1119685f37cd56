"""Many simulated calls: who calls when, and what becomes of each."""

import asyncio
import re
import time
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from datetime import tzinfo
from enum import StrEnum
from functools import partial
from itertools import islice
from pathlib import Path

from loguru import logger

from intents.errors import KnowledgeError
from intents.office import load_office
from voicebot.errors import InputError, VoicebotError
from voicebot.settings import Settings
from voicebot.simulation.episode import play_episode
from voicebot.simulation.expectations import CheckedExpectation
from voicebot.simulation.line import Line
from voicebot.simulation.played_call import PlayedCall
from voicebot.simulation.scenario import Scenario
from voicebot.simulation.server_process import running_server
from voicebot.simulation.transcript import TranscriptLine
from voicebot.simulation.twilio_venue import twilio_venues
from voicebot.simulation.venue import Venue, Venues
from voicebot.simulation.voices import caller_voice
from voicebot.speech.voices.catalogue import find_voice

STAGGER_SECONDS = 0.7
"""Between the first calls of a simulation, so that they do not speak in chorus."""

RECORDINGS_FOLDER = "recordings"


class Channel(StrEnum):
    """How simulated callers reach the assistant."""

    TWILIO = "twilio"
    SIP = "sip"
    TEXT = "text"


@dataclass(frozen=True, slots=True)
class Plan:
    """What is simulated.

    Attributes:
        scenarios: Played in turn.
        calls: Number of calls.
        concurrency: Calls at once.
        channel: How they reach the assistant.
        server: URL of a running server, which must write to the database of our settings; None
            starts one of our own. Not used by the channel ``text``.
        folder: The report's folder.
        line: What the callers are heard over; None takes nothing away. Not for ``text``.
    """

    scenarios: Sequence[Scenario]
    calls: int
    concurrency: int
    channel: Channel
    server: str | None
    folder: Path
    line: Line | None = None


@dataclass(frozen=True, slots=True)
class CallResult:
    """What became of one call.

    Attributes:
        index: Number of the call, from 0.
        scenario: What was played.
        played: The call from the caller's side.
        expectations: Each with what happened.
        lost: Whether the records miss something of it; see ``expectations.is_lost``.
        transcript: In order.
        recording: Path of the recording in the report's folder; None without sound.
    """

    index: int
    scenario: Scenario
    played: PlayedCall
    expectations: Sequence[CheckedExpectation]
    lost: bool
    transcript: Sequence[TranscriptLine]
    recording: str | None

    @property
    def succeeded(self) -> bool:
        """Whether all expectations held."""
        return all(one.held for one in self.expectations)


@dataclass(frozen=True, slots=True)
class SimulationOutcome:
    """All calls of a simulation.

    Attributes:
        results: In the order in which the calls began.
        wall_seconds: From the first call's begin to the last one's end, without the server's
            start.
    """

    results: Sequence[CallResult]
    wall_seconds: float


async def simulate(
    plan: Plan,
    settings: Settings,
    on_result: Callable[[CallResult], None] = lambda _: None,
) -> SimulationOutcome:
    """Run a simulation and write its recordings; the report is ``report.write_report``.

    Args:
        plan: What to simulate.
        settings: Of the server, for its database and its signatures.
        on_result: Called after each call.

    Raises:
        InputError: The channel or a language is not supported; nothing was written.
        VoicebotError: Our own server did not start, or the records failed.
    """
    if plan.channel is Channel.SIP:
        raise InputError("the channel sip comes with the SIP adapter, which is not built yet")
    if plan.channel is Channel.TEXT and plan.line is not None:
        raise InputError("the channel text has no line that could be bad")
    timezone = await asyncio.to_thread(_office_timezone, settings)
    if plan.channel is Channel.TWILIO:
        for scenario in plan.scenarios:
            if (what := scenario.without_sound) is not None:
                raise InputError(
                    f"the scenario {scenario.name!r} needs the channel text: it has {what}"
                )
        spoken = {language for scenario in plan.scenarios for language in scenario.languages}
        for language in sorted(spoken):
            caller_voice(language, 0)
            if plan.server is None and find_voice(language, settings).engine == "pico":
                logger.warning(
                    "no Piper voice for {!r} is installed: assistant and callers sound alike",
                    language,
                )
    async with AsyncExitStack() as stack:
        (plan.folder / RECORDINGS_FOLDER).mkdir(parents=True, exist_ok=True)
        if plan.channel is Channel.TEXT:
            venues = await stack.enter_async_context(_text_venues(settings))
        else:
            server = plan.server
            if server is None:
                server = await stack.enter_async_context(running_server(plan.folder))
            venues = await stack.enter_async_context(twilio_venues(server, settings, plan.line))
        return await run_calls(plan, venues, timezone, on_result)


async def run_calls(
    plan: Plan, venues: Venues, timezone: tzinfo, on_result: Callable[[CallResult], None]
) -> SimulationOutcome:
    """Play all calls of a plan, so many at once, and check each against the records.

    Args:
        plan: What to simulate.
        venues: Where each scenario is played.
        timezone: The office's.
        on_result: Called after each call.
    """
    results: list[CallResult] = []
    queue = iter(range(plan.calls))

    async def call_again_and_again(caller: int) -> None:
        if plan.channel is not Channel.TEXT:
            await asyncio.sleep(caller * STAGGER_SECONDS)
        for index in queue:  # shared by all callers: each takes the next call
            scenario = plan.scenarios[index % len(plan.scenarios)]
            async with venues(scenario) as venue:
                result = await _result(index, scenario, venue, timezone, plan.folder)
            results.append(result)
            on_result(result)

    began = time.perf_counter()
    try:
        async with asyncio.TaskGroup() as group:
            for caller in range(min(plan.concurrency, plan.calls)):
                group.create_task(call_again_and_again(caller))
    except ExceptionGroup as errors:
        # What was raised on purpose reaches the operator as its one sentence.
        if expected := errors.subgroup(VoicebotError):
            raise expected.exceptions[0] from None
        raise
    wall_seconds = time.perf_counter() - began
    return SimulationOutcome(sorted(results, key=lambda one: one.index), wall_seconds)


def _office_timezone(settings: Settings) -> tzinfo:
    try:
        return load_office(settings.office_file).timezone
    except KnowledgeError as error:
        raise InputError(str(error)) from error


@asynccontextmanager
async def _text_venues(settings: Settings) -> AsyncIterator[Venues]:
    # On the telephone all of this is the server's, and it takes seconds to import.
    from voicebot.assistant import TextAssistant  # noqa: PLC0415 - as said above
    from voicebot.simulation.text_venue import text_venue  # noqa: PLC0415 - as said above
    from voicebot.simulation.unreliable_records import (  # noqa: PLC0415 - as said above
        RecordsTemplate,
    )

    assistant = await asyncio.to_thread(TextAssistant.open, settings)
    template = await asyncio.to_thread(RecordsTemplate.create)
    try:
        async with assistant.records:
            yield partial(text_venue, assistant, template)
    finally:
        template.close()


async def _result(
    index: int, scenario: Scenario, venue: Venue, timezone: tzinfo, folder: Path
) -> CallResult:
    episode = await play_episode(scenario, index, venue, timezone)
    recording = None
    if episode.played.recording is not None:
        recording = f"{RECORDINGS_FOLDER}/{index + 1:04}-{_slug(scenario.name)}.wav"
        await asyncio.to_thread(episode.played.recording.write, folder / recording)
    return CallResult(
        index=index,
        scenario=scenario,
        played=episode.played,
        expectations=episode.expectations,
        lost=episode.lost,
        transcript=episode.transcript,
        recording=recording,
    )


def _slug(name: str) -> str:
    words = re.findall(r"[a-z0-9]+", name.lower())
    return "-".join(islice(words, 8)) or "call"
