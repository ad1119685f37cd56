"""What a decoder came up with, and whether it can be believed.

Guards after Radford et al., "Robust Speech Recognition via Large-Scale Weak Supervision" (2022),
section 4.5: average log-probability, compression ratio, no-speech probability.
"""

import math
import zlib
from dataclasses import dataclass

# Even fast speech has fewer tokens a second; more means that the decoder is inventing.
_MAX_TOKENS_PER_SECOND = 12
_MIN_TOKENS = 16
_MAX_COMPRESSION_RATIO = 2.4
# With a short window the decoder sometimes says a whole phrase again; people repeat a word or
# two ("nein, nein"), not three in the same order.
_MIN_REPEATED_WORDS = 3
# Measured on 1200 results for noise, tones, breath, coughs and throats in twelve languages, and on
# 700 of telephone speech, clean and through a bad line. Noise and tones have a probability of
# silence of 0.62 and more. Breath, coughs and throats have 0.24 and more, and a confidence of at
# most 0.3, or one that is lower than that probability by 0.1. Clean speech has mostly less than
# 0.2, at most 0.49 with a confidence of 0.44.
_SURELY_SILENT = 0.6
_SURE_DESPITE_SILENCE = 0.9
_HARDLY_WORDS = 0.3
_LEAD_OF_SILENCE = 0.1
# A hint makes the model sure of the words in it, even where nothing was said: for coughs and
# throats its confidence goes up to 0.2 above the probability of silence.
_FAVOUR_OF_HINTS = 0.3
# Nothing without words was surer of them, apart from loops; most utterances on good lines are.
_DOUBTFUL = 0.8
# Below, somebody spoke, however little of it was understood.
_HARDLY_SILENT = 0.2
# The letter that only tells how a vowel is breathed; Latin, Cyrillic, Arabic.
_BREATHED = frozenset("hхه")


def token_limit(seconds: float) -> int:
    """Most tokens that can be said in so many seconds."""
    return max(_MIN_TOKENS, math.ceil(seconds * _MAX_TOKENS_PER_SECOND))


@dataclass(frozen=True, slots=True)
class Hypothesis:
    """One result of the decoder.

    Attributes:
        text: The words.
        average_log_probability: Natural logarithm, mean over the tokens and the end token.
        no_speech_probability: Of the token for silence, before the first word and after the hint.
        tokens: Number of tokens, the end token not counted.
        token_limit: Number at which the decoder was stopped.
        hinted: Whether the decoder was told what is likely to be said.
    """

    text: str
    average_log_probability: float
    no_speech_probability: float
    tokens: int
    token_limit: int
    hinted: bool

    @property
    def confidence(self) -> float:
        """Geometric mean of the tokens' probabilities."""
        return math.exp(self.average_log_probability)

    @property
    def endless(self) -> bool:
        """Whether the decoder was caught in a loop or ran on until it was stopped."""
        data = self.text.encode()
        return self.tokens >= self.token_limit or (
            len(data) > _MAX_COMPRESSION_RATIO * len(zlib.compress(data))
        )

    @property
    def invented(self) -> bool:
        """Whether it looks as if the decoder ran on without sound: loops, repeats, too much."""
        return self.endless or repeats_itself(self.text)

    @property
    def wordless(self) -> bool:
        """Whether the text is none that somebody can have said."""
        letters = {character for character in self.text.lower() if character.isalnum()}
        # "Ah", "А-а-а", "Hm": one sound, held or repeated, is what a cough is written as.
        one_sound = len(letters - _BREATHED) <= 1 and not any(map(str.isdigit, letters))
        # Not on repeats: somebody who dictates a number may well say the same digits twice.
        return self.endless or (one_sound and self.confidence < _DOUBTFUL) or not letters

    @property
    def maybe_silence(self) -> bool:
        """Whether a look at the probability of silence without the hint is worth its time."""
        return (
            self.confidence < _DOUBTFUL
            or self.invented
            or self.no_speech_probability > _HARDLY_SILENT
        )

    def drowned(self, no_speech_probability: float) -> bool:
        """Whether silence is likelier than these words.

        Args:
            no_speech_probability: Of the token for silence before the first word, without a hint
                and without silence added to the sound.
        """
        if no_speech_probability < _HARDLY_SILENT or self.confidence >= _SURE_DESPITE_SILENCE:
            return False
        needed = (
            no_speech_probability + _FAVOUR_OF_HINTS
            if self.hinted
            else max(_HARDLY_WORDS, no_speech_probability - _LEAD_OF_SILENCE)
        )
        return no_speech_probability > _SURELY_SILENT or self.confidence < needed


def repeats_itself(text: str) -> bool:
    """Whether at least three words come twice in a row, in the same order."""
    words = text.lower().split()
    return any(
        words[at : at + length] == words[at + length : at + 2 * length]
        for length in range(_MIN_REPEATED_WORDS, len(words) // 2 + 1)
        for at in range(len(words) - 2 * length + 1)
    )
