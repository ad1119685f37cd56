"""Training sentences dealt to folds, so that every sentence is once judged by a stranger."""

import random
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Self

import numpy as np
from numpy.typing import NDArray

from intents.corpus import OUT_OF_SCOPE, TrainingSentence

FOLDS = 5
_SEED = 20260101


@dataclass(frozen=True, slots=True)
class SplitCorpus:
    """Training sentences as columns.

    Attributes:
        texts: What is said.
        labels: Topics, ``OUT_OF_SCOPE`` among them.
        languages: ISO 639-1 codes.
        in_scope: Whether there is a right topic.
        topics: The names of all right topics, sorted.
        folds: Number of the fold each sentence is dealt to.
    """

    texts: tuple[str, ...]
    labels: NDArray[np.str_]
    languages: NDArray[np.str_]
    in_scope: NDArray[np.bool_]
    topics: tuple[str, ...]
    folds: NDArray[np.intp]

    @classmethod
    def of(cls, sentences: Sequence[TrainingSentence]) -> Self:
        """Deal ``sentences`` evenly by topic and language; always the same way."""
        labels = np.array([sentence.topic for sentence in sentences])
        in_scope = labels != OUT_OF_SCOPE
        return cls(
            texts=tuple(sentence.text for sentence in sentences),
            labels=labels,
            languages=np.array([sentence.language for sentence in sentences]),
            in_scope=in_scope,
            topics=tuple(sorted(set(labels[in_scope].tolist()))),
            folds=_deal(sentences),
        )

    def splits(self) -> Iterator[tuple[NDArray[np.intp], NDArray[np.intp]]]:
        """Yield rows to learn from and rows held out, fold by fold."""
        for fold in range(FOLDS):
            yield np.flatnonzero(self.folds != fold), np.flatnonzero(self.folds == fold)


def _deal(sentences: Sequence[TrainingSentence]) -> NDArray[np.intp]:
    groups: defaultdict[tuple[str, str], list[int]] = defaultdict(list)
    for row, sentence in enumerate(sentences):
        groups[sentence.topic, sentence.language].append(row)
    dealt = np.empty(len(sentences), np.intp)
    dealer = random.Random(_SEED)  # noqa: S311 - an even deal, not a secret
    for rows in groups.values():
        dealer.shuffle(rows)
        start = dealer.randrange(FOLDS)
        for position, row in enumerate(rows):
            dealt[row] = (start + position) % FOLDS
    return dealt
