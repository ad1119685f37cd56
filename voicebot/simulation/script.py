"""What a simulated caller does, tick by tick, depending on what they hear.

No clock and no socket: whoever carries the call asks every 20 ms what the caller does now.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

import numpy as np

from telephony.call import Samples
from voicebot.simulation.listening import AssistantEar
from voicebot.simulation.scenario import Scenario
from voicebot.simulation.step import DEFAULT_AFTER_SECONDS, CallerEvent, Step
from voicebot.simulation.voices import TELEPHONE_RATE

TICK_SECONDS = 0.02
"""Duration of one packet of telephone audio."""

TICK_SAMPLES = round(TELEPHONE_RATE * TICK_SECONDS)

ANSWER_PATIENCE_SECONDS = 20.0
"""A caller who gets no answer at all for this long goes on with the next step."""

_KEY_INTERVAL_TICKS = 12


@dataclass(frozen=True, slots=True)
class CallerTick:
    """What the caller does in one tick.

    Attributes:
        samples: What they say, shape ``(TICK_SAMPLES,)``; zeros when they are silent.
        digit: Key pressed, or None.
        begins: Whether they begin to speak or to press keys in this tick.
        hangs_up: Whether they hang up at the end of this tick.
    """

    samples: Samples
    digit: str | None = None
    begins: bool = False
    hangs_up: bool = False


@dataclass(frozen=True, slots=True)
class Contribution:
    """Something the caller said or keyed.

    Attributes:
        step: Number of the step, from 1.
        text: What was said; None for keys and sounds.
        first: Sample of the call at which it began.
        end: Sample after its last one.
        interrupting: Whether the assistant was speaking when it began.
        answered: Whether the assistant was heard after it, before the next contribution.
    """

    step: int
    text: str | None
    first: int
    end: int
    interrupting: bool
    answered: bool = False


_SILENCE = np.zeros(TICK_SAMPLES, np.int16)
_QUIET = CallerTick(_SILENCE)


class CallerScript:
    """Plays one scenario.

    Args:
        scenario: What to do.
        speech: What is said or sounded, by number of the step (from 1), at 8 kHz.
    """

    def __init__(self, scenario: Scenario, speech: Mapping[int, Samples]) -> None:
        self._scenario = scenario
        self._speech = speech
        self._ear = AssistantEar(TICK_SECONDS)
        self._ticks = 0
        self._steps_done = 0
        self._begun: dict[int, int] = {}
        self._contributions: list[Contribution] = []
        self._overtime = False
        self._performance = self._perform()

    @property
    def contributions(self) -> tuple[Contribution, ...]:
        """What the caller has said and keyed so far."""
        return tuple(self._contributions)

    @property
    def begun(self) -> Mapping[int, int]:
        """Sample of the call at which each step began, by number of the step (from 1)."""
        return dict(self._begun)

    @property
    def shortcoming(self) -> str | None:
        """Why the scenario was not played to its end, or None when it was."""
        if self._overtime:
            return f"the call took longer than {self._scenario.max_seconds:g} seconds"
        if self._steps_done < len(self._scenario.steps):
            return f"the call ended before step {self._steps_done + 1} was done"
        return None

    def tick(self, heard: Samples, *, more_to_come: bool) -> CallerTick:
        """Hear one tick of the assistant and decide what the caller does in it.

        Args:
            heard: What the caller hears, shape ``(TICK_SAMPLES,)``.
            more_to_come: Whether the assistant has said more that was not heard yet.
        """
        self._ear.hear(heard, more_to_come=more_to_come)
        if self._ear.has_spoken and self._contributions:
            self._contributions[-1] = replace(self._contributions[-1], answered=True)
        self._ticks += 1
        if self._ticks * TICK_SECONDS > self._scenario.max_seconds:
            self._overtime = True
            return CallerTick(_SILENCE, hangs_up=True)
        return next(self._performance)

    def _perform(self) -> Iterator[CallerTick]:
        for number, step in enumerate(self._scenario.steps, 1):
            if step.silence is not None:
                self._steps_done = number  # nothing is left undone when the assistant hangs up
            yield from self._await_turn(step)
            self._begun[number] = self._now
            if step.say is not None or step.event is CallerEvent.FAX_TONE:
                yield from self._sound(number, step.say)
            elif step.keys is not None:
                yield from self._press(number, step.keys)
            elif step.silence is not None:
                yield from self._keep_silent(step.silence)
            self._steps_done = number
            if step.event is CallerEvent.HANG_UP:
                yield CallerTick(_SILENCE, hangs_up=True)
        if not self._scenario.ended_by_assistant:
            yield from self._await_end(DEFAULT_AFTER_SECONDS)
            yield CallerTick(_SILENCE, hangs_up=True)
        while True:
            yield _QUIET

    def _await_turn(self, step: Step) -> Iterator[CallerTick]:
        if step.interrupt_after is None:
            yield from self._await_end(step.after_seconds)
            return
        while not (self._heard_for(step.interrupt_after) or self._may_speak(0)):
            yield _QUIET

    def _await_end(self, after_seconds: float) -> Iterator[CallerTick]:
        while not self._may_speak(after_seconds):
            yield _QUIET

    def _heard_for(self, seconds: float) -> bool:
        speaking = self._ear.speaking_seconds
        return speaking is not None and speaking >= seconds

    def _may_speak(self, after_seconds: float) -> bool:
        finished = self._ear.finished_seconds
        if finished is not None:
            return finished >= after_seconds
        return not self._ear.has_spoken and self._ear.waiting_seconds >= ANSWER_PATIENCE_SECONDS

    @property
    def _now(self) -> int:
        # The tick that is being decided has been counted already.
        return (self._ticks - 1) * TICK_SAMPLES

    def _sound(self, number: int, text: str | None) -> Iterator[CallerTick]:
        speech = self._speech[number]
        yield from self._contribute(number, text, _speech_ticks(speech), len(speech))

    def _press(self, number: int, keys: str) -> Iterator[CallerTick]:
        ticks = [
            tick
            for key in keys
            for tick in (CallerTick(_SILENCE, key), *[_QUIET] * _KEY_INTERVAL_TICKS)
        ]
        yield from self._contribute(number, None, iter(ticks), len(ticks) * TICK_SAMPLES)

    def _contribute(
        self, number: int, text: str | None, ticks: Iterator[CallerTick], samples: int
    ) -> Iterator[CallerTick]:
        first = self._now
        interrupting = self._ear.speaking_seconds is not None
        begins = True
        for tick in ticks:
            # What is heard while the caller speaks is no answer to what they are saying.
            self._ear.begin_turn()
            yield replace(tick, begins=begins)
            begins = False
        self._contributions.append(Contribution(number, text, first, first + samples, interrupting))
        self._ear.begin_turn()

    def _keep_silent(self, seconds: float) -> Iterator[CallerTick]:
        for _ in range(round(seconds / TICK_SECONDS)):
            yield _QUIET


def _speech_ticks(speech: Samples) -> Iterator[CallerTick]:
    for start in range(0, len(speech), TICK_SAMPLES):
        part = speech[start : start + TICK_SAMPLES]
        yield CallerTick(np.pad(part, (0, TICK_SAMPLES - len(part))))
