"""Short answers to closed questions: yes, no, the first, cancel, goodbye, ...

After "Is that right?" a single word decides, and the word list of the language is surer than an
engine that was trained to tell dozens of subjects apart. ``answers/<code>.yaml`` has the words
of one language, so a language is added by adding a file.
"""

from collections.abc import Mapping, Sequence
from enum import StrEnum
from importlib import resources
from types import MappingProxyType

import yaml
from pydantic import TypeAdapter, ValidationError

from languages.expressions import comparable_words


class ClosedAnswer(StrEnum):
    """What a short answer can mean; which of it counts depends on the question."""

    YES = "yes"
    NO = "no"
    FIRST = "first"
    SECOND = "second"
    ANY_TIME = "any_time"
    DONE = "done"
    CANCEL = "cancel"
    GOODBYE = "goodbye"
    SLOWER = "slower"
    FASTER = "faster"
    NAME = "name"
    NUMBER = "number"
    SUBJECT = "subject"
    TIME = "time"
    LANGUAGE = "language"
    MORE = "more"
    MESSAGE = "message"
    MOVE = "move"
    WITHDRAW = "withdraw"
    KEEP = "keep"
    CALLBACK = "callback"
    REFERENCE = "reference"
    ENDS = "ends"
    SPELL = "spell"
    NEITHER = "neither"
    REFERS_BACK = "refers_back"
    DANGER = "danger"
    INSULT = "insult"
    RELAY = "relay"
    MAILBOX = "mailbox"
    CHILD = "child"


class ClosedAnswers:
    """The words of several languages.

    Args:
        words: Words and expressions by language and meaning.
    """

    def __init__(self, words: Mapping[str, Mapping[ClosedAnswer, Sequence[str]]]) -> None:
        self._words = MappingProxyType(
            {
                language: {
                    meaning: tuple(_normalised(expression) for expression in expressions)
                    for meaning, expressions in meanings.items()
                }
                for language, meanings in words.items()
            }
        )

    def find(self, text: str, language: str) -> frozenset[ClosedAnswer]:
        """Every meaning of which a word or expression is in ``text``."""
        said = _normalised(text)
        return frozenset(
            meaning
            for meaning, expressions in self._words[language].items()
            if any(expression in said for expression in expressions)
        )


def load_closed_answers(languages: Sequence[str]) -> ClosedAnswers:
    """Read the words of ``languages``.

    Raises:
        ValueError: There is no file for a language, or it lacks a meaning; the message names it.
    """
    return ClosedAnswers({language: _read(language) for language in languages})


def _read(language: str) -> Mapping[ClosedAnswer, Sequence[str]]:
    file = resources.files("dialogs").joinpath("answers", f"{language}.yaml")
    if not file.is_file():
        raise ValueError(f"answers/{language}.yaml: short answers are missing for {language!r}")
    try:
        words = TypeAdapter(dict[ClosedAnswer, list[str]]).validate_python(
            yaml.safe_load(file.read_text("utf-8"))
        )
    except ValidationError as error:
        first = error.errors()[0]
        place = ".".join(str(part) for part in first["loc"])
        raise ValueError(f"{file.name}: {place}: {first['msg']}") from error
    for meaning in ClosedAnswer:
        if not words.get(meaning):
            raise ValueError(f"{file.name}: {meaning}: missing")
    return words


def _normalised(text: str) -> str:
    """Comparable words between single spaces, one space at either end: whole words match."""
    return f" {' '.join(comparable_words(text))} "
