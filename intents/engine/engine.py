"""The in-process engine: one sentence in, its meaning out."""

import numpy as np

from intents.engine.encoder import SentenceEncoder
from intents.engine.normalisation import MAX_UTTERANCE_CHARACTERS, is_utterance
from intents.engine.training import Model
from intents.slots import extract_slots
from intents.understanding import Alternative, Understanding

_ALTERNATIVES = 5


class Engine:
    """Reads sentences with a trained model; safe to use from several threads.

    Args:
        model: What was learnt.
        encoder: The encoder that the model was trained with.
    """

    def __init__(self, model: Model, encoder: SentenceEncoder) -> None:
        self.model = model
        self._encoder = encoder

    def understand(self, text: str, language: str) -> Understanding:
        """Read ``text`` as a sentence of ``language``.

        Takes about 5 ms on one core, which the encoder needs nearly alone; run it beside the
        event loop, not in it. Never raises on odd text: what no person can have said (empty, code,
        emoji, endless) has no topic.
        """
        slots = extract_slots(text[:MAX_UTTERANCE_CHARACTERS], language)
        if not is_utterance(text):
            return Understanding(language, None, 0.0, accepted=False, slots=slots)
        model = self.model
        features = model.features.transform(self._encoder.encode([text]))
        probabilities = model.classifier.probabilities(features)
        score = float(model.gate.scores(features, probabilities)[0])
        order = np.argsort(-probabilities[0], kind="stable")[:_ALTERNATIVES]
        alternatives = tuple(
            Alternative(model.classifier.topics[index], float(probabilities[0, index]))
            for index in order
        )
        return Understanding(
            language=language,
            topic=alternatives[0].topic,
            confidence=alternatives[0].confidence,
            accepted=model.gate.accepts(score, language),
            alternatives=alternatives,
            slots=slots,
        )
