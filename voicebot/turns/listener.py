"""Hears one caller: finds turns in the sound and has them recognised while the silence lasts.

Recognition starts on trial as soon as the caller pauses (speculation) and is thrown away when
they go on, so that most of its time hides behind the decision that the turn is over.
"""

import asyncio
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Protocol

import numpy as np
import soxr
from loguru import logger
from numpy.typing import NDArray

from dialogs.actions import Expectation
from languages.recognition_hints import recognition_hints
from voicebot.errors import RecogniserError
from voicebot.settings import TurnSettings
from voicebot.speech.interfaces import RECOGNITION_SAMPLE_RATE, Recogniser, Transcript
from voicebot.turns.completion import UNKNOWN_LANGUAGES
from voicebot.turns.tracker import TurnEvent, TurnTracker
from voicebot.turns.voice_activity import VoiceActivity

# Voice activity notices a word some windows late; soft first consonants lie before that.
_PRE_ROLL_SECONDS = 0.35


class CompletionJudge(Protocol):
    """Tells whether an utterance sounds finished; see ``TurnCompletionPool``."""

    async def is_complete(self, samples: NDArray[np.int16]) -> bool | None:
        """Judge mono PCM at 16 kHz; None when it cannot be told."""
        ...


@dataclass(frozen=True, slots=True)
class CallerTurn:
    """One finished turn of the caller.

    Attributes:
        transcript: What was recognised, or None when the recogniser failed.
        audio_seconds: Length of the turn without the silence after it.
        silence_ms: Silence that was waited for before the turn counted as over.
        recognition_ms: Time from starting the recogniser to its result.
        waited_ms: Part of it that the caller had to wait, after the end of the turn.
        ended_at: ``time.monotonic()`` of the caller's last sound.
    """

    transcript: Transcript | None
    audio_seconds: float
    silence_ms: int
    recognition_ms: int
    waited_ms: int
    ended_at: float


@dataclass(slots=True)
class _Trial:
    recognition: asyncio.Task[Transcript | None]
    completion: asyncio.Task[None]
    started: float
    finished: float = 0.0

    def cancel(self) -> None:
        self.recognition.cancel()
        self.completion.cancel()


