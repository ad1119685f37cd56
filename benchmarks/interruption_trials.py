"""What an interruption, a back-channel or a noise did to an answer.

Judged on the recording at the caller's end of the line and on the records of the call:

- The *time to silence* runs from the caller's first sound to the last sound of the assistant that
  the caller hears. It is 0 when the caller begins in a pause between two sentences and the next
  one is not begun. Audio that was sent ahead and is cleared was not heard.
- An interruption is *missed* when the assistant talks on for more than ``MISSED_SECONDS``, and
  *unanswered* when the records show no turn of the caller after it.
- A back-channel or a noise *paused* the answer when the assistant fell silent within
  ``_REACTION_SECONDS`` for longer than its sentences pause (``PAUSE_SECONDS``).
- A back-channel or a noise was taken for an interruption *wrongly* when the answer did not go on
  to its end. Either the records show that the assistant decided to say something else before the
  caller did the next thing; or nothing more was heard of the assistant; or, when the caller heard
  the assistant out, what was heard lacks the end of the answer: at least half of the words of its
  last sentence, in order, in what a recogniser makes of it. That the answer pauses and begins its
  sentence again is allowed.

A trial does not count when the assistant was not in the middle of an answer of the office: the
question was not understood, or the answer was over before.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from difflib import SequenceMatcher

import numpy as np

from benchmarks.interruption_plan import DISTURBANCES, Action, Kind
from voicebot.records.entries import CallRecord, Speaker, TurnRecord
from voicebot.simulation.activity import Segment, speech_segments
from voicebot.simulation.played_call import PlayedCall
from voicebot.simulation.recording import Recording
from voicebot.simulation.script import Contribution
from voicebot.simulation.voices import TELEPHONE_RATE
from voicebot.speech.synthesis.sentences import split_sentences

MISSED_SECONDS = 1.0
"""Who is interrupted and talks on for longer than this has not noticed, or does not care."""

PAUSE_SECONDS = 0.45
"""Pauses within and between the assistant's sentences are shorter (measured: at most 0.39 s)."""

# A pause that begins later than this after the caller's sound has another reason.
_REACTION_SECONDS = 1.0
# A sentence that begins this soon after the caller's first sound was on its way already.
_UNDER_WAY_SECONDS = 0.25
_SHARE_OF_WORDS = 0.5


@dataclass(frozen=True, slots=True)
class Episode:
    """One thing that the caller did during an answer, and all that is known about it.

    Attributes:
        action: What the caller did.
        language: ISO 639-1 code of the call.
        reply: What the assistant was saying; empty when it was no answer of the office, or over.
        last_sentence: Of the reply.
        silent_after_ms: Time to silence.
        paused_ms: How long the assistant was silent then, until it was heard again.
        caller_turns: Turns of the caller recorded until the caller did the next thing.
        other_replies: Sources of what else the assistant decided to say until then.
        to_the_end: Whether the caller heard the assistant out before doing the next thing.
        first: Sample of the recording at which the caller's sound begins.
        heard: Where on the recording the assistant is heard after that sound; None when nothing
            is heard.
    """

    action: Action
    language: str
    reply: str
    last_sentence: str
    silent_after_ms: float
    paused_ms: float | None
    caller_turns: int
    other_replies: tuple[str, ...]
    to_the_end: bool
    first: int
    heard: Segment | None


@dataclass(frozen=True, slots=True)
class Trial:
    """One judged episode.

    Attributes:
        kind: What the caller did.
        said: The words, or the kind of sound.
        language: ISO 639-1 code of the call.
        at_seconds: When, on the recording of the call.
        counted: Whether the assistant was in the middle of an answer.
        silent_after_ms: Time to silence, in milliseconds.
        missed: For interruptions: the assistant talked on.
        unanswered: For interruptions: the assistant did not take it for a turn.
        paused_ms: For back-channels and noises: how long the answer paused; None if it did not,
            or was not heard again.
        wrong: For back-channels and noises: the answer was not continued to its end.
        other_replies: Sources of what the assistant decided to say instead.
        heard: What was recognised of the assistant afterwards, when the end had to be in it.
    """

    kind: Kind
    said: str
    language: str
    at_seconds: float
    counted: bool
    silent_after_ms: float
    missed: bool
    unanswered: bool
    paused_ms: float | None
    wrong: bool
    other_replies: tuple[str, ...]
    heard: str


