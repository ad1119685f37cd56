"""``voicebot transcribe`` and ``voicebot speak``."""

import asyncio
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Annotated, Any

import numpy as np
import soundfile
import typer
from rich.progress import Progress

from dialogs.actions import Pace
from languages.registry import LANGUAGES
from voicebot.cli.output import print_json, progress_console
from voicebot.errors import InputError, ModelError, RecogniserError, VoicebotError
from voicebot.models.store import model_folder
from voicebot.settings import Settings, load_settings
from voicebot.speech.interfaces import RECOGNITION_SAMPLE_RATE, Recogniser, Transcript
from voicebot.speech.recognition.audio_file import audio_blocks, audio_seconds
from voicebot.speech.recognition.margins import WINDOW_SECONDS
from voicebot.speech.recognition.pieces import joined, pieces
from voicebot.speech.recognition.pool import RecogniserPool
from voicebot.speech.synthesis.sentences import spoken_sentences
from voicebot.speech.voices.base import SPEEDS
from voicebot.speech.voices.catalogue import find_voice, load_voice
from voicebot.speech.voices.loudness import with_speech_level
from voicebot.turns.speech_presence import has_speech

# A piece of at most 30 s; a call's utterance would be given up much sooner.
_PIECE_DEADLINE_SECONDS = 600.0


def transcribe(
    files: Annotated[list[Path], typer.Argument(help="WAV or FLAC files of any sample rate.")],
    language: Annotated[
        str, typer.Option(help="ISO 639-1 code, or auto to find it by the sound.")
    ] = "auto",
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON document.")] = False,
) -> None:
    """Recognise the speech in sound files, however long; memory does not grow with them."""
    settings = load_settings()
    languages = tuple(LANGUAGES) if language == "auto" else (_known(language),)
    # All files are read through before any is recognised: one bad file, and nothing is done.
    recordings = [(path, audio_seconds(path)) for path in files]
    try:
        results = asyncio.run(_transcribe_all(recordings, languages, settings))
    except ModelError as error:
        raise InputError(str(error)) from error
    if as_json:
        print_json(results if len(results) > 1 else results[0])
        return
    for result in results:
        text = "(no speech)" if result["no_speech"] else result["text"]
        print(f"{result['file']}: [{result['language']}] {text}")


async def _transcribe_all(
    recordings: list[tuple[Path, float]], languages: tuple[str, ...], settings: Settings
) -> list[dict[str, Any]]:
    patient = settings.recogniser.model_copy(
        update={"deadline_seconds": _PIECE_DEADLINE_SECONDS, "workers": 1}
    )
    recogniser = RecogniserPool(model_folder(settings.recogniser.model, settings), patient)
    await recogniser.start()
    total = sum(seconds for _, seconds in recordings)
    results = []
    try:
        with Progress(console=progress_console, disable=total <= WINDOW_SECONDS) as progress:
            task = progress.add_task("Recognising", total=total)
            for path, seconds in recordings:
                began = time.perf_counter()
                transcript = await _transcribe_one(
                    path, languages, recogniser, settings, lambda done: progress.advance(task, done)
                )
                results.append(
                    {
                        "file": str(path),
                        "text": transcript.text,
                        "language": transcript.language,
                        "language_scores": dict(transcript.language_scores),
                        "confidence": transcript.confidence,
                        "no_speech": transcript.no_speech,
                        "audio_seconds": round(seconds, 3),
                        "processing_ms": round((time.perf_counter() - began) * 1000),
                    }
                )
    except RecogniserError as error:
        raise VoicebotError(f"recognition failed: {error}") from error
    finally:
        await recogniser.close()
    return results


async def _transcribe_one(
    path: Path,
    languages: tuple[str, ...],
    recogniser: Recogniser,
    settings: Settings,
    on_progress: Callable[[float], None],
) -> Transcript:
    transcripts: list[Transcript] = []
    language = None
    window = int(WINDOW_SECONDS * RECOGNITION_SAMPLE_RATE)
    for piece in pieces(audio_blocks(path), window):
        transcript = await recogniser.transcribe(piece, languages, expected=language)
        if not has_speech(piece, RECOGNITION_SAMPLE_RATE, settings.turns):
            transcript = replace(transcript, text="", no_speech=True)
        if language is None and not transcript.no_speech:
            language = transcript.language
        transcripts.append(transcript)
        on_progress(len(piece) / RECOGNITION_SAMPLE_RATE)
    return joined(transcripts)


def speak(
    text: Annotated[str, typer.Argument(help="What to say.")],
    language: Annotated[str, typer.Option(help="ISO 639-1 code of the text.")],
    output: Annotated[Path, typer.Option(help="WAV file to write.")],
    slow: Annotated[
        bool, typer.Option("--slow", help="Speak as to a caller who asked for it.")
    ] = False,
) -> None:
    """Speak a text into a WAV file with the voice that callers would hear."""
    if not text.strip():
        raise InputError("there is no text to speak")
    if not output.parent.is_dir():
        raise InputError(f"the folder {output.parent} does not exist")
    voice = load_voice(find_voice(_known(language), load_settings()))
    speed = SPEEDS[Pace.SLOW if slow else Pace.NORMAL]
    chunks = [
        with_speech_level(chunk, voice.sample_rate)
        for sentence in spoken_sentences(text, language)
        for chunk in voice.synthesise(sentence, speed=speed)
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
