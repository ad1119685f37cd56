"""The synthesiser with real worker processes and the voices that need no download."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import numpy as np
import pytest

from dialogs.actions import Pace
from languages.spoken.reading import read_aloud
from voicebot.errors import ModelError, VoiceError
from voicebot.settings import Settings, VoiceSettings
from voicebot.speech.interfaces import SpeechChunk
from voicebot.speech.synthesis import preparation
from voicebot.speech.synthesis.pool import SynthesiserPool
from voicebot.speech.synthesis.prepared import PreparedSpeech
from voicebot.speech.voices.catalogue import VoiceSource, find_voice, load_voice

RATE = 8_000
# Not the Piper voices that a test run may have a folder of: they never speak the same twice.
NO_FOLDER = VoiceSettings(folder=None)
# Long enough that its worker can be ended in the middle of it.
LONG = "Ich zähle jetzt " + "und eins und zwei und drei " * 80


def pool_in(
    folder: Path,
    settings: VoiceSettings | None = None,
    sources: dict[str, VoiceSource] | None = None,
    limit_bytes: int = 10_000_000,
) -> SynthesiserPool:
    installation = Settings(models_folder=folder / "no-models", voice=NO_FOLDER)
    sources = sources or {code: find_voice(code, installation) for code in ("de", "en")}
    prepared = PreparedSpeech(folder / "prepared", limit_bytes, RATE)
    return SynthesiserPool(sources, settings or VoiceSettings(), prepared, RATE)


@asynccontextmanager
async def started(pool: SynthesiserPool) -> AsyncIterator[SynthesiserPool]:
    await pool.start()
    try:
        yield pool
    finally:
        await pool.close()


async def spoken(
    pool: SynthesiserPool, text: str, language: str, pace: Pace = Pace.NORMAL
) -> list[SpeechChunk]:
    return [chunk async for chunk in pool.speak(text, language, pace=pace)]


async def has_begun(pool: SynthesiserPool) -> None:
    while pool._quiet.is_set():  # noqa: ASYNC110 - an event that is cleared wakes nobody
        await asyncio.sleep(0)


def recordings(folder: Path) -> list[Path]:
    return sorted((folder / "prepared").glob("*.pcm"))


async def test_a_text_is_spoken_sentence_by_sentence_at_the_rate_of_the_call(
    tmp_path: Path,
) -> None:
    async with started(pool_in(tmp_path)) as pool:
        chunks = await spoken(pool, "Guten Tag. Wie kann ich helfen?", "de")
    assert [chunk.sample_rate for chunk in chunks] == [RATE, RATE]
    assert all(np.abs(chunk.samples).max() > 1_000 for chunk in chunks)
    assert 0.3 < len(chunks[0].samples) / RATE < 3


async def test_slow_speech_takes_longer(tmp_path: Path) -> None:
    async with started(pool_in(tmp_path)) as pool:
        (normal,) = await spoken(pool, "Bitte bringen Sie Ihren Pass mit.", "de")
        (slow,) = await spoken(pool, "Bitte bringen Sie Ihren Pass mit.", "de", Pace.SLOW)
    assert len(normal.samples) < 0.85 * len(slow.samples)


async def test_figures_are_read_by_rule_and_not_by_the_voice(tmp_path: Path) -> None:
    written = "Es gilt § 81 Abs. 4 AufenthG."
    async with started(pool_in(tmp_path)) as pool:
        (by_rule,) = await spoken(pool, written, "de")
        (in_words,) = await spoken(pool, read_aloud(written, "de"), "de")
    # Pico adds a trace of noise that is never the same.
    assert abs(len(by_rule.samples) - len(in_words.samples)) < 0.05 * RATE
    (by_voice,) = load_voice(
        find_voice("de", Settings(models_folder=tmp_path, voice=NO_FOLDER))
    ).synthesise(written)
    assert abs(len(by_voice) / 16_000 - len(by_rule.samples) / RATE) > 0.2


async def test_approved_texts_are_prepared_and_others_leave_no_trace(tmp_path: Path) -> None:
    async with started(pool_in(tmp_path)) as pool:
        assert pool.prepared_share == 1
        pool.prepare([("Guten Tag. Wie kann ich helfen?", "de")])
        assert pool.prepared_share == 0
        await pool.preparation_finished()
        assert pool.prepared_share == 1
        assert len(recordings(tmp_path)) == 2
        await spoken(pool, "Ihr Name ist Anna Beispiel.", "de")
        assert len(recordings(tmp_path)) == 2


async def test_prepared_speech_is_what_the_voice_said(tmp_path: Path) -> None:
    async with started(pool_in(tmp_path)) as pool:
        (fresh,) = await spoken(pool, "Guten Tag.", "de")
        pool.prepare([("Guten Tag.", "de")])
        await pool.preparation_finished()
        (path,) = recordings(tmp_path)
        (prepared,) = await spoken(pool, "Guten Tag.", "de")
    assert np.array_equal(prepared.samples, np.frombuffer(path.read_bytes(), np.int16))
    assert abs(len(prepared.samples) - len(fresh.samples)) <= RATE // 50


async def test_an_approved_text_is_kept_at_the_pace_at_which_it_was_asked_for(
    tmp_path: Path,
) -> None:
    async with started(pool_in(tmp_path)) as pool:
        pool.prepare([("Guten Tag.", "de")])
        await pool.preparation_finished()
        await spoken(pool, "Guten Tag.", "de", Pace.SLOW)
    assert len(recordings(tmp_path)) == 2


async def test_preparing_again_ends_the_run_before_and_keeps_what_it_made(tmp_path: Path) -> None:
    async with started(pool_in(tmp_path)) as pool:
        pool.prepare([(f"Satz Nummer {number}.", "de") for number in range(1, 400)])
        while not recordings(tmp_path):  # noqa: ASYNC110 - files come without an event
            await asyncio.sleep(0.01)
        pool.prepare([("Satz Nummer 1.", "de"), ("Good morning.", "en")])
        await pool.preparation_finished()
        assert pool.prepared_share == 1
        assert 2 <= len(recordings(tmp_path)) < 399


async def test_no_sentence_is_prepared_while_a_caller_waits_for_one(tmp_path: Path) -> None:
    async with started(pool_in(tmp_path)) as pool:
        speaking = asyncio.create_task(spoken(pool, LONG, "de"))
        await has_begun(pool)
        pool.prepare([("Guten Tag.", "de")])
        await speaking
        assert recordings(tmp_path) == []
        await pool.preparation_finished()
        assert len(recordings(tmp_path)) == 1


async def test_preparation_ends_when_the_store_is_full(tmp_path: Path) -> None:
    async with started(pool_in(tmp_path, limit_bytes=40_000)) as pool:
        pool.prepare([(f"Das ist der Satz Nummer {number}.", "de") for number in range(1, 30)])
        await pool.preparation_finished()
        assert 0 < pool.prepared_share < 0.3
    assert 0 < sum(path.stat().st_size for path in recordings(tmp_path)) <= 40_000


async def test_a_voice_that_cannot_be_loaded_does_not_keep_others_from_being_prepared(
    tmp_path: Path,
) -> None:
    sources = {"en": find_voice("en", Settings(models_folder=tmp_path)), "de": broken(tmp_path)}
    async with started(pool_in(tmp_path, sources=sources)) as pool:
        pool.prepare([("Guten Tag.", "de"), ("Hallo.", "de"), ("Good morning.", "en")])
        await pool.preparation_finished()
    assert len(recordings(tmp_path)) == 1


async def test_a_worker_that_keeps_dying_ends_the_preparation(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(preparation, "VoiceWorker", no_worker)
    async with started(pool_in(tmp_path)) as pool:
        pool.prepare([("Guten Tag.", "de")])
        await pool.preparation_finished()
        assert pool.prepared_share == 0
        assert await spoken(pool, "Guten Tag.", "de")


def no_worker(*arguments: object) -> None:
    raise RuntimeError("no voice can be loaded here")


async def test_a_language_without_a_voice_is_an_error(tmp_path: Path) -> None:
    async with started(pool_in(tmp_path)) as pool:
        with pytest.raises(VoiceError, match="'tr'"):
            await spoken(pool, "Merhaba.", "tr")


async def test_after_a_worker_died_in_mid_sentence_the_next_one_is_spoken(tmp_path: Path) -> None:
    async with started(pool_in(tmp_path)) as pool:
        speaking = asyncio.create_task(spoken(pool, LONG, "de"))
        await has_begun(pool)
        for process in pool._pool._workers[0].executor._processes.values():
            process.kill()
        with pytest.raises(VoiceError, match="died"):
            await speaking
        assert await spoken(pool, "Guten Tag.", "de")


async def test_a_full_queue_is_a_voice_error(tmp_path: Path) -> None:
    async with started(pool_in(tmp_path, VoiceSettings(queue_limit=1))) as pool:
        speaking = [asyncio.create_task(spoken(pool, LONG, "de")) for _ in range(3)]
        results = await asyncio.gather(*speaking, return_exceptions=True)
        assert sum(isinstance(result, VoiceError) for result in results) == 1
        assert await spoken(pool, "Guten Tag.", "de")


async def test_a_sentence_past_its_deadline_is_a_voice_error(tmp_path: Path) -> None:
    async with started(pool_in(tmp_path, VoiceSettings(deadline_seconds=5))) as pool:
        pool._pool._deadline_seconds = 0.05
        with pytest.raises(VoiceError, match="in time"):
            await spoken(pool, LONG, "de")
        pool._pool._deadline_seconds = 10
        assert await spoken(pool, "Guten Tag.", "de")


def broken(folder: Path) -> VoiceSource:
    model = folder / "broken.onnx"
    model.write_bytes(b"no network")
    model.with_name("broken.onnx.json").write_text("{}")
    return VoiceSource("de", "piper", "broken", model, fallback=False)


async def test_a_damaged_voice_stops_the_start_with_one_sentence(tmp_path: Path) -> None:
    pool = pool_in(tmp_path, sources={"de": broken(tmp_path)})
    with pytest.raises(ModelError, match=r"broken\.onnx\.json is no Piper voice: audio"):
        await pool.start(["de"])


async def test_a_damaged_voice_that_is_needed_later_is_a_voice_error(tmp_path: Path) -> None:
    async with started(pool_in(tmp_path, sources={"de": broken(tmp_path)})) as pool:
        pool.warm("de")
        with pytest.raises(VoiceError, match="no Piper voice"):
            await spoken(pool, "Guten Tag.", "de")


async def test_warming_a_language_that_nobody_speaks_does_nothing(tmp_path: Path) -> None:
    async with started(pool_in(tmp_path)) as pool:
        pool.warm("tr")
        assert await spoken(pool, "Guten Tag.", "de")
