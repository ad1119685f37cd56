"""What a further call costs, and the sentences that all voices speak."""

from benchmarks.endurance_house import Connected, cost_per_call
from benchmarks.twelve_voices import sentences
from languages.registry import LANGUAGES


def test_a_further_call_costs_the_difference_divided_by_the_number_of_further_calls() -> None:
    connected = [
        Connected(1, {"server": 200.0, "voice": 50.0}, 300.0, 250.0),
        Connected(8, {"server": 207.0, "voice": 64.0}, 335.0, 271.0),
        Connected(0, {"server": 206.0, "voice": 64.0}, 334.0, 270.0),
    ]
    further = cost_per_call(connected)
    assert further == Connected(7, {"server": 1.0, "voice": 2.0}, 5.0, 3.0)


def test_there_is_a_different_sentence_in_every_language() -> None:
    assert list(sentences()) == list(LANGUAGES)
    assert len(set(sentences().values())) == len(LANGUAGES)
