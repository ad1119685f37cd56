"""The sentences the understanding engine learns from and is measured on.

Training sentences are Rasa NLU YAML 3.1, one file a language, so that one corpus serves both our
own engine and Rasa. Development and evaluation sentences are tab-separated.
"""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from importlib import resources
from importlib.resources.abc import Traversable
from pathlib import Path

import yaml

from intents.errors import KnowledgeError
from intents.heard import load_heard

OUT_OF_SCOPE = "out_of_scope"
"""The topic of sentences that the assistant must not answer."""

CONVERSATIONAL_ACTS = (
    "affirm",
    "deny",
    "repeat",
    "slower",
    "simpler",
    "change_language",
    "greeting",
    "thanks",
    "goodbye",
    "are_you_human",
    "wait",
    "correction",
)
"""What callers say about the conversation itself; not subjects of the office."""

_RASA_VERSION = "3.1"
_TSV_COLUMNS = ("language", "topic", "kind", "text")
_TSV_OUT_OF_SCOPE = "none"
_TOPIC = re.compile(r"[a-z][a-z0-9_]*")
# [Kempen](town), [Kempen]{"entity": "town"}, [Kempen][{"entity": "town"}, {"entity": "place"}]
_ANNOTATION = re.compile(r"\[([^\[\]]*)\](?:\([^()]*\)|\{[^{}]*\}|\[\s*\{[^\[\]]*\}\s*\])")


@dataclass(frozen=True, slots=True)
class TrainingSentence:
    """One sentence to learn from.

    Attributes:
        text: As recognised on the telephone, without annotations.
        topic: A subject, a conversational act or ``OUT_OF_SCOPE``.
        language: ISO 639-1 code.
        heard: What a recogniser wrote when it was spoken; empty where that is not known.
    """

    text: str
    topic: str
    language: str
    heard: str = ""


@dataclass(frozen=True, slots=True)
class EvaluationSentence:
    """One sentence to measure with.

    Attributes:
        language: ISO 639-1 code.
        topic: A subject, a conversational act or ``OUT_OF_SCOPE`` (``none`` in the file).
        kind: How it is said: ``short``, ``plain``, ``messy``, ``situation`` in our own files.
        text: As recognised on the telephone.
    """

    language: str
    topic: str
    kind: str
    text: str


def normal_form(text: str) -> str:
    """The words of a sentence without case and punctuation: equal for sentences that are equal."""
    return " ".join(re.findall(r"\w+", unicodedata.normalize("NFKC", text).casefold()))


def strip_annotations(text: str) -> str:
    """A Rasa example as it is said: ``[Kempen](town)`` becomes ``Kempen``."""
    while (stripped := _ANNOTATION.sub(r"\1", text)) != text:
        text = stripped
    return " ".join(text.split())


def load_training(
    languages: Sequence[str], folder: Path | None = None
) -> tuple[TrainingSentence, ...]:
    """Read ``LANGUAGE.yaml`` for every language, and what a recogniser heard of it.

    Args:
        languages: ISO 639-1 codes.
        folder: Where the files are; default: the ones that ship with the assistant.

    Raises:
        KnowledgeError: A file is missing or cannot be used, or a sentence stands under two
            topics of its language; the message names file and line.
    """
    source: Traversable = folder or resources.files("intents").joinpath("training")
    return tuple(sentence for language in languages for sentence in _read_rasa(source, language))


def load_development(
    languages: Sequence[str], folder: Path | None = None
) -> tuple[EvaluationSentence, ...]:
    """Read ``LANGUAGE.tsv`` for every language.

    Args:
        languages: ISO 639-1 codes.
        folder: Where the files are; default: the ones that ship with the assistant.

    Raises:
        KnowledgeError: A file is missing or cannot be used; the message names file and line.
    """
    source: Traversable = folder or resources.files("intents").joinpath("development")
    return tuple(
        sentence
        for language in languages
        for sentence in load_tsv(source.joinpath(f"{language}.tsv"))
    )


