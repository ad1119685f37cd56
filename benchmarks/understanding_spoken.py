"""Understanding of the development sentences after voice, telephone line and recogniser.

Simulated callers say every n-th development sentence over a line of ``voicebot.simulation.line``;
what the recogniser writes down, in the language of the call, is understood like in a call. Beside
it the same sentences as they were written.

    python -m benchmarks.understanding_spoken --every 5 --json var/understanding_spoken.json
"""

import argparse
import asyncio
import json
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import soxr
from rich.console import Console
from rich.progress import track
from rich.table import Table

from benchmarks.languages import Spoken, speak
from intents.corpus import EvaluationSentence, load_development
from intents.engine.evaluation import Evaluation, evaluate
from intents.understanding import UnderstandingEngine
from languages.recognition_hints import recognition_hints
from voicebot.models.store import model_folder
from voicebot.settings import Settings, load_settings
from voicebot.simulation.line import line
from voicebot.simulation.voices import TELEPHONE_RATE
from voicebot.speech.interfaces import RECOGNITION_SAMPLE_RATE
from voicebot.speech.recognition.pool import RecogniserPool
from voicebot.understanding import load_engine

# Those with a voice that the recogniser understands as well as a person.
_DEFAULT_LANGUAGES = ("de", "en", "fr", "es", "it", "ru", "uk", "pl")
_PROGRESS = Console(stderr=True)


async def recognised(
    sentences: Sequence[EvaluationSentence], spoken: Sequence[Spoken], settings: Settings
) -> list[EvaluationSentence]:
    """Return the sentences with the text that was recognised; empty where no words were heard."""
    recogniser = RecogniserPool(
        model_folder(settings.recogniser.model, settings), settings.recogniser
    )
    await recogniser.start()
    found = []
    try:
        pairs = list(zip(sentences, spoken, strict=True))
        for sentence, one in track(pairs, "recognising", console=_PROGRESS):
            wide = soxr.resample(one.samples, TELEPHONE_RATE, RECOGNITION_SAMPLE_RATE, "HQ")
            transcript = await recogniser.transcribe(
                wide, (sentence.language,), hints=recognition_hints("anything")
            )
            text = "" if transcript.no_speech else transcript.text
            found.append(replace(sentence, text=text))
    finally:
        await recogniser.close()
    return found


def measure(
    engine: UnderstandingEngine,
    written: Sequence[EvaluationSentence],
    heard: Sequence[EvaluationSentence],
) -> dict[str, Evaluation]:
    """Evaluate both forms of the same sentences."""
    return {"written": evaluate(engine, written), "spoken": evaluate(engine, heard)}


def main() -> None:
    """Speak, recognise, understand, and print a table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--languages", nargs="+", default=list(_DEFAULT_LANGUAGES))
    parser.add_argument("--every", type=int, default=5, help="which share of the sentences")
    parser.add_argument("--line", default="mobile")
    parser.add_argument("--json", type=Path)
    options = parser.parse_args()
    settings, over = load_settings(), line(options.line)
    written: list[EvaluationSentence] = []
    voices: list[Spoken] = []
    for language in options.languages:
        sentences = load_development([language])[:: options.every]
        written += sentences
        texts = track([one.text for one in sentences], f"speaking {language}", console=_PROGRESS)
        voices += speak(language, texts, over)
    heard = asyncio.run(recognised(written, voices, settings))
    evaluations = measure(load_engine(settings), written, heard)
    _print(evaluations)
    if options.json:
        document: dict[str, Any] = {name: one.as_json() for name, one in evaluations.items()}
        document["texts"] = [
            {"said": said.text, "heard": one.text, "topic": one.topic, "language": one.language}
            for said, one in zip(written, heard, strict=True)
        ]
        options.json.parent.mkdir(parents=True, exist_ok=True)
        options.json.write_text(json.dumps(document, indent=2, ensure_ascii=False), "utf-8")


def _print(evaluations: dict[str, Evaluation]) -> None:
    table = Table(title="accuracy / top 3 / false accepts")
    table.add_column("language")
    for name in evaluations:
        table.add_column(name, justify="right")
    codes = ["all", *evaluations["written"].by_language]
    for code in codes:
        cells = []
        for one in evaluations.values():
            scores = one.overall if code == "all" else one.by_language[code]
            shares = (scores.accuracy, scores.top3, scores.false_accept)
            cells.append(" / ".join("-" if share is None else f"{share:.3f}" for share in shares))
        table.add_row(code, *cells)
    Console().print(table)


if __name__ == "__main__":
    main()
