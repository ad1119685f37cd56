"""Words from sounds in which nobody says any: there should be none.

Computed sounds of every kind (``voicebot.simulation.sounds``) and, where Debian's music on hold is
installed (``apt-get install asterisk-moh-opsound-wav``), pieces of it, each of 0.5 to 6 s and over
a mu-law line, are given to the recogniser with all languages allowed: once without a hint, once
with the hint for open questions. Counted are clips from which words come, from the recogniser
alone and on the whole way of a call, where only what Silero takes for speech is recognised.

    python -m benchmarks.no_words --json var/no_words.json
"""

import argparse
import asyncio
import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np
import soundfile
import soxr
from numpy.random import Generator
from numpy.typing import NDArray
from rich.console import Console
from rich.progress import track
from rich.table import Table

from languages.recognition_hints import recognition_hints
from languages.registry import LANGUAGES
from voicebot.errors import InputError, VoicebotError
from voicebot.models.store import model_folder
from voicebot.settings import Settings, load_settings
from voicebot.simulation.level import amplitude
from voicebot.simulation.line import degrade, line
from voicebot.simulation.sounds import SOUND_KINDS, sound
from voicebot.simulation.sounds.filters import band, samples_of
from voicebot.simulation.voices import TELEPHONE_RATE
from voicebot.speech.interfaces import NO_HINTS, RECOGNITION_SAMPLE_RATE, Recogniser
from voicebot.speech.recognition.pool import RecogniserPool
from voicebot.turns.speech_presence import has_speech

HOLD_MUSIC = "hold_music"
"""The kind of pieces that are cut out of recorded music."""

_MUSIC_FOLDER = Path("/usr/share/asterisk/moh")
_SECONDS = (0.5, 6.0)
_TELEPHONE_BAND = (300.0, 3400.0)
_MUSIC_DBFS = (-32.0, -18.0)
_OPEN_QUESTION = "anything"
# A machine that does something else beside this must not lose a clip to the deadline.
_PATIENCE_SECONDS = 120.0


@dataclass(frozen=True, slots=True)
class Clip:
    """A sound without words.

    Attributes:
        kind: One of ``SOUND_KINDS``, or ``HOLD_MUSIC``.
        samples: As it arrives: mono PCM at 8 kHz, shape ``(samples,)``.
    """

    kind: str
    samples: NDArray[np.int16]


@dataclass(frozen=True, slots=True)
class Finding:
    """What was made of a clip.

    Attributes:
        kind: Its kind.
        seconds: Its length.
        speech: Whether Silero takes it for speech.
        unhinted: What the recogniser says that it heard; empty for nothing.
        hinted: The same with the hint for open questions.
    """

    kind: str
    seconds: float
    speech: bool
    unhinted: str
    hinted: str


@dataclass(frozen=True, slots=True)
class Tally:
    """Numbers of clips of one kind.

    Attributes:
        kind: The kind.
        clips: All.
        speech: Taken for speech by Silero.
        recogniser_unhinted: With words from the recogniser alone, without a hint.
        recogniser_hinted: The same with a hint.
        whole_way_unhinted: With words on the whole way, without a hint.
        whole_way_hinted: The same with a hint.
    """

    kind: str
    clips: int
    speech: int
    recogniser_unhinted: int
    recogniser_hinted: int
    whole_way_unhinted: int
    whole_way_hinted: int


