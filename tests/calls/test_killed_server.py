"""A killed server loses no booking that a caller was told of."""

import asyncio
from pathlib import Path

import pytest

from telephony.call import Samples
from tests.calls.conftest import ServerProcess
from voicebot.records.entries import CALLBACK_COMMITTED, INTERRUPTED, CallbackStatus, Speaker
from voicebot.records.store import Records
from voicebot.simulation.scenario import Scenario, load_scenarios
from voicebot.simulation.twilio_caller import TwilioCaller
from voicebot.simulation.voices import caller_voice, speak_all

pytestmark = [pytest.mark.call, pytest.mark.speech]

SCENARIO = Path(__file__).parents[1] / "scenarios" / "calls" / "callback-then-silence.yaml"


async def until_told(records: Records, call: asyncio.Task[object]) -> str:
    """Wait until the caller answers to the confirmation; returns the call's identifier."""
    async with asyncio.timeout(150):
        while True:
            assert not call.done(), "the call ended before the callback was confirmed"
            for summary in await records.recent_calls(1):
                record = await records.call(summary.call_id)
                assert record is not None
                sources = [turn.source for turn in record.turns]
                if "phrase:callback_confirmed" in sources:
                    after = record.turns[sources.index("phrase:callback_confirmed") :]
                    if any(turn.speaker is Speaker.CALLER for turn in after):
                        return record.call_id
            await asyncio.wait([call], timeout=0.1)


def speech(scenario: Scenario) -> dict[int, Samples]:
    steps = {number: step.say for number, step in enumerate(scenario.steps, 1) if step.say}
    voice = caller_voice(scenario.language, 0)
    return dict(zip(steps, speak_all(voice, list(steps.values())), strict=True))


async def test_a_booking_that_was_confirmed_survives_a_kill(own_server: ServerProcess) -> None:
    scenario = load_scenarios([SCENARIO])[0]
    said = await asyncio.to_thread(speech, scenario)
    async with Records.open(own_server.settings.resolved_database_url) as records:
        caller = TwilioCaller(own_server.url)
        call = asyncio.create_task(caller.call(scenario, said))
        call_id = await until_told(records, call)
        own_server.kill()
        played = await call
    assert played.failure is not None, "the caller did not notice that the server died"

    own_server.start()

    async with Records.open(own_server.settings.resolved_database_url) as records:
        (booked,) = await records.callbacks(CallbackStatus.OPEN)
        record = await records.call(call_id)
    assert (booked.call_id, booked.number) == (call_id, "+493023125102")
    assert record is not None
    assert record.end_reason == INTERRUPTED
    assert CALLBACK_COMMITTED in [event.kind for event in record.events]
