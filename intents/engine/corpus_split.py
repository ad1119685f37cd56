"""Training sentences dealt to those that are learnt and those that judge what was learnt."""

import random
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Self

import numpy as np
from numpy.typing import NDArray

from intents.corpus import OUT_OF_SCOPE, TrainingSentence

HELD_OUT = 8
"""One sentence in so many is not learnt but judges. The classifier is sure of every sentence that
it was taught, so only strangers tell how sure it may be of a caller's."""

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
        numbers: Place of each sentence's topic in ``topics``, -1 for those out of scope.
        taught: Whether a sentence is learnt.
    """

    texts: tuple[str, ...]
    labels: NDArray[np.str_]
    languages: NDArray[np.str_]
    in_scope: NDArray[np.bool_]
    topics: tuple[str, ...]
    numbers: NDArray[np.intp]
    taught: NDArray[np.bool_]

    @classmethod
    def of(cls, sentences: Sequence[TrainingSentence]) -> Self:
        """Deal ``sentences`` evenly by topic and language; always the same way."""
        labels = np.array([sentence.topic for sentence in sentences])
        in_scope = labels != OUT_OF_SCOPE
        topics = tuple(sorted(set(labels[in_scope].tolist())))
        return cls(
            texts=tuple(sentence.text for sentence in sentences),
            labels=labels,
            languages=np.array([sentence.language for sentence in sentences]),
            in_scope=in_scope,
            topics=topics,
            numbers=np.where(in_scope, np.searchsorted(topics, labels), -1),
            taught=_deal(sentences),
        )


def _deal(sentences: Sequence[TrainingSentence]) -> NDArray[np.bool_]:
    groups: defaultdict[tuple[str, str], list[int]] = defaultdict(list)
    for row, sentence in enumerate(sentences):
        groups[sentence.topic, sentence.language].append(row)
    taught = np.ones(len(sentences), np.bool_)
    dealer = random.Random(_SEED)  # noqa: S311 - an even deal, not a secret
    for rows in groups.values():
        dealer.shuffle(rows)
        taught[rows[dealer.randrange(HELD_OUT) :: HELD_OUT]] = False
    return taught
