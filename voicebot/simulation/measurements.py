"""What can be measured on the recording of a simulated call.

Speech is found as described in ``activity``. All times are those of the caller's end of the
line, so they include the way through the provider's buffer.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from voicebot.simulation.activity import Segment, speech_segments
from voicebot.simulation.playout import Underrun
from voicebot.simulation.recording import Recording
from voicebot.simulation.script import Contribution
from voicebot.simulation.voices import TELEPHONE_RATE

REACTION_SECONDS = 0.2
"""Who begins to speak this shortly after the caller could not know about it: no cut-off."""

INTERRUPTED_SILENCE_SECONDS = 0.5
"""The assistant has given way when it is silent this long; its sentences have shorter pauses."""

AUDIBLE_GAP_SECONDS = 0.06
"""Longer interruptions of the sound are heard as such; shorter ones telephones conceal."""

GAP_CONTEXT_SECONDS = 0.5
"""A gap counts when there is speech this shortly before and after it: else it is not *inside*."""


@dataclass(frozen=True, slots=True)
class TurnLatency:
    """How long a caller waited for an answer.

    Attributes:
        step: Number of the caller's step, from 1.
        milliseconds: From the caller's last speech sample to the assistant's first one.
    """

    step: int
    milliseconds: float


@dataclass(frozen=True, slots=True)
class Measurements:
    """Everything measured in one call.

    Attributes:
        latencies: For every spoken turn that was answered. Not for turns in which the caller
            talked over the assistant, nor for those in which they were cut off.
        barge_ins_ms: For every spoken interruption: from the caller's first speech sample until
            the assistant gave way.
        cut_offs: Turns, not interrupting ones, in which the assistant began to speak more than
            ``REACTION_SECONDS`` after the caller began and before the caller's last sample.
        audio_gaps: Underruns longer than ``AUDIBLE_GAP_SECONDS`` inside the assistant's speech:
            the provider's buffer ran empty and then received more audio before a mark or
            ``clear`` had ended the utterance and before the caller began to speak. Pauses that
            the synthesised text has are in the audio itself and are none.
    """

    latencies: tuple[TurnLatency, ...] = ()
    barge_ins_ms: tuple[float, ...] = ()
    cut_offs: int = 0
    audio_gaps: int = 0


def measure(
    recording: Recording, contributions: Sequence[Contribution], underruns: Sequence[Underrun]
) -> Measurements:
    """Measure one call.

    Args:
        recording: Both sides.
        contributions: What the caller said and keyed, in order.
        underruns: Of the provider's playout buffer.
    """
    assistant = speech_segments(recording.assistant)
    begins = [*(one.first for one in contributions), len(recording.caller)]
    latencies: list[TurnLatency] = []
    barge_ins: list[float] = []
    cut_offs = 0
    for contribution, next_begin in zip(contributions, begins[1:], strict=True):
        speech = _spoken(recording, contribution)
        if speech is None:
            continue
        if contribution.interrupting:
            barge_ins += _barge_in(recording, speech)
        elif _is_cut_off(speech, assistant):
            cut_offs += 1
        else:
            latencies += _latency(contribution.step, speech, next_begin, assistant)
    gaps = sum(_is_audible_gap(recording, underrun) for underrun in underruns)
    return Measurements(tuple(latencies), tuple(barge_ins), cut_offs, gaps)


def _spoken(recording: Recording, contribution: Contribution) -> Segment | None:
    """From the first to the last speech sample of what the caller said."""
    if contribution.text is None:
        return None
    segments = speech_segments(recording.caller[contribution.first : contribution.end])
    if not segments:
        return None
    return Segment(contribution.first + segments[0].first, contribution.first + segments[-1].end)


def _is_cut_off(speech: Segment, assistant: Sequence[Segment]) -> bool:
    earliest = speech.first + REACTION_SECONDS * TELEPHONE_RATE
    return any(earliest < segment.first < speech.end for segment in assistant)


def _latency(
    step: int, speech: Segment, next_begin: int, assistant: Sequence[Segment]
) -> list[TurnLatency]:
    if any(segment.first < speech.end < segment.end for segment in assistant):
        return []
    answers = [one.first for one in assistant if speech.end <= one.first < next_begin]
    return [TurnLatency(step, _milliseconds(answers[0] - speech.end))] if answers else []


def _barge_in(recording: Recording, speech: Segment) -> list[float]:
    silence = round(INTERRUPTED_SILENCE_SECONDS * TELEPHONE_RATE)
    for segment in speech_segments(recording.assistant, bridged_pause=silence):
        if segment.first <= speech.first < segment.end:
            return [_milliseconds(segment.end - speech.first)]
    return []


def _is_audible_gap(recording: Recording, underrun: Underrun) -> bool:
    context = round(GAP_CONTEXT_SECONDS * TELEPHONE_RATE)
    return (
        underrun.end - underrun.first > AUDIBLE_GAP_SECONDS * TELEPHONE_RATE
        and bool(
            speech_segments(recording.assistant[max(0, underrun.first - context) : underrun.first])
        )
        and bool(speech_segments(recording.assistant[underrun.end : underrun.end + context]))
    )


def _milliseconds(samples: int) -> float:
    return samples * 1000 / TELEPHONE_RATE
