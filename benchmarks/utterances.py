"""What callers of a foreigners' office say, for benchmarks; nobody of those exists.

``utterances/<code>.yaml`` has, in one language, as people speak it:

- ``first``: first utterances of calls, of two to two dozen words;
- ``paused``: utterances with one place, marked ``|``, at which a speaker may well pause, by what
  kind of place it is.

Telephone numbers are of the range that is reserved for fiction.
"""

from dataclasses import dataclass
from enum import StrEnum
from importlib import resources

import yaml
from pydantic import BaseModel, ConfigDict

from voicebot.errors import InputError

_MARK = "|"
_FOLDER = resources.files("benchmarks").joinpath("utterances")


class PauseKind(StrEnum):
    """Where a speaker pauses."""

    WITHIN_PHRASE = "within_phrase"
    BEFORE_CLAUSE = "before_clause"
    BETWEEN_SENTENCES = "between_sentences"
    DICTATION = "dictation"


@dataclass(frozen=True, slots=True)
class PausedUtterance:
    """An utterance with a pause in it.

    Attributes:
        before: What is said before the pause.
        after: What is said after it.
        kind: Where the pause is.
    """

    before: str
    after: str
    kind: PauseKind

    @property
    def complete(self) -> str:
        """The whole utterance, as it is written."""
        return f"{self.before} {self.after}"


@dataclass(frozen=True, slots=True)
class Utterances:
    """What callers say in one language.

    Attributes:
        first: First utterances of calls.
        paused: Utterances with a pause.
    """

    first: tuple[str, ...]
    paused: tuple[PausedUtterance, ...]

    @property
    def complete(self) -> tuple[str, ...]:
        """The paused utterances, said in one go."""
        return tuple(utterance.complete for utterance in self.paused)


class _File(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    first: list[str]
    paused: dict[PauseKind, list[str]]


def utterance_languages() -> tuple[str, ...]:
    """ISO 639-1 codes of the languages that have utterances, in alphabetical order."""
    names = sorted(file.name for file in _FOLDER.iterdir())
    return tuple(name.removesuffix(".yaml") for name in names if name.endswith(".yaml"))


def load_utterances(language: str) -> Utterances:
    """Read the utterances of one language.

    Raises:
        InputError: There are none in this language, or one has not exactly one pause.
    """
    file = _FOLDER.joinpath(f"{language}.yaml")
    if not file.is_file():
        known = ", ".join(utterance_languages())
        raise InputError(f"there are no utterances in {language!r}; there are in {known}")
    content = _File.model_validate(yaml.safe_load(file.read_text("utf-8")))
    return Utterances(
        first=tuple(content.first),
        paused=tuple(
            _paused(text, kind, file.name)
            for kind, texts in content.paused.items()
            for text in texts
        ),
    )


def _paused(text: str, kind: PauseKind, file: str) -> PausedUtterance:
    before, *after = (part.strip() for part in text.split(_MARK))
    if len(after) != 1 or not before or not after[0]:
        raise InputError(f"{file}: {text!r} must have one pause, marked {_MARK}, between words")
    return PausedUtterance(before, after[0], kind)
