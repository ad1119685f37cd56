"""What is known in every silence of the spoken utterances; written once, judged many times.

Times are in seconds from the begin of an utterance's sound.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from pydantic import TypeAdapter, ValidationError

from benchmarks.utterances import PauseKind
from dialogs.actions import Expectation
from voicebot.errors import InputError
from voicebot.speech.interfaces import Transcript


@dataclass(frozen=True, slots=True)
class Reading:
    """What would come of the words in a silence.

    Attributes:
        outlook: For the dialogue, a value of ``Outlook`` at the time of measuring.
        accepted: Whether the understanding engine accepts a topic.
        topic: Its most probable topic.
    """

    outlook: str
    accepted: bool
    topic: str | None


@dataclass(frozen=True, slots=True)
class Silence:
    """A silence that ``TurnTracker`` noticed, and what ``TurnListener`` would learn in it.

    Attributes:
        began: End of the last window with voice.
        noticed: When recognition began on trial.
        resumed: When voice was noticed again; None after the utterance.
        recognition_seconds: How long the recogniser took; wall time.
        completion_seconds: How long Smart Turn took; wall time.
        completion: Its probability that the utterance is over; None when it could not tell.
        text: What was recognised; None when the recogniser failed.
        heard_language: ISO 639-1 code in which it was recognised.
        language_scores: Probability by language from the sound.
        confidence: Of the recogniser.
        no_speech: Whether the recogniser found no words.
        reading: What would come of the words; None without words, or when nobody understands
            the language.
    """

    began: float
    noticed: float
    resumed: float | None
    recognition_seconds: float
    completion_seconds: float
    completion: float | None
    text: str | None
    heard_language: str
    language_scores: dict[str, float]
    confidence: float
    no_speech: bool
    reading: Reading | None

    @property
    def transcript(self) -> Transcript | None:
        """What the recogniser returned; None when it failed."""
        if self.text is None:
            return None
        return Transcript(
            self.text, self.heard_language, self.language_scores, self.confidence, self.no_speech
        )


@dataclass(frozen=True, slots=True)
class StockStop:
    """A moment at which pipecat's voice activity reports that the caller stopped speaking.

    Attributes:
        stopped: When it did.
        restarted: When it reported speech again; None after the utterance.
        completion: Smart Turn's probability for the sound that pipecat gives it.
        completion_seconds: How long Smart Turn took; wall time.
    """

    stopped: float
    restarted: float | None
    completion: float
    completion_seconds: float


@dataclass(frozen=True, slots=True)
class MeasuredUtterance:
    """One spoken utterance.

    Attributes:
        language: ISO 639-1 code.
        kind: Where its pause is.
        expectation: What the dialogue would expect.
        before: What is said before the pause.
        after: What is said after it.
        pause_began: The last sound before the pause.
        pause_ended: The first sound after it.
        ended: The last sound.
        silences: All that were noticed, the one after the utterance last.
        stock: The same in pipecat's pipeline.
    """

    language: str
    kind: PauseKind
    expectation: Expectation
    before: str
    after: str
    pause_began: float
    pause_ended: float
    ended: float
    silences: tuple[Silence, ...]
    stock: tuple[StockStop, ...]


_ADAPTER = TypeAdapter(MeasuredUtterance)


def write_evidence(path: Path, utterances: Iterable[MeasuredUtterance]) -> None:
    """Write utterances as JSON lines; folders are made."""
    path.parent.mkdir(parents=True, exist_ok=True)
    lines = (_ADAPTER.dump_json(utterance).decode() for utterance in utterances)
    path.write_text("".join(f"{line}\n" for line in lines), "utf-8")


def read_evidence(path: Path) -> list[MeasuredUtterance]:
    """Read what ``write_evidence`` wrote.

    Raises:
        InputError: The file cannot be read, or a line is not a measured utterance.
    """
    try:
        lines = path.read_text("utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise InputError(f"{path} does not exist or is not readable as text") from error
    utterances = []
    for number, line in enumerate(lines, 1):
        try:
            utterances.append(_ADAPTER.validate_json(line))
        except ValidationError as error:
            raise InputError(f"{path}, line {number} is not a measured utterance") from error
    if not utterances:
        raise InputError(f"{path} holds no measured utterance")
    return utterances
