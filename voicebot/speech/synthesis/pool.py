"""The voices of one machine: worker processes behind a bounded queue, and prepared audio."""

import asyncio
from collections.abc import AsyncIterator, Iterable, Mapping
from dataclasses import dataclass

import numpy as np
import soxr
from loguru import logger
from numpy.typing import NDArray

from dialogs.actions import Pace
from voicebot.errors import VoiceError
from voicebot.settings import VoiceSettings
from voicebot.speech.interfaces import SpeechChunk
from voicebot.speech.synthesis.prepared import PreparedSpeech
from voicebot.speech.synthesis.sentences import split_sentences
from voicebot.speech.voices.base import Voice
from voicebot.speech.voices.catalogue import VoiceSource, load_voice
from voicebot.workers import PoolBusyError, PoolDeadlineError, WorkerDiedError, WorkerPool


@dataclass(frozen=True, slots=True)
class SpeechJob:
    """One sentence to synthesise at ``sample_rate`` hertz."""

    sentence: str
    language: str
    sample_rate: int


class VoiceWorker:
    """Speaks sentences; built inside a worker process. Voices are loaded when first needed.

    Args:
        sources: Where the voice of each language comes from.
    """

    def __init__(self, sources: Mapping[str, VoiceSource]) -> None:
        self._sources = sources
        self._voices: dict[str, Voice] = {}

    def __call__(self, job: SpeechJob) -> NDArray[np.int16]:
        """Return mono PCM at the rate asked for, shape ``(samples,)``."""
        if job.language not in self._voices:
            self._voices[job.language] = load_voice(self._sources[job.language])
        voice = self._voices[job.language]
        chunks = list(voice.synthesise(job.sentence))
        if not chunks:
            return np.zeros(0, dtype=np.int16)
        samples = np.concatenate(chunks)
        if voice.sample_rate == job.sample_rate:
            return samples
        # Resampled here, where a core is at work anyway, and not in the event loop of the calls.
        resampled = soxr.resample(samples, voice.sample_rate, job.sample_rate, "HQ")
        return np.asarray(resampled, dtype=np.int16)


class SynthesiserPool:
    """Implements ``Synthesiser`` with worker processes.

    Args:
        sources: Where the voice of each language comes from.
        settings: Workers, queue and deadline.
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
        self._preparation: asyncio.Task[None] | None = None
        self._pool = self._new_pool("synthesiser", workers=settings.workers)

    async def start(self) -> None:
        """Start the workers."""
        await self._pool.start()

    async def speak(
        self, text: str, language: str, *, pace: Pace = Pace.NORMAL
    ) -> AsyncIterator[SpeechChunk]:
        """Speak ``text`` sentence by sentence; see ``Synthesiser.speak``."""
        del pace  # the voices learn it next
        for sentence in split_sentences(text, language):
            yield SpeechChunk(await self._sentence(sentence, language), self._sample_rate)

    def prepare(self, texts: Iterable[tuple[str, str]]) -> None:
        """Approve texts and synthesise them in the background.

        Args:
            texts: Pairs of text and language.
        """
        sentences = [
            (sentence, language)
            for text, language in texts
            for sentence in split_sentences(text, language)
        ]
        self._prepared.approve(sentences)
        self._preparation = asyncio.create_task(self._prepare(sentences))

    async def _prepare(self, sentences: list[tuple[str, str]]) -> None:
        missing = [sentence for sentence in sentences if self._stored(*sentence) is None]
        if missing:
            # A worker of its own that yields to everybody: callers come first.
            pool = self._new_pool("speech preparation", workers=1, niceness=19)
            try:
                await pool.start()
                for sentence, language in missing:
                    await self._synthesise(sentence, language, pool)
            except (WorkerDiedError, VoiceError) as error:
                logger.warning("approved texts could not be prepared: {}", error)
                return
            finally:
                await pool.close()
        dropped = await asyncio.to_thread(self._prepared.drop_excess)
        logger.info("{} sentences prepared as audio, {} old ones dropped", len(missing), dropped)

    def _stored(self, sentence: str, language: str) -> NDArray[np.int16] | None:
        source = self._sources.get(language)
        return self._prepared.get(sentence, language, source.name) if source else None

    async def _sentence(self, sentence: str, language: str) -> NDArray[np.int16]:
        stored = self._stored(sentence, language)
        if stored is not None:
            return stored
        return await self._synthesise(sentence, language, self._pool)

    async def _synthesise(
        self, sentence: str, language: str, pool: WorkerPool[SpeechJob, NDArray[np.int16]]
    ) -> NDArray[np.int16]:
        source = self._sources.get(language)
        if source is None:
            raise VoiceError(f"there is no voice for the language {language!r}")
        try:
            samples = await pool.run(SpeechJob(sentence, language, self._sample_rate))
        except (PoolBusyError, PoolDeadlineError, WorkerDiedError) as error:
            raise VoiceError(str(error)) from error
        self._prepared.put(sentence, language, source.name, samples)
        return samples

    def _new_pool(
        self, name: str, *, workers: int, niceness: int = 0
    ) -> WorkerPool[SpeechJob, NDArray[np.int16]]:
        return WorkerPool(
            name,
            VoiceWorker,
            (self._sources,),
            workers=workers,
            queue_limit=self._settings.queue_limit,
            deadline_seconds=self._settings.deadline_seconds,
            niceness=niceness,
        )

    async def close(self) -> None:
        """End the workers and the preparation."""
        if self._preparation:
            self._preparation.cancel()
        await self._pool.close()
