"""What is measured of every turn: five moments between the caller's last sound and the answer."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import NamedTuple

from voicebot.turns.listener import CallerTurn

SPEECH_ENDED = "speech_ended"
"""The caller's last sound."""
TRANSCRIBED = "transcribed"
"""The recogniser's result was there."""
TURN_ENDED = "turn_ended"
"""The turn was taken for over."""
UNDERSTOOD = "understood"
"""The answer was decided and recorded."""
REPLY_STARTED = "reply_started"
"""The first sound of the answer was sent."""


class Moment(NamedTuple):
    """One measured moment of a turn.

    Attributes:
        kind: Of the event in the record.
        ms: Milliseconds since the caller's last sound.
        data: What led to it, nothing personal.
    """

    kind: str
    ms: int
    data: Mapping[str, str | float | bool | None] = MappingProxyType({})


def turn_moments(
    turn: CallerTurn, understood_at: float, reply_started_at: float
) -> tuple[Moment, ...]:
    """The moments of a turn in the order in which they came.

    Args:
        turn: With its own times.
        understood_at: ``time.monotonic()`` when the answer was decided.
        reply_started_at: ``time.monotonic()`` of the answer's first sound.
    """

    def ms(at: float) -> int:
        return max(0, round((at - turn.ended_at) * 1000))

    evidence = turn.evidence
    decision: dict[str, str | float | bool | None] = {}
    if evidence is not None:
        decision = {
            "completion": None if evidence.completion is None else round(evidence.completion, 3),
            "ending": evidence.ending,
            "question": evidence.question,
            "words": evidence.words,
            "outlook": evidence.outlook,
            "expectation": evidence.expectation,
        }
    moments = [
        Moment(SPEECH_ENDED, 0),
        Moment(TRANSCRIBED, ms(turn.transcribed_at)),
        Moment(TURN_ENDED, ms(turn.decided_at), decision),
        Moment(UNDERSTOOD, ms(understood_at)),
        Moment(REPLY_STARTED, ms(reply_started_at)),
    ]
    return tuple(sorted(moments, key=lambda moment: moment.ms))
