"""What callers do in the benchmark of interruptions, drawn from a seed."""

import random
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from importlib import resources
from itertools import cycle, islice

import yaml

from telephony.call import Samples
from voicebot.errors import InputError
from voicebot.simulation.scenario import Scenario
from voicebot.simulation.sounds import sound
from voicebot.simulation.step import Step
from voicebot.simulation.voices import CallerVoice

# The caller is heard this many seconds after the answer began, or went on.
_EARLIEST_SECONDS = 1.0
_LATEST_SECONDS = 4.0
# Answers take fourteen seconds and more before the question that ends them, in which "yes" would be
# an answer: room for three of these, one after the other.
_DISTURBANCES_PER_ANSWER = 3


class Kind(StrEnum):
    """What a caller does."""

    QUESTION = "question"
    INTERRUPTION = "interruption"
    BACK_CHANNEL = "back-channel"
    NOISE = "noise"


DISTURBANCES = (Kind.BACK_CHANNEL, Kind.NOISE)
"""What must not end an answer."""


@dataclass(frozen=True, slots=True)
class Material:
    """What callers of one language say.

    Attributes:
        language: ISO 639-1 code.
        questions: With long answers.
        interruptions: Said to stop the assistant.
        back_channels: Said to show that one listens.
        noises: Seconds by kind of sound, the same in every language.
    """

    language: str
    questions: tuple[str, ...]
    interruptions: tuple[str, ...]
    back_channels: tuple[str, ...]
    noises: Mapping[str, float]


@dataclass(frozen=True, slots=True)
class Counts:
    """How many of each there are in one call."""

    interruptions: int
    back_channels: int
    noises: int


@dataclass(frozen=True, slots=True)
class Action:
    """One thing the caller does.

    Attributes:
        kind: What it is.
        said: The words, or the kind of sound.
        after_seconds: Time since the assistant's speech began at which the caller begins; None
            when the caller waits until the assistant has finished.
        seed: Of the sound.
    """

    kind: Kind
    said: str
    after_seconds: float | None = None
    seed: int = 0


def load_material(language: str) -> Material:
    """Read ``interruptions.yaml``.

    Raises:
        InputError: There is nothing in this language.
    """
    text = resources.files("benchmarks").joinpath("interruptions.yaml").read_text("utf-8")
    document = yaml.safe_load(text)
    if language not in document["languages"]:
        known = ", ".join(document["languages"])
        raise InputError(f"nobody interrupts in {language!r} yet; there are {known}")
    said = {name: tuple(texts) for name, texts in document["languages"][language].items()}
    return Material(language=language, noises=document["noises"], **said)


def plan(material: Material, counts: Counts, seed: int) -> list[Action]:
    """Put together one call: questions, and what happens during their answers.

    Every second interruption is a question; its answer is the next one to be disturbed.
    """
    chance = random.Random(f"{material.language}-{seed}")  # noqa: S311 - a sample, not a secret
    questions = cycle(chance.sample(material.questions, len(material.questions)))
    during_answers = [
        *_interruptions(material, counts.interruptions),
        *_disturbances(material, counts, chance),
    ]
    chance.shuffle(during_answers)
    actions: list[Action] = []
    for together in during_answers:
        if not actions or actions[-1].said not in material.questions:
            actions.append(Action(Kind.QUESTION, next(questions)))
        actions += [
            Action(
                kind,
                next(questions) if said is None else said,
                round(chance.uniform(_EARLIEST_SECONDS, _LATEST_SECONDS), 2),
                chance.randrange(1_000_000),
            )
            for kind, said in together
        ]
    return actions


def scenario(material: Material, actions: Sequence[Action], caller: str) -> Scenario:
    """The same as the simulated caller takes it; steps are numbered as ``actions``, from 1."""
    steps = tuple(Step(say=one.said, interrupt_after=one.after_seconds) for one in actions)
    return Scenario(
        name=f"interruptions-{material.language}",
        language=material.language,
        caller=caller,
        steps=steps,
        max_seconds=900,
    )


def speech(material: Material, actions: Sequence[Action], voice: CallerVoice) -> dict[int, Samples]:
    """What is heard of the caller, at 8 kHz, by number of the action (from 1); blocks."""
    return {
        number: sound(one.said, material.noises[one.said], one.seed)
        if one.kind is Kind.NOISE
        else voice.speak(one.said)
        for number, one in enumerate(actions, 1)
    }


_Together = list[tuple[Kind, str | None]]
"""What happens during one answer: the words, the kind of sound, or None for the next question."""


def _interruptions(material: Material, count: int) -> Iterator[_Together]:
    phrases = cycle(material.interruptions)
    for number in range(count):
        yield [(Kind.INTERRUPTION, None if number % 2 else next(phrases))]


def _disturbances(material: Material, counts: Counts, chance: random.Random) -> Iterator[_Together]:
    single: _Together = [
        *((Kind.BACK_CHANNEL, one) for one in _drawn(material.back_channels, counts.back_channels)),
        *((Kind.NOISE, one) for one in _drawn(tuple(material.noises), counts.noises)),
    ]
    chance.shuffle(single)
    for start in range(0, len(single), _DISTURBANCES_PER_ANSWER):
        yield single[start : start + _DISTURBANCES_PER_ANSWER]


def _drawn(choices: Sequence[str], count: int) -> list[str]:
    return list(islice(cycle(choices), count))