def load_tsv(path: Traversable) -> tuple[EvaluationSentence, ...]:
    """Read tab-separated sentences; the header names at least language, topic, kind and text.

    Raises:
        KnowledgeError: The file is missing or cannot be used; the message names file and line.
    """
    lines = _read_text(path).split("\n")
    header = lines[0].removeprefix("\ufeff").split("\t")
    missing = [column for column in _TSV_COLUMNS if column not in header]
    if missing:
        raise KnowledgeError(f"{path.name}: line 1: the header lacks {', '.join(missing)}")
    sentences = []
    for number, line in enumerate(lines[1:], start=2):
        if not line.strip():
            continue
        cells = [cell.strip() for cell in line.split("\t")]
        if len(cells) != len(header):
            raise KnowledgeError(
                f"{path.name}: line {number}: {len(cells)} columns instead of {len(header)}"
            )
        row = dict(zip(header, cells, strict=True))
        language, topic, kind, text = (row[column] for column in _TSV_COLUMNS)
        if not (language and kind and text and _TOPIC.fullmatch(topic)):
            raise KnowledgeError(f"{path.name}: line {number}: a column is empty or no topic")
        topic = OUT_OF_SCOPE if topic == _TSV_OUT_OF_SCOPE else topic
        sentences.append(EvaluationSentence(language, topic, kind, text))
    if not sentences:
        raise KnowledgeError(f"{path.name}: there is no sentence below the header")
    return tuple(sentences)


def _read_rasa(folder: Traversable, language: str) -> Iterator[TrainingSentence]:
    file = folder.joinpath(f"{language}.yaml")
    heard = load_heard(folder, language)
    topic_of: dict[str, str] = {}
    for line, topic, text in _rasa_examples(file):
        key = normal_form(text)
        if not key:
            raise KnowledgeError(f"{file.name}: line {line}: there are no words")
        if topic_of.setdefault(key, topic) != topic:
            raise KnowledgeError(
                f"{file.name}: line {line}: {text!r} stands under {topic_of[key]} and {topic}"
            )
        yield TrainingSentence(text, topic, language, heard.get(text, ""))


def _rasa_examples(file: Traversable) -> Iterator[tuple[int, str, str]]:
    """Line number, topic and text of every example.

    The YAML is read as nodes, not as values: only nodes know their lines.
    """
    try:
        root = yaml.compose(_read_text(file), Loader=yaml.SafeLoader)
    except yaml.YAMLError as error:
        raise KnowledgeError(f"{file.name}: not readable as YAML: {error}") from error
    if root is None:
        raise KnowledgeError(f"{file.name}: line 1: the file is empty")
    top = _mapping(file, root, ("version", "nlu"))
    if _scalar(file, top["version"]).value != _RASA_VERSION:
        raise _error(file, top["version"], f"the version is not {_RASA_VERSION!r}")
    if not isinstance(top["nlu"], yaml.SequenceNode):
        raise _error(file, top["nlu"], "`nlu` is not a list")
    for item in top["nlu"].value:
        entry = _mapping(file, item, ("intent", "examples"))
        topic = _scalar(file, entry["intent"]).value
        if not _TOPIC.fullmatch(topic):
            raise _error(file, entry["intent"], f"{topic!r} is no name of a topic")
        examples = _scalar(file, entry["examples"])
        if examples.style != "|":
            raise _error(file, examples, "`examples` is not written with |")
        # A literal block begins below its `|` and keeps its lines.
        first = examples.start_mark.line + 2
        for number, line in enumerate(examples.value.split("\n"), start=first):
            if not line.strip():
                continue
            if not line.startswith("- "):
                raise KnowledgeError(f"{file.name}: line {number}: does not begin with `- `")
            yield number, topic, strip_annotations(line.removeprefix("- "))


def _mapping(file: Traversable, node: yaml.Node, keys: tuple[str, ...]) -> dict[str, yaml.Node]:
    if not isinstance(node, yaml.MappingNode):
        raise _error(file, node, f"not a mapping with {' and '.join(keys)}")
    found: dict[str, yaml.Node] = {}
    for key_node, value in node.value:
        key = _scalar(file, key_node).value
        if key not in keys or key in found:
            raise _error(file, key_node, f"{key!r} is unknown here or stands twice")
        found[key] = value
    missing = [key for key in keys if key not in found]
    if missing:
        raise _error(file, node, f"{missing[0]!r} is missing")
    return found


def _scalar(file: Traversable, node: yaml.Node) -> yaml.ScalarNode:
    if not isinstance(node, yaml.ScalarNode):
        raise _error(file, node, "not a text")
    return node


def _error(file: Traversable, node: yaml.Node, problem: str) -> KnowledgeError:
    return KnowledgeError(f"{file.name}: line {node.start_mark.line + 1}: {problem}")


def _read_text(file: Traversable) -> str:
    try:
        return file.read_text("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise KnowledgeError(f"{file.name}: cannot be read: {error}") from error
