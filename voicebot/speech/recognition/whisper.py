"""Whisper through CTranslate2, made for short telephone utterances.

Differences from ``faster_whisper.WhisperModel.transcribe``, each measured on telephone prompts:

- The encoder sees the speech plus a margin of silence instead of always 30 s.
- Language scores come from the same encoder output, restricted to the languages in use.
- Where the sound leaves the language of a first utterance open, it is decoded in the two likeliest
  ones, and how sure the decoder is of its words counts, too.
- After a short answer the decoder sees silence up to 15 s, but silence that was encoded once when
  the model was loaded.
- One pass with a beam of 2 instead of 5; the utterance is encoded again, in the full window, only
  when a guard finds that the decoder ran on without sound. Greedy decoding first and a careful
  one where it is doubtful was slower: on 110 sentences it took 520 ms in 5 % of the prompts, one
  pass with a beam of 4 took 415 ms, and fewer words were wrong (19.3 % instead of 20.6 %). On 125
  prompts a beam of 2 is as good as one of 4.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import ctranslate2
import numpy as np
from faster_whisper import WhisperModel
from faster_whisper.tokenizer import Tokenizer
from faster_whisper.transcribe import get_suppressed_tokens
from numpy.typing import NDArray

from voicebot.speech.interfaces import RECOGNITION_SAMPLE_RATE, Transcript
from voicebot.speech.recognition.hypothesis import Hypothesis, token_limit
from voicebot.speech.recognition.level import with_speech_level
from voicebot.speech.recognition.margins import WINDOW_SECONDS
from voicebot.speech.recognition.pieces import joined, pieces
from voicebot.workers import JobGivenUpError, given_up

_FRAMES_PER_SECOND = 100
# Shorter than any sound of a language.
_SHORTEST_SAMPLES = RECOGNITION_SAMPLE_RATE // 50
# The language of the call has to be beaten clearly, and on a word or two nearly beyond doubt:
# "Ja, bitte" sounds like "Yeah, be there", and nobody changes the language in so few words.
_EXPECTED_LANGUAGE_WEIGHT = 4.0
_EXPECTED_LANGUAGE_WEIGHT_SHORT = 50.0
_SHORT_SECONDS = 2.5
# On 485 first utterances and prompts of 1.5 s and more, twelve languages to choose from, this
# halves the errors (23 to 12) for one more decoding in three calls of ten. Half of the errors were
# Ukrainian taken for Polish or Russian, and then the text is worth nothing either.
_CERTAIN_LANGUAGE = 0.97
_CONFIDENCE_EXPONENT = 8.0
# A loop is sure of itself: it counts as little as a decoder that guesses.
_INVENTED_CONFIDENCE = 0.2
_SHORT_WINDOW_SECONDS = 15.0


@dataclass(frozen=True, slots=True)
class RecognitionJob:
    """One utterance to recognise; the attributes are those of ``Recogniser.transcribe``."""

    samples: NDArray[np.int16]
    languages: tuple[str, ...]
    expected: str | None = None
    hints: Mapping[str, str] = field(default_factory=dict)


class WhisperWorker:
    """Recognises utterances; built inside a worker process, one thread.

    Args:
        folder: Model in CTranslate2 form with ``tokenizer.json`` and ``vocabulary.txt``.
        device: ``cpu`` or ``cuda``.
        compute_type: CTranslate2 arithmetic, for example ``int8``.
        margin_seconds: Silence kept after the speech in the encoder's window.
        beam_size: Hypotheses that the decoder follows at once.
    """

    def __init__(
        self,
        folder: Path,
        device: str,
        compute_type: str,
        margin_seconds: float,
        beam_size: int,
    ) -> None:
        self._model = WhisperModel(
            str(folder), device=device, compute_type=compute_type, cpu_threads=1, num_workers=1
        )
        self._margin_seconds = margin_seconds
        self._beam_size = beam_size
        self._tokenizers: dict[str, Tokenizer] = {}
        nothing = np.zeros(RECOGNITION_SAMPLE_RATE, dtype=np.float32)
        self._silence = np.array(self._encode(nothing, _SHORT_WINDOW_SECONDS))

    def __call__(self, job: RecognitionJob) -> Transcript:
        """Recognise one utterance; longer ones than 30 s piece by piece."""
        window = int(WINDOW_SECONDS * RECOGNITION_SAMPLE_RATE)
        if len(job.samples) <= window:
            return self._transcribe(job)
        return joined(
            [
                self._transcribe(replace(job, samples=piece))
                for piece in pieces([job.samples], window)
            ]
        )

    def _transcribe(self, job: RecognitionJob) -> Transcript:
        if len(job.samples) < _SHORTEST_SAMPLES:
            scores = {language: 1 / len(job.languages) for language in job.languages}
            return Transcript("", job.expected or job.languages[0], scores, 0.0, no_speech=True)
        seconds = len(job.samples) / RECOGNITION_SAMPLE_RATE
        audio = with_speech_level(job.samples)
        window = min(seconds + self._margin_seconds, WINDOW_SECONDS)
        heard = self._encode(audio, window)
        encoded = self._with_silence(heard) if seconds < _SHORT_SECONDS else heard
        limit = token_limit(seconds)
        if given_up():
            # The caller went on: two thirds of the work are still to be done, for nobody.
            raise JobGivenUpError
        scores = self._language_scores(encoded, job.languages)
        tried: dict[str, Hypothesis] = {}
        if job.expected is None and max(scores.values()) < _CERTAIN_LANGUAGE:
            likeliest = sorted(scores, key=lambda code: scores[code], reverse=True)[:2]
            tried = {
                code: self._decode(encoded, code, job.hints.get(code), limit) for code in likeliest
            }
            scores = _weighed(scores, tried)
        language = _choose(scores, job.expected, seconds)
        hint = job.hints.get(language)
        best = tried.get(language) or self._decode(encoded, language, hint, limit)
        if best.maybe_silence:
            silence = best.no_speech_probability
            if hint is not None or encoded is not heard:
                silence = self._no_speech_probability(heard)
            if best.drowned(silence):
                return Transcript("", language, scores, round(best.confidence, 4), no_speech=True)
        if best.invented and window < WINDOW_SECONDS:
            careful = self._decode(self._encode(audio, WINDOW_SECONDS), language, hint, limit)
            # What the model was trained on counts, however sure of itself the first one was.
            if best.endless or not careful.invented:
                best = careful
        return Transcript(
            text="" if best.wordless else best.text,
            language=language,
            language_scores=scores,
            confidence=round(best.confidence, 4),
            no_speech=best.wordless,
        )

    def _encode(self, audio: NDArray[np.float32], seconds: float) -> Any:
        padding = max(0, int(seconds * RECOGNITION_SAMPLE_RATE) - len(audio))
        features = self._model.feature_extractor(audio, padding=padding)
        frames = int(seconds * _FRAMES_PER_SECOND)
        # CTranslate2 halves the frames in the encoder's second convolution.
        frames -= frames % 2
        cropped = np.ascontiguousarray(features[np.newaxis, :, :frames])
        return self._model.model.encode(ctranslate2.StorageView.from_array(cropped), to_cpu=True)

    def _with_silence(self, encoded: Any) -> Any:
        """Lengthen an encoder's output to 15 s without encoding the rest.

        The model never saw less than 30 s in training, and on a word or two it shows: of 192 short
        answers in German and English, with and without hints, 12.3 % of the words are wrong
        instead of 13.8 %, for 8 ms. With 30 s some hints are heard that nobody said.
        """
        heard = np.array(encoded)
        rest = self._silence[:, heard.shape[1] :]
        return ctranslate2.StorageView.from_array(np.concatenate((heard, rest), axis=1))

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

    def _decode(self, encoded: Any, language: str, hint: str | None, limit: int) -> Hypothesis:
        tokenizer = self._tokenizer(language)
        prompt = [*tokenizer.sot_sequence, tokenizer.no_timestamps]
        if hint is not None:
            # As if it had been said just before: section 2.3 of the paper.
            prompt = [tokenizer.sot_prev, *tokenizer.encode(f" {hint}"), *prompt]
        result = self._model.model.generate(
            encoded,
            [prompt],
            beam_size=self._beam_size,
            max_length=min(len(prompt) + limit, self._model.max_length),
            return_scores=True,
            return_no_speech_prob=True,
            suppress_blank=True,
            suppress_tokens=get_suppressed_tokens(tokenizer, [-1]),
        )[0]
        tokens = result.sequences_ids[0]
        # CTranslate2 normalises the score by length; the end token counts in the average.
        average = result.scores[0] * len(tokens) / (len(tokens) + 1)
        return Hypothesis(
            text=tokenizer.decode(tokens).strip(),
            average_log_probability=average,
            no_speech_probability=result.no_speech_prob,
            tokens=len(tokens),
            token_limit=limit,
            hinted=hint is not None,
        )

    def _no_speech_probability(self, encoded: Any) -> float:
        """How likely nothing was said, whatever was expected; one step of the decoder, 15 ms."""
        # The probability belongs to the first token, before any language.
        prompt = self._tokenizer("en").sot_sequence
        result = self._model.model.generate(
            encoded, [prompt], beam_size=1, max_length=len(prompt) + 1, return_no_speech_prob=True
        )[0]
        return float(result.no_speech_prob)

    def _tokenizer(self, language: str) -> Tokenizer:
        if language not in self._tokenizers:
            self._tokenizers[language] = Tokenizer(
                self._model.hf_tokenizer,
                self._model.model.is_multilingual,
                task="transcribe",
                language=language,
            )
        return self._tokenizers[language]


def _weighed(scores: Mapping[str, float], hypotheses: Mapping[str, Hypothesis]) -> dict[str, float]:
    """Share out what two languages have together by how sure the decoder is in each."""
    weights = {
        code: scores[code]
        * (_INVENTED_CONFIDENCE if one.invented else one.confidence) ** _CONFIDENCE_EXPONENT
        for code, one in hypotheses.items()
    }
    total = sum(weights.values())
    if total <= 0:
        return dict(scores)
    together = sum(scores[code] for code in hypotheses)
    return {
        code: round(weights[code] / total * together, 4) if code in weights else score
        for code, score in scores.items()
    }


def _choose(scores: dict[str, float], expected: str | None, seconds: float) -> str:
    favour = (
        _EXPECTED_LANGUAGE_WEIGHT_SHORT if seconds < _SHORT_SECONDS else _EXPECTED_LANGUAGE_WEIGHT
    )
    return max(scores, key=lambda code: scores[code] * (favour if code == expected else 1.0))
