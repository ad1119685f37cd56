"""Sounds without words that reach a telephone: noise, tones, throats, music.

Everything is computed from a seed, nothing is recorded: what is measured with these sounds can be
measured again anywhere. They stand for the real ones, and are not them.
"""

import zlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray

from voicebot.errors import InputError
from voicebot.simulation.level import FULL_SCALE, active_amplitude, amplitude
from voicebot.simulation.sounds import body, noises, tones
from voicebot.simulation.sounds.filters import Wave, samples_of
from voicebot.simulation.sounds.music import music

_HIGHEST_PEAK = 0.95
# Under sounds of people: a microphone that is open is never quite silent.
_ROOM_DBFS = -65.0


@dataclass(frozen=True, slots=True)
class _Kind:
    generate: Callable[[int, Generator], Wave]
    quietest_dbfs: float
    loudest_dbfs: float
    in_a_room: bool = False


_KINDS: Mapping[str, _Kind] = {
    "silence": _Kind(noises.silence, 0, 0),
    "comfort_noise": _Kind(noises.comfort_noise, -50, -42),
    "white_noise": _Kind(noises.white_noise, -50, -25),
    "pink_noise": _Kind(noises.pink_noise, -50, -22),
    "hum": _Kind(noises.hum, -50, -28),
    "line_crackle": _Kind(noises.line_crackle, -45, -25),
    "dtmf": _Kind(tones.dtmf, -28, -20),
    "dial_tone": _Kind(tones.dial_tone, -30, -20),
    "ringback": _Kind(tones.ringback, -32, -22),
    "busy_tone": _Kind(tones.busy_tone, -32, -22),
    "breathing": _Kind(body.breathing, -48, -30, in_a_room=True),
    "cough": _Kind(body.cough, -34, -20, in_a_room=True),
    "throat_clearing": _Kind(body.throat_clearing, -38, -22, in_a_room=True),
    "click": _Kind(noises.click, -40, -22, in_a_room=True),
    "music": _Kind(music, -32, -20),
}

SOUND_KINDS: tuple[str, ...] = tuple(_KINDS)
"""What ``sound`` can make."""


def sound(kind: str, seconds: float, seed: int) -> NDArray[np.int16]:
    """Make a sound; the same one for the same arguments.

    Levels are drawn from what telephones carry: -50 to -20 dBFS while it sounds.

    Args:
        kind: One of ``SOUND_KINDS``.
        seconds: Length of the whole, pauses included.
        seed: Which of the many such sounds; not negative.

    Returns:
        Mono PCM at 8 kHz, shape ``(samples,)``.

    Raises:
        InputError: There is no such kind, or the length is not positive.
    """
    if kind not in _KINDS:
        raise InputError(f"there is no sound {kind!r}; there are {', '.join(SOUND_KINDS)}")
    if seconds <= 0:
        raise InputError(f"a sound of {seconds} s has no sound in it")
    chosen = _KINDS[kind]
    random = np.random.default_rng((seed, zlib.crc32(kind.encode())))
    wave = chosen.generate(samples_of(seconds), random)
    wave = wave * _gain(wave, random.uniform(chosen.quietest_dbfs, chosen.loudest_dbfs))
    if chosen.in_a_room:
        wave += _gain(room := noises.pink_noise(len(wave), random), _ROOM_DBFS) * room
    return np.asarray(np.clip(np.rint(wave), -32768, 32767), np.int16)


def _gain(wave: Wave, level_dbfs: float) -> float:
    """The factor that brings the wave to a level while it sounds, short of clipping."""
    peak = float(np.abs(wave).max())
    if peak == 0:
        return 1.0
    return min(amplitude(level_dbfs) / active_amplitude(wave), _HIGHEST_PEAK * FULL_SCALE / peak)
