"""Our own frames; everything else that flows through the pipeline is pipecat's."""

from dataclasses import dataclass

from pipecat.frames.frames import ControlFrame, SystemFrame

from dialogs.actions import Expectation, Pace
from voicebot.turns.listener import CallerTurn


@dataclass
class CallerTurnFrame(SystemFrame):
    """The caller finished a turn."""

    turn: CallerTurn


@dataclass
class MarkReachedFrame(SystemFrame):
    """The caller has heard (or will never hear) everything before this mark."""

    mark: str


@dataclass
class MachineHeardFrame(SystemFrame):
    """A fax machine is at the other end."""


@dataclass
class HungUpFrame(SystemFrame):
    """The call is over."""

    reason: str
    detail: str


@dataclass
class ExpectFrame(SystemFrame):
    """Sent upstream: what the caller is likely to say next, and in which language."""

    expectation: Expectation
    language: str | None


@dataclass
class SentenceFrame(ControlFrame):
    """One sentence to be spoken, followed by a mark that tells when it was heard."""

    sentence: str
    language: str
    mark: str
    pace: Pace = Pace.NORMAL


@dataclass
class MarkFrame(ControlFrame):
    """Asks for ``MarkReachedFrame`` once all audio before it has been played."""

    mark: str
