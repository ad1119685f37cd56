"""Whisper through CTranslate2, made for short telephone utterances.

Differences from ``faster_whisper.WhisperModel.transcribe``, each measured on telephone prompts:

- The encoder sees the speech plus a margin of silence instead of always 30 s.
- Language scores come from the same encoder output, restricted to the languages in use.
- Decoding is greedy; only when a guard trips or the result is doubtful is the utterance decoded
  once more with the full window and a beam.

Guards after Radford et al., "Robust Speech Recognition via Large-Scale Weak Supervision"
(2022), section 4.5: average log-probability, compression ratio, no-speech probability.
"""

import math
import zlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import numpy as np
from faster_whisper import WhisperModel
from faster_whisper.tokenizer import Tokenizer
from faster_whisper.transcribe import get_suppressed_tokens
from numpy.typing import NDArray

from voicebot.speech.interfaces import RECOGNITION_SAMPLE_RATE, Transcript

_WINDOW_SECONDS = 30.0
_FRAMES_PER_SECOND = 100
# The language of the call has to be beaten clearly, and on a word or two nearly beyond doubt:
# "Ja, bitte" sounds like "Yeah, be there", and nobody changes the language in so few words.
_EXPECTED_LANGUAGE_WEIGHT = 4.0
_EXPECTED_LANGUAGE_WEIGHT_SHORT = 50.0
_SHORT_SECONDS = 2.5
_MAX_COMPRESSION_RATIO = 2.4
# Noise, tones and silence gave 0.69 to 0.93, telephone speech at most 0.40 (with a hint 0.93 and
# more against 0.04): beyond this, only words that the model is sure of count.
_MAX_NO_SPEECH_PROBABILITY = 0.6
_SURE_DESPITE_SILENCE = 0.6
# Even fast speech has fewer tokens a second; more means that the decoder is inventing.
_MAX_TOKENS_PER_SECOND = 12
_MIN_TOKENS = 16
# With a short window the decoder sometimes says a whole phrase again; people repeat a word or
# two ("nein, nein"), not three in the same order.
_MIN_REPEATED_WORDS = 3
_BEAM_SIZE = 5


@dataclass(frozen=True, slots=True)
class RecognitionJob:
    """One utterance to recognise; the attributes are those of ``Recogniser.transcribe``."""

    samples: NDArray[np.int16]
    languages: tuple[str, ...]
    expected: str | None = None
    hints: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class _Hypothesis:
    text: str
    average_log_probability: float
    no_speech_probability: float
    tokens: int

    @property
    def compression_ratio(self) -> float:
        data = self.text.encode()
        return len(data) / len(zlib.compress(data)) if data else 0.0

    def invented(self, token_limit: int) -> bool:
        """Whether the decoder ran on without sound: loops, repeats, too many words."""
        return (
            self.compression_ratio > _MAX_COMPRESSION_RATIO
            or self.tokens >= token_limit
            or _repeats_itself(self.text)
        )

    @property
    def confidence(self) -> float:
        """Geometric mean of the tokens' probabilities."""
        return math.exp(self.average_log_probability)


