"""Cuts a text into sentences: the unit that is synthesised, prepared, marked and resumed."""

from sentencex import segment

from languages.registry import LANGUAGES
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
        language: ISO 639-1 code; of a language that is not ours figures are left to the voice.
    """
    if language not in LANGUAGES:
        return split_sentences(text, language)
    # Read first: "am 3. Oktober" has a full stop that ends no sentence.
    return split_sentences(read_aloud(text, language), language)
