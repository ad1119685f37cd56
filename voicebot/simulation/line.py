"""A telephone line that can be had again: noise, level, clipping, codec and lost packets.

In the order in which they happen: what is around the caller, their microphone, the codec, the
network, and what the far end plays for what the network lost. Everything follows from a seed. A
packet that comes too late for the far end's jitter buffer is a lost one, so there is no jitter
besides the loss.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from importlib import resources
from typing import Any, Literal

import numpy as np
import yaml
from numpy.random import Generator
from numpy.typing import NDArray

from telephony.call import Samples
from telephony.g711 import decode_alaw, decode_mulaw, encode_alaw, encode_mulaw
from voicebot.errors import InputError
from voicebot.simulation.background import LOOP_SECONDS, Background, background
from voicebot.simulation.level import active_amplitude, amplitude
from voicebot.simulation.voices import SPEECH_LEVEL_DBFS, TELEPHONE_RATE

PACKET_SAMPLES = TELEPHONE_RATE // 50
"""20 ms, as on nearly every line."""

# A lost packet is replaced by the last one, which fades as in ITU-T G.711 appendix I: as it was
# for 10 ms, silent after 60 ms.
_FADE_BEGINS = TELEPHONE_RATE // 100
_FADE_ENDS = TELEPHONE_RATE * 6 // 100

_CALLERS_AMPLITUDE = amplitude(SPEECH_LEVEL_DBFS)


@dataclass(frozen=True, slots=True)
class GilbertElliott:
    """Loss in bursts: a line is in a good or in a bad state, and loses packets in each.

    After Gilbert, "Capacity of a burst-noise channel" (1960), and Elliott, "Estimates of error
    rates for codes on burst-noise channels" (1963).

    Attributes:
        to_bad: Probability that a good line is bad at the next packet.
        to_good: Probability that a bad line is good at the next packet; positive.
        loss_in_good: Probability that a packet is lost in the good state.
        loss_in_bad: The same for the bad state.
    """

    to_bad: float
    to_good: float
    loss_in_good: float = 0.0
    loss_in_bad: float = 1.0

    @property
    def loss_rate(self) -> float:
        """Share of packets lost in the long run."""
        bad = self.to_bad / (self.to_bad + self.to_good)
        return bad * self.loss_in_bad + (1 - bad) * self.loss_in_good

    def losses(self, random: Generator) -> Iterator[bool]:
        """Packet by packet without end: whether it is lost."""
        bad = random.random() < self.to_bad / (self.to_bad + self.to_good)
        while True:
            yield bool(random.random() < (self.loss_in_bad if bad else self.loss_in_good))
            bad ^= bool(random.random() < (self.to_good if bad else self.to_bad))


@dataclass(frozen=True, slots=True)
class Line:
    """What a line does to a voice.

    Attributes:
        name: As in ``lines.yaml``.
        codec: G.711 in one of its laws, or none.
        loss: How packets of 20 ms are lost; None loses none.
        concealment: What is played for a lost packet: the last one, fading, or zeros.
        noise: What is heard behind the caller.
        snr_db: Active level of the speech (ITU-T P.56) over the mean level of the noise, in dB.
        level_dbfs: Level of the speech; None leaves it.
        clip_dbfs: Amplitude over 32768 in dB at which the microphone clips; None does not.
    """

    name: str
    codec: Literal["mulaw", "alaw", "none"] = "none"
    loss: GilbertElliott | None = None
    concealment: Literal["repeat", "zeros"] = "repeat"
    noise: Background | None = None
    snr_db: float = 15.0
    level_dbfs: float | None = None
    clip_dbfs: float | None = None


def _load() -> tuple[Mapping[str, Line], Mapping[str, list[str]]]:
    text = resources.files("voicebot.simulation").joinpath("lines.yaml").read_text("utf-8")
    document = yaml.safe_load(text)
    lines = {name: _read(name, entry) for name, entry in document["lines"].items()}
    return lines, document["babble"]


def _read(name: str, entry: dict[str, Any]) -> Line:
    loss = GilbertElliott(**entry["loss"]) if "loss" in entry else None
    return Line(name=name, **{**entry, "loss": loss})


LINES, _TALK = _load()
"""The lines of ``lines.yaml`` by name, and what is talked about in the background."""


def line(name: str) -> Line:
    """The line of a name.

    Raises:
        InputError: There is none.
    """
    if name not in LINES:
        raise InputError(f"there is no line {name!r}; there are {', '.join(LINES)}")
    return LINES[name]


class Transmission:
    """One call over a line, packet by packet; the background goes on in the pauses.

    Args:
        line: The line.
        seed: Of this call; not negative.
        speech_amplitude: Of the speech to come (``level.active_amplitude``); by default that of
            simulated callers.
        noise_samples: The noise has its level over this many samples, after which it begins anew.
    """

    def __init__(
        self,
        line: Line,
        seed: int,
        speech_amplitude: float = _CALLERS_AMPLITUDE,
        noise_samples: int = round(LOOP_SECONDS * TELEPHONE_RATE),
    ) -> None:
        random = np.random.default_rng(seed)
        self._line = line
        self._noise = _noise(line, speech_amplitude, noise_samples, random)
        self._gain = 1.0
        if line.level_dbfs is not None:
            self._gain = amplitude(line.level_dbfs) / speech_amplitude
        self._losses = None if line.loss is None else line.loss.losses(random)
        self._last = np.zeros(PACKET_SAMPLES, np.int16)
        self._position = 0
        self._gap_samples = 0

    def carry(self, packet: Samples) -> Samples:
        """What the far end plays for the next packet.

        Args:
            packet: Mono PCM at 8 kHz, ``PACKET_SAMPLES`` long.
        """
        sent = self._through_microphone(packet)
        if self._losses is not None and next(self._losses):
            return self._conceal()
        self._gap_samples = 0
        match self._line.codec:
            case "mulaw":
                self._last = decode_mulaw(encode_mulaw(sent))
            case "alaw":
                self._last = decode_alaw(encode_alaw(sent))
            case "none":
                self._last = sent
        return self._last

    def _through_microphone(self, packet: Samples) -> Samples:
        wave = packet.astype(np.float64)
        if self._noise is not None:
            places = np.arange(self._position, self._position + len(packet))
            wave += np.take(self._noise, places, mode="wrap")
            self._position = (self._position + len(packet)) % len(self._noise)
        wave *= self._gain
        if self._line.clip_dbfs is not None:
            highest = amplitude(self._line.clip_dbfs)
            wave = np.clip(wave, -highest, highest)
        return np.asarray(np.clip(np.rint(wave), -32768, 32767), np.int16)

    def _conceal(self) -> Samples:
        places = np.arange(self._gap_samples, self._gap_samples + PACKET_SAMPLES)
        self._gap_samples += PACKET_SAMPLES
        if self._line.concealment == "zeros":
            return np.zeros(PACKET_SAMPLES, np.int16)
        fading = np.clip((_FADE_ENDS - places) / (_FADE_ENDS - _FADE_BEGINS), 0, 1)
        return np.asarray(np.rint(self._last * fading), np.int16)


def degrade(samples: NDArray[np.int16], line: Line, seed: int) -> NDArray[np.int16]:
    """Send a recording over a line.

    Noise and level go by the level of the speech in the recording itself.

    Args:
        samples: Mono PCM at 8 kHz, shape ``(samples,)``.
        line: The line.
        seed: Which of its many moments; not negative.

    Returns:
        What the far end plays, of the same length; the same for the same arguments.
    """
    if not len(samples):
        return samples.copy()
    packets = -(-len(samples) // PACKET_SAMPLES)
    padded = np.zeros(packets * PACKET_SAMPLES, np.int16)
    padded[: len(samples)] = samples
    # Nothing is said in a silent recording, but the noise is there, as loud as behind a caller.
    speech = active_amplitude(samples) or _CALLERS_AMPLITUDE
    transmission = Transmission(line, seed, speech, len(samples))
    carried = [transmission.carry(packet) for packet in padded.reshape(packets, PACKET_SAMPLES)]
    return np.concatenate(carried)[: len(samples)]


def _noise(
    line: Line, speech_amplitude: float, length: int, random: Generator
) -> NDArray[np.float64] | None:
    """A stretch of the background from a random moment on, at its level under the speech."""
    if line.noise is None:
        return None
    loop = background(line.noise, _TALK)
    begin = int(random.integers(len(loop)))
    noise = np.take(loop, np.arange(begin, begin + length), mode="wrap")
    level = float(np.sqrt(np.mean(np.square(noise))))
    # A stretch that happens to be without sound, in a recording of a few milliseconds, stays so.
    return noise * (speech_amplitude * 10 ** (-line.snr_db / 20) / level) if level else noise
