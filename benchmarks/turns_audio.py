"""Utterances with a pause of a given length, spoken by callers' voices and sent over a telephone.

Within a sentence a comma makes the voice go on in a melody that promises more; its own pause there
is found and replaced. Where it makes none, the quietest moment near the end of the first part is
opened. Sentences are spoken one by one.
"""

from dataclasses import dataclass

import numpy as np

from benchmarks.utterances import PausedUtterance, PauseKind
from telephony.call import Samples
from telephony.g711 import decode_mulaw, encode_mulaw
from voicebot.simulation.activity import FRAME_SAMPLES, SPEECH_THRESHOLD
from voicebot.simulation.voices import TELEPHONE_RATE, CallerVoice

_LEAD_IN_SECONDS = 0.6
_TRAILING_SECONDS = 3.0
_COMFORT_NOISE_DBFS = -65.0

# Shorter silence is the closure of a plosive as often as a pause.
_SHORTEST_OWN_PAUSE_SECONDS = 0.16
# How far from the length of the first part, spoken alone, the voice's own pause may begin or end.
_PAUSE_SEARCH_SECONDS = 0.35
_BOUNDARY_SEARCH_SECONDS = 0.12
_FADE_SECONDS = 0.008


@dataclass(frozen=True, slots=True)
class SpokenUtterance:
    """What arrives from the telephone; times are in seconds from its begin.

    Attributes:
        samples: Mono PCM at 8 kHz with silence before and 3 s of it after the speech.
        pause_began: The last sound before the pause.
        pause_ended: The first sound after it.
        ended: The last sound.
    """

    samples: Samples
    pause_began: float
    pause_ended: float
    ended: float


def speak_with_pause(
    utterance: PausedUtterance,
    voice: CallerVoice,
    pause_seconds: float,
    noise: np.random.Generator,
) -> SpokenUtterance:
    """Let a voice say an utterance with a pause where it is marked.

    Args:
        utterance: What is said.
        voice: Who says it.
        pause_seconds: Length of the pause.
        noise: Source of the line's comfort noise.

    Raises:
        VoiceError: The voice cannot speak it.
    """
    before, after = _parts(utterance, voice)
    silence = np.zeros(_samples(pause_seconds), np.int16)
    lead_in = np.zeros(_samples(_LEAD_IN_SECONDS), np.int16)
    trailing = np.zeros(_samples(_TRAILING_SECONDS), np.int16)
    stream = np.concatenate((lead_in, before, silence, after, trailing))
    pause_began = len(lead_in) + len(before)
    pause_ended = pause_began + len(silence)
    return SpokenUtterance(
        samples=_over_telephone(stream, noise),
        pause_began=pause_began / TELEPHONE_RATE,
        pause_ended=pause_ended / TELEPHONE_RATE,
        ended=(pause_ended + len(after)) / TELEPHONE_RATE,
    )


def _parts(utterance: PausedUtterance, voice: CallerVoice) -> tuple[Samples, Samples]:
    if utterance.kind is PauseKind.BETWEEN_SENTENCES:
        return voice.speak(utterance.before), voice.speak(utterance.after)
    before = utterance.before if utterance.before.endswith(",") else f"{utterance.before},"
    whole = voice.speak(f"{before} {utterance.after}")
    expected = len(voice.speak(before))
    first, end = own_pause(whole, expected) or _boundary(whole, expected)
    return _faded_out(whole[:first]), _faded_out(whole[end:][::-1])[::-1]


def own_pause(speech: Samples, expected: int) -> tuple[int, int] | None:
    """The voice's pause nearest to a place; None when it makes none there.

    Args:
        speech: Mono PCM at 8 kHz.
        expected: Sample at which it should be.

    Returns:
        Its first sample and the first after it.
    """
    quiet = np.concatenate(([False], _power(speech) < SPEECH_THRESHOLD**2, [False]))
    edges = np.flatnonzero(np.diff(quiet.astype(np.int8))) * FRAME_SAMPLES
    found = [
        (min(abs(first - expected), abs(end - expected)), int(first), int(end))
        for first, end in zip(edges[::2], edges[1::2], strict=True)
        if end - first >= _samples(_SHORTEST_OWN_PAUSE_SECONDS)
    ]
    if not found:
        return None
    distance, first, end = min(found)
    return (first, end) if distance <= _samples(_PAUSE_SEARCH_SECONDS) else None


def _boundary(speech: Samples, expected: int) -> tuple[int, int]:
    """The quietest moment near a place, as a pause without length."""
    reach = _samples(_BOUNDARY_SEARCH_SECONDS) // FRAME_SAMPLES
    power = _power(speech)
    first = min(max(0, expected // FRAME_SAMPLES - reach), len(power) - 1)
    quietest = first + int(np.argmin(power[first : first + 2 * reach + 1]))
    middle = quietest * FRAME_SAMPLES + FRAME_SAMPLES // 2
    return middle, middle


def _power(speech: Samples) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
    """Mean square of every whole frame of 10 ms."""
    frames = len(speech) // FRAME_SAMPLES
    squares = np.square(speech[: frames * FRAME_SAMPLES].astype(np.float64))
    mean: np.ndarray[tuple[int], np.dtype[np.float64]] = np.mean(
        squares.reshape(frames, FRAME_SAMPLES), axis=1
    )
    return mean


def _faded_out(speech: Samples) -> Samples:
    """Without the click of a sound that is cut."""
    length = min(_samples(_FADE_SECONDS), len(speech))
    gain = np.ones(len(speech))
    gain[len(speech) - length :] = np.linspace(1.0, 0.0, length)
    return np.round(speech * gain).astype(np.int16)


def _over_telephone(stream: Samples, noise: np.random.Generator) -> Samples:
    level = 32768 * 10 ** (_COMFORT_NOISE_DBFS / 20)
    noisy = np.clip(np.round(stream + noise.normal(0.0, level, len(stream))), -32768, 32767)
    return decode_mulaw(encode_mulaw(noisy.astype(np.int16)))


def _samples(seconds: float) -> int:
    return round(seconds * TELEPHONE_RATE)
