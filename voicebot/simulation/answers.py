"""What the assistant said in answer to each step of a scenario, according to the records."""

from collections.abc import Mapping
from datetime import datetime

from voicebot.records.entries import CallRecord, Speaker, TurnRecord
from voicebot.simulation.played_call import PlayedCall


def answers(played: PlayedCall, record: CallRecord | None) -> Mapping[int, list[TurnRecord]]:
    """The assistant's turns by number of the step they answer, 0 for those before the first.

    What is said is recorded before it is spoken, and a caller who takes turns lets it be spoken:
    so it answers the step that began last.
    """
    found: dict[int, list[TurnRecord]] = {}
    for turn in assistant_turns(record):
        last = max((step for step, at in played.begun.items() if at <= turn.at), default=0)
        found.setdefault(last, []).append(turn)
    return found


def assistant_turns(record: CallRecord | None) -> list[TurnRecord]:
    """All that the assistant said, in order."""
    return [turn for turn in record.turns if turn.speaker == Speaker.ASSISTANT] if record else []


def begin_of_next(step: int, played: PlayedCall) -> datetime | None:
    """When the caller did the next thing after a step; None when it was the last."""
    return min((at for number, at in played.begun.items() if number > step), default=None)
