"""The assistant's own fixed sentences: everything it says that is not an answer of the office.

``phrases/catalogue.yaml`` lists every sentence by key: when it is said, which values are put
in, how many wordings it needs and what it claims. ``phrases/<code>.yaml`` has the wordings of
one language, so a language is added by adding a file.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from importlib import resources
from importlib.resources.abc import Traversable
from pathlib import Path
from string import Formatter
from types import MappingProxyType
from typing import Any, Literal

import yaml
from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, ValidationError

CATALOGUE = "catalogue.yaml"

_EASY = "-simple"
"""The variant subtag of BCP 47 for simplified text; ``de-simple.yaml`` is easy German."""

# Digits are read differently by every voice; numbers reach a sentence only as words.
_UNSPEAKABLE = re.compile(r"[\d§%€$&@#*+=/\\_<>|\[\]()]")

Claim = Literal[
    "callback_committed",
    "callback_found",
    "callback_moved",
    "callback_cancelled",
    "message_accepted",
    "recording_started",
]
"""An event that must have happened before a sentence may be said."""


class PhrasesError(ValueError):
    """A file of phrases is broken; the message names the file and the key."""


class _Entry(BaseModel):
    """What the catalogue says about one sentence."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    said: str = Field(min_length=1)
    values: frozenset[str] = frozenset()
    wordings: int = Field(1, ge=1)
    claims: Claim | None = None


@dataclass(frozen=True, slots=True)
class Phrases:
    """The sentences in the languages that were asked for.

    Attributes:
        wordings: The wordings, by language and key; read-only.
        claims: The event that a sentence claims, for the keys that claim one; read-only.
        occasions: When each sentence is said, by key; read-only.
    """

    wordings: Mapping[str, Mapping[str, tuple[str, ...]]]
    claims: Mapping[str, Claim]
    occasions: Mapping[str, str]

    def text(self, key: str, language: str, variant: int = 0, /, **values: str) -> str:
        """One sentence, ready to be spoken.

        Args:
            key: Which sentence.
            language: ISO 639-1 code that was asked for when loading, or what ``easy`` returned.
            variant: Which wording, counted from 0; beyond the last they start again.
            values: What is put in, already written as it is spoken.

        Raises:
            KeyError: There is no such key, language or value.
        """
        wordings = self.wordings[language][key]
        return wordings[variant % len(wordings)].format(**values)

    def easy(self, language: str) -> str:
        """The set of sentences in easy words of a language, the ordinary one without them."""
        easy = f"{language}{_EASY}"
        return easy if easy in self.wordings else language

    def fixed_texts(self, language: str) -> Iterator[str]:
        """All wordings of a language into which nothing is put, so that they can be prepared."""
        for wordings in self.wordings[language].values():
            yield from (text for text in wordings if "{" not in text)


def load_phrases(languages: Sequence[str], folder: Path | None = None) -> Phrases:
    """Read and check the sentences.

    Args:
        languages: ISO 639-1 codes, each with its file; easy words are read where there are any.
        folder: Where ``<code>.yaml`` are; default: the ones that ship with the assistant. The
            catalogue is always the assistant's own, since its code asks for those keys.

    Raises:
        PhrasesError: A file cannot be used, or a sentence is missing, unknown, has other values
            or too few wordings, or cannot be spoken.
    """
    shipped = resources.files("languages").joinpath("phrases")
    catalogue = _read_catalogue(shipped.joinpath(CATALOGUE))
    source: Traversable = folder or shipped
    variants = (f"{code}{_EASY}" for code in languages)
    easy = [name for name in variants if source.joinpath(f"{name}.yaml").is_file()]
    return Phrases(
        wordings=MappingProxyType(
            {
                name: _read_language(source.joinpath(f"{name}.yaml"), catalogue)
                for name in (*languages, *easy)
            }
        ),
        claims=MappingProxyType(
            {key: entry.claims for key, entry in catalogue.items() if entry.claims is not None}
        ),
        occasions=MappingProxyType({key: entry.said for key, entry in catalogue.items()}),
    )


