"""Stage one of the benchmark of turns: what is known in every silence.

The sound is streamed in frames of 20 ms in virtual time. Voice activity and tracker are those of
the calls, with a patience that never ends, so that every silence is noticed; recogniser, Smart
Turn and dialogue are asked what ``TurnListener`` would ask them. Beside it runs pipecat's voice
activity with its defaults.
"""

import asyncio
import random
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace

import numpy as np
import soxr
from numpy.typing import NDArray
from pipecat.audio.turn.smart_turn.base_smart_turn import PRE_SPEECH_MS
from pipecat.audio.vad.silero import SileroVADAnalyzer
from pipecat.audio.vad.vad_analyzer import VADState

from benchmarks.turns_audio import SpokenUtterance, speak_with_pause
from benchmarks.turns_evidence import MeasuredUtterance, Silence, StockStop
from benchmarks.turns_foresight import Foresight
from benchmarks.utterances import PausedUtterance, PauseKind, load_utterances
from dialogs.actions import Expectation
from languages.recognition_hints import recognition_hints
from telephony.call import Samples
from voicebot.errors import RecogniserError
from voicebot.models.store import model_folder
from voicebot.settings import Settings
from voicebot.simulation.voices import TELEPHONE_RATE, caller_voice
from voicebot.speech.interfaces import RECOGNITION_SAMPLE_RATE, Transcript
from voicebot.speech.recognition.pool import RecogniserPool
from voicebot.turns import listener
from voicebot.turns.completion import UNKNOWN_LANGUAGES, SmartTurnWorker
from voicebot.turns.tracker import TurnEvent, TurnTracker
from voicebot.turns.voice_activity import VoiceActivity

SHORTEST_PAUSE_SECONDS, LONGEST_PAUSE_SECONDS = 0.2, 1.2
"""Pauses are drawn from between, each length as likely as any other."""

_FRAME_SECONDS = 0.02
_NEVER_SECONDS = 1e6


@dataclass(frozen=True, slots=True)
class _Noticed:
    """A silence before anything is asked about it."""

    began: float
    noticed: float
    resumed: float | None
    utterance: NDArray[np.int16]


class Measuring:
    """Measures utterances.

    Args:
        settings: Thresholds.
        recogniser: As calls use it; started.
        foresight: The dialogue.
    """

    def __init__(
        self,
        settings: Settings,
        recogniser: RecogniserPool,
        foresight: Foresight,
    ) -> None:
        self._settings = settings
        self._recogniser = recogniser
        self._foresight = foresight
        # In this process: behind a pool's deadline a busy machine would lose probabilities.
        self._judge = SmartTurnWorker()

    async def measure(
        self, utterance: PausedUtterance, spoken: SpokenUtterance, language: str
    ) -> MeasuredUtterance:
        """Find out what is known in every silence of one utterance."""
        dictates = utterance.kind is PauseKind.DICTATION
        expectation = Expectation.PHONE_NUMBER if dictates else Expectation.ANYTHING
        silences = [
            await self._ask(noticed, language, expectation)
            for noticed in notice_silences(spoken.samples, self._settings)
        ]
        return MeasuredUtterance(
            language=language,
            kind=utterance.kind,
            expectation=expectation,
            before=utterance.before,
            after=utterance.after,
            pause_began=spoken.pause_began,
            pause_ended=spoken.pause_ended,
            ended=spoken.ended,
            silences=tuple(silences),
            stock=tuple(await self._stock_stops(spoken.samples)),
        )

    async def _ask(self, noticed: _Noticed, language: str, expectation: Expectation) -> Silence:
        # A number is asked for in the language of the call; before the first words there is none.
        expected = language if expectation is Expectation.PHONE_NUMBER else None
        began = time.monotonic()
        transcript: Transcript | None = None
        # When the recogniser fails, the policy knows nothing of the words.
        with suppress(RecogniserError):
            transcript = await self._recogniser.transcribe(
                noticed.utterance,
                self._foresight.languages(language),
                expected=expected,
                hints=recognition_hints(expectation),
            )
        recognised = time.monotonic()
        completion = None
        if expected not in UNKNOWN_LANGUAGES:
            completion = self._judge(noticed.utterance)
        judged = time.monotonic()
        return Silence(
            began=noticed.began,
            noticed=noticed.noticed,
            resumed=noticed.resumed,
            recognition_seconds=recognised - began,
            completion_seconds=judged - recognised,
            completion=completion,
            text=transcript.text if transcript else None,
            heard_language=transcript.language if transcript else language,
            language_scores=dict(transcript.language_scores) if transcript else {},
            confidence=transcript.confidence if transcript else 0.0,
            no_speech=transcript is not None and transcript.no_speech,
            reading=self._foresight.read(transcript, language, expectation),
        )

    async def _stock_stops(self, samples: Samples) -> list[StockStop]:
        """What pipecat's voice activity reports and its default strategy asks Smart Turn."""
        wide = _at_recognition_rate(samples)
        activity = SileroVADAnalyzer(sample_rate=RECOGNITION_SAMPLE_RATE)
        activity.set_sample_rate(RECOGNITION_SAMPLE_RATE)
        pre_speech = PRE_SPEECH_MS / 1000 + activity.params.start_secs
        stops: list[StockStop] = []
        speaking = False
        speech_began: float | None = None
        cleared = 0.0
        for at, frame in _frames(wide, RECOGNITION_SAMPLE_RATE):
            state = await activity.analyze_audio(frame.tobytes())
            if state is VADState.SPEAKING and not speaking:
                speaking = True
                if stops:
                    stops[-1] = replace(stops[-1], restarted=at)
                speech_began = at if speech_began is None else speech_began
            elif state is VADState.QUIET and speaking and speech_began is not None:
                speaking = False
                first = max(cleared, speech_began - pre_speech)
                segment = wide[_samples(first) : _samples(at)]
                began = time.monotonic()
                completion = self._judge(segment)
                stops.append(StockStop(at, None, completion, time.monotonic() - began))
                if completion > 0.5:
                    # Smart Turn forgets what it took for a whole turn, even if speech goes on.
                    speech_began, cleared = None, at
        await activity.cleanup()  # type: ignore[no-untyped-call] # pipecat's has no return type
        return stops


