"""Stage two of the benchmark of turns: when each way of deciding takes an utterance for over."""

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

from benchmarks.turns_evidence import MeasuredUtterance, Silence, StockStop
from dialogs.actions import Expectation
from dialogs.outlook import Outlook
from voicebot.errors import InputError
from voicebot.settings import TurnSettings
from voicebot.turns.patience import Evidence
from voicebot.turns.voice_activity import WINDOW_SECONDS

STOCK_FALLBACK_SECONDS = 3.0
"""Silence after which pipecat 1.14 ends a turn that Smart Turn takes for unfinished
(``SmartTurnParams.stop_secs``); it counts from the moment at which its voice activity has noticed
the silence."""

_FINISHED_PROBABILITY = 0.5


class Policy(Protocol):
    """How long a silence is waited out, as ``voicebot.turns.patience.patience`` says it."""

    def __call__(self, evidence: Evidence, settings: TurnSettings, /) -> float:
        """Seconds of silence after which the turn is over."""
        ...


@dataclass(frozen=True, slots=True)
class Verdict:
    """What one way of deciding did with one utterance.

    Attributes:
        cut_off: Whether the turn was over in a silence within the utterance.
        taken_back: Whether the caller then went on so soon that the answer is taken back.
        lost: Whether it was over there because no words had been recognised: nothing is said to
            the caller, but what they had said is forgotten.
        waiting_seconds: From the last sound of the utterance until its turn was over, had it not
            been cut off.
    """

    cut_off: bool
    taken_back: bool
    lost: bool
    waiting_seconds: float


Strategy = Callable[[MeasuredUtterance], Verdict]


def one_pause(seconds: float) -> Policy:
    """The same patience with everything, as telephone systems have it."""
    return lambda _evidence, _settings: seconds


def smart_turn_alone(threshold: float) -> Policy:
    """Only the melody decides between two lengths of patience."""

    def decide(evidence: Evidence, settings: TurnSettings, /) -> float:
        finished = evidence.completion is not None and evidence.completion >= threshold
        return settings.complete_seconds if finished else settings.incomplete_seconds

    return decide


def scaled(policy: Policy, factor: float) -> Policy:
    """A policy that is ``factor`` times as patient."""
    return lambda evidence, settings: factor * policy(evidence, settings)


def ours(policy: Policy, settings: TurnSettings, ready_seconds: float | None = None) -> Strategy:
    """What ``TurnListener`` does with a policy.

    Args:
        policy: Decides from what is known.
        settings: Given to it.
        ready_seconds: From the begin of recognition until all is known; None takes the times
            that were measured.
    """

    def judge(utterance: MeasuredUtterance) -> Verdict:
        *inner, last = utterance.silences
        for silence in inner:
            evidence = evidence_in(silence, utterance.expectation)
            decided = _decided(silence, policy(evidence, settings), ready_seconds)
            if silence.resumed is not None and decided < silence.resumed:
                cut_off = not evidence.no_speech
                soon = silence.resumed <= decided + settings.continuation_seconds
                break
        else:
            silence, cut_off, soon = last, False, False
        patience = policy(evidence_in(last, utterance.expectation), settings)
        return Verdict(
            cut_off=cut_off,
            taken_back=cut_off and soon,
            lost=silence is not last and not cut_off,
            waiting_seconds=_decided(last, patience, ready_seconds) - utterance.ended,
        )

    return judge


def evidence_in(silence: Silence, expectation: Expectation) -> Evidence:
    """What the policy is told about a silence.

    Where nobody understands the language, the words are taken for what can be answered: that
    gives the shortest patience and so the most cut-offs.

    Raises:
        InputError: The dialogue has changed since.
    """
    outlook = Outlook.ANSWER if silence.text else None
    if silence.reading is not None:
        try:
            outlook = Outlook(silence.reading.outlook)
        except ValueError as error:
            raise InputError(
                f"the dialogue knows no outlook {silence.reading.outlook!r} any more; use --reread"
            ) from error
    return Evidence.of(
        silence.transcript, completion=silence.completion, outlook=outlook, expectation=expectation
    )


def _decided(silence: Silence, patience: float, ready_seconds: float | None) -> float:
    """When the turn is over, if the silence lasts."""
    if ready_seconds is None:
        ready_seconds = max(silence.recognition_seconds, silence.completion_seconds)
    # The tracker counts whole windows.
    windows = math.ceil(round(patience / WINDOW_SECONDS, 6))
    return max(silence.began + windows * WINDOW_SECONDS, silence.noticed + ready_seconds)


def stock(fallback_seconds: float, ready_seconds: float | None = None) -> Strategy:
    """Pipecat's default strategy (``TurnAnalyzerUserTurnStopStrategy``) on the same sound.

    Once voice activity has noticed silence for 0.2 s, Smart Turn is asked and recognition starts;
    when Smart Turn takes the turn for over, it is so as soon as the words are there. If not, only
    a long silence ends it. In its favour, recognition takes it no longer than it takes us.

    Args:
        fallback_seconds: That silence; its default is ``STOCK_FALLBACK_SECONDS``.
        ready_seconds: As for ``ours``.
    """

    def judge(utterance: MeasuredUtterance) -> Verdict:
        *inner, last = utterance.stock
        cut_off = any(
            stop.restarted is not None and decided(utterance, stop) < stop.restarted
            for stop in inner
        )
        waiting = decided(utterance, last) - utterance.ended
        return Verdict(cut_off, taken_back=False, lost=False, waiting_seconds=waiting)

    def decided(utterance: MeasuredUtterance, stop: StockStop) -> float:
        if stop.completion <= _FINISHED_PROBABILITY:
            return stop.stopped + fallback_seconds
        ready = ready_seconds
        if ready is None:
            ready = max(stop.completion_seconds, _recognition_seconds(utterance, stop.stopped))
        return stop.stopped + ready

    return judge


def _recognition_seconds(utterance: MeasuredUtterance, at: float) -> float:
    """How long recognition took in the last silence that had begun by then."""
    begun = [silence for silence in utterance.silences if silence.began <= at]
    return (begun or utterance.silences)[-1 if begun else 0].recognition_seconds
