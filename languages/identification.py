"""Which language is being spoken: evidence from sound and text, and when a call changes over."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import langdetect
from langdetect.detector_factory import DetectorFactory
from langdetect.lang_detect_exception import LangDetectException

from languages.telling_words import telling_words, words_of

SOUND_WEIGHT = 0.7
"""Share of the sound in the evidence. The recogniser's scores come from the voice itself; the
text was already decoded in an assumed language, and mostly agrees with it. On first utterances
from simulated callers anything from 0.6 to 1 finds as many languages."""

# Letter n-grams alone are sure of themselves even where they are wrong ("I have a question" is
# French to them), so each language keeps a tenth, and a frequent word weighs e cubed (20 times).
# Written first utterances in ten languages that were taken for another: 1.7 % instead of 10.6 %;
# with a weight from 3 to 4 and a doubt from 0.1 to 0.2 it is the same.
_LETTERS_DOUBT = 0.1
_WORD_WEIGHT = 3.0

SWITCH_MARGIN = 0.35
"""Lead over the language of the call at which one turn suffices to change it. It is more than
the text's whole share of the evidence, so a turn on which the sound is undecided never does."""

SWITCH_WORDS = 3
"""Fewest words with which one turn can change the language of the call: names, places and
loan words ("okay", "Ausländerbehörde") come in ones and twos."""


@dataclass(frozen=True, slots=True)
class LanguageChoice:
    """The language to go on in.

    Attributes:
        language: ISO 639-1 code.
        lean: Another language that led on this turn; when it leads on the next, too, the call
            changes over.
    """

    language: str
    lean: str | None


def text_scores(text: str, languages: Sequence[str]) -> dict[str, float]:
    """How probable each language is, judging by letters and words.

    Args:
        text: What was recognised or typed.
        languages: ISO 639-1 codes to choose from, at least one.

    Returns:
        Probability by language, sum 1; all equal when the text holds no letters.

    Raises:
        ValueError: ``languages`` is empty or there is no profile for one of them.
    """
    codes = tuple(dict.fromkeys(languages))
    if not codes:
        raise ValueError("no languages to choose from")
    if len(codes) == 1:
        return {codes[0]: 1.0}
    return add_telling_words(letter_scores(text, codes), text)


def add_telling_words(by_letters: Mapping[str, float], text: str) -> dict[str, float]:
    """Weigh the frequent words and the spelling of a text into what its letters say.

    Args:
        by_letters: Probability by language, from ``letter_scores`` or another identifier.
        text: The same text.

    Returns:
        Probability by language, sum 1.
    """
    logarithms = {
        code: math.log(score + _LETTERS_DOUBT) + _WORD_WEIGHT * _telling(text, code)
        for code, score in by_letters.items()
    }
    best = max(logarithms.values())
    return _normalised({code: math.exp(value - best) for code, value in logarithms.items()})


def combine(sound: Mapping[str, float], text: Mapping[str, float]) -> dict[str, float]:
    """Weigh both kinds of evidence into one.

    Args:
        sound: Probability by language from the recogniser; may be empty.
        text: Probability by language from ``text_scores``; may be empty.

    Returns:
        Probability by language, sum 1; empty only if both are.
    """
    sound, text = _normalised(sound), _normalised(text)
    if not sound or not text:
        return sound or text
    return {
        code: SOUND_WEIGHT * sound.get(code, 0.0) + (1 - SOUND_WEIGHT) * text.get(code, 0.0)
        for code in (*sound, *(code for code in text if code not in sound))
    }


def choose_language(
    scores: Mapping[str, float], *, current: str | None, previous_lean: str | None, words: int
) -> LanguageChoice:
    """Decide in which language a call goes on after an utterance.

    The first utterance takes the best language. After that the language stays unless another
    one leads clearly on a turn of several words, or leads on two turns in a row. A single word
    never changes it and is no lean either.

    Args:
        scores: Probability by language from ``combine``.
        current: Language of the call so far, None before the first utterance.
        previous_lean: The ``lean`` of the turn before.
        words: Number of words of the utterance.

    Raises:
        ValueError: There is neither a score nor a current language.
    """
    if not scores:
        if current is None:
            raise ValueError("no evidence for any language")
        return LanguageChoice(current, previous_lean)
    best = max(scores, key=lambda code: scores[code])
    if current is None:
        return LanguageChoice(best, None)
    if words < 2:
        return LanguageChoice(current, previous_lean)
    lead = scores[best] - scores.get(current, 0.0)
    if best == current or lead <= 0:
        return LanguageChoice(current, None)
    if best == previous_lean or (words >= SWITCH_WORDS and lead >= SWITCH_MARGIN):
        return LanguageChoice(best, None)
    return LanguageChoice(current, best)


def letter_scores(text: str, codes: tuple[str, ...]) -> dict[str, float]:
    """Probability by language from letter n-grams alone; all equal when none of them is known.

    Raises:
        ValueError: There is no profile for one of the languages.
    """
    factory = _detector_factory(codes)
    detector = factory.create()
    detector.PROB_THRESHOLD = 0.0  # report the improbable languages, too
    detector.append(text)
    try:
        found = {entry.lang: entry.prob for entry in detector.get_probabilities()}
    except LangDetectException:  # no letter n-gram that any of the profiles knows
        found = {}
    return _normalised({code: found.get(code, 0.0) for code in codes})


def _telling(text: str, code: str) -> int:
    """Words of the text that are frequent in a language, less those that it cannot spell."""
    language = telling_words()[code]
    words = words_of(text)
    return sum(word in language.words for word in words) - sum(map(language.misspelt, words))


def _normalised(scores: Mapping[str, float]) -> dict[str, float]:
    total = sum(scores.values())
    if total <= 0:
        return dict.fromkeys(scores, 1 / len(scores)) if scores else {}
    return {code: score / total for code, score in scores.items()}


@cache
def _detector_factory(languages: tuple[str, ...]) -> DetectorFactory:
    folder = Path(langdetect.__file__).parent / "profiles"
    missing = [code for code in languages if not (folder / code).is_file()]
    if missing:
        raise ValueError(f"the text of language {missing[0]!r} cannot be identified")
    factory = DetectorFactory()
    factory.seed = 0  # the algorithm draws n-grams at random; the same text must score the same
    factory.load_json_profile([(folder / code).read_text("utf-8") for code in languages])
    return factory