def notice_silences(samples: Samples, settings: Settings) -> list[_Noticed]:
    """Every silence in a stream, as the calls' voice activity and tracker notice it.

    Args:
        samples: Mono PCM at 8 kHz.
        settings: Thresholds; how long silences are waited out does not matter.
    """
    activity = VoiceActivity(TELEPHONE_RATE)
    tracker = TurnTracker(settings.turns.model_copy(update={"incomplete_seconds": _NEVER_SECONDS}))
    noticed: list[_Noticed] = []
    heard = 0
    for at, frame in _frames(samples, TELEPHONE_RATE):
        heard += len(frame)
        for window in activity.process(frame):
            event = tracker.push(window)
            if event is TurnEvent.PAUSE_BEGAN:
                # Cut as the listener cuts it.
                seconds = tracker.turn_seconds + listener._PRE_ROLL_SECONDS  # noqa: SLF001 - as above
                utterance = samples[max(0, heard - int(seconds * TELEPHONE_RATE)) : heard]
                began = at - activity.pending_seconds - tracker.silence_seconds
                noticed.append(_Noticed(began, at, None, _at_recognition_rate(utterance)))
            elif event is TurnEvent.SPEECH_RESUMED:
                noticed[-1] = replace(noticed[-1], resumed=at)
    return noticed


def speak_all(language: str, seed: int) -> Iterator[tuple[PausedUtterance, SpokenUtterance]]:
    """The paused utterances of a language, each by another voice.

    Pauses and noise are the same for the same seed; SVOX Pico never speaks quite the same twice.

    Args:
        language: ISO 639-1 code.
        seed: Of the lengths of pauses and of the noise.

    Raises:
        InputError: There are no utterances or no voice of the language.
        VoiceError: An utterance cannot be spoken.
    """
    for index, utterance in enumerate(load_utterances(language).paused):
        chance = random.Random(f"{seed} {language} {index}")  # noqa: S311 - a sample, not a secret
        pause = chance.uniform(SHORTEST_PAUSE_SECONDS, LONGEST_PAUSE_SECONDS)
        noise = np.random.default_rng(chance.getrandbits(32))
        voice = caller_voice(language, index)
        yield utterance, speak_with_pause(utterance, voice, pause, noise)


async def measure_all(
    languages: Sequence[str], settings: Settings, seed: int, progress: Callable[[str], None]
) -> list[MeasuredUtterance]:
    """Stage one for all utterances of the languages, one after the other.

    Args:
        languages: ISO 639-1 codes.
        settings: As for calls.
        seed: As for ``speak_all``.
        progress: Told before each utterance what comes.

    Raises:
        VoicebotError: Weights, voices or utterances are missing.
    """
    foresight = await asyncio.to_thread(Foresight, settings)
    recogniser = RecogniserPool(
        model_folder(settings.recogniser.model, settings), settings.recogniser
    )
    await recogniser.start()
    try:
        measuring = Measuring(settings, recogniser, foresight)
        measured = []
        for language in languages:
            for number, (utterance, spoken) in enumerate(speak_all(language, seed), 1):
                progress(f"{language} {number}")
                measured.append(await measuring.measure(utterance, spoken, language))
        return measured
    finally:
        await recogniser.close()


def _frames(samples: Samples, rate: int) -> Iterator[tuple[float, Samples]]:
    """Whole frames of 20 ms, each with the time at which it has arrived."""
    length = round(rate * _FRAME_SECONDS)
    for first in range(0, len(samples) - length + 1, length):
        yield (first + length) / rate, samples[first : first + length]


def _at_recognition_rate(samples: Samples) -> NDArray[np.int16]:
    resampled = soxr.resample(samples, TELEPHONE_RATE, RECOGNITION_SAMPLE_RATE, "HQ")
    return np.asarray(resampled, dtype=np.int16)


def _samples(seconds: float) -> int:
    return round(seconds * RECOGNITION_SAMPLE_RATE)
