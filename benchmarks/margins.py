"""How much silence a Whisper model must see after the speech: word error rate and time by margin.

The value that is chosen goes into ``voicebot/speech/recognition/margins.yaml``.

    python -m benchmarks.margins --model whisper-base --language en --language ru \
        --clips 40 --json var/margins.json
"""

import argparse
import json
import statistics
import sys
import time
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

import jiwer
from rich.console import Console
from rich.progress import track
from rich.table import Table

from benchmarks.prompts import SPEAKERS, Prompt, prompts
from benchmarks.recognition import normalise
from voicebot.errors import VoicebotError
from voicebot.models.store import model_folder
from voicebot.settings import load_settings
from voicebot.speech.recognition.loading import arithmetic
from voicebot.speech.recognition.margins import WINDOW_SECONDS
from voicebot.speech.recognition.whisper import RecognitionJob, WhisperWorker

MARGINS = (1.0, 2.0, 4.0, 6.0, 8.0, WINDOW_SECONDS)
"""Seconds; the last is the full window, whatever the length of the speech."""

_TOLERATED_LOSS = 0.01


@dataclass(frozen=True, slots=True)
class Row:
    """What one margin gave in one language.

    Attributes:
        margin_seconds: The margin.
        language: ISO 639-1 code.
        word_error_rate: Wrong words by words spoken.
        median_ms: Median time for one clip.
        slowest_ms: Time that 5 % of the clips exceed.
    """

    margin_seconds: float
    language: str
    word_error_rate: float
    median_ms: float
    slowest_ms: float


def smallest_good_margin(rows: Sequence[Row]) -> float:
    """The smallest margin that costs no language more than a point against the full window.

    Args:
        rows: Of every margin the same languages, the full window among the margins.
    """
    full = {row.language: row.word_error_rate for row in rows if row.margin_seconds == MARGINS[-1]}
    bad = {
        row.margin_seconds
        for row in rows
        if row.word_error_rate > full[row.language] + _TOLERATED_LOSS
    }
    return min(row.margin_seconds for row in rows if row.margin_seconds not in bad)


def _measure(worker: WhisperWorker, language: str, clips: list[Prompt], margin: float) -> Row:
    worker(RecognitionJob(clips[0].samples, (language,)))  # The first run allocates.
    heard, milliseconds = [], []
    for clip in track(clips, f"{margin:g} s, {language}", console=Console(stderr=True)):
        began = time.perf_counter()
        transcript = worker(RecognitionJob(clip.samples, (language,)))
        milliseconds.append((time.perf_counter() - began) * 1000)
        heard.append(normalise(transcript.text, language))
    rate = jiwer.wer([normalise(clip.text, language) for clip in clips], heard)
    return Row(
        margin,
        language,
        round(rate, 4),
        round(statistics.median(milliseconds), 1),
        round(statistics.quantiles(milliseconds, n=20)[-1], 1),
    )


def _sweep(model: str, languages: Sequence[str], count: int, seed: int) -> list[Row]:
    settings = load_settings()
    recogniser = settings.recogniser
    folder = model_folder(model, settings)
    clips = {language: prompts(language, count, seed) for language in languages}
    rows = []
    for margin in MARGINS:
        worker = WhisperWorker(
            folder, recogniser.device, arithmetic(recogniser), margin, recogniser.beam_size
        )
        rows += [_measure(worker, language, clips[language], margin) for language in languages]
    return rows


def _print(model: str, count: int, languages: Sequence[str], rows: list[Row]) -> None:
    table = Table(title=f"{model}, {count} prompts a language: word error rate, median ms")
    table.add_column("margin", justify="right")
    for language in languages:
        table.add_column(language, justify="right")
    found = {(row.margin_seconds, row.language): row for row in rows}
    for margin in MARGINS:
        cells = (found[margin, language] for language in languages)
        table.add_row(
            f"{margin:g} s", *(f"{row.word_error_rate:.1%}, {row.median_ms:.0f}" for row in cells)
        )
    Console().print(table)


def main() -> None:
    """Measure and print a table; with ``--json``, write it down."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--model", default="whisper-base")
    parser.add_argument("--language", action="append", choices=sorted(SPEAKERS))
    parser.add_argument("--clips", type=int, default=40)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--json", type=Path)
    options = parser.parse_args()
    languages = options.language or sorted(SPEAKERS)
    try:
        rows = _sweep(options.model, languages, options.clips, options.seed)
    except VoicebotError as error:
        sys.exit(f"benchmarks.margins: {error}")
    _print(options.model, options.clips, languages, rows)
    best = smallest_good_margin(rows)
    Console().print(
        f"smallest margin within a point of the full window in every language: {best:g} s"
    )
    if options.json:
        document = {
            "model": options.model,
            "clips": options.clips,
            "seed": options.seed,
            "smallest_good_margin": best,
            "rows": [asdict(row) for row in rows],
        }
        options.json.parent.mkdir(parents=True, exist_ok=True)
        options.json.write_text(json.dumps(document, indent=2))


if __name__ == "__main__":
    main()
