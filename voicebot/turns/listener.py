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
from dialogs.outlook import Outlook
from languages.recognition_hints import recognition_hints
from voicebot.errors import RecogniserError
from voicebot.settings import TurnSettings
from voicebot.speech.interfaces import RECOGNITION_SAMPLE_RATE, Recogniser, Transcript
from voicebot.turns.completion import UNKNOWN_LANGUAGES
from voicebot.turns.patience import Evidence, patience
from voicebot.turns.tracker import TurnEvent, TurnTracker
from voicebot.turns.voice_activity import VoiceActivity

# Voice activity notices a word some windows late; soft first consonants lie before that.
_PRE_ROLL_SECONDS = 0.35


class CompletionJudge(Protocol):
    """Tells by the melody whether an utterance sounds finished; see ``TurnCompletionPool``."""

    async def completion(self, samples: NDArray[np.int16]) -> float | None:
        """Probability for mono PCM at 16 kHz; None when it cannot be told."""
        ...


@dataclass(frozen=True, slots=True)
class CallerTurn:
    """One finished turn of the caller; times are of ``time.monotonic()``.

    Attributes:
        transcript: What was recognised, or None when the recogniser failed.
        audio_seconds: Length of the turn without the silence after it.
        ended_at: The caller's last sound.
        decided_at: When the turn was taken for over.
        recognition_began_at: When the recogniser was given the turn.
        transcribed_at: When its result was there; before ``decided_at`` when the trial succeeded.
        evidence: What the decision was made from; None when the caller spoke without a pause
            until the limit.
    """

    transcript: Transcript | None
    audio_seconds: float
    ended_at: float
    decided_at: float
    recognition_began_at: float
    transcribed_at: float
    evidence: Evidence | None


@dataclass(slots=True)
class _Trial:
    recognition: asyncio.Task[Transcript | None]
    began_at: float
    transcribed_at: float = 0.0
    weighing: asyncio.Task[None] | None = None
    evidence: Evidence | None = None

    def cancel(self) -> None:
        self.recognition.cancel()
        if self.weighing is not None:
            self.weighing.cancel()


