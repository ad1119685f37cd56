"""What the caller wants, as every engine reports it and every dialogue reads it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Alternative:
    """One topic the engine considered.

    Attributes:
        topic: Identifier of a subject (``fees``) or a conversational act (``affirm``).
        confidence: Probability between 0 and 1.
    """

    topic: str
    confidence: float


@dataclass(frozen=True, slots=True)
class Understanding:
    """The meaning of one utterance.

    Attributes:
        language: ISO 639-1 code the text was read in.
        topic: The most probable topic, or None when the text says nothing (empty, noise).
        confidence: Probability of ``topic`` between 0 and 1.
        accepted: Whether the gate lets the topic through; if not, nothing may be answered.
        alternatives: The best topics in descending order, ``topic`` first.
        further: Other subjects of the same utterance, in the order in which they were asked;
            each was let through by itself.
        slots: What was said besides the topic, by slot name; see ``intents.slots``.
    """

    language: str
    topic: str | None
    confidence: float
    accepted: bool
    alternatives: tuple[Alternative, ...] = ()
    further: tuple[Alternative, ...] = ()
    slots: Mapping[str, str | int] = field(default_factory=dict)


class UnderstandingEngine(Protocol):
    """Anything that reads a sentence: the in-process engine, Rasa, a cluster."""

    def understand(self, text: str, language: str) -> Understanding:
        """Read ``text`` as a sentence of ``language``; never raises on odd text."""
        ...
