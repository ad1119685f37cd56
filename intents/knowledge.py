"""What the office lets be said: one approved text a subject, read from ``intents/topics``.

Adding a language means adding its title and its answer to every file; adding a subject means
adding a file.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from importlib import resources
from importlib.resources.abc import Traversable
from pathlib import Path
from types import MappingProxyType

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator

from intents.answers import Answer
from intents.errors import KnowledgeError
from languages.registry import LANGUAGES

EASY_LANGUAGE = "de"
"""The language that subjects are also explained in with easy words."""


class Group(StrEnum):
    """The part of the office a subject belongs to."""

    OFFICE = "office"
    TITLES = "titles"
    WORK_FAMILY = "work_family"
    PROTECTION_EU = "protection_eu"


class Response(StrEnum):
    """How the dialogue responds to a subject."""

    ANSWER = "answer"
    """With the approved text."""
    OPENING_HOURS = "opening_hours"
    """With hours computed from the office file."""
    CALLBACK = "callback"
    """By booking a callback."""
    HUMAN = "human"
    """With the approved text, then by offering a person or a callback."""


class Approval(StrEnum):
    """Whether the office stands behind a text."""

    EXAMPLE = "example"
    APPROVED = "approved"


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Topic(_Strict):
    """One subject that callers ask about.

    Attributes:
        id: Stable identifier; also the file's name.
        group: The part of the office it belongs to.
        title: Short name for lists and for "Do you mean ...?", by ISO 639-1 code.
        response: How the dialogue responds.
        legal: The law the text rests on, None where there is none.
        reviewed: Day on which somebody last compared the text with the law.
        author: Who wrote the text.
        version: Counts the changes of the text.
        approval: Whether the office stands behind the text.
        offer_callback: Whether the dialogue offers a callback after the answer.
        urgent: Whether the caller is put through at once where anybody is there.
        asks_town: Whether the answer depends on where the caller lives.
        aspects: Subjects about which its own text says what there is to say, so that "how much is
            that?" is answered with it and not in general.
        follow_ups: Subjects that callers ask about next, the likeliest first.
        answers: What is said, by ISO 639-1 code; may be empty unless ``response`` is an answer.
        easy_german: What is said to who asks for easier words in German.
    """

    id: str = Field(pattern=r"^[a-z][a-z0-9_]*$")
    group: Group
    title: Mapping[str, str]
    response: Response
    legal: str | None = Field(None, min_length=1)
    reviewed: date
    author: str = Field(min_length=1)
    version: int = Field(ge=1)
    approval: Approval
    offer_callback: bool = False
    urgent: bool = False
    asks_town: bool = False
    aspects: frozenset[str] = frozenset()
    follow_ups: tuple[str, ...] = ()
    answers: Mapping[str, Answer] = Field(default_factory=dict)
    easy_german: Answer | None = None

    @field_validator("title", "answers")
    @classmethod
    def _known_languages(cls, value: Mapping[str, object]) -> Mapping[str, object]:
        for code in value:
            if code not in LANGUAGES:
                raise ValueError(f"unknown language {code!r}; known: {', '.join(LANGUAGES)}")
        return MappingProxyType(dict(value))

    @field_validator("title")
    @classmethod
    def _titled(cls, value: Mapping[str, str]) -> Mapping[str, str]:
        for code, title in value.items():
            if not title.strip():
                raise ValueError(f"the title in {code!r} is empty")
        return value


@dataclass(frozen=True, slots=True)
class Knowledge:
    """Everything the assistant may say about the office's subjects.

    Attributes:
        topics: The subjects by identifier, in alphabetical order; read-only.
    """

    topics: Mapping[str, Topic]

    def topic(self, topic_id: str) -> Topic:
        """The subject ``topic_id``.

        Raises:
            KeyError: There is no such subject.
        """
        return self.topics[topic_id]

    def title(self, topic_id: str, language: str) -> str:
        """The short name of a subject in a language that was asked for when loading.

        Raises:
            KeyError: There is no such subject or language.
        """
        return self.topics[topic_id].title[language]

    def answer(self, topic_id: str, language: str, *, easy: bool = False) -> Answer | None:
        """The approved answer, or None where the dialogue has only its own (hours, callback).

        Args:
            topic_id: The subject.
            language: ISO 639-1 code.
            easy: In easy words, where there are any in this language.

        Raises:
            KeyError: There is no such subject.
        """
        topic = self.topics[topic_id]
        if easy and language == EASY_LANGUAGE and topic.easy_german:
            return topic.easy_german
        return topic.answers.get(language)

    def speaks_easily(self, language: str) -> bool:
        """Whether there are answers in easy words of ``language``."""
        return language == EASY_LANGUAGE and any(
            topic.easy_german for topic in self.topics.values()
        )


def load_knowledge(languages: Sequence[str], folder: Path | None = None) -> Knowledge:
    """Read and check every ``*.yaml`` file of a folder.

    Args:
        languages: ISO 639-1 codes in which every subject must be there.
        folder: Where the files are; default: the ones that ship with the assistant.

    Raises:
        KnowledgeError: A file cannot be used; the message names it and the field.
    """
    source: Traversable = folder or resources.files("intents").joinpath("topics")
    if not source.is_dir():
        raise KnowledgeError(f"the folder of subjects {source} does not exist")
    files = sorted(
        (entry for entry in source.iterdir() if entry.name.endswith(".yaml")),
        key=lambda entry: entry.name,
    )
    if not files:
        raise KnowledgeError(f"the folder of subjects {source} has no YAML file")
    topics = {topic.id: topic for topic in (_read_topic(file, languages) for file in files)}
    for topic in topics.values():
        for follow_up in topic.follow_ups:
            if follow_up not in topics or follow_up == topic.id:
                raise KnowledgeError(
                    f"{topic.id}.yaml: follow_ups: {follow_up!r} is not another subject"
                )
        for aspect in sorted(topic.aspects):
            if aspect not in topics or aspect == topic.id:
                raise KnowledgeError(f"{topic.id}.yaml: aspects: {aspect!r} is not another subject")
    return Knowledge(MappingProxyType(topics))


def _read_topic(file: Traversable, languages: Sequence[str]) -> Topic:
    try:
        content = yaml.safe_load(file.read_text("utf-8"))
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        raise KnowledgeError(f"{file.name}: not readable as YAML: {error}") from error
    try:
        topic = Topic.model_validate(content)
    except ValidationError as error:
        first = error.errors()[0]
        place = ".".join(str(part) for part in first["loc"]) or "(whole file)"
        raise KnowledgeError(f"{file.name}: {place}: {first['msg']}") from error
    if topic.id != file.name.removesuffix(".yaml"):
        raise KnowledgeError(f"{file.name}: id: {topic.id!r} is not the name of the file")
    for language in languages:
        if language not in topic.title:
            raise KnowledgeError(f"{file.name}: title.{language}: missing")
        # Half a lead-in would make the assistant silent in the other language.
        needs_text = topic.response is Response.ANSWER or bool(topic.answers)
        if needs_text and language not in topic.answers:
            raise KnowledgeError(f"{file.name}: answers.{language}: missing")
    return topic
