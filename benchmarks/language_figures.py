"""What the benchmark of languages makes of the languages that were found."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

SHORT_SECONDS = 1.5
LONG_SECONDS = 3.0

LENGTHS = ("under 1.5 s", "1.5 to 3 s", "over 3 s", "from 1.5 s")
"""Groups by length; the last one is the two before it."""

WAYS = ("sound", "text", "both")
"""Kinds of evidence."""


@dataclass(frozen=True, slots=True)
class Finding:
    """What was found from one utterance.

    Attributes:
        language: ISO 639-1 code of what was spoken.
        text: What was said.
        seconds: How long.
        recognised: What the recogniser made of it; empty when it heard no words.
        recognised_as: The language in which it did.
        by_sound: The language found by sound; None when there was no single best one.
        by_text: By the text that was recognised.
        by_both: By both, as a call does it.
        scores: By language, what sound and what text gave it.
    """

    language: str
    text: str
    seconds: float
    recognised: str
    recognised_as: str
    by_sound: str | None
    by_text: str | None
    by_both: str | None
    scores: Mapping[str, tuple[float, float]]


@dataclass(frozen=True, slots=True)
class Share:
    """How often the language was right.

    Attributes:
        language: ISO 639-1 code; None for all of them.
        length: One of ``LENGTHS``.
        utterances: How many; at least one.
        right_by_sound: Of these.
        right_by_text: Of these.
        right_by_both: Of these.
    """

    language: str | None
    length: str
    utterances: int
    right_by_sound: int
    right_by_text: int
    right_by_both: int


def leader(scores: Mapping[str, float]) -> str | None:
    """The language with the highest score, None when several share it or there is none."""
    best = max(scores.values(), default=0.0)
    leaders = [code for code, score in scores.items() if score == best]
    return leaders[0] if len(leaders) == 1 else None


def lengths(seconds: float) -> tuple[str, ...]:
    """The groups to which an utterance belongs."""
    under, middle, over, from_ = LENGTHS
    if seconds < SHORT_SECONDS:
        return (under,)
    return (middle if seconds <= LONG_SECONDS else over, from_)


def found(finding: Finding) -> bool:
    """Whether a call would go on in the right language."""
    return finding.by_both == finding.language


def summarise(findings: Sequence[Finding]) -> list[Share]:
    """Every language by length, then all of them; groups without utterances are left out."""
    languages: list[str | None] = [*dict.fromkeys(one.language for one in findings), None]
    groups = [
        (
            language,
            length,
            [
                one
                for one in findings
                if language in {None, one.language} and length in lengths(one.seconds)
            ],
        )
        for language in languages
        for length in LENGTHS
    ]
    return [
        Share(
            language=language,
            length=length,
            utterances=len(ones),
            right_by_sound=sum(one.by_sound == one.language for one in ones),
            right_by_text=sum(one.by_text == one.language for one in ones),
            right_by_both=sum(found(one) for one in ones),
        )
        for language, length, ones in groups
        if ones
    ]


def confusions(findings: Sequence[Finding]) -> dict[tuple[str, str | None], list[Finding]]:
    """Utterances whose language was not found, by what was spoken and what it was taken for.

    The most frequent first.
    """
    wrong: dict[tuple[str, str | None], list[Finding]] = {}
    for one in findings:
        if not found(one):
            wrong.setdefault((one.language, one.by_both), []).append(one)
    return dict(sorted(wrong.items(), key=lambda item: -len(item[1])))
