"""The in-process engine: one sentence in, its meaning out."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from intents.corpus import CONVERSATIONAL_ACTS
from intents.engine.encoder import SentenceEncoder
from intents.engine.normalisation import MAX_UTTERANCE_CHARACTERS, is_utterance
from intents.engine.parts import parts
from intents.engine.training import Model
from intents.slots import extract_slots
from intents.understanding import Alternative, Understanding

_ALTERNATIVES = 5
_MOST_PARTS = 4

_SURE = 0.6
"""Probability from which a part of an utterance counts as a question of its own: a part has fewer
words than a whole, and one that is torn out of it must not become a subject."""


@dataclass(frozen=True, slots=True)
class _Reading:
    accepted: bool
    alternatives: tuple[Alternative, ...]


class Engine:
    """Reads sentences with a trained model; safe to use from several threads.

    Args:
        model: What was learnt.
        encoder: The encoder that the model was trained with.
    """

    def __init__(self, model: Model, encoder: SentenceEncoder) -> None:
        self.model = model
        self.encoder = encoder

    def understand(self, text: str, language: str) -> Understanding:
        """Read ``text`` as a sentence of ``language``.

        Takes about 5 ms on one core, which the encoder needs nearly alone, and twice as long where
        there may be several questions; run it beside the event loop, not in it. Never raises on
        odd text: what no person can have said (empty, code, emoji, endless) has no topic.
        """
        slots = extract_slots(text[:MAX_UTTERANCE_CHARACTERS], language)
        if not is_utterance(text):
            return Understanding(language, None, 0.0, accepted=False, slots=slots)
        asked = [part for part in parts(text, language)[:_MOST_PARTS] if is_utterance(part)]
        whole, *readings = self._read([text, *(asked if len(asked) > 1 else ())], language)
        questions = _several_subjects(readings)
        first, *others = questions if len(questions) > 1 else [whole]
        return Understanding(
            language=language,
            topic=first.alternatives[0].topic,
            confidence=first.alternatives[0].confidence,
            accepted=first.accepted,
            alternatives=first.alternatives,
            further=tuple(other.alternatives[0] for other in others),
            slots=slots,
        )

    def _read(self, texts: Sequence[str], language: str) -> list[_Reading]:
        model = self.model
        features = model.features.transform(self.encoder.encode(texts))
        probabilities = model.classifier.probabilities(features)
        scores = model.gate.scores(features, probabilities)
        return [
            _Reading(
                accepted=model.gate.accepts(float(score), language),
                alternatives=tuple(
                    Alternative(model.classifier.topics[index], float(row[index]))
                    for index in np.argsort(-row, kind="stable")[:_ALTERNATIVES]
                ),
            )
            for row, score in zip(probabilities, scores, strict=True)
        ]


def _several_subjects(readings: Sequence[_Reading]) -> list[_Reading]:
    """Those parts that are questions of their own: accepted, sure, and not about the same."""
    found: dict[str, _Reading] = {}
    for reading in readings:
        best = reading.alternatives[0]
        sure = reading.accepted and best.confidence >= _SURE
        if sure and best.topic not in CONVERSATIONAL_ACTS:
            found.setdefault(best.topic, reading)
    return list(found.values())