def _read_catalogue(file: Traversable) -> Mapping[str, _Entry]:
    try:
        return TypeAdapter(dict[str, _Entry]).validate_python(_read_yaml(file))
    except ValidationError as error:
        first = error.errors()[0]
        place = ".".join(str(part) for part in first["loc"])
        raise PhrasesError(f"{file.name}: {place}: {first['msg']}") from error


def _read_language(
    file: Traversable, catalogue: Mapping[str, _Entry]
) -> Mapping[str, tuple[str, ...]]:
    content = _read_yaml(file)
    for key in content:
        if key not in catalogue:
            raise PhrasesError(f"{file.name}: {key}: the assistant has no such sentence")
    return MappingProxyType(
        {
            key: _wordings(file.name, key, entry, content.get(key))
            for key, entry in catalogue.items()
        }
    )


def _wordings(file: str, key: str, entry: _Entry, content: object) -> tuple[str, ...]:
    if content is None:
        raise PhrasesError(f"{file}: {key}: missing")
    texts = content if isinstance(content, list) else [content]
    wordings = []
    for text in texts:
        if not isinstance(text, str) or not text.strip():
            raise PhrasesError(f"{file}: {key}: must be a sentence or a list of sentences")
        _check(file, key, entry, text)
        wordings.append(text.strip())
    if len(set(wordings)) != len(wordings):
        raise PhrasesError(f"{file}: {key}: two wordings are the same")
    if len(wordings) < entry.wordings:
        raise PhrasesError(
            f"{file}: {key}: needs at least {entry.wordings} wordings, has {len(wordings)}"
        )
    return tuple(wordings)


def _check(file: str, key: str, entry: _Entry, text: str) -> None:
    try:
        parts = list(Formatter().parse(text))
    except ValueError as error:
        raise PhrasesError(f"{file}: {key}: {error}") from error
    if any(spec or conversion for _, _, spec, conversion in parts):
        raise PhrasesError(f"{file}: {key}: a value is written {{name}} and nothing else")
    if sign := _UNSPEAKABLE.search("".join(literal for literal, *_ in parts)):
        raise PhrasesError(f"{file}: {key}: {sign.group()!r} cannot be spoken")
    values = {name for _, name, _, _ in parts if name is not None}
    if values != entry.values:
        has, needs = (", ".join(sorted(names)) or "none" for names in (values, entry.values))
        raise PhrasesError(f"{file}: {key}: has the values {has}, needs {needs}")


class _StrictLoader(yaml.SafeLoader):
    """Reads YAML, but refuses a key that is written twice: PyYAML would drop the first."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Any, Any]:  # noqa: FBT001, FBT002 - PyYAML's signature
        seen = set()
        for key_node, _ in node.value:
            key = self.construct_object(key_node, deep=True)
            if isinstance(key, str) and key in seen:
                raise yaml.constructor.ConstructorError(
                    problem=f"the key {key!r} is written twice", problem_mark=key_node.start_mark
                )
            seen.add(key if isinstance(key, str) else id(key_node))
        return super().construct_mapping(node, deep)


def _read_yaml(file: Traversable) -> Mapping[str, object]:
    try:
        text = file.read_text("utf-8")
    except OSError as error:
        raise PhrasesError(
            f"{file.name}: (whole file): does not exist or is not readable"
        ) from error
    except UnicodeDecodeError as error:
        raise PhrasesError(f"{file.name}: (whole file): is not UTF-8 text") from error
    try:
        content = yaml.load(text, Loader=_StrictLoader)  # noqa: S506 - a SafeLoader, only stricter
    except yaml.YAMLError as error:
        raise PhrasesError(f"{file.name}: not readable as YAML: {error}") from error
    if not isinstance(content, dict):
        raise PhrasesError(f"{file.name}: (whole file): must list sentences by key")
    for key in content:
        if not isinstance(key, str):
            raise PhrasesError(f"{file.name}: {key}: a key must be text")
    return content
