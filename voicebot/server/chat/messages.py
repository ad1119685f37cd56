"""What goes over the socket of the chat: small JSON objects of one version."""

from enum import StrEnum
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, StringConstraints, TypeAdapter, ValidationError

from dialogs.actions import Expectation

VERSION: Literal[1] = 1
"""Of the messages; raised when an old page could no longer read them."""


class _Message(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)

    version: Literal[1] = VERSION


class Words(_Message):
    """Something was written."""

    say: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]


class Keys(_Message):
    """Keys were pressed, as on a telephone."""

    keys: Annotated[str, StringConstraints(pattern=r"^[0-9*#]{1,20}$")]


class LanguageChoice(_Message):
    """A language was chosen, by its ISO 639-1 code, before anything was written."""

    language: Annotated[str, StringConstraints(pattern=r"^[a-z]{2}$")]


class Bye(_Message):
    """The visitor leaves."""

    bye: Literal[True]


Incoming = Words | Keys | LanguageChoice | Bye

_INCOMING: TypeAdapter[Incoming] = TypeAdapter(Incoming)


class Refusal(StrEnum):
    """Why a message had no effect; the chat goes on."""

    MALFORMED = "malformed"
    TOO_LONG = "too_long"
    TOO_MANY = "too_many"
    UNKNOWN_LANGUAGE = "unknown_language"
    LANGUAGE_TOO_LATE = "language_too_late"
    FAILED = "failed"
    """Nothing could be recorded; this ends the chat."""


class Text(BaseModel):
    """Something that the assistant says.

    Attributes:
        text: The words.
        language: ISO 639-1 code of them.
        source: What was approved, as ``topic:fees``.
    """

    model_config = ConfigDict(frozen=True)

    text: str
    language: str
    source: str


class Answer(_Message):
    """What the assistant says at once.

    Attributes:
        texts: In order.
        ended: Whether the chat is over.
        expects: What is likely to be written next.
    """

    texts: tuple[Text, ...]
    ended: bool = False
    expects: Expectation = Expectation.ANYTHING


class Error(_Message):
    """A message had no effect."""

    error: Refusal


class MessageError(ValueError):
    """A message is none of ours."""


def read_message(text: str) -> Incoming:
    """Read what a visitor's browser sent.

    Raises:
        MessageError: It is not one of the messages above.
    """
    try:
        return _INCOMING.validate_json(text)
    except (ValidationError, UnicodeEncodeError):
        # Without the cause: it quotes what was written.
        raise MessageError("this is no message of the chat") from None
