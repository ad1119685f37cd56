"""One approved answer: what is said, what is added, what is sent."""

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType
from typing import Annotated, Self

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, model_validator

from intents.spoken_text import CHARACTERS_PER_SECOND, LONGEST_SECONDS, check_spoken, check_written


class Fact(StrEnum):
    """What an office may or may not state about itself; sentences about it depend on that."""

    PAYMENT = "payment"
    WEBSITE = "website"
    ADDRESS = "address"
    DOCUMENT_LOCKER = "document_locker"
    CARD_BY_POST = "card_by_post"
    PHOTO_MACHINE = "photo_machine"
    ONLINE_PORTAL = "online_portal"


_WORDED = frozenset({Fact.PAYMENT, Fact.WEBSITE, Fact.ADDRESS})
"""Facts that come with the office's own words, which stand for the fact's name in braces."""

LINK = "link"
"""Placeholder in text messages."""
LONGEST_MESSAGE = 320
"""Characters of a text message with its placeholder: two or three parts of one."""


def _speakable(text: str) -> str:
    check_spoken(text)
    return text


def _writable(text: str) -> str:
    check_written(text, {LINK})
    if len(text) > LONGEST_MESSAGE:
        raise ValueError(f"a text message has at most {LONGEST_MESSAGE} characters")
    return text


class Answer(BaseModel):
    """What is said about one subject in one language.

    Attributes:
        spoken: The answer as the voice reads it.
        longer: More of it, for a caller who asks on.
        message: The answer as a text message; ``{link}`` stands for the office's page about it.
        additions: Sentences said after ``spoken`` where the office states the fact.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    spoken: Annotated[str, AfterValidator(_speakable)]
    longer: Annotated[str, AfterValidator(_speakable)] | None = None
    message: Annotated[str, AfterValidator(_writable)] | None = None
    additions: Mapping[Fact, str] = Field(default_factory=lambda: MappingProxyType({}))

    @model_validator(mode="after")
    def _complete(self) -> Self:
        for fact, sentence in self.additions.items():
            check_spoken(sentence, {fact} if fact in _WORDED else ())
        seconds = len(" ".join([self.spoken, *self.additions.values()])) / CHARACTERS_PER_SECOND
        if seconds > LONGEST_SECONDS:
            raise ValueError(
                f"takes about {seconds:.0f} s to read with all additions, "
                f"at most {LONGEST_SECONDS} s"
            )
        return self

    def say(self, facts: Mapping[Fact, str]) -> str:
        """The answer with the sentences that are true for an office.

        Args:
            facts: Those that the office states, with its words where a fact has any.
        """
        additions = [
            sentence.replace(f"{{{fact}}}", facts[fact])
            for fact, sentence in self.additions.items()
            if fact in facts
        ]
        return " ".join([self.spoken, *additions])
