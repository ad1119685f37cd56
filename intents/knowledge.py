"""What the office lets be said: one approved text a subject, read from ``intents/topics``.

Adding a language means adding its title and its answer to every file; adding a subject means
adding a file.
"""

import re
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

from intents.errors import KnowledgeError
from languages.registry import LANGUAGES

# Piper reads our German and English texts at 14 to 16 characters a second, spaces and commas
# included. The slow end is taken, so that no answer lasts longer than it is estimated here.
CHARACTERS_PER_SECOND = 14
# A caller cannot skim: what lasts longer is forgotten before it ends.
LONGEST_SECONDS = 25

_SIGNS_NOBODY_CAN_HEAR = re.compile(r"[§/\\@#*_<>&|\[\]]|https?:|www\.", re.IGNORECASE)
# The authorities' number, blocking of cards, police, fire brigade: the same in all of Germany.
_NUMBERS_OF_EVERYONE = re.compile(r"(?<![\d+])(?:116[ -]?116|115|110|112)(?!\d)")
_RUN_OF_DIGITS = re.compile(r"\+?\d(?:(?:[ .-]|\) ?| - )?\d)*")
# Streets are German whatever the language of the text is.
_STREET = re.compile(
    r"\w(?:straße|strasse|str\.|weg|platz|allee|gasse|ring|markt)\s+\d", re.IGNORECASE
)


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


class Answer(_Strict):
    """What is said in one language.

    Attributes:
        spoken: The text as the voice reads it.
        longer: More of it, for a caller who asks on.
    """

    spoken: str
    longer: str | None = None

    @field_validator("spoken", "longer")
    @classmethod
    def _speakable(cls, text: str | None) -> str | None:
        if text is not None:
            _check_text(text)
        return text


class Topic(_Strict):
    """One subject that callers ask about.

    Attributes:
        id: Stable identifier; also the file's name.
        group: The part of the office it belongs to.
        title: Short name for lists and for "Do you mean ...?", by ISO 639-1 code.
        response: How the dialogue responds.
        legal: The law the text rests on, None where there is none.
        reviewed: Day on which somebody last compared the text with the law.
        version: Counts the changes of the text.
        approval: Whether the office stands behind the text.
        offer_callback: Whether the dialogue offers a callback after the answer.
        answers: What is said, by ISO 639-1 code; may be empty unless ``response`` is an answer.
    """

    id: str = Field(pattern=r"^[a-z][a-z0-9_]*$")
    group: Group
    title: Mapping[str, str]
    response: Response
    legal: str | None = Field(None, min_length=1)
    reviewed: date
    version: int = Field(ge=1)
    approval: Approval
    offer_callback: bool = False
    answers: Mapping[str, Answer] = Field(default_factory=dict)

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

    def answer(self, topic_id: str, language: str) -> str | None:
        """The approved text, or None where the dialogue has only its own (hours, callback).

        Raises:
            KeyError: There is no such subject.
        """
        answer = self.topics[topic_id].answers.get(language)
        return answer.spoken if answer else None


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
    topics = [_read_topic(file, languages) for file in files]
    return Knowledge(MappingProxyType({topic.id: topic for topic in topics}))


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


def _check_text(text: str) -> None:
    """Refuse what cannot be read aloud, or what belongs into configuration."""
    if not text.strip():
        raise ValueError("the text is empty")
    seconds = len(text) / CHARACTERS_PER_SECOND
    if seconds > LONGEST_SECONDS:
        raise ValueError(f"takes about {seconds:.0f} s to read, at most {LONGEST_SECONDS} s")
    if re.search(r"[{}]", text):
        raise ValueError("there is an unresolved placeholder")
    if sign := _SIGNS_NOBODY_CAN_HEAR.search(text):
        raise ValueError(f"{sign.group()!r} cannot be read aloud")
    for run in _RUN_OF_DIGITS.findall(_NUMBERS_OF_EVERYONE.sub("", text)):
        digits = re.sub(r"\D", "", run)
        # "48.300 Euro" and "1 Mai 2025" pass; numbers to be dialled begin with 0 or + or are long.
        dialled = run.startswith(("+", "0")) and len(digits) >= 3
        if dialled or len(digits) >= 6:
            raise ValueError(
                f"{run!r} looks like a telephone number, which belongs into the office file"
            )
        if re.search(r"\d{5}", run):
            raise ValueError(f"{run!r} looks like a postcode, which belongs into the office file")
    if street := _STREET.search(text):
        raise ValueError(
            f"{street.group()!r} looks like an address, which belongs into the office file"
        )
