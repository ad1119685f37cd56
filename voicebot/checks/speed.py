"""Is this machine fast enough? A sentence is spoken and recognised, as in a call."""

import os
import time

import numpy as np
import soxr

from voicebot.checks.finding import Finding, Level
from voicebot.errors import VoicebotError
from voicebot.models.store import model_folder
from voicebot.settings import Settings
from voicebot.speech.interfaces import RECOGNITION_SAMPLE_RATE
from voicebot.speech.recognition.pool import RecogniserPool
from voicebot.speech.voices.catalogue import find_voice, load_voice

_SENTENCES = {
    "de": "Guten Tag, ich möchte meinen Aufenthaltstitel verlängern.",
    "en": "Good morning, I would like to extend my residence permit.",
}
# Of these two hides behind the silence that ends a turn; more is heard as hesitation.
_SLOW_RECOGNITION_MS = 400
# An answer is spoken sentence by sentence; the first one is waited for.
_SLOW_SYNTHESIS_FACTOR = 0.2


async def check_speed(settings: Settings) -> list[Finding]:
    """Measure the voice and the recogniser on one sentence of about four seconds."""
    language = next((code for code in settings.languages if code in _SENTENCES), None)
    if language is None:
        return []
    try:
        voice = load_voice(find_voice(language, settings))
        list(voice.synthesise(_SENTENCES[language]))  # The first run allocates.
        began = time.perf_counter()
        samples = np.concatenate(list(voice.synthesise(_SENTENCES[language])))
        synthesis_factor = (time.perf_counter() - began) / (len(samples) / voice.sample_rate)
        heard = soxr.resample(samples, voice.sample_rate, RECOGNITION_SAMPLE_RATE)
        recognition_ms = await _recognition_ms(settings, np.asarray(heard, dtype=np.int16))
    except VoicebotError as error:
        return [Finding("speed", Level.PROBLEM, f"{error}.")]
    cores = len(os.sched_getaffinity(0))
    findings = [
        Finding(
            "speed of the recogniser",
            Level.NOTE if recognition_ms > _SLOW_RECOGNITION_MS else Level.GOOD,
            f"{recognition_ms} ms for {len(heard) / RECOGNITION_SAMPLE_RATE:.1f} s of speech.",
        ),
        Finding(
            "speed of the voice",
            Level.NOTE if synthesis_factor > _SLOW_SYNTHESIS_FACTOR else Level.GOOD,
            f"{synthesis_factor:.3f} of real time.",
        ),
    ]
    wanted = settings.recogniser.workers + settings.voice.workers
    if cores < wanted:
        findings.append(
            Finding(
                "cores",
                Level.NOTE,
                f"{cores} cores for {wanted} worker processes; lower recogniser.workers.",
            )
        )
    return findings


async def _recognition_ms(
    settings: Settings, samples: np.ndarray[tuple[int], np.dtype[np.int16]]
) -> int:
    recogniser = RecogniserPool(
        model_folder(settings.recogniser.model, settings), settings.recogniser
    )
    await recogniser.start()
    try:
        await recogniser.transcribe(samples, settings.languages)  # The first run allocates.
        began = time.perf_counter()
        await recogniser.transcribe(samples, settings.languages)
        return round((time.perf_counter() - began) * 1000)
    finally:
        await recogniser.close()
