"""How soon, how fast and how loud each voice speaks texts that are not prepared.

Every language is spoken by the voice that callers would hear, and by the one that is always here,
each in a worker of its own as the server runs it, at the telephone's sample rate.

    python -m benchmarks.voices --json var/voices.json
"""

import argparse
import asyncio
import json
import statistics
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from importlib import resources
from pathlib import Path

import numpy as np
import yaml
from numpy.typing import NDArray
from rich.console import Console
from rich.progress import track
from rich.table import Table

from languages.registry import LANGUAGES
from voicebot.assistant import CALL_SAMPLE_RATE
from voicebot.errors import VoicebotError
from voicebot.settings import Settings, load_settings
from voicebot.speech.synthesis.pool import SynthesiserPool
from voicebot.speech.synthesis.prepared import PreparedSpeech
from voicebot.speech.voices.catalogue import VoiceSource, find_voice
from voicebot.speech.voices.loudness import active_level

_PROGRESS = Console(stderr=True)


@dataclass(frozen=True, slots=True)
class SpokenSentence:
    """One sentence, spoken several times.

    Attributes:
        words: Number of words.
        first_chunk_ms: Median time until the first piece of speech is there.
        whole_ms: Median time until all of it is there.
        seconds: Length of the speech.
        level_dbfs: Active level after ITU-T P.56.
    """

    words: int
    first_chunk_ms: float
    whole_ms: float
    seconds: float
    level_dbfs: float


@dataclass(frozen=True, slots=True)
class MeasuredVoice:
    """What a voice achieves.

    Attributes:
        language: ISO 639-1 code.
        engine: What speaks.
        voice: Its name.
        first_use_ms: Time to the first chunk of the first sentence while nothing is loaded.
        real_time_factor: Time of computing by time of speech, over all sentences.
        sentences: From the shortest to the longest.
    """

    language: str
    engine: str
    voice: str
    first_use_ms: float
    real_time_factor: float
    sentences: tuple[SpokenSentence, ...]


def load_sentences() -> Mapping[str, Sequence[str]]:
    """The sentences of each language, by ISO 639-1 code."""
    text = resources.files("benchmarks").joinpath("voices.yaml").read_text("utf-8")
    sentences: Mapping[str, Sequence[str]] = yaml.safe_load(text)
    return sentences


def find_sources(languages: Sequence[str], settings: Settings) -> Iterator[VoiceSource]:
    """The voice that callers hear, then the one that is always here, of each language.

    Raises:
        VoicebotError: A language has none.
    """
    with tempfile.TemporaryDirectory() as empty:
        bare = settings.model_copy(
            update={
                "models_folder": Path(empty),
                "voice": settings.voice.model_copy(update={"folder": None}),
            }
        )
        for language in languages:
            yield from dict.fromkeys(
                _without_advice(find_voice(language, one)) for one in (settings, bare)
            )


async def measure(
    source: VoiceSource, sentences: Sequence[str], rounds: int, settings: Settings
) -> MeasuredVoice:
    """Let one voice speak.

    Args:
        source: The voice.
        sentences: What it says.
        rounds: How often it says each.
        settings: How the synthesiser runs.

    Raises:
        VoicebotError: It cannot speak.
    """
    with tempfile.TemporaryDirectory() as folder:
        # An empty store, so that everything is spoken and nothing is read from the disk.
        prepared = PreparedSpeech(Path(folder), 1, CALL_SAMPLE_RATE)
        one_worker = settings.voice.model_copy(update={"workers": 1})
        pool = SynthesiserPool({source.language: source}, one_worker, prepared, CALL_SAMPLE_RATE)
        await pool.start()
        try:
            first_use = await _speak(pool, sentences[0], source.language, 1)
            spoken = [
                await _speak(pool, sentence, source.language, rounds) for sentence in sentences
            ]
        finally:
            await pool.close()
    return MeasuredVoice(
        language=source.language,
        engine=source.engine,
        voice=source.name,
        first_use_ms=first_use.first_chunk_ms,
        real_time_factor=round(
            sum(one.whole_ms for one in spoken) / sum(one.seconds for one in spoken) / 1000, 4
        ),
        sentences=tuple(spoken),
    )


async def _speak(
    pool: SynthesiserPool, sentence: str, language: str, rounds: int
) -> SpokenSentence:
    first, whole = [], []
    samples = np.zeros(0, np.int16)
    for _ in range(rounds):
        pieces: list[NDArray[np.int16]] = []
        began = time.perf_counter()
        async for chunk in pool.speak(sentence, language):
            if not pieces:
                first.append(_ms(began))
            pieces.append(chunk.samples)
        whole.append(_ms(began))
        samples = np.concatenate(pieces)
    level = active_level(samples.astype(np.float32) / np.float32(32768), CALL_SAMPLE_RATE)
    return SpokenSentence(
        words=len(sentence.split()),
        first_chunk_ms=statistics.median(first),
        whole_ms=statistics.median(whole),
        seconds=round(len(samples) / CALL_SAMPLE_RATE, 2),
        level_dbfs=round(level, 2) if level is not None else float("-inf"),
    )


def print_voices(voices: Sequence[MeasuredVoice]) -> None:
    """Print a line for each voice; levels in dBFS, quietest and loudest sentence."""
    counts = range(max(len(voice.sentences) for voice in voices))
    table = Table(
        title="Milliseconds to the first chunk of a text that is not prepared, by its words"
    )
    table.add_column("")
    table.add_column("voice", no_wrap=True)
    for number in counts:
        words = [voice.sentences[number].words for voice in voices]
        table.add_column(f"{min(words)}-{max(words)}", justify="right")
    for column in ("real time", "level", "first use"):
        table.add_column(column, justify="right")
    for voice in voices:
        levels = [sentence.level_dbfs for sentence in voice.sentences]
        table.add_row(
            voice.language,
            voice.voice,
            *(f"{voice.sentences[number].first_chunk_ms:.0f}" for number in counts),
            f"{voice.real_time_factor:.3f}",
            f"{min(levels):.1f} {max(levels):.1f}",
            f"{voice.first_use_ms:.0f}",
        )
    Console().print(table)


def main(arguments: Sequence[str] | None = None) -> None:
    """Measure the voices of some or all languages.

    Raises:
        SystemExit: A voice cannot speak.
    """
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--language", nargs="*", choices=sorted(LANGUAGES), default=[*LANGUAGES])
    parser.add_argument("--rounds", type=int, default=5, help="how often each sentence is spoken")
    parser.add_argument("--json", type=Path, help="file to write")
    options = parser.parse_args(arguments)
    if options.rounds < 1:
        parser.error("--rounds must be at least 1")
    settings = load_settings()
    sentences = load_sentences()
    try:
        sources = list(find_sources(options.language, settings))
        voices = [
            asyncio.run(measure(source, sentences[source.language], options.rounds, settings))
            for source in track(sources, "voices", console=_PROGRESS)
        ]
    except VoicebotError as error:
        sys.exit(f"{error}")
    print_voices(voices)
    if options.json is not None:
        options.json.parent.mkdir(parents=True, exist_ok=True)
        document = {"voices": [asdict(voice) for voice in voices]}
        options.json.write_text(json.dumps(document, indent=2) + "\n", "utf-8")


def _without_advice(source: VoiceSource) -> VoiceSource:
    """The same voice, whether or not a better one could be installed."""
    return VoiceSource(source.language, source.engine, source.name, source.path, fallback=False)


def _ms(began: float) -> float:
    return round((time.perf_counter() - began) * 1000, 1)


if __name__ == "__main__":
    main()
