"""Synthesises approved texts in the background, while calls go first."""

import asyncio
import contextlib
from collections.abc import Mapping, Sequence

from loguru import logger

from dialogs.actions import Pace
from voicebot.errors import ModelError, VoiceError
from voicebot.settings import VoiceSettings
from voicebot.speech.synthesis.prepared import PreparedSpeech
from voicebot.speech.synthesis.voice_versions import voice_versions
from voicebot.speech.synthesis.worker import Job, SentenceJob, Spoken, VoiceWorker
from voicebot.speech.voices.catalogue import VoiceSource
from voicebot.workers import PoolDeadlineError, WorkerDiedError, WorkerPool

# A worker that dies over three sentences in a row would die over all others, too.
_FAILURES_IN_A_ROW = 3


class Preparation:
    """Fills the store of prepared audio, one sentence after the other.

    The work is done by a process of its own that yields to everybody, and no sentence is begun
    while a caller waits for one.

    Args:
        sources: Where the voice of each language comes from.
        settings: Deadline of a sentence.
        prepared: The store.
        sample_rate: Hertz of the audio.
        quiet: Set while no call waits for speech.
    """

    def __init__(
        self,
        sources: Mapping[str, VoiceSource],
        settings: VoiceSettings,
        prepared: PreparedSpeech,
        sample_rate: int,
        quiet: asyncio.Event,
    ) -> None:
        self._sources = sources
        self._settings = settings
        self._prepared = prepared
        self._sample_rate = sample_rate
        self._quiet = quiet
        self._task: asyncio.Task[None] | None = None
        self._wanted = 0
        self._missing = 0

    @property
    def share(self) -> float:
        """How much of what was asked for is prepared, 0 to 1."""
        return 1 - self._missing / self._wanted if self._wanted else 1.0

    def begin(self, sentences: Sequence[tuple[str, str]]) -> None:
        """Prepare these instead of all that was asked for before.

        Args:
            sentences: Pairs of sentence and language, the most important first.
        """
        self._wanted = self._missing = len(sentences)
        self._task = asyncio.create_task(self._run(self._task, sentences))

    async def finished(self) -> None:
        """Wait until all that can be prepared is."""
        if self._task:
            await asyncio.shield(self._task)

    async def close(self) -> None:
        """Stop, and end the process."""
        await _cancel(self._task)

    async def _run(
        self, former: asyncio.Task[None] | None, sentences: Sequence[tuple[str, str]]
    ) -> None:
        await _cancel(former)
        versions = await asyncio.to_thread(voice_versions, self._sources, self._prepared.folder)
        self._prepared.approve(sentences, versions)
        missing = await asyncio.to_thread(self._prepared.missing, Pace.NORMAL)
        self._missing = len(missing)
        if missing:
            await self._synthesise(missing)
            logger.info(
                "{} of {} sentences prepared as audio",
                self._wanted - self._missing,
                self._wanted,
            )

    async def _synthesise(self, missing: Sequence[tuple[str, str]]) -> None:
        room = await asyncio.to_thread(self._prepared.room_bytes)
        pool: WorkerPool[Job, Spoken] = WorkerPool(
            "speech preparation",
            VoiceWorker,
            # Texts come language by language, so that one voice at a time is enough.
            (self._sources, self._sample_rate, 1),
            deadline_seconds=self._settings.deadline_seconds,
            niceness=19,
        )
        broken: set[str] = set()
        failures = 0
        try:
            await pool.start()
            for sentence, language in missing:
                if language in broken:
                    continue
                await self._quiet.wait()
                try:
                    spoken = await pool.run(
                        SentenceJob(sentence, language, Pace.NORMAL, whole=True)
                    )
                    failures = 0
                except (ModelError, VoiceError) as error:
                    logger.warning("texts in {!r} cannot be prepared: {}", language, error)
                    broken.add(language)
                    continue
                except (PoolDeadlineError, WorkerDiedError) as error:
                    logger.warning("a text in {!r} could not be prepared: {}", language, error)
                    failures += 1
                    if failures == _FAILURES_IN_A_ROW:
                        return
                    continue
                room -= spoken.samples.nbytes
                if room < 0:
                    logger.warning("setting voice.cache_megabytes is too small for all texts")
                    return
                await asyncio.to_thread(
                    self._prepared.put, sentence, language, Pace.NORMAL, spoken.samples
                )
                self._missing -= 1
        except WorkerDiedError as error:
            logger.warning("no text can be prepared: {}", error)
        finally:
            await pool.close()


async def _cancel(task: asyncio.Task[None] | None) -> None:
    if task:
        task.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await task
