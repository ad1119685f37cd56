"""The voices of one machine: worker processes behind a bounded queue, and prepared audio."""

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator, Iterable, Mapping
from contextlib import aclosing

import numpy as np
from loguru import logger
from numpy.typing import NDArray

from dialogs.actions import Pace
from voicebot.errors import ModelError, SpeechError, VoiceError
from voicebot.settings import VoiceSettings
from voicebot.speech.interfaces import SpeechChunk
from voicebot.speech.synthesis.preparation import Preparation
from voicebot.speech.synthesis.prepared import PreparedSpeech
from voicebot.speech.synthesis.sentences import spoken_sentences
from voicebot.speech.synthesis.worker import (
    Job,
    PieceJob,
    SentenceJob,
    Spoken,
    VoiceWorker,
    WarmJob,
)
from voicebot.speech.voices.catalogue import VoiceSource
from voicebot.workers import PoolBusyError, PoolDeadlineError, WorkerDiedError, WorkerPool


class SynthesiserPool:
    """Implements ``Synthesiser`` with worker processes.

    Args:
        sources: Where the voice of each language comes from.
        settings: Workers, queue, deadline and voices kept in memory.
        prepared: Audio of approved sentences.
        sample_rate: Hertz of all speech that is returned.
    """

    def __init__(
        self,
        sources: Mapping[str, VoiceSource],
        settings: VoiceSettings,
        prepared: PreparedSpeech,
        sample_rate: int,
    ) -> None:
        self._sources = dict(sources)
        self._settings = settings
        self._prepared = prepared
        self._sample_rate = sample_rate
        self._pool: WorkerPool[Job, Spoken] = WorkerPool(
            "synthesiser",
            VoiceWorker,
            (self._sources, sample_rate, settings.loaded_voices),
            workers=settings.workers,
            queue_limit=settings.queue_limit,
            deadline_seconds=settings.deadline_seconds,
        )
        # Set while no call waits for speech.
        self._quiet = asyncio.Event()
        self._quiet.set()
        self._waiting = 0
        self._warming: set[asyncio.Task[None]] = set()
        self._preparation = Preparation(self._sources, settings, prepared, sample_rate, self._quiet)

    async def start(self, languages: Iterable[str] = ()) -> None:
        """Start the workers.

        Args:
            languages: ISO 639-1 codes whose voices are loaded at once, as far as there is room.

        Raises:
            ModelError: One of these voices is missing or damaged.
            SpeechError: A worker died.
        """
        await self._pool.start()
        try:
            for language in [*languages][: self._settings.loaded_voices]:
                await self._warm(language, wait=True)
        except BaseException:
            await self._pool.close()
            raise

    def warm(self, language: str) -> None:
        """Load the voice of a language in the background, because it will be needed soon."""
        if language in self._sources:
            task = asyncio.create_task(self._warm_quietly(language))
            self._warming.add(task)
            task.add_done_callback(self._warming.discard)

    async def speak(
        self, text: str, language: str, *, pace: Pace = Pace.NORMAL
    ) -> AsyncIterator[SpeechChunk]:
        """Speak ``text`` sentence by sentence, long ones in pieces; see ``Synthesiser.speak``."""
        for sentence in spoken_sentences(text, language):
            async with aclosing(self._sentence(sentence, language, pace)) as pieces:
                async for samples in pieces:
                    yield SpeechChunk(samples, self._sample_rate)

    def prepare(self, texts: Iterable[tuple[str, str]]) -> None:
        """Approve texts and synthesise them in the background; those before no longer are.

        Args:
            texts: Pairs of text and language, the most important first.
        """
        self._preparation.begin(
            [
                (sentence, language)
                for text, language in texts
                for sentence in spoken_sentences(text, language)
            ]
        )

    @property
    def prepared_share(self) -> float:
        """How much of the approved texts is prepared as audio, 0 to 1."""
        return self._preparation.share

    async def preparation_finished(self) -> None:
        """Wait until all that can be prepared is."""
        await self._preparation.finished()

    async def _sentence(
        self, sentence: str, language: str, pace: Pace
    ) -> AsyncGenerator[NDArray[np.int16], None]:
        stored = await asyncio.to_thread(self._prepared.get, sentence, language, pace)
        if stored is not None:
            yield stored
            return
        if language not in self._sources:
            raise VoiceError(f"there is no voice for the language {language!r}")
        spoken = await self._run(SentenceJob(sentence, language, pace, whole=False))
        yield spoken.samples
        pieces = [spoken.samples]
        for number, piece in enumerate(spoken.rest, start=1):
            last = number == len(spoken.rest)
            pieces.append((await self._run(PieceJob(piece, language, last))).samples)
            yield pieces[-1]
        await asyncio.to_thread(
            self._prepared.put, sentence, language, pace, np.concatenate(pieces)
        )

    async def _run(self, job: Job) -> Spoken:
        self._waiting += 1
        self._quiet.clear()
        try:
            return await self._pool.run(job)
        except (PoolBusyError, PoolDeadlineError, WorkerDiedError, ModelError) as error:
            raise VoiceError(str(error)) from error
        finally:
            self._waiting -= 1
            if not self._waiting:
                self._quiet.set()

    async def _warm(self, language: str, *, wait: bool) -> None:
        # As many jobs as workers: each that is free takes one.
        jobs = [self._pool.run(WarmJob(language, wait)) for _ in range(self._settings.workers)]
        try:
            await asyncio.gather(*jobs)
        except (PoolBusyError, PoolDeadlineError, WorkerDiedError) as error:
            raise SpeechError(f"the voice for {language!r} could not be loaded: {error}") from error

    async def _warm_quietly(self, language: str) -> None:
        try:
            await self._warm(language, wait=False)
        except SpeechError as error:
            logger.warning("{}", error)

    async def close(self) -> None:
        """End the workers and the preparation."""
        for task in self._warming:
            task.cancel()
        await asyncio.gather(self._preparation.close(), self._pool.close())
