"""Plays scenarios over the telephone, as Twilio would carry them."""

import asyncio
from collections.abc import AsyncIterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import AbstractAsyncContextManager, asynccontextmanager, nullcontext
from multiprocessing import get_context

from telephony.call import Samples
from voicebot.records.store import Records
from voicebot.settings import Settings
from voicebot.simulation.fax import calling_tone
from voicebot.simulation.line import Line, Transmission
from voicebot.simulation.played_call import PlayedCall
from voicebot.simulation.scenario import Scenario
from voicebot.simulation.step import CallerEvent
from voicebot.simulation.twilio_caller import TwilioCaller
from voicebot.simulation.venue import Venue, Venues
from voicebot.simulation.voices import caller_voice, speak_all


@asynccontextmanager
async def twilio_venues(
    server: str, settings: Settings, line: Line | None
) -> AsyncIterator[Venues]:
    """Where scenarios are played: all with one server and its records.

    Args:
        server: URL of the server, which is running and uses the same settings.
        settings: For its database and its signatures.
        line: What the callers are heard over; None takes nothing away.
    """
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
            speech = await _speech(scenario, index, synthesis)
            # In a thread: the people in the background of the first call have to be synthesised.
            transmission = (
                None if line is None else await asyncio.to_thread(Transmission, line, index)
            )
            return await twilio.call(scenario, speech, transmission)

        # The server has brought the schema up to date.
        async with await asyncio.to_thread(Records.open, settings.resolved_database_url) as records:
            venue = Venue(play, records)

            def venues(scenario: Scenario) -> AbstractAsyncContextManager[Venue]:
                del scenario
                return nullcontext(venue)

            yield venues


async def _speech(
    scenario: Scenario, index: int, synthesis: ProcessPoolExecutor
) -> dict[int, Samples]:
    """What is said or sounded in a scenario, by number of the step."""
    texts: dict[str, dict[int, str]] = {}
    speech: dict[int, Samples] = {}
    for number, step in enumerate(scenario.steps, 1):
        if step.say is not None:
            texts.setdefault(step.language or scenario.language, {})[number] = step.say
        elif step.event is CallerEvent.FAX_TONE:
            speech[number] = calling_tone()
    loop = asyncio.get_running_loop()
    for language, said in texts.items():
        voice = caller_voice(language, index)
        spoken = await loop.run_in_executor(synthesis, speak_all, voice, [*said.values()])
        speech.update(zip(said, spoken, strict=True))
    return speech
