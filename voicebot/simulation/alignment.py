"""Which recorded turn is which spoken utterance?

The recogniser may have misheard, split or missed an utterance, so the two lists need not be
equally long; but their order is the same.
"""

from collections.abc import Sequence
from difflib import SequenceMatcher
from operator import itemgetter
from typing import TypeAlias

_Pairs: TypeAlias = "tuple[int, int, _Pairs] | None"
"""A pair of indices and the pairs after it."""


def align(spoken: Sequence[str], recorded: Sequence[str]) -> list[int | None]:
    """Pair as many texts as possible, in order, and of all ways the one with most likeness.

    Args:
        spoken: What was said.
        recorded: What was recognised.

    Returns:
        For every spoken text the index of its recorded one, or None.
    """
    # best[i][j]: number of pairs and sum of likeness for spoken[i:] and recorded[j:], and the
    # pairs. Where the numbers fit, even what was misheard completely belongs to what was said,
    # so the number of pairs comes first.
    best: list[list[tuple[tuple[int, float], _Pairs]]] = [
        [((0, 0.0), None)] * (len(recorded) + 1) for _ in range(len(spoken) + 1)
    ]
    for i in reversed(range(len(spoken))):
        for j in reversed(range(len(recorded))):
            (count, likeness), pairs = best[i + 1][j + 1]
            score = (count + 1, likeness + _likeness(spoken[i], recorded[j]))
            paired = (score, (i, j, pairs))
            best[i][j] = max(paired, best[i + 1][j], best[i][j + 1], key=itemgetter(0))
    result: list[int | None] = [None] * len(spoken)
    _, pairs = best[0][0]
    while pairs is not None:
        i, j, pairs = pairs
        result[i] = j
    return result


def _likeness(one: str, other: str) -> float:
    return SequenceMatcher(None, one.casefold(), other.casefold(), autojunk=False).ratio()
