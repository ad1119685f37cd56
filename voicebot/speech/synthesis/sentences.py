"""Cuts a text into sentences: the unit that is synthesised, prepared, marked and resumed."""

from sentencex import segment


def split_sentences(text: str, language: str) -> list[str]:
    """Split ``text`` into its sentences, without surrounding white space; empty ones are left out.

    Args:
        text: What is to be spoken.
        language: ISO 639-1 code; it knows the abbreviations.
    """
    return [stripped for sentence in segment(language, text) if (stripped := sentence.strip())]