class TurnListener:
    """Turns a stream of samples into ``CallerTurn`` objects.

    Args:
        sample_rate: Hertz of the stream, 8000 or 16000.
        settings: Thresholds.
        recogniser: Shared recogniser.
        judge: Shared judge of completeness.
        languages: ISO 639-1 codes that may be spoken.
        on_speech: Awaited when the caller begins to speak.
        on_turn: Awaited with each finished turn, in order.
    """

    def __init__(
        self,
        *,
        sample_rate: int,
        settings: TurnSettings,
        recogniser: Recogniser,
        judge: CompletionJudge,
        languages: tuple[str, ...],
        on_speech: Callable[[], Awaitable[None]],
        on_turn: Callable[[CallerTurn], Awaitable[None]],
    ) -> None:
        self._rate = sample_rate
        self._settings = settings
        self._recogniser = recogniser
        self._judge = judge
        self._languages = languages
        self._on_speech = on_speech
        self._on_turn = on_turn
        self._activity = VoiceActivity(sample_rate)
        self._tracker = TurnTracker(settings)
        self._audio = np.zeros(0, dtype=np.int16)
        self._trial: _Trial | None = None
        self._finishing: asyncio.Task[None] | None = None
        self._expectation = Expectation.ANYTHING
        self._language: str | None = None

    def expect(self, expectation: Expectation, language: str | None) -> None:
        """Say what is likely to come next and in which language."""
        self._expectation = expectation
        self._language = language

    async def hear(self, samples: NDArray[np.int16]) -> None:
        """Take the next samples of the stream; callbacks are awaited from here."""
        self._audio = np.concatenate((self._audio, samples))
        for probability in self._activity.process(samples):
            event = self._tracker.push(probability)
            if event is TurnEvent.SPEECH_STARTED:
                await self._on_speech()
            elif event is TurnEvent.PAUSE_BEGAN:
                self._try_recognition()
            elif event is TurnEvent.SPEECH_RESUMED:
                self._drop_trial()
            elif event is TurnEvent.TURN_ENDED:
                self._finish_turn()
        if not self._tracker.in_turn:
            # Enough for the windows before a turn is noticed, and the pre-roll before those.
            keep = self._samples(self._settings.start_seconds * 2 + _PRE_ROLL_SECONDS + 0.1)
            self._audio = self._audio[-keep:]

    async def close(self) -> None:
        """Give up what is in progress."""
        self._drop_trial()
        if self._finishing:
            self._finishing.cancel()

    def _samples(self, seconds: float) -> int:
        return int(seconds * self._rate)

    def _utterance(self) -> NDArray[np.int16]:
        """The turn so far at 16 kHz, with pre-roll and without most of the silence after it."""
        length = self._samples(self._tracker.turn_seconds + _PRE_ROLL_SECONDS)
        utterance = self._audio[-length:]
        if self._rate == RECOGNITION_SAMPLE_RATE:
            return utterance
        resampled = soxr.resample(utterance, self._rate, RECOGNITION_SAMPLE_RATE, "HQ")
        return np.asarray(resampled, dtype=np.int16)

    def _try_recognition(self) -> None:
        utterance = self._utterance()
        self._trial = trial = _Trial(
            recognition=asyncio.create_task(self._recognise(utterance)),
            completion=asyncio.create_task(self._judge_completion(utterance)),
            started=time.monotonic(),
        )

        def note_finish(_: asyncio.Task[Transcript | None]) -> None:
            trial.finished = time.monotonic()

        trial.recognition.add_done_callback(note_finish)

    async def _recognise(self, utterance: NDArray[np.int16]) -> Transcript | None:
        try:
            return await self._recogniser.transcribe(
                utterance,
                self._languages,
                expected=self._language,
                hints=recognition_hints(self._expectation),
            )
        except RecogniserError as error:
            logger.warning("an utterance was not recognised: {}", error)
            return None

    async def _judge_completion(self, utterance: NDArray[np.int16]) -> None:
        if self._expectation is Expectation.PHONE_NUMBER:
            # People pause between groups of digits for longer than between sentences.
            self._tracker.patience_seconds = self._settings.dictation_seconds
            return
        complete = None
        if self._language not in UNKNOWN_LANGUAGES:
            complete = await self._judge.is_complete(utterance)
        settings = self._settings
        self._tracker.patience_seconds = {
            True: settings.complete_seconds,
            False: settings.incomplete_seconds,
            None: settings.unknown_seconds,
        }[complete]

    def _drop_trial(self) -> None:
        if self._trial:
            self._trial.cancel()
            self._trial = None

    def _finish_turn(self) -> None:
        if self._trial is None:
            self._try_recognition()
        trial, self._trial = self._trial, None
        assert trial is not None
        trial.completion.cancel()
        silence = self._tracker.silence_seconds
        self._finishing = asyncio.create_task(
            self._report(trial, self._tracker.turn_seconds - silence, silence, self._finishing)
        )

    async def _report(
        self,
        trial: _Trial,
        speech_seconds: float,
        silence_seconds: float,
        previous: asyncio.Task[None] | None,
    ) -> None:
        ended = time.monotonic()
        transcript = await trial.recognition
        if previous:
            # Turns are answered in the order in which they were spoken.
            await asyncio.wait([previous])
        await self._on_turn(
            CallerTurn(
                transcript=transcript,
                audio_seconds=round(speech_seconds, 2),
                silence_ms=round(silence_seconds * 1000),
                recognition_ms=round((trial.finished - trial.started) * 1000),
                waited_ms=max(0, round((trial.finished - ended) * 1000)),
                ended_at=ended - silence_seconds,
            )
        )