class TurnListener:
    """Turns a stream of samples into ``CallerTurn`` objects.

    Args:
        sample_rate: Hertz of the stream, 8000 or 16000.
        settings: Thresholds.
        recogniser: Shared recogniser.
        judge: Shared judge of completeness.
        languages: ISO 639-1 codes that may be spoken.
        foresee: Tells what the dialogue would make of a transcript, without doing it.
        on_speech: Awaited when the caller begins to speak.
        on_turn: Awaited with each finished turn, in order.
        on_partial: Awaited with the words so far, while the caller speaks; only when the settings
            ask for it and a recogniser is idle.
    """

    def __init__(
        self,
        *,
        sample_rate: int,
        settings: TurnSettings,
        recogniser: Recogniser,
        judge: CompletionJudge,
        languages: tuple[str, ...],
        foresee: Callable[[Transcript], Awaitable[Outlook]],
        on_speech: Callable[[], Awaitable[None]],
        on_turn: Callable[[CallerTurn], Awaitable[None]],
        on_partial: Callable[[Transcript], Awaitable[None]],
    ) -> None:
        self._rate = sample_rate
        self._settings = settings
        self._recogniser = recogniser
        self._judge = judge
        self._languages = languages
        self._foresee = foresee
        self._on_speech = on_speech
        self._on_turn = on_turn
        self._on_partial = on_partial
        self._activity = VoiceActivity(sample_rate)
        self._tracker = TurnTracker(settings)
        self._audio = np.zeros(0, dtype=np.int16)
        self._trial: _Trial | None = None
        self._finishing: asyncio.Task[None] | None = None
        self._partial: asyncio.Task[None] | None = None
        self._partial_at_seconds = 0.0
        self._expectation = Expectation.ANYTHING
        self._language: str | None = None
        self._interrupting = False
        self.assistant_speaks = False
        """Whether the assistant is speaking now; told by whoever knows."""

    def expect(self, expectation: Expectation, language: str | None) -> None:
        """Say what is likely to come next and in which language."""
        self._expectation = expectation
        self._language = language

    async def hear(self, samples: NDArray[np.int16]) -> None:
        """Take the next samples of the stream; callbacks are awaited from here."""
        self._audio = np.concatenate((self._audio, samples))
        for window in self._activity.process(samples):
            event = self._tracker.push(window)
            if event is TurnEvent.SPEECH_STARTED:
                self._interrupting = self.assistant_speaks
                await self._on_speech()
            elif event is TurnEvent.PAUSE_BEGAN:
                self._drop_partial()
                self._try_recognition()
            elif event is TurnEvent.SPEECH_RESUMED:
                self._drop_trial()
            elif event is TurnEvent.TURN_ENDED:
                self._finish_turn()
        if self._tracker.in_turn:
            self._offer_partial()
        else:
            # Enough for the windows before a turn is noticed, and the pre-roll before those.
            keep = self._samples(self._settings.start_seconds * 2 + _PRE_ROLL_SECONDS + 0.1)
            self._audio = self._audio[-keep:]

    async def close(self) -> None:
        """Give up what is in progress."""
        self._drop_trial()
        self._drop_partial()
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
            began_at=time.monotonic(),
        )

        def note_result(_: asyncio.Task[Transcript | None]) -> None:
            trial.transcribed_at = time.monotonic()

        trial.recognition.add_done_callback(note_result)
        trial.weighing = asyncio.create_task(self._weigh(trial, utterance))

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

    async def _weigh(self, trial: _Trial, utterance: NDArray[np.int16]) -> None:
        """Find out how long this pause is to be waited out; end the turn if it was already."""
        expectation = self._expectation
        completion, (transcript, outlook) = await asyncio.gather(
            self._completion(utterance), self._reading(trial)
        )
        trial.evidence = evidence = Evidence.of(
            transcript,
            completion=completion,
            outlook=outlook,
            expectation=expectation,
            interrupting=self._interrupting,
        )
        self._tracker.patience_seconds = patience(evidence, self._settings)
        if self._tracker.end_if_due():
            self._finish_turn()

    async def _completion(self, utterance: NDArray[np.int16]) -> float | None:
        if self._language in UNKNOWN_LANGUAGES:
            return None
        return await self._judge.completion(utterance)

    async def _reading(self, trial: _Trial) -> tuple[Transcript | None, Outlook | None]:
        # Shielded: a turn that reaches its limit meanwhile is still recognised.
        transcript = await asyncio.shield(trial.recognition)
        if transcript is None or transcript.no_speech:
            return transcript, None
        return transcript, await self._foresee(transcript)

    def _offer_partial(self) -> None:
        interval = self._settings.partial_seconds
        if interval is None or self._trial is not None or not self._recogniser.idle:
            return
        if self._partial is not None and not self._partial.done():
            return
        spoken = self._tracker.turn_seconds
        if spoken < self._partial_at_seconds:
            self._partial_at_seconds = 0.0  # Another turn.
        if spoken - self._partial_at_seconds >= interval:
            self._partial_at_seconds = spoken
            self._partial = asyncio.create_task(self._report_partial(self._utterance()))

    async def _report_partial(self, utterance: NDArray[np.int16]) -> None:
        transcript = await self._recognise(utterance)
        if transcript is not None and not transcript.no_speech:
            await self._on_partial(transcript)

    def _drop_partial(self) -> None:
        if self._partial is not None:
            self._partial.cancel()
            self._partial = None

    def _drop_trial(self) -> None:
        if self._trial:
            self._trial.cancel()
            self._trial = None

    def _finish_turn(self) -> None:
        if self._trial is None:
            self._try_recognition()
        trial, self._trial = self._trial, None
        assert trial is not None
        silence = self._tracker.silence_seconds
        speech = self._tracker.turn_seconds - silence
        silence += self._activity.pending_seconds
        self._finishing = asyncio.create_task(self._report(trial, speech, silence, self._finishing))

    async def _report(
        self,
        trial: _Trial,
        speech_seconds: float,
        silence_seconds: float,
        previous: asyncio.Task[None] | None,
    ) -> None:
        decided_at = time.monotonic()
        transcript = await trial.recognition
        if trial.weighing is not None and trial.evidence is None:
            trial.weighing.cancel()
        if previous:
            # Turns are answered in the order in which they were spoken.
            await asyncio.wait([previous])
        await self._on_turn(
            CallerTurn(
                transcript=transcript,
                audio_seconds=round(speech_seconds, 2),
                ended_at=decided_at - silence_seconds,
                decided_at=decided_at,
                recognition_began_at=trial.began_at,
                transcribed_at=trial.transcribed_at,
                evidence=trial.evidence,
            )
        )
