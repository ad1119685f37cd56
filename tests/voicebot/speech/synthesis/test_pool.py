"""The synthesiser with real worker processes and the voices that need no download."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import numpy as np
import pytest

from voicebot.errors import VoiceError
from voicebot.settings import Settings, VoiceSettings
from voicebot.speech.interfaces import SpeechChunk
from voicebot.speech.synthesis.pool import SynthesiserPool
from voicebot.speech.synthesis.prepared import PreparedSpeech
from voicebot.speech.voices.catalogue import find_voice

RATE = 8_000


@asynccontextmanager
async def synthesiser(folder: Path) -> AsyncIterator[SynthesiserPool]:
    settings = Settings(models_folder=folder / "no-models")
    sources = {language: find_voice(language, settings) for language in ("de", "en")}
    prepared = PreparedSpeech(folder / "prepared", 10_000_000, RATE)
    pool = SynthesiserPool(sources, VoiceSettings(), prepared, RATE)
    await pool.start()
    try:
        yield pool
    finally:
        await pool.close()


async def spoken(pool: SynthesiserPool, text: str, language: str) -> list[SpeechChunk]:
    return [chunk async for chunk in pool.speak(text, language)]


async def test_a_text_is_spoken_sentence_by_sentence_at_the_rate_of_the_call(
    tmp_path: Path,
) -> None:
    async with synthesiser(tmp_path) as pool:
        chunks = await spoken(pool, "Guten Tag. Wie kann ich helfen?", "de")
    assert [chunk.sample_rate for chunk in chunks] == [RATE, RATE]
    assert all(np.abs(chunk.samples).max() > 1_000 for chunk in chunks)
    assert 0.3 < len(chunks[0].samples) / RATE < 3


async def test_approved_texts_are_prepared_and_others_leave_no_trace(tmp_path: Path) -> None:
    async with synthesiser(tmp_path) as pool:
        pool.prepare([("Guten Tag. Wie kann ich helfen?", "de")])
        assert pool._preparation is not None
        await pool._preparation
        assert len(list((tmp_path / "prepared").iterdir())) == 2
        await spoken(pool, "Ihr Name ist Anna Beispiel.", "de")
        assert len(list((tmp_path / "prepared").iterdir())) == 2


async def test_prepared_speech_is_what_the_voice_said(tmp_path: Path) -> None:
    async with synthesiser(tmp_path) as pool:
        (fresh,) = await spoken(pool, "Guten Tag.", "de")
        pool.prepare([("Guten Tag.", "de")])
        assert pool._preparation is not None
        await pool._preparation
        (prepared,) = await spoken(pool, "Guten Tag.", "de")
    assert abs(len(prepared.samples) - len(fresh.samples)) <= RATE // 50


async def test_a_language_without_a_voice_is_an_error(tmp_path: Path) -> None:
    async with synthesiser(tmp_path) as pool:
        with pytest.raises(VoiceError, match="'tr'"):
            await spoken(pool, "Merhaba.", "tr")