@dataclass(frozen=True, slots=True)
class Summary:
    """All trials of one kind that count.

    Attributes:
        kind: What the caller did.
        trials: How many count.
        not_counted: How many do not.
        silent_p50_ms: Median time to silence; None for what need not silence the assistant.
        silent_p95_ms: The same for 95 % of the trials at most, interpolated linearly.
        missed: Interruptions missed.
        unanswered: Interruptions that were not taken for a turn.
        paused: Back-channels and noises that made the answer pause.
        paused_p50_ms: Median length of these pauses.
        paused_p95_ms: Length of 95 % of them at most.
        wrong: Back-channels and noises after which the answer was not continued to its end.
    """

    kind: Kind
    trials: int
    not_counted: int
    silent_p50_ms: float | None
    silent_p95_ms: float | None
    missed: int
    unanswered: int
    paused: int
    paused_p50_ms: float | None
    paused_p95_ms: float | None
    wrong: int


def episodes(
    language: str, actions: Sequence[Action], played: PlayedCall, record: CallRecord
) -> Iterator[Episode]:
    """Everything that the caller did during answers, in order.

    Args:
        language: ISO 639-1 code of the call.
        actions: What the caller was to do; contributions are numbered accordingly, from 1.
        played: The call from the caller's side, with its recording.
        record: The same call as the server has recorded it.
    """
    recording = played.recording
    if recording is None:
        return
    assistant = speech_segments(recording.assistant, round(PAUSE_SECONDS * TELEPHONE_RATE))
    ends = [*(one.first for one in played.contributions[1:]), len(recording.assistant)]
    for contribution, end in zip(played.contributions, ends, strict=True):
        action = actions[contribution.step - 1]
        if action.kind is Kind.QUESTION:
            continue
        onset = _onset(recording, contribution)
        silent_at, again_at = _silence(assistant, onset, end)
        reply = _reply(record.turns, _time(played, onset)) if contribution.interrupting else []
        until = [
            turn
            for turn in record.turns
            if _time(played, contribution.first) < turn.at <= _time(played, end)
        ]
        following = actions[contribution.step : contribution.step + 1]
        yield Episode(
            action=action,
            language=language,
            reply=" ".join(turn.text for turn in reply),
            last_sentence=_last_sentence(reply),
            silent_after_ms=_milliseconds(silent_at - onset),
            paused_ms=None if again_at is None else _milliseconds(again_at - silent_at),
            caller_turns=sum(turn.speaker is Speaker.CALLER for turn in until),
            other_replies=tuple(
                turn.source or "" for turn in until if turn.speaker is Speaker.ASSISTANT
            ),
            to_the_end=all(one.after_seconds is None for one in following),
            first=onset,
            heard=_audible(assistant, contribution.end, end),
        )


def needs_words(episode: Episode) -> bool:
    """Whether the judgement depends on what the assistant was heard to say."""
    return (
        episode.action.kind in DISTURBANCES
        and episode.to_the_end
        and bool(episode.reply)
        and episode.heard is not None
    )


def judge(episode: Episode, heard: str) -> Trial:
    """Judge one episode.

    Args:
        episode: What happened.
        heard: What a recogniser makes of the assistant in ``episode.heard``; needed only when
            ``needs_words`` says so.
    """
    disturbance = episode.action.kind in DISTURBANCES
    paused = disturbance and episode.silent_after_ms <= _REACTION_SECONDS * 1000
    went_on = not episode.other_replies and _goes_on(episode, heard)
    return Trial(
        kind=episode.action.kind,
        said=episode.action.said,
        language=episode.language,
        at_seconds=round(episode.first / TELEPHONE_RATE, 2),
        counted=bool(episode.reply),
        silent_after_ms=episode.silent_after_ms,
        missed=not disturbance and episode.silent_after_ms > MISSED_SECONDS * 1000,
        unanswered=not disturbance and not episode.caller_turns,
        paused_ms=episode.paused_ms if paused else None,
        wrong=disturbance and not went_on,
        other_replies=episode.other_replies,
        heard=heard,
    )


