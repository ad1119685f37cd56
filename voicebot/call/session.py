"""Carries one call from its first frame to the closed record."""

import asyncio

from loguru import logger
from pipecat.pipeline.pipeline import Pipeline
from pipecat.pipeline.worker import PipelineParams, PipelineWorker
from pipecat.workers.runner import WorkerRunner

from telephony.call import Call
from voicebot.assistant import Assistant
from voicebot.call.ear import Ear
from voicebot.call.mind import Mind
from voicebot.call.mouth import Mouth
from voicebot.call.recorder import RecordedCall
from voicebot.call.transport import CallInput, CallOutput, transport_parameters
from voicebot.recordings import recording_path


async def carry_call(call: Call, assistant: Assistant, runner: WorkerRunner) -> None:
    """Talk with the caller until one side hangs up; the record is closed on return.

    Args:
        call: An accepted call.
        assistant: Everything that calls share.
        runner: Runs the pipelines of all calls.
    """
    info = call.info
    recorded = RecordedCall(call, recording_path(assistant.settings, info.call_id))
    await assistant.records.start_call(
        info.call_id, info.channel, info.caller_number, assistant.now()
    )
    finished = asyncio.Event()

    async def on_finished() -> None:
        finished.set()

    parameters = transport_parameters(recorded)
    turns = assistant.settings.turns
    mind = Mind(
        recorded,
        assistant.conversation(info.call_id, start_recorder=recorded.start_recording),
        turns,
        assistant.settings.handover,
        warm=assistant.synthesiser.warm,
        on_finished=on_finished,
    )
    worker = PipelineWorker(
        Pipeline(
            [
                CallInput(recorded, parameters),
                Ear(
                    sample_rate=call.sample_rate,
                    settings=turns,
                    recogniser=assistant.recogniser,
                    judge=assistant.judge,
                    languages=assistant.settings.languages,
                    foresee=mind.foresee,
                ),
                mind,
                Mouth(assistant.synthesiser),
                CallOutput(recorded, parameters),
            ]
        ),
        params=PipelineParams(
            audio_in_sample_rate=call.sample_rate, audio_out_sample_rate=call.sample_rate
        ),
        # The conversation has its own patience; and one idle call must never end the others.
        cancel_on_idle_timeout=False,
        cancel_runner_on_idle_timeout=False,
        idle_timeout_secs=None,
        enable_rtvi=False,
        enable_turn_tracking=False,
        name=f"call-{info.call_id}",
    )
    await runner.add_workers(worker)
    logger.info("call {} began over {}", info.call_id, info.channel)
    try:
        await finished.wait()
    finally:
        await worker.cancel()
        await recorded.finish()
    logger.info("call {} is over", info.call_id)
