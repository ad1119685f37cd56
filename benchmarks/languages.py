"""Which language is found from a caller's first utterance: by sound, by text, and by both.

As in the first turn of a call: every language may be spoken, none is expected, and the recogniser
has its hint for open questions, in the language that it chooses by sound. The text that is judged
is what was recognised in that language. Simulated callers say the first utterances of
``benchmarks.utterances`` over a line of ``voicebot.simulation.line``.

    python -m benchmarks.languages --json var/languages.json

An utterance in which the recogniser heard no words has no answer in a call; it counts as wrong by
text and by both.
"""

import argparse
import asyncio
import json
import os
import platform
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np
import soxr
from numpy.typing import NDArray
from rich.console import Console
from rich.progress import track
from rich.table import Table

from benchmarks.language_figures import (
    LENGTHS,
    WAYS,
    Finding,
    Share,
    confusions,
    found,
    leader,
    summarise,
)
from benchmarks.utterances import load_utterances
from languages.identification import combine, text_scores
from languages.recognition_hints import recognition_hints
from languages.registry import LANGUAGES
from telephony.call import Samples
from voicebot.errors import InputError, VoicebotError
from voicebot.models.store import model_folder
from voicebot.settings import Settings, load_settings
from voicebot.simulation.line import Line, degrade, line
from voicebot.simulation.voices import TELEPHONE_RATE, caller_voice
from voicebot.speech.interfaces import RECOGNITION_SAMPLE_RATE, Transcript
from voicebot.speech.recognition.pool import RecogniserPool

# What the listener (voicebot/turns/listener.py) hands over around an utterance, in seconds.
_BEFORE_SECONDS = 0.35
_AFTER_SECONDS = 0.1
_DEFAULT_LANGUAGES = ("de", "en", "fr", "es", "it", "ru", "uk", "pl")
_PROGRESS = Console(stderr=True)


@dataclass(frozen=True, slots=True)
class Spoken:
    """One utterance as it arrives.

    Attributes:
        language: ISO 639-1 code.
        text: What was said.
        seconds: How long, without the silence around it.
        samples: At 8 kHz, with what the listener keeps around it, shape ``(samples,)``.
    """

    language: str
    text: str
    seconds: float
    samples: Samples


def speak(language: str, texts: Iterable[str], over: Line, first: int = 0) -> list[Spoken]:
    """Let callers say something, each with another voice; blocks.

    Args:
        language: ISO 639-1 code.
        texts: What they say.
        over: The line on which they call.
        first: Number of the first voice and disturbance.

    Raises:
        InputError: There are no voices in this language.
    """
    spoken = []
    for index, text in enumerate(texts, start=first):
        speech = caller_voice(language, index).speak(text)
        around = [
            np.zeros(round(seconds * TELEPHONE_RATE), np.int16)
            for seconds in (_BEFORE_SECONDS, _AFTER_SECONDS)
        ]
        heard = degrade(np.concatenate([around[0], speech, around[1]]), over, index)
        spoken.append(Spoken(language, text, len(speech) / TELEPHONE_RATE, heard))
    return spoken


def judge(spoken: Spoken, transcript: Transcript) -> Finding:
    """Which language would be found."""
    written: Mapping[str, float] = {}
    both: Mapping[str, float] = {}
    if not transcript.no_speech:
        written = text_scores(transcript.text, tuple(LANGUAGES))
        both = combine(transcript.language_scores, written)
    return Finding(
        language=spoken.language,
        text=spoken.text,
        seconds=round(spoken.seconds, 2),
        recognised=transcript.text,
        recognised_as=transcript.language,
        by_sound=leader(transcript.language_scores),
        by_text=leader(written),
        by_both=leader(both),
        scores={
            code: (round(score, 3), round(written.get(code, 0.0), 3))
            for code, score in transcript.language_scores.items()
        },
    )


async def find_languages(spoken: Sequence[Spoken], settings: Settings) -> list[Finding]:
    """Recognise every utterance as the first one of a call."""
    folder = model_folder(settings.recogniser.model, settings)
    recogniser = RecogniserPool(folder, settings.recogniser)
    await recogniser.start()
    findings = []
    try:
        for one in track(spoken, "utterances", console=_PROGRESS):
            wide: NDArray[np.int16] = soxr.resample(
                one.samples, TELEPHONE_RATE, RECOGNITION_SAMPLE_RATE, "HQ"
            )
            transcript = await recogniser.transcribe(
                wide, tuple(LANGUAGES), hints=recognition_hints("anything")
            )
            findings.append(judge(one, transcript))
    finally:
        await recogniser.close()
    return findings


def print_shares(shares: Sequence[Share], title: str) -> None:
    """Print the table."""
    table = Table(title=title)
    table.add_column("language")
    for column in ("length", "utterances", *(f"by {way}" for way in WAYS)):
        table.add_column(column, justify="right")
    for share in shares:
        right = (share.right_by_sound, share.right_by_text, share.right_by_both)
        table.add_row(
            share.language or "all",
            share.length,
            str(share.utterances),
            *(f"{one / share.utterances:.1%}" for one in right),
        )
    Console().print(table)


def print_confusions(findings: Sequence[Finding]) -> None:
    """Print which languages were taken for which, and every utterance."""
    console = Console()
    for (spoken, taken_for), ones in confusions(findings).items():
        console.print(f"{spoken} taken for {taken_for or 'none'}: {len(ones)}", highlight=False)
        for one in ones:
            console.print(
                f"    {one.seconds:.1f} s  {one.text}  ->  {one.recognised}",
                highlight=False,
                markup=False,
            )


def main() -> None:
    """Measure and print the tables; with ``--json``, write everything down."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--language", nargs="+", default=list(_DEFAULT_LANGUAGES))
    parser.add_argument("--count", type=int, help="utterances in each language; default: all")
    parser.add_argument("--line", default="g711", help="name of a line; default: g711")
    parser.add_argument("--json", type=Path)
    options = parser.parse_args()
    try:
        settings = load_settings()
        over = line(options.line)
        spoken = [
            one
            for language in options.language
            for one in speak(language, load_utterances(language).first[: options.count], over)
        ]
        findings = asyncio.run(find_languages(spoken, settings))
    except InputError as error:
        parser.exit(2, f"{error}\n")
    except VoicebotError as error:
        parser.exit(1, f"{error}\n")
    shares = summarise(findings)
    print_shares(shares, f"Language right, {settings.recogniser.model}, {options.line}")
    print_confusions(findings)
    if options.json:
        options.json.parent.mkdir(parents=True, exist_ok=True)
        report = {
            "machine": {"processors": os.cpu_count(), "system": platform.platform()},
            "recogniser": settings.recogniser.model,
            "line": options.line,
            "lengths": list(LENGTHS),
            "shares": [asdict(one) for one in shares],
            "confusions": [
                {"spoken": spoken_, "taken_for": taken_for, "times": len(ones)}
                for (spoken_, taken_for), ones in confusions(findings).items()
            ],
            "utterances": [asdict(one) | {"right": found(one)} for one in findings],
        }
        options.json.write_text(json.dumps(report, ensure_ascii=False, indent=2) + "\n", "utf-8")


if __name__ == "__main__":
    main()
