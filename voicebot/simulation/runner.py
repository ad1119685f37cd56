"""Many simulated calls: who calls when, and what becomes of each."""

import asyncio
import re
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from enum import StrEnum
from itertools import islice
from multiprocessing import get_context
from pathlib import Path

from loguru import logger

from voicebot.errors import InputError, VoicebotError
from voicebot.records.entries import CallRecord
from voicebot.records.store import Records
from voicebot.settings import Settings
from voicebot.simulation.expectations import CheckedExpectation, check, is_lost
from voicebot.simulation.line import Line, Transmission
from voicebot.simulation.played_call import PlayedCall
from voicebot.simulation.scenario import Scenario
from voicebot.simulation.server_process import running_server
from voicebot.simulation.text_caller import play_text
from voicebot.simulation.transcript import TranscriptLine, transcribe
from voicebot.simulation.twilio_caller import TwilioCaller
from voicebot.simulation.voices import caller_voice, speak_all
from voicebot.speech.voices.catalogue import find_voice

STAGGER_SECONDS = 0.7
"""Between the first calls of a simulation, so that they do not speak in chorus."""

RECORD_SECONDS = 10.0
"""Time after the end of a call within which its end must be in the records."""

_RECORD_POLL_SECONDS = 0.1

RECORDINGS_FOLDER = "recordings"

Player = Callable[[Scenario, int], Awaitable[PlayedCall]]
"""Plays a scenario as the call with an index, from 0."""


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
    if plan.channel is Channel.TWILIO:
        for language in sorted({scenario.language for scenario in plan.scenarios}):
            caller_voice(language, 0)
            if plan.server is None and find_voice(language, settings).engine == "pico":
                logger.warning(
                    "no Piper voice for {!r} is installed: assistant and callers sound alike",
                    language,
                )
    async with AsyncExitStack() as stack:
        (plan.folder / RECORDINGS_FOLDER).mkdir(parents=True, exist_ok=True)
        if plan.channel is Channel.TEXT:
            play, records = await asyncio.to_thread(_text_player, settings)
        else:
            server = plan.server
            if server is None:
                server = await stack.enter_async_context(running_server(plan.folder))
            play = await stack.enter_async_context(_twilio_player(server, settings, plan.line))
            # Opened after the server has brought the schema up to date.
            records = await asyncio.to_thread(Records.open, settings.resolved_database_url)
        await stack.enter_async_context(records)
        return await run_calls(plan, play, records, on_result)


async def run_calls(
    plan: Plan, play: Player, records: Records, on_result: Callable[[CallResult], None]
) -> SimulationOutcome:
    """Play all calls of a plan, so many at once, and check each against the records."""
    results: list[CallResult] = []
    queue = iter(range(plan.calls))

    async def call_again_and_again(caller: int) -> None:
        await asyncio.sleep(caller * STAGGER_SECONDS)
        for index in queue:  # shared by all callers: each takes the next call
            scenario = plan.scenarios[index % len(plan.scenarios)]
            played = await play(scenario, index)
            result = await _result(index, scenario, played, records, plan.folder)
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


def _text_player(settings: Settings) -> tuple[Player, Records]:
    # On the telephone all of this is the server's, and it takes seconds to import.
    from voicebot.assistant import TextAssistant  # noqa: PLC0415 - as said above
    from voicebot.text_channel import TextConversation  # noqa: PLC0415 - as said above

    assistant = TextAssistant.open(settings)

    async def play(scenario: Scenario, index: int) -> PlayedCall:
        del index
        return await play_text(scenario, TextConversation(assistant, Channel.TEXT))

    return play, assistant.records


@asynccontextmanager
async def _twilio_player(
    server: str, settings: Settings, line: Line | None
) -> AsyncIterator[Player]:
    token = settings.twilio.auth_token
    twilio = TwilioCaller(
        server,
        public_url=settings.server.public_url,
        auth_token=None if token is None else token.get_secret_value(),
    )
    # In a process of its own: synthesis holds Python's lock for longer than a tick, and would
    # disturb the calls in progress.
    with ProcessPoolExecutor(max_workers=1, mp_context=get_context("spawn")) as synthesis:

        async def play(scenario: Scenario, index: int) -> PlayedCall:
            voice = caller_voice(scenario.language, index)
            texts = {
                number: step.say
                for number, step in enumerate(scenario.steps, 1)
                if step.say is not None
            }
            loop = asyncio.get_running_loop()
            spoken = await loop.run_in_executor(synthesis, speak_all, voice, [*texts.values()])
            # In a thread: the people in the background of the first call have to be synthesised.
            transmission = (
                None if line is None else await asyncio.to_thread(Transmission, line, index)
            )
            return await twilio.call(scenario, dict(zip(texts, spoken, strict=True)), transmission)

        yield play


async def _result(
    index: int, scenario: Scenario, played: PlayedCall, records: Records, folder: Path
) -> CallResult:
    record = await _finished_record(records, played)
    recording = None
    if played.recording is not None:
        recording = f"{RECORDINGS_FOLDER}/{index + 1:04}-{_slug(scenario.name)}.wav"
        await asyncio.to_thread(played.recording.write, folder / recording)
    return CallResult(
        index=index,
        scenario=scenario,
        played=played,
        expectations=check(scenario, played, record),
        lost=is_lost(played, record),
        transcript=transcribe(played, record),
        recording=recording,
    )


async def _finished_record(records: Records, played: PlayedCall) -> CallRecord | None:
    """The record of a call once its end is in it, or what there is of it in the end."""
    deadline = time.monotonic() + RECORD_SECONDS
    while True:
        record = await records.call(played.call_id)
        finished = record is not None and record.ended_at is not None
        if finished or played.ended_by is None or time.monotonic() >= deadline:
            return record
        await asyncio.sleep(_RECORD_POLL_SECONDS)


def _slug(name: str) -> str:
    words = re.findall(r"[a-z0-9]+", name.lower())
    return "-".join(islice(words, 8)) or "call"
