"""Word error rate and time of recognition, beside the stock call with the same weights.

Material: human telephone prompts with their texts, as Debian packages them
(``apt-get install asterisk-core-sounds-en-wav asterisk-core-sounds-en``).

    python -m benchmarks.recognition --language en --clips 20 --json var/recognition.json
"""

import argparse
import asyncio
import gzip
import json
import random
import re
import statistics
import time
from dataclasses import asdict, dataclass
from pathlib import Path

import jiwer
import numpy as np
from faster_whisper import WhisperModel
from numpy.typing import NDArray
from rich.console import Console
from rich.progress import track
from rich.table import Table

from voicebot.models.store import model_folder
from voicebot.settings import load_settings
from voicebot.speech.recognition.audio_file import read_audio
from voicebot.speech.recognition.pool import RecogniserPool

_SOUNDS = Path("/usr/share/asterisk/sounds")
_TEXTS = "/usr/share/doc/asterisk-core-sounds-{language}/core-sounds-{language}.txt.gz"
_SPEAKERS = {"en": "en_US_f_Allison"}
_MIN_WORDS = 4
_MAX_SECONDS = 30.0


@dataclass(frozen=True, slots=True)
class Result:
    """What one way of recognising the clips gave.

    Attributes:
        name: The way.
        word_error_rate: Wrong words by words spoken.
        median_ms: Median time for one clip.
        mean_ms: Mean time for one clip.
    """

    name: str
    word_error_rate: float
    median_ms: float
    mean_ms: float


@dataclass(frozen=True, slots=True)
class _Clip:
    samples: NDArray[np.int16]
    text: str


def _clips(language: str, count: int, seed: int) -> list[_Clip]:
    texts = Path(_TEXTS.format(language=language))
    folder = _SOUNDS / _SPEAKERS[language]
    if not texts.is_file() or not folder.is_dir():
        raise SystemExit(
            f"install the prompts first: apt-get install asterisk-core-sounds-{language}-wav "
            f"asterisk-core-sounds-{language}"
        )
    lines = gzip.decompress(texts.read_bytes()).decode("utf-8", "replace").splitlines()
    pairs = dict(line.split(":", 1) for line in lines if ":" in line and not line.startswith(";"))
    # Recordings of silence have a text that describes them, and nothing is said.
    names = sorted(
        name
        for name, text in pairs.items()
        if len(text.split()) >= _MIN_WORDS
        and "silence" not in name
        and (folder / f"{name}.wav").is_file()
    )
    random.Random(seed).shuffle(names)  # noqa: S311 - a sample, not a secret
    clips = ((read_audio(folder / f"{name}.wav"), pairs[name]) for name in names)
    chosen = (_Clip(samples, text) for samples, text in clips if len(samples) < _MAX_SECONDS * 16e3)
    return [clip for _, clip in zip(range(count), chosen, strict=False)]


def normalise(text: str) -> str:
    """Lower case, no punctuation, no stage directions: what word error rate is counted on."""
    spoken = re.sub(r"\[.*?\]", " ", text.lower())
    return " ".join(re.sub(r"[^\w' ]", " ", spoken).split())


def _result(name: str, clips: list[_Clip], heard: list[str], seconds: list[float]) -> Result:
    rate = jiwer.wer([normalise(clip.text) for clip in clips], [normalise(text) for text in heard])
    return Result(
        name,
        round(rate, 4),
        round(statistics.median(seconds) * 1000, 1),
        round(statistics.mean(seconds) * 1000, 1),
    )


async def _ours(clips: list[_Clip], folder: Path, language: str) -> Result:
    settings = load_settings().recogniser.model_copy(update={"workers": 1})
    recogniser = RecogniserPool(folder, settings)
    await recogniser.start()
    heard, seconds = [], []
    try:
        await recogniser.transcribe(clips[0].samples, [language])  # The first run allocates.
        for clip in track(clips, "voicebot", console=Console(stderr=True)):
            began = time.perf_counter()
            transcript = await recogniser.transcribe(clip.samples, [language])
            seconds.append(time.perf_counter() - began)
            heard.append(transcript.text)
    finally:
        await recogniser.close()
    return _result("voicebot", clips, heard, seconds)


def _stock(clips: list[_Clip], folder: Path, language: str) -> Result:
    model = WhisperModel(str(folder), compute_type="int8", cpu_threads=1)
    heard, seconds = [], []
    for clip in track(clips, "faster-whisper", console=Console(stderr=True)):
        began = time.perf_counter()
        segments, _ = model.transcribe(clip.samples.astype(np.float32) / 32768.0, language=language)
        heard.append(" ".join(segment.text for segment in segments))
        seconds.append(time.perf_counter() - began)
    return _result("faster_whisper.WhisperModel.transcribe", clips, heard, seconds)


def main() -> None:
    """Measure and print a table; with ``--json``, write it down."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--language", default="en", choices=sorted(_SPEAKERS))
    parser.add_argument("--clips", type=int, default=20)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--json", type=Path)
    options = parser.parse_args()
    settings = load_settings()
    folder = model_folder(settings.recogniser.model, settings)
    clips = _clips(options.language, options.clips, options.seed)
    results = [
        asyncio.run(_ours(clips, folder, options.language)),
        _stock(clips, folder, options.language),
    ]
    table = Table(title=f"{len(clips)} prompts, {options.language}, {settings.recogniser.model}")
    for column in ("way", "word error rate", "median ms", "mean ms", "times faster"):
        table.add_column(column, justify="left" if column == "way" else "right")
    slowest = results[-1].median_ms
    for result in results:
        table.add_row(
            result.name,
            f"{result.word_error_rate:.1%}",
            f"{result.median_ms:.0f}",
            f"{result.mean_ms:.0f}",
            f"{slowest / result.median_ms:.1f}",
        )
    Console().print(table)
    if options.json:
        options.json.parent.mkdir(parents=True, exist_ok=True)
        options.json.write_text(json.dumps([asdict(result) for result in results], indent=2))


if __name__ == "__main__":
    main()
