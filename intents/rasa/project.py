"""What Rasa needs to train, written from our corpus: pipeline, domain, sentences, components.

Out-of-scope sentences are left out. As an intent of their own they would cost accuracy, and
Rasa's confidence is no guide to what is out of scope: our gate decides that.
"""

import hashlib
import json
import shutil
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from importlib import resources
from pathlib import Path

import yaml

from intents.corpus import OUT_OF_SCOPE, TrainingSentence
from intents.engine.normalisation import spoken_form

RASA_VERSION = "3.6.21"
"""The release that docker/rasa/requirements.txt pins; models of another are not loaded."""

PIPELINES = ("small", "e5", "diet", "diet_e5")
"""Files in ``intents/rasa/pipelines``."""

DATA_FORMAT = "3.1"
_COMPONENTS = "components"


class _Block(str):
    """A text written as a literal block, which is how Rasa wants its examples."""

    __slots__ = ()


class _Dumper(yaml.SafeDumper):
    pass


_Dumper.add_representer(
    _Block,
    lambda dumper, text: dumper.represent_scalar("tag:yaml.org,2002:str", str(text), style="|"),
)


@dataclass(frozen=True, slots=True)
class Project:
    """A Rasa project in the making.

    Attributes:
        pipeline: ``config.yml``: how sentences become features and features an intent.
        examples: Sentences by intent, by language.
        components: Python files that the pipeline makes Rasa load, by name.
    """

    pipeline: str
    examples: dict[str, dict[str, list[str]]]
    components: dict[str, str]

    @classmethod
    def of(cls, sentences: Sequence[TrainingSentence], pipeline: str) -> "Project":
        """Take the in-scope sentences, as they will be spelt when the server is asked.

        Args:
            sentences: The corpus.
            pipeline: One of ``PIPELINES``.
        """
        examples: defaultdict[str, defaultdict[str, list[str]]] = defaultdict(
            lambda: defaultdict(list)
        )
        for sentence in sentences:
            if sentence.topic != OUT_OF_SCOPE and (said := spoken_form(sentence.text)):
                examples[sentence.language][sentence.topic].append(said)
        package = resources.files("intents.rasa")
        config = package.joinpath("pipelines", f"{pipeline}.yaml").read_text("utf-8")
        return cls(
            pipeline=config,
            examples={
                language: {topic: sorted(texts) for topic, texts in sorted(topics.items())}
                for language, topics in sorted(examples.items())
            },
            components={
                file.name: file.read_text("utf-8")
                for file in package.joinpath(_COMPONENTS).iterdir()
                if file.name.endswith(".py") and f"{_COMPONENTS}." in config
            },
        )

    @property
    def topics(self) -> tuple[str, ...]:
        """All intents, sorted."""
        return tuple(sorted({topic for topics in self.examples.values() for topic in topics}))

    @property
    def sentences(self) -> int:
        """How many there are to learn from."""
        return sum(len(texts) for topics in self.examples.values() for texts in topics.values())

    @property
    def fingerprint(self) -> str:
        """The beginning of the SHA-256 of all that a model depends on; names the model's file."""
        everything = [RASA_VERSION, self.pipeline, self.examples, sorted(self.components.items())]
        return hashlib.sha256(json.dumps(everything).encode()).hexdigest()[:16]

    def write(self, folder: Path) -> None:
        """Write the project; what an earlier one left is removed, models and cache stay.

        Raises:
            OSError: The folder cannot be written to.
        """
        for generated in ("data", _COMPONENTS):
            shutil.rmtree(folder / generated, ignore_errors=True)
            (folder / generated).mkdir(parents=True)
        (folder / "config.yml").write_text(self.pipeline, "utf-8")
        _write_yaml(folder / "domain.yml", {"version": DATA_FORMAT, "intents": list(self.topics)})
        for language, topics in self.examples.items():
            intents = [
                {"intent": topic, "examples": _Block("".join(f"- {text}\n" for text in texts))}
                for topic, texts in topics.items()
            ]
            _write_yaml(
                folder / "data" / f"{language}.yml", {"version": DATA_FORMAT, "nlu": intents}
            )
        for name, source in self.components.items():
            (folder / _COMPONENTS / name).write_text(source, "utf-8")


def _write_yaml(file: Path, content: object) -> None:
    text = yaml.dump(content, Dumper=_Dumper, allow_unicode=True, sort_keys=False, width=1000)
    file.write_text(text, "utf-8")
