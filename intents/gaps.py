"""What the subjects still lack: the list that somebody works off who adds a language or a text."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from intents.knowledge import EASY_LANGUAGE, Response, Topic, load_knowledge


@dataclass(frozen=True, slots=True)
class Gap:
    """One thing that is missing.

    Attributes:
        what: ``title``, ``spoken``, ``longer``, ``message`` or ``easy words``.
        language: ISO 639-1 code.
        topics: Identifiers of the subjects that lack it.
    """

    what: str
    language: str
    topics: tuple[str, ...]

    @property
    def prevents_start(self) -> bool:
        """Whether the assistant would have nothing to say."""
        return self.what in {"title", "spoken"}


def find_gaps(languages: Sequence[str], folder: Path | None = None) -> list[Gap]:
    """Return what is missing, what prevents the start first.

    Args:
        languages: ISO 639-1 codes.
        folder: Of the subjects; default: those that ship with the assistant.

    Raises:
        KnowledgeError: A file cannot be read at all.
    """
    missing: defaultdict[tuple[str, str], list[str]] = defaultdict(list)
    for topic in load_knowledge((), folder).topics.values():
        for language in languages:
            for what in _lacking(topic, language):
                missing[what, language].append(topic.id)
    gaps = [Gap(what, language, tuple(topics)) for (what, language), topics in missing.items()]
    return sorted(gaps, key=lambda gap: (not gap.prevents_start, gap.language, gap.what))


def _lacking(topic: Topic, language: str) -> list[str]:
    lacking = [] if language in topic.title else ["title"]
    if topic.response is not Response.ANSWER and not topic.answers:
        return lacking
    answer = topic.answers.get(language)
    if answer is None:
        return [*lacking, "spoken"]
    lacking += [name for name in ("longer", "message") if getattr(answer, name) is None]
    if language == EASY_LANGUAGE and topic.easy_german is None:
        lacking.append("easy words")
    return lacking