def summarise(trials: Sequence[Trial]) -> list[Summary]:
    """One summary for each kind that occurs."""
    kinds = [kind for kind in Kind if any(trial.kind is kind for trial in trials)]
    return [_summary(kind, [one for one in trials if one.kind is kind]) for kind in kinds]


def _summary(kind: Kind, trials: Sequence[Trial]) -> Summary:
    counted = [trial for trial in trials if trial.counted]
    silences = [trial.silent_after_ms for trial in counted if kind is Kind.INTERRUPTION]
    pauses = [trial.paused_ms for trial in counted if trial.paused_ms is not None]
    return Summary(
        kind=kind,
        trials=len(counted),
        not_counted=len(trials) - len(counted),
        silent_p50_ms=_percentile(silences, 50),
        silent_p95_ms=_percentile(silences, 95),
        missed=sum(trial.missed for trial in counted),
        unanswered=sum(trial.unanswered for trial in counted),
        paused=len(pauses),
        paused_p50_ms=_percentile(pauses, 50),
        paused_p95_ms=_percentile(pauses, 95),
        wrong=sum(trial.wrong for trial in counted),
    )


def _onset(recording: Recording, contribution: Contribution) -> int:
    """The caller's first sound; soft ones, as breathing, begin where they begin."""
    sounds = speech_segments(recording.caller[contribution.first : contribution.end])
    return contribution.first + (sounds[0].first if sounds else 0)


def _silence(assistant: Sequence[Segment], onset: int, end: int) -> tuple[int, int | None]:
    """Where the assistant falls silent after ``onset``, and where it is heard again."""
    latest = onset + round(_UNDER_WAY_SECONDS * TELEPHONE_RATE)
    silent_at = next(
        (one.end for one in assistant if one.first <= latest and one.end > onset), onset
    )
    again_at = next((one.first for one in assistant if silent_at <= one.first < end), None)
    return silent_at, again_at


def _reply(turns: Sequence[TurnRecord], at: datetime) -> list[TurnRecord]:
    """What the assistant is saying, if it is an answer of the office."""
    saying: list[TurnRecord] = []
    for turn in reversed([turn for turn in turns if turn.at <= at]):
        if turn.speaker is Speaker.ASSISTANT:
            saying.insert(0, turn)
        elif saying:
            break
    return saying if any((turn.source or "").startswith("topic:") for turn in saying) else []


def _last_sentence(reply: Sequence[TurnRecord]) -> str:
    sentences = split_sentences(reply[-1].text, reply[-1].language) if reply else []
    return sentences[-1] if sentences else ""


def _audible(assistant: Sequence[Segment], first: int, end: int) -> Segment | None:
    """The stretch from ``first`` to ``end``, if the assistant is heard in it."""
    if any(one.first < end and one.end > first for one in assistant):
        return Segment(first, end)
    return None


def _goes_on(episode: Episode, heard: str) -> bool:
    if episode.heard is None:
        return False
    if not episode.to_the_end:
        return True
    last_words = _words(episode.last_sentence)
    return _in_order(last_words, _words(heard)) >= _SHARE_OF_WORDS * len(last_words)


def _in_order(first: Sequence[str], second: Sequence[str]) -> int:
    """How many words both have, in the same order."""
    blocks = SequenceMatcher(None, first, second, autojunk=False).get_matching_blocks()
    return sum(block.size for block in blocks)


def _words(text: str) -> list[str]:
    return re.findall(r"\w+", text.casefold())


def _time(played: PlayedCall, sample: int) -> datetime:
    return played.started_at + timedelta(seconds=sample / TELEPHONE_RATE)


def _milliseconds(samples: int) -> float:
    return samples * 1000 / TELEPHONE_RATE


def _percentile(values: Sequence[float], percentile: int) -> float | None:
    return round(float(np.percentile(values, percentile)), 1) if values else None
