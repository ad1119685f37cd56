"""A recogniser that dies costs one sentence of one caller, or none, and never a call."""

import asyncio
import os
import signal
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest

from telephony.call import Samples
from tests.calls.conftest import ServerProcess
from voicebot.records.entries import CallRecord, Speaker
from voicebot.records.store import Records
from voicebot.simulation.activity import speech_segments
from voicebot.simulation.played_call import PlayedCall
from voicebot.simulation.scenario import Scenario
from voicebot.simulation.step import Step
from voicebot.simulation.twilio_caller import TwilioCaller
from voicebot.simulation.voices import TELEPHONE_RATE, caller_voice

pytestmark = [pytest.mark.call, pytest.mark.speech]

FAILED = "recognition_failed"
# Spoken without a pause as long as SPECULATION_SECONDS: at such a pause a recognition begins on
# trial, and its loss would cost nothing.
STATEMENT = "Ich habe eine neue Adresse."
QUESTION = "Was kostet die Verlängerung meiner Aufenthaltserlaubnis?"
GOODBYE = "Nein danke, das war alles. Auf Wiederhören."
ANSWER_TO_STATEMENT = "topic:address_change"
ANSWER = "topic:fees"

# The closures of plosives are up to 150 ms long.
SPECULATION_SECONDS = 0.2

# An idle worker takes no time at all; this much of a recognition is a fraction of it.
WORKING_SECONDS = 0.02


def caller(number: str, *steps: Step) -> Scenario:
    return Scenario(name="death", language="de", caller=number, steps=steps, expect_end="assistant")


@pytest.fixture
def patient_server(tmp_path: Path) -> Iterator[ServerProcess]:
    """A server that a test may harm, and that lets callers be silent for a minute."""
    process = ServerProcess(
        tmp_path,
        {
            "VOICEBOT_CONVERSATION__PATIENCE_SECONDS": "60",
            "VOICEBOT_TURNS__SPECULATION_SECONDS": str(SPECULATION_SECONDS),
        },
    )
    process.start()
    yield process
    if process.process is not None and process.process.poll() is None:
        assert process.stop() == 0, process.log()


def recogniser_of(server: ServerProcess) -> psutil.Process:
    assert server.process is not None
    children = psutil.Process(server.process.pid).children()
    (found,) = [
        child
        for child in children
        if child.name() == "recogniser" and child.status() != psutil.STATUS_ZOMBIE
    ]
    return found


def spoken(scenario: Scenario) -> dict[int, Samples]:
    voice = caller_voice(scenario.language, 0)
    return {
        number: voice.speak(step.say) for number, step in enumerate(scenario.steps, 1) if step.say
    }


async def place(server: ServerProcess, scenario: Scenario) -> asyncio.Task[PlayedCall]:
    said = await asyncio.to_thread(spoken, scenario)
    return asyncio.create_task(TwilioCaller(server.url).call(scenario, said))


async def record_of(records: Records, number: str) -> CallRecord | None:
    for summary in await records.recent_calls(10):
        if summary.caller_number == number:
            return await records.call(summary.call_id)
    return None


async def until_said(
    records: Records, number: str, source: str, call: asyncio.Task[PlayedCall]
) -> None:
    """Wait until the assistant has said something to a caller."""
    async with asyncio.timeout(60):
        while True:
            record = await record_of(records, number)
            if record is not None and source in [turn.source for turn in record.turns]:
                return
            assert not call.done(), f"the call ended before {source} was said"
            await asyncio.wait([call], timeout=0.1)


async def kill_at_work(recogniser: psutil.Process, call: asyncio.Task[PlayedCall]) -> None:
    """Kill the recogniser as soon as it begins to work."""
    idle = recogniser.cpu_times().user
    async with asyncio.timeout(60):
        while recogniser.cpu_times().user < idle + WORKING_SECONDS:
            assert not call.done(), "the call ended before anything was recognised"
            await asyncio.wait([call], timeout=0.005)
    os.kill(recogniser.pid, signal.SIGKILL)


def sources(record: CallRecord) -> list[str | None]:
    return [turn.source for turn in record.turns if turn.speaker is Speaker.ASSISTANT]


def kinds(record: CallRecord) -> list[str]:
    return [event.kind for event in record.events]


async def test_a_recogniser_that_dies_over_a_sentence_costs_that_sentence_and_nothing_else(
    patient_server: ServerProcess,
) -> None:
    asking = caller("+493023125101", Step(say=STATEMENT), Step(say=STATEMENT), Step(say=GOODBYE))
    other = caller(
        "+493023125102", Step(say=QUESTION), Step(say=QUESTION, after=25.0), Step(say=GOODBYE)
    )
    pause = round(SPECULATION_SECONDS * TELEPHONE_RATE)
    assert len(speech_segments(spoken(asking)[1], bridged_pause=pause)) == 1
    async with Records.open(patient_server.settings.resolved_database_url) as records:
        other_call = await place(patient_server, other)
        await until_said(records, "+493023125102", ANSWER, other_call)
        call = await place(patient_server, asking)
        await until_said(records, "+493023125101", "phrase:invitation", call)
        dead = recogniser_of(patient_server)
        await kill_at_work(dead, call)
        await until_said(records, "+493023125101", "phrase:please_repeat", call)
        played = await asyncio.gather(call, other_call)
        record = await record_of(records, "+493023125101")
        other_record = await record_of(records, "+493023125102")

    assert [one.failure for one in played] == [None, None]
    assert record is not None
    assert kinds(record).count(FAILED) == 1
    said = sources(record)
    assert said.index("phrase:please_repeat") < said.index(ANSWER_TO_STATEMENT)
    assert said[-1] == "phrase:goodbye"
    assert other_record is not None
    assert FAILED not in kinds(other_record)
    assert sources(other_record).count(ANSWER) == 2
    assert recogniser_of(patient_server).pid != dead.pid
    assert "a worker died and is replaced" in patient_server.log()


async def test_a_recogniser_that_dies_while_the_caller_still_speaks_costs_nothing(
    patient_server: ServerProcess,
) -> None:
    asking = caller("+493023125103", Step(say=QUESTION), Step(say=GOODBYE))
    async with Records.open(patient_server.settings.resolved_database_url) as records:
        call = await place(patient_server, asking)
        await until_said(records, "+493023125103", "phrase:invitation", call)
        os.kill(recogniser_of(patient_server).pid, signal.SIGKILL)
        played = await call
        record = await record_of(records, "+493023125103")

    assert played.failure is None
    assert record is not None
    assert FAILED not in kinds(record)
    assert ANSWER in sources(record)
