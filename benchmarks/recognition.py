"""Word error rate and time of recognition, beside the stock call with the same weights.

Human telephone prompts (``benchmarks.prompts``) go over telephone lines (``simulation.line``) to
our recogniser, one worker with one thread, and to ``faster_whisper.WhisperModel.transcribe`` as it
comes, one thread, in turn and in the same run. Both are told the language. Words are compared in
lower case, without punctuation and accents (half of the Spanish texts have none), numbers written
out.

    python -m benchmarks.recognition --json var/recognition.json

With ``--json`` the file is written anew whenever a language is done on a line.
"""

import argparse
import asyncio
import json
import os
import platform
import re
import statistics
import time
import unicodedata
from collections.abc import AsyncIterator, Sequence
from dataclasses import asdict, dataclass
from importlib.metadata import version
from pathlib import Path

import jiwer
import numpy as np
import soxr
from faster_whisper import WhisperModel
from num2words import num2words
from numpy.typing import NDArray
from rich.console import Console
from rich.progress import track
from rich.table import Table

from benchmarks.prompts import SPEAKERS, Prompt, prompts
from voicebot.errors import InputError, VoicebotError
from voicebot.models.store import model_folder
from voicebot.settings import Settings, load_settings
from voicebot.simulation.line import LINES, Line, degrade
from voicebot.simulation.voices import TELEPHONE_RATE
from voicebot.speech.interfaces import RECOGNITION_SAMPLE_RATE
from voicebot.speech.recognition.loading import arithmetic
from voicebot.speech.recognition.pool import RecogniserPool

DEFAULT_LINES = ("clean", "mobile", "street_15db")

# A machine that does something else beside this must not lose an utterance to the deadline.
_PATIENCE_SECONDS = 120.0
_LONGEST_NUMBER = 9


@dataclass(frozen=True, slots=True)
class HeardClip:
    """What both ways made of one clip.

    Attributes:
        name: The prompt's name.
        seconds: Its length.
        said: Its text, normalised.
        ours: What our recogniser heard, normalised.
        stock: What the stock call heard, normalised.
        ours_ms: Time of our recogniser, from the event loop to the worker and back.
        stock_ms: Time of the stock call.
    """

    name: str
    seconds: float
    said: str
    ours: str
    stock: str
    ours_ms: float
    stock_ms: float


@dataclass(frozen=True, slots=True)
class Comparison:
    """One language on one line.

    Attributes:
        language: ISO 639-1 code.
        line: Name of the line.
        clips: How many.
        ours_word_error_rate: Wrong words by words spoken.
        stock_word_error_rate: The same of the stock call.
        difference_points: Ours less stock, in percentage points.
        ours_median_ms: Time for one clip.
        ours_p95_ms: Time that 5 % of the clips exceed.
        stock_median_ms: The same of the stock call.
        stock_p95_ms: The same of the stock call.
        times_faster: Median over the clips of the stock call's time by ours.
    """

    language: str
    line: str
    clips: int
    ours_word_error_rate: float
    stock_word_error_rate: float
    difference_points: float
    ours_median_ms: float
    ours_p95_ms: float
    stock_median_ms: float
    stock_p95_ms: float
    times_faster: float


def normalise(text: str, language: str | None = None) -> str:
    """What word error rate is counted on: lower case, no punctuation, no accents.

    Args:
        text: What was said or heard.
        language: ISO 639-1 code in which numbers are written out; None leaves them.
    """
    letters = unicodedata.normalize("NFKD", text.lower().replace("’", "'"))
    plain = "".join(letter for letter in letters if not unicodedata.combining(letter))
    if language is not None:
        plain = re.sub(r"\d+", lambda digits: _written_out(digits[0], language), plain)
    return " ".join(re.sub(r"[^\w' ]|_", " ", plain).split())


def _written_out(digits: str, language: str) -> str:
    if len(digits) > _LONGEST_NUMBER or not digits.isascii():
        return digits
    return f" {normalise(num2words(int(digits), lang=language))} "


def compare(language: str, line: str, heard: Sequence[HeardClip]) -> Comparison:
    """Put the clips of one language and line together.

    Args:
        language: ISO 639-1 code.
        line: Name of the line.
        heard: At least one clip.
    """
    said = [clip.said for clip in heard]
    ours = jiwer.wer(said, [clip.ours for clip in heard])
    stock = jiwer.wer(said, [clip.stock for clip in heard])
    ours_ms, stock_ms = [clip.ours_ms for clip in heard], [clip.stock_ms for clip in heard]
    return Comparison(
        language=language,
        line=line,
        clips=len(heard),
        ours_word_error_rate=round(ours, 4),
        stock_word_error_rate=round(stock, 4),
        difference_points=round((ours - stock) * 100, 2),
        ours_median_ms=round(statistics.median(ours_ms), 1),
        ours_p95_ms=round(float(np.percentile(ours_ms, 95)), 1),
        stock_median_ms=round(statistics.median(stock_ms), 1),
        stock_p95_ms=round(float(np.percentile(stock_ms, 95)), 1),
        times_faster=round(statistics.median(clip.stock_ms / clip.ours_ms for clip in heard), 2),
    )


def over_the_line(clip: NDArray[np.int16], line: Line, seed: int) -> NDArray[np.int16]:
    """Send a clip at 16 kHz over a line of 8 kHz, and resample what arrives to 16 kHz again."""
    narrow = soxr.resample(clip, RECOGNITION_SAMPLE_RATE, TELEPHONE_RATE)
    arrived = degrade(narrow, line, seed)
    wide: NDArray[np.int16] = soxr.resample(arrived, TELEPHONE_RATE, RECOGNITION_SAMPLE_RATE)
    return wide


