"""``voicebot transcribe`` and ``voicebot speak``."""

import asyncio
import time
from pathlib import Path
from typing import Annotated, Any

import numpy as np
import soundfile
import typer
from rich.progress import track

from languages.registry import LANGUAGES
from voicebot.cli.output import print_json, progress_console
from voicebot.errors import InputError, RecogniserError, VoicebotError
from voicebot.models.store import model_folder
from voicebot.settings import Settings, load_settings
from voicebot.speech.interfaces import RECOGNITION_SAMPLE_RATE
from voicebot.speech.recognition.audio_file import read_audio
from voicebot.speech.recognition.pool import RecogniserPool
from voicebot.speech.synthesis.sentences import split_sentences
from voicebot.speech.voices.catalogue import find_voice, load_voice
from voicebot.turns.speech_presence import has_speech


def transcribe(
    files: Annotated[list[Path], typer.Argument(help="WAV or FLAC files of any sample rate.")],
    language: Annotated[
        str, typer.Option(help="ISO 639-1 code, or auto to find it by the sound.")
    ] = "auto",
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON document.")] = False,
) -> None:
    """Recognise the speech in sound files."""
    settings = load_settings()
    languages = tuple(LANGUAGES) if language == "auto" else (_known(language),)
    # All files are read before any is recognised: one bad file, and nothing is done.
    recordings = [(path, read_audio(path)) for path in files]
    results = asyncio.run(_transcribe_all(recordings, languages, settings))
    if as_json:
        print_json(results if len(results) > 1 else results[0])
        return
    for result in results:
        text = "(no speech)" if result["no_speech"] else result["text"]
        print(f"{result['file']}: [{result['language']}] {text}")


async def _transcribe_all(
    recordings: list[tuple[Path, Any]], languages: tuple[str, ...], settings: Settings
) -> list[dict[str, Any]]:
    # A file may be an hour long; the deadline of a call's utterance does not apply.
    patient = settings.recogniser.model_copy(update={"deadline_seconds": 3600.0, "workers": 1})
    recogniser = RecogniserPool(model_folder(settings.recogniser.model, settings), patient)
    await recogniser.start()
    try:
        results = []
        for path, samples in track(
            recordings, "Recognising", console=progress_console, disable=len(recordings) < 2
        ):
            began = time.perf_counter()
            transcript = await recogniser.transcribe(samples, languages)
            silent = transcript.no_speech or not has_speech(
                samples, RECOGNITION_SAMPLE_RATE, settings.turns
            )
            results.append(
                {
                    "file": str(path),
                    "text": "" if silent else transcript.text,
                    "language": transcript.language,
                    "language_scores": dict(transcript.language_scores),
                    "confidence": transcript.confidence,
                    "no_speech": silent,
                    "audio_seconds": round(len(samples) / RECOGNITION_SAMPLE_RATE, 3),
                    "processing_ms": round((time.perf_counter() - began) * 1000),
                }
            )
    except RecogniserError as error:
        raise VoicebotError(f"recognition failed: {error}") from error
    finally:
        await recogniser.close()
    return results


def speak(
    text: Annotated[str, typer.Argument(help="What to say.")],
    language: Annotated[str, typer.Option(help="ISO 639-1 code of the text.")],
    output: Annotated[Path, typer.Option(help="WAV file to write.")],
) -> None:
    """Speak a text into a WAV file with the voice that callers would hear."""
    if not text.strip():
        raise InputError("there is no text to speak")
    if not output.parent.is_dir():
        raise InputError(f"the folder {output.parent} does not exist")
    voice = load_voice(find_voice(_known(language), load_settings()))
    chunks = [
        chunk
        for sentence in split_sentences(text, language)
        for chunk in voice.synthesise(sentence)
    ]
    if not chunks:
        raise InputError("there is nothing in the text that can be spoken")
    part = output.with_name(f".{output.name}.part")
    soundfile.write(part, np.concatenate(chunks), voice.sample_rate, format="WAV")
    part.replace(output)
    progress_console.print(f"{output}: {voice.name}, {voice.sample_rate} Hz")


def _known(language: str) -> str:
    if language not in LANGUAGES:
        raise InputError(f"unknown language {language!r}; known: {', '.join(LANGUAGES)}")
    return language
