"""What the benchmark of turns makes of the verdicts."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from benchmarks.turns_evidence import MeasuredUtterance
from benchmarks.turns_strategies import Strategy
from benchmarks.utterances import PauseKind


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a strategy did with some utterances.

    Attributes:
        utterances: How many.
        cut_off_share: Share of them that it ended before they were over.
        taken_back_share: Share of them in which the caller went on so soon that the answer to the
            first part is taken back; part of ``cut_off_share``.
        lost_share: Share of them whose first part was taken for noise.
        p50_ms: Median time from their last sound until their turn was over.
        p95_ms: The same for 95 % of them, interpolated linearly.
        mean_ms: The same in the mean.
    """

    utterances: int
    cut_off_share: float
    taken_back_share: float
    lost_share: float
    p50_ms: float
    p95_ms: float
    mean_ms: float


@dataclass(frozen=True, slots=True)
class Summary:
    """An outcome and what it is of.

    Attributes:
        strategy: Name of the strategy.
        language: ISO 639-1 code; None for all.
        kind: Where the pause is; None for all.
        outcome: What came of it.
    """

    strategy: str
    language: str | None
    kind: PauseKind | None
    outcome: Outcome


def outcome(strategy: Strategy, utterances: Sequence[MeasuredUtterance]) -> Outcome:
    """Let a strategy decide about utterances.

    Raises:
        ValueError: There are none.
    """
    if not utterances:
        raise ValueError("no utterances to decide about")
    verdicts = [strategy(utterance) for utterance in utterances]
    waiting = [1000 * verdict.waiting_seconds for verdict in verdicts]
    return Outcome(
        utterances=len(utterances),
        cut_off_share=_share(verdict.cut_off for verdict in verdicts),
        taken_back_share=_share(verdict.taken_back for verdict in verdicts),
        lost_share=_share(verdict.lost for verdict in verdicts),
        p50_ms=round(float(np.percentile(waiting, 50)), 1),
        p95_ms=round(float(np.percentile(waiting, 95)), 1),
        mean_ms=round(float(np.mean(waiting)), 1),
    )


def summarise(
    strategies: Mapping[str, Strategy], utterances: Sequence[MeasuredUtterance]
) -> list[Summary]:
    """Outcomes of all strategies: of everything, by language, and by kind of pause."""
    languages = dict.fromkeys(utterance.language for utterance in utterances)
    kinds = dict.fromkeys(utterance.kind for utterance in utterances)
    groups: list[tuple[str | None, PauseKind | None]] = [
        (None, None),
        *((language, None) for language in languages),
        *((None, kind) for kind in kinds),
    ]
    return [
        Summary(name, language, kind, outcome(strategy, _group(utterances, language, kind)))
        for language, kind in groups
        for name, strategy in strategies.items()
    ]


def _group(
    utterances: Sequence[MeasuredUtterance], language: str | None, kind: PauseKind | None
) -> list[MeasuredUtterance]:
    return [
        utterance
        for utterance in utterances
        if language in {None, utterance.language} and kind in {None, utterance.kind}
    ]


def _share(facts: Iterable[bool]) -> float:
    return round(float(np.mean(list(facts))), 4)