class WhisperWorker:
    """Recognises utterances; built inside a worker process, one thread.

    Args:
        folder: Model in CTranslate2 form with ``tokenizer.json`` and ``vocabulary.txt``.
        device: ``cpu`` or ``cuda``.
        compute_type: CTranslate2 arithmetic, for example ``int8``.
        margin_seconds: Silence kept after the speech in the encoder's window.
        doubtful_below: Confidence under which an utterance is decoded once more, with care.
    """

    def __init__(
        self,
        folder: Path,
        device: str,
        compute_type: str,
        margin_seconds: float,
        doubtful_below: float,
    ) -> None:
        self._model = WhisperModel(
            str(folder), device=device, compute_type=compute_type, cpu_threads=1, num_workers=1
        )
        self._margin_seconds = margin_seconds
        self._doubtful_below = doubtful_below
        self._tokenizers: dict[str, Tokenizer] = {}

    def __call__(self, job: RecognitionJob) -> Transcript:
        """Recognise one utterance; longer ones than 30 s piece by piece."""
        window = int(_WINDOW_SECONDS * RECOGNITION_SAMPLE_RATE)
        if len(job.samples) <= window:
            return self._transcribe(job)
        pieces = _split_at_pauses(job.samples, window)
        transcripts = [self._transcribe(replace(job, samples=piece)) for piece in pieces]
        spoken = [transcript for transcript in transcripts if not transcript.no_speech]
        if not spoken:
            return transcripts[0]
        return Transcript(
            text=" ".join(transcript.text for transcript in spoken),
            language=spoken[0].language,
            language_scores=spoken[0].language_scores,
            confidence=sum(transcript.confidence for transcript in spoken) / len(spoken),
            no_speech=False,
        )

    def _transcribe(self, job: RecognitionJob) -> Transcript:
        if len(job.samples) < RECOGNITION_SAMPLE_RATE // 50:
            scores = {language: 1 / len(job.languages) for language in job.languages}
            return Transcript("", job.expected or job.languages[0], scores, 0.0, no_speech=True)
        seconds = len(job.samples) / RECOGNITION_SAMPLE_RATE
        audio = job.samples.astype(np.float32) / 32768.0
        encoded = self._encode(audio, seconds + self._margin_seconds)
        scores = self._language_scores(encoded, job.languages)
        language = _choose(scores, job.expected, seconds)
        token_limit = max(_MIN_TOKENS, math.ceil(seconds * _MAX_TOKENS_PER_SECOND))
        hint = job.hints.get(language)
        best = self._decode(encoded, language, hint, token_limit, beam_size=1)
        if best.confidence < self._doubtful_below or best.invented(token_limit):
            encoded = self._encode(audio, _WINDOW_SECONDS)
            careful = self._decode(encoded, language, hint, token_limit, beam_size=_BEAM_SIZE)
            # The full window is what the model was trained on: its word counts, however sure the
            # first attempt was of itself.
            if not careful.invented(token_limit) or best.invented(token_limit):
                best = careful
        # A hint makes the model sure of the words in it, even where nothing was said.
        silent = best.no_speech_probability > _MAX_NO_SPEECH_PROBABILITY and (
            hint is not None or best.confidence < _SURE_DESPITE_SILENCE
        )
        # Not on repeats: somebody who dictates a number may well say the same digits twice.
        endless = best.compression_ratio > _MAX_COMPRESSION_RATIO or best.tokens >= token_limit
        no_speech = silent or endless or not any(map(str.isalnum, best.text))
        return Transcript(
            text="" if no_speech else best.text,
            language=language,
            language_scores=scores,
            confidence=round(best.confidence, 4),
            no_speech=no_speech,
        )

    def _encode(self, audio: NDArray[np.float32], window_seconds: float) -> Any:
        seconds = min(window_seconds, _WINDOW_SECONDS)
        padding = max(0, int(seconds * RECOGNITION_SAMPLE_RATE) - len(audio))
        features = self._model.feature_extractor(audio, padding=padding)
        frames = int(seconds * _FRAMES_PER_SECOND)
        # CTranslate2 halves the frames in the encoder's second convolution.
        frames -= frames % 2
        return self._model.encode(np.ascontiguousarray(features[:, :frames]))

    def _language_scores(self, encoded: Any, languages: Sequence[str]) -> dict[str, float]:
        if len(languages) == 1:
            return {languages[0]: 1.0}
        detected = self._model.model.detect_language(encoded)[0]
        probabilities = {token[2:-2]: probability for token, probability in detected}
        wanted = {language: probabilities.get(language, 0.0) for language in languages}
        total = sum(wanted.values())
        if total <= 0:
            return {language: 1 / len(languages) for language in languages}
        return {language: round(value / total, 4) for language, value in wanted.items()}

    def _decode(
        self, encoded: Any, language: str, hint: str | None, token_limit: int, *, beam_size: int
    ) -> _Hypothesis:
        tokenizer = self._tokenizer(language)
        prompt = [*tokenizer.sot_sequence, tokenizer.no_timestamps]
        if hint is not None:
            # As if it had been said just before: section 2.3 of the paper.
            prompt = [tokenizer.sot_prev, *tokenizer.encode(f" {hint}"), *prompt]
        result = self._model.model.generate(
            encoded,
            [prompt],
            beam_size=beam_size,
            max_length=min(len(prompt) + token_limit, self._model.max_length),
            return_scores=True,
            return_no_speech_prob=True,
            suppress_blank=True,
            suppress_tokens=get_suppressed_tokens(tokenizer, [-1]),
        )[0]
        tokens = result.sequences_ids[0]
        # CTranslate2 normalises the score by length; the end token counts in the average.
        average = result.scores[0] * len(tokens) / (len(tokens) + 1)
        return _Hypothesis(
            text=tokenizer.decode(tokens).strip(),
            average_log_probability=average,
            no_speech_probability=result.no_speech_prob,
            tokens=len(tokens),
        )

    def _tokenizer(self, language: str) -> Tokenizer:
        if language not in self._tokenizers:
            self._tokenizers[language] = Tokenizer(
                self._model.hf_tokenizer,
                self._model.model.is_multilingual,
                task="transcribe",
                language=language,
            )
        return self._tokenizers[language]


def _choose(scores: dict[str, float], expected: str | None, seconds: float) -> str:
    favour = (
        _EXPECTED_LANGUAGE_WEIGHT_SHORT if seconds < _SHORT_SECONDS else _EXPECTED_LANGUAGE_WEIGHT
    )
    return max(scores, key=lambda code: scores[code] * (favour if code == expected else 1.0))


def _repeats_itself(text: str) -> bool:
    words = text.lower().split()
    return any(
        words[at : at + length] == words[at + length : at + 2 * length]
        for length in range(_MIN_REPEATED_WORDS, len(words) // 2 + 1)
        for at in range(len(words) - 2 * length + 1)
    )


def _split_at_pauses(samples: NDArray[np.int16], window: int) -> list[NDArray[np.int16]]:
    """Cut into pieces of at most ``window`` samples at the quietest 0.2 s of their last thirds."""
    step = RECOGNITION_SAMPLE_RATE // 5
    pieces = []
    rest = samples
    while len(rest) > window:
        candidates = range(window * 2 // 3, window - step, step // 2)
        cut = min(
            candidates, key=lambda at: float(np.abs(rest[at : at + step].astype(float)).mean())
        )
        pieces.append(rest[: cut + step // 2])
        rest = rest[cut + step // 2 :]
    return [*pieces, rest]