class _BothWays:
    """Our recogniser and the stock call, on the same clips in turn."""

    def __init__(self, settings: Settings) -> None:
        recogniser = settings.recogniser
        changes = {"workers": 1, "deadline_seconds": _PATIENCE_SECONDS}
        folder = model_folder(recogniser.model, settings)
        self._ours = RecogniserPool(folder, recogniser.model_copy(update=changes))
        self._stock = WhisperModel(
            str(folder),
            device=recogniser.device,
            compute_type=arithmetic(recogniser),
            cpu_threads=1,
        )

    async def __aenter__(self) -> "_BothWays":
        await self._ours.start()
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._ours.close()

    async def hear(self, prompt: Prompt, language: str, line: Line, seed: int) -> HeardClip:
        samples = over_the_line(prompt.samples, line, seed)
        began = time.perf_counter()
        transcript = await self._ours.transcribe(samples, [language])
        between = time.perf_counter()
        stock = self._stock_text(samples, language)
        ended = time.perf_counter()
        return HeardClip(
            name=prompt.name,
            seconds=round(len(samples) / RECOGNITION_SAMPLE_RATE, 3),
            said=normalise(prompt.text, language),
            ours=normalise(transcript.text, language),
            stock=normalise(stock, language),
            ours_ms=round((between - began) * 1000, 1),
            stock_ms=round((ended - between) * 1000, 1),
        )

    def _stock_text(self, samples: NDArray[np.int16], language: str) -> str:
        audio = samples.astype(np.float32) / 32768.0
        segments, _ = self._stock.transcribe(audio, language=language)
        return " ".join(segment.text for segment in segments)  # Read as they are decoded.


async def measure(
    material: dict[str, list[Prompt]], lines: Sequence[Line], settings: Settings, seed: int
) -> AsyncIterator[tuple[Comparison, list[HeardClip]]]:
    """Recognise everything, language by language and line by line.

    Args:
        material: Prompts by language.
        lines: What they are heard over.
        settings: Which model, on what device.
        seed: Of the lines; every clip has another moment of them.

    Raises:
        VoicebotError: The recogniser does not start, or fails.
    """
    async with _BothWays(settings) as both:
        for language, clips in material.items():
            await both.hear(clips[0], language, lines[0], seed)  # The first run allocates.
            for line in lines:
                numbered = list(enumerate(clips))
                progress = track(numbered, f"{language}, {line.name}", console=Console(stderr=True))
                heard = [
                    await both.hear(clip, language, line, seed + number)
                    for number, clip in progress
                ]
                yield compare(language, line.name, heard), heard


def print_table(comparisons: Sequence[Comparison], model: str) -> None:
    """Print one row for every language and line."""
    table = Table(title=f"{model}: voicebot / faster_whisper.WhisperModel.transcribe")
    for column in ("", "line"):
        table.add_column(column)
    for column in ("clips", "errors %", "points", "median ms", "95 % ms", "faster"):
        table.add_column(column, justify="right")
    for one in comparisons:
        table.add_row(
            one.language,
            one.line,
            f"{one.clips}",
            f"{one.ours_word_error_rate * 100:.1f} / {one.stock_word_error_rate * 100:.1f}",
            f"{one.difference_points:+.1f}",
            f"{one.ours_median_ms:.0f} / {one.stock_median_ms:.0f}",
            f"{one.ours_p95_ms:.0f} / {one.stock_p95_ms:.0f}",
            f"{one.times_faster:.1f}",
        )
    Console().print(table)


def _document(
    done: Sequence[tuple[Comparison, list[HeardClip]]], settings: Settings, *, complete: bool
) -> dict[str, object]:
    return {
        "complete": complete,
        "machine": {"processors": os.cpu_count(), "system": platform.platform()},
        "versions": {name: version(name) for name in ("faster-whisper", "ctranslate2")},
        "recogniser": settings.recogniser.model_dump(mode="json"),
        "comparisons": [
            asdict(comparison) | {"heard": [asdict(clip) for clip in heard]}
            for comparison, heard in done
        ],
    }


async def _run(options: argparse.Namespace, settings: Settings) -> list[Comparison]:
    languages = options.language or sorted(SPEAKERS)
    material = {code: prompts(code, options.clips, options.seed) for code in languages}
    lines = [LINES[name] for name in options.line or DEFAULT_LINES]
    total = len(material) * len(lines)
    done = []
    async for result in measure(material, lines, settings, options.seed):
        done.append(result)
        if options.json:
            document = _document(done, settings, complete=len(done) == total)
            text = json.dumps(document, ensure_ascii=False, indent=2)
            options.json.write_text(text + "\n", "utf-8")
    return [comparison for comparison, _ in done]


def main() -> None:
    """Measure and print a table; with ``--json``, write everything down."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--language", action="append", choices=sorted(SPEAKERS))
    parser.add_argument("--line", action="append", choices=list(LINES))
    parser.add_argument("--clips", type=int, help="for each language; default: all")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--json", type=Path)
    options = parser.parse_args()
    if options.clips is not None and options.clips < 1:
        parser.error("--clips must be at least 1")
    if options.json:
        options.json.parent.mkdir(parents=True, exist_ok=True)
    try:
        settings = load_settings()
        comparisons = asyncio.run(_run(options, settings))
    except InputError as error:
        parser.exit(2, f"{error}\n")
    except VoicebotError as error:
        parser.exit(1, f"{error}\n")
    print_table(comparisons, settings.recogniser.model)


if __name__ == "__main__":
    main()
