"""Training sentences as the recogniser hears them over the telephone.

Simulated callers say every n-th training sentence over a line of ``voicebot.simulation.line``, and
what the recogniser writes down goes to ``intents/training/heard/LANGUAGE.tsv`` beside what was
said. The understanding engine is taught that, too.

    python -m benchmarks.heard_sentences --every 3

Sentences that are in the files already are not said again, so a run that was stopped goes on;
those that are no training sentences any more are left away.
"""

import argparse
import asyncio
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import soxr
from rich.console import Console
from rich.progress import Progress

import intents
from benchmarks.languages import speak
from intents.corpus import TrainingSentence, load_training
from intents.heard import load_heard, write_heard
from languages.recognition_hints import recognition_hints
from voicebot.models.store import model_folder
from voicebot.settings import load_settings
from voicebot.simulation.line import Line, line
from voicebot.simulation.voices import TELEPHONE_RATE
from voicebot.speech.interfaces import RECOGNITION_SAMPLE_RATE
from voicebot.speech.recognition.pool import RecogniserPool

# Those with a voice that the recogniser understands as well as a person.
_DEFAULT_LANGUAGES = ("de", "en", "fr", "es", "it", "ru", "uk", "pl")
_TRAINING = Path(intents.__file__).parent / "training"
_AT_ONCE = 2
_PIECE = 24  # sentences between two writings of the file
_PROGRESS = Console(stderr=True)


async def hear(
    sentence: TrainingSentence, number: int, over: Line, recogniser: RecogniserPool
) -> str:
    """Say a sentence and return what is written down in the language of the call."""
    (spoken,) = await asyncio.to_thread(speak, sentence.language, [sentence.text], over, number)
    wide = soxr.resample(spoken.samples, TELEPHONE_RATE, RECOGNITION_SAMPLE_RATE, "HQ")
    transcript = await recogniser.transcribe(
        np.asarray(wide, np.int16),
        (sentence.language,),
        hints=recognition_hints("anything"),
    )
    return "" if transcript.no_speech else transcript.text


async def hear_all(
    languages: Sequence[str], every: int, topics: Sequence[str], over: Line, folder: Path
) -> None:
    """Fill the files of all languages, a piece of each in turn."""
    settings = load_settings()
    sentences = {code: load_training([code], folder) for code in languages}
    heard = {code: _known(folder, code, sentences[code]) for code in languages}
    waiting = {
        code: [
            (number, one)
            for number, one in enumerate(sentences[code])
            if (number % every == 0 or one.topic in topics) and one.text not in heard[code]
        ]
        for code in languages
    }
    recogniser = RecogniserPool(
        model_folder(settings.recogniser.model, settings),
        settings.recogniser.model_copy(update={"workers": _AT_ONCE}),
    )
    await recogniser.start()
    turn = asyncio.Semaphore(_AT_ONCE)

    async def listen(number: int, sentence: TrainingSentence) -> tuple[str, str]:
        async with turn:
            return sentence.text, await hear(sentence, number, over, recogniser)

    with Progress(console=_PROGRESS) as progress:
        task = progress.add_task("listening", total=sum(map(len, waiting.values())))
        try:
            while any(waiting.values()):
                for code, left in waiting.items():
                    piece, waiting[code] = left[:_PIECE], left[_PIECE:]
                    found = await asyncio.gather(*(listen(*one) for one in piece))
                    heard[code].update(found)
                    write_heard(folder, code, heard[code].items())
                    progress.advance(task, len(piece))
        finally:
            await recogniser.close()


def _known(folder: Path, code: str, sentences: Sequence[TrainingSentence]) -> dict[str, str]:
    present = {one.text for one in sentences}
    return {said: text for said, text in load_heard(folder, code).items() if said in present}


def main() -> None:
    """Speak, recognise and write."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--languages", nargs="+", default=list(_DEFAULT_LANGUAGES))
    parser.add_argument("--every", type=int, default=3, help="which share of the sentences")
    parser.add_argument("--topics", nargs="+", default=[], help="of which every sentence is said")
    parser.add_argument("--line", default="mobile")
    parser.add_argument("--folder", type=Path, default=_TRAINING)
    options = parser.parse_args()
    over = line(options.line)
    asyncio.run(hear_all(options.languages, options.every, options.topics, over, options.folder))


if __name__ == "__main__":
    main()
