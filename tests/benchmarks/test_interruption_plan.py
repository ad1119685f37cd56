from itertools import pairwise

import pytest

from benchmarks.interruption_plan import (
    DISTURBANCES,
    Action,
    Counts,
    Kind,
    load_material,
    plan,
    scenario,
    speech,
)
from telephony.call import Samples
from voicebot.errors import InputError
from voicebot.simulation.sounds import SOUND_KINDS, sound

_COUNTS = Counts(interruptions=5, back_channels=6, noises=7)


class FakeVoice:
    def speak(self, text: str) -> Samples:
        return sound("white_noise", len(text) / 100, 1)


@pytest.mark.parametrize("language", ["de", "en"])
def test_a_call_has_as_many_of_each_kind_as_was_asked_for(language: str) -> None:
    actions = plan(load_material(language), _COUNTS, seed=1)
    counted = {kind: sum(one.kind is kind for one in actions) for kind in Kind}
    assert counted[Kind.INTERRUPTION] == 5
    assert counted[Kind.BACK_CHANNEL] == 6
    assert counted[Kind.NOISE] == 7


def test_a_seed_gives_the_same_call_again_and_another_seed_another() -> None:
    material = load_material("de")
    assert plan(material, _COUNTS, 1) == plan(material, _COUNTS, 1)
    assert plan(material, _COUNTS, 1) != plan(material, _COUNTS, 2)


@pytest.mark.parametrize("seed", range(20))
def test_there_is_always_an_answer_to_a_question_to_disturb(seed: int) -> None:
    material = load_material("en")
    actions = plan(material, _COUNTS, seed)
    assert actions[0].kind is Kind.QUESTION
    for previous, one in pairwise(actions):
        asked = previous.said in material.questions
        if one.kind is Kind.QUESTION:
            assert not asked
        else:
            assert asked or previous.kind in DISTURBANCES


def test_who_interrupts_does_so_one_to_four_seconds_into_the_answer() -> None:
    moments = [
        one.after_seconds
        for one in plan(load_material("de"), _COUNTS, 3)
        if one.after_seconds is not None
    ]
    assert moments
    assert all(1 <= moment <= 4 for moment in moments)
    assert len(set(moments)) > 10


def test_nobody_interrupts_with_the_question_that_is_being_answered() -> None:
    for seed in range(20):
        questions = load_material("de").questions
        asked = [one.said for one in plan(load_material("de"), _COUNTS, seed)]
        asked = [text for text in asked if text in questions]
        assert all(first != second for first, second in pairwise(asked))


def test_the_simulated_caller_does_what_was_planned() -> None:
    material = load_material("en")
    actions = plan(material, _COUNTS, 1)
    steps = scenario(material, actions, "+493023125010").steps
    assert [(step.say, step.interrupt_after) for step in steps] == [
        (one.said, one.after_seconds) for one in actions
    ]


def test_noises_are_made_and_words_are_spoken() -> None:
    material = load_material("de")
    actions = [Action(Kind.QUESTION, "Hallo"), Action(Kind.NOISE, "cough", 2.0, seed=5)]
    heard = speech(material, actions, FakeVoice())
    assert len(heard[1]) == 400
    assert (heard[2] == sound("cough", material.noises["cough"], 5)).all()


def test_the_noises_are_known_sounds() -> None:
    assert set(load_material("de").noises) <= set(SOUND_KINDS)


def test_a_language_without_material_is_refused() -> None:
    with pytest.raises(InputError, match="'xx'"):
        load_material("xx")


def test_every_answer_is_disturbed_at_most_three_times() -> None:
    longest = run = 0
    for one in plan(load_material("de"), Counts(0, 20, 20), 1):
        run = run + 1 if one.kind in DISTURBANCES else 0
        longest = max(longest, run)
    assert longest == 3
