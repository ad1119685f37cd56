"""Cuts a text into sentences: the unit that is synthesised, prepared, marked and resumed."""

from functools import cache

from loguru import logger
from sentencex import segment

from languages.spoken.forms import spoken_forms
from languages.spoken.reading import read_aloud


def split_sentences(text: str, language: str) -> list[str]:
    """Split ``text`` into its sentences, without surrounding white space; empty ones are left out.

    Args:
        text: What is to be spoken.
        language: ISO 639-1 code; it knows the abbreviations.
    """
    return [stripped for sentence in segment(language, text) if (stripped := sentence.strip())]


def spoken_sentences(text: str, language: str) -> list[str]:
    """The sentences of ``text`` as a voice is to read them: figures and abbreviations in words.

    Args:
        text: What callers may also read.
        language: ISO 639-1 code.
    """
    sentences = split_sentences(text, language)
    if not _has_rules(language):
        return sentences
    return [read_aloud(sentence, language) for sentence in sentences]


@cache
def _has_rules(language: str) -> bool:
    try:
        spoken_forms(language)
    except ValueError as error:
        logger.warning("voices read figures in {!r} in their own way: {}", language, error)
        return False
    return True