def make_clips(count: int, seed: int, music: Sequence[Path]) -> list[Clip]:
    """Make clips of all kinds in turn, the same ones for the same arguments.

    Args:
        count: How many.
        seed: Which.
        music: Files of recorded music at 8 kHz; none leaves ``HOLD_MUSIC`` out.
    """
    random = np.random.default_rng(seed)
    kinds = (*SOUND_KINDS, HOLD_MUSIC) if music else SOUND_KINDS
    clips = []
    for number in range(count):
        kind = kinds[number % len(kinds)]
        seconds = random.uniform(*_SECONDS)
        own_seed = int(random.integers(2**31))
        if kind == HOLD_MUSIC:
            samples = _piece(music[number // len(kinds) % len(music)], seconds, random)
        else:
            samples = sound(kind, seconds, own_seed)
        clips.append(Clip(kind, degrade(samples, line("g711"), own_seed)))
    return clips


def tally(findings: Sequence[Finding]) -> list[Tally]:
    """Count the findings, by kind in the order in which the kinds first appear."""
    tallies = []
    for kind in dict.fromkeys(finding.kind for finding in findings):
        of_kind = [finding for finding in findings if finding.kind == kind]
        tallies.append(
            Tally(
                kind=kind,
                clips=len(of_kind),
                speech=sum(one.speech for one in of_kind),
                recogniser_unhinted=sum(bool(one.unhinted) for one in of_kind),
                recogniser_hinted=sum(bool(one.hinted) for one in of_kind),
                whole_way_unhinted=sum(one.speech and bool(one.unhinted) for one in of_kind),
                whole_way_hinted=sum(one.speech and bool(one.hinted) for one in of_kind),
            )
        )
    return tallies


def _piece(path: Path, seconds: float, random: Generator) -> NDArray[np.int16]:
    """A piece of music as a telephone passes it, at the level of music on hold."""
    length = samples_of(seconds)
    frames = soundfile.info(path).frames
    begin = int(random.integers(max(1, frames - length)))
    music, _ = soundfile.read(path, frames=length, start=begin, dtype="float64")
    narrow = band(music, *_TELEPHONE_BAND)
    level = float(np.sqrt(np.mean(np.square(narrow))))
    wave = narrow * amplitude(random.uniform(*_MUSIC_DBFS)) / max(level, 1e-9)
    return np.asarray(np.clip(np.rint(wave), -32768, 32767), np.int16)


async def examine(clip: Clip, recogniser: Recogniser, settings: Settings) -> Finding:
    """Give a clip to Silero and, twice, to the recogniser.

    Raises:
        RecogniserError: The recogniser failed.
    """
    wide = soxr.resample(clip.samples, TELEPHONE_RATE, RECOGNITION_SAMPLE_RATE)
    unhinted, hinted = [
        await recogniser.transcribe(wide, tuple(LANGUAGES), hints=hints)
        for hints in (NO_HINTS, recognition_hints(_OPEN_QUESTION))
    ]
    return Finding(
        kind=clip.kind,
        seconds=round(len(clip.samples) / TELEPHONE_RATE, 3),
        speech=has_speech(clip.samples, TELEPHONE_RATE, settings.turns),
        unhinted="" if unhinted.no_speech else unhinted.text,
        hinted="" if hinted.no_speech else hinted.text,
    )


async def _examine_all(clips: Sequence[Clip], settings: Settings) -> list[Finding]:
    changes = {"workers": 1, "deadline_seconds": _PATIENCE_SECONDS}
    recogniser = RecogniserPool(
        model_folder(settings.recogniser.model, settings),
        settings.recogniser.model_copy(update=changes),
    )
    await recogniser.start()
    try:
        progress = track(clips, "Sounds without words", console=Console(stderr=True))
        return [await examine(clip, recogniser, settings) for clip in progress]
    finally:
        await recogniser.close()


def _print(tallies: Sequence[Tally], model: str) -> None:
    table = Table(title=f"{model}: clips without words from which words come", show_footer=True)

    def total(name: str) -> str:
        return f"{sum(getattr(one, name) for one in tallies)}"

    table.add_column("sound", footer="all")
    for header, name in (
        ("clips", "clips"),
        ("Silero", "speech"),
        ("recogniser", "recogniser_unhinted"),
        ("hinted", "recogniser_hinted"),
        ("whole way", "whole_way_unhinted"),
        ("hinted", "whole_way_hinted"),
    ):
        table.add_column(header, justify="right", footer=total(name))
    for one in tallies:
        kind, *numbers = asdict(one).values()
        table.add_row(kind, *(str(number) for number in numbers))
    Console().print(table)


def main() -> None:
    """Count and print a table; with ``--json``, write everything down, the words included."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--clips", type=int, default=200)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--json", type=Path)
    options = parser.parse_args()
    if options.clips < 1:
        parser.error("--clips must be at least 1")
    music = sorted(_MUSIC_FOLDER.glob("*.wav"))
    if not music:
        Console(stderr=True).print(
            "music on hold is left out; for it: apt-get install asterisk-moh-opsound-wav"
        )
    try:
        settings = load_settings()
        clips = make_clips(options.clips, options.seed, music)
        findings = asyncio.run(_examine_all(clips, settings))
    except InputError as error:
        parser.exit(2, f"{error}\n")
    except VoicebotError as error:
        parser.exit(1, f"{error}\n")
    tallies = tally(findings)
    _print(tallies, settings.recogniser.model)
    if options.json:
        document = {
            "recogniser": settings.recogniser.model_dump(mode="json"),
            "seed": options.seed,
            "tallies": [asdict(one) for one in tallies],
            "findings": [asdict(one) for one in findings],
        }
        options.json.parent.mkdir(parents=True, exist_ok=True)
        options.json.write_text(json.dumps(document, ensure_ascii=False, indent=2) + "\n", "utf-8")


if __name__ == "__main__":
    main()
