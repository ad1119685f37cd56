"""Texts in known languages, whole and cut short, as a recogniser hears them begin."""

from collections.abc import Sequence
from dataclasses import dataclass
from importlib import resources
from pathlib import Path

from intents.corpus import load_training, load_tsv
from intents.knowledge import EASY_LANGUAGE, load_knowledge

EASY_GERMAN = "de (easy)"
LENGTHS = {"1": (1, 1), "2": (2, 2), "3-4": (3, 4), "5-8": (5, 8), "9+": (9, None)}
"""Fewest and most words of every group."""


@dataclass(frozen=True, slots=True)
class TextSample:
    """One text.

    Attributes:
        group: ISO 639-1 code, or ``EASY_GERMAN``.
        length: One of ``LENGTHS``.
        text: The text.
    """

    group: str
    length: str
    text: str

    @property
    def language(self) -> str:
        """ISO 639-1 code."""
        return EASY_LANGUAGE if self.group == EASY_GERMAN else self.group


def load_samples(groups: Sequence[str], count: int) -> tuple[TextSample, ...]:
    """Cut the development sentences of every language to every length.

    Where a language has no development sentences yet, its training sentences are taken: no
    identifier has learnt from either. Easy German is that of the approved answers.

    Args:
        groups: ISO 639-1 codes and ``EASY_GERMAN``.
        count: Most sentences of each, evenly spread over all of its sentences.
    """
    return tuple(
        TextSample(group, length, text)
        for group in groups
        for index, sentence in enumerate(_spread(_sentences(group), count))
        for length, text in cuts(sentence, index)
    )


def cuts(sentence: str, index: int) -> list[tuple[str, str]]:
    """The beginnings of a sentence, one of every length that it reaches.

    Args:
        sentence: Words between spaces.
        index: Varies how many words are taken where a length has a range.
    """
    words = sentence.split()
    found = []
    for length, (fewest, most) in LENGTHS.items():
        if len(words) < fewest:
            break
        wanted = len(words) if most is None else fewest + index % (most - fewest + 1)
        found.append((length, " ".join(words[:wanted])))
    return found


def _spread(sentences: Sequence[str], count: int) -> Sequence[str]:
    if len(sentences) <= count:
        return sentences
    return [sentences[index * len(sentences) // count] for index in range(count)]


def _sentences(group: str) -> list[str]:
    if group == EASY_GERMAN:
        answers = (topic.easy_german for topic in load_knowledge([EASY_LANGUAGE]).topics.values())
        texts = [answer.spoken for answer in answers if answer is not None]
        return [
            f"{sentence.strip().rstrip('.')}."
            for text in texts
            for sentence in text.split(". ")
            if "{" not in sentence
        ]
    with resources.as_file(resources.files("intents").joinpath("development")) as folder:
        file = Path(folder) / f"{group}.tsv"
        if file.is_file():
            return [sentence.text for sentence in load_tsv(file)]
    return [sentence.text for sentence in load_training([group])]
