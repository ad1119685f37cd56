"""A simulated call as text: what was said on both sides and how long the caller waited."""

from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass

from voicebot.records.entries import CallRecord, Speaker
from voicebot.simulation.expectations import recorded_turns
from voicebot.simulation.played_call import Party, PlayedCall
from voicebot.simulation.script import Contribution


@dataclass(frozen=True, slots=True)
class TranscriptLine:
    """One turn.

    Attributes:
        speaker: Who spoke.
        text: What the assistant said, or what the caller said in truth; empty for a turn that
            the assistant heard although the caller had not said anything.
        recognised: How the assistant recognised the caller; None when it is not in the records.
        topic: Topic recorded for the caller's turn.
        latency_ms: How long the caller waited for the answer to this turn.
        source: What the assistant said, as ``phrase:goodbye``.
    """

    speaker: Party
    text: str
    recognised: str | None = None
    topic: str | None = None
    latency_ms: float | None = None
    source: str | None = None


def transcribe(played: PlayedCall, record: CallRecord | None) -> list[TranscriptLine]:
    """Turns in the order of the records.

    What the records do not have as a turn (keys, tones, lost utterances) stands before the caller's
    next recorded words: nobody knows where among the assistant's it belongs.
    """
    latencies = {one.step: one.milliseconds for one in played.measurements.latencies}
    steps = {id(turn): step for step, turn in recorded_turns(played, record).items()}
    unplaced = deque(played.contributions)
    lines = []
    for turn in record.turns if record else ():
        if turn.speaker == Speaker.ASSISTANT:
            lines.append(TranscriptLine("assistant", turn.text, source=turn.source))
            continue
        step = steps.get(id(turn))
        if step is None:
            lines.append(TranscriptLine("caller", "", turn.text, turn.topic))
            continue
        while unplaced[0].step < step:
            lines.append(_unrecorded(unplaced.popleft(), latencies))
        said = unplaced.popleft().text or ""
        lines.append(TranscriptLine("caller", said, turn.text, turn.topic, latencies.get(step)))
    return [*lines, *(_unrecorded(one, latencies) for one in unplaced)]


def _unrecorded(contribution: Contribution, latencies: Mapping[int, float]) -> TranscriptLine:
    text = contribution.text or "(no words)"
    return TranscriptLine("caller", text, latency_ms=latencies.get(contribution.step))
