from hypothesis import given
from hypothesis import strategies as st

from voicebot.simulation.alignment import align


def test_misheard_utterances_are_paired_in_order() -> None:
    spoken = ["Was kostet die Verlängerung?", "Nein danke, das war alles."]

    assert align(spoken, ["Was kostet die Verlegung?", "Neindanke das war alles"]) == [0, 1]
    assert align(spoken, ["etwas ganz anderes", "xyz"]) == [0, 1]


def test_a_missing_turn_is_found_by_its_text() -> None:
    spoken = ["How much is the fee?", "When are you open?", "Goodbye."]

    assert align(spoken, ["How much is the fee", "Good bye"]) == [0, None, 1]


def test_an_utterance_recorded_in_two_turns_is_paired_with_the_more_similar_one() -> None:
    spoken = ["I have lost my residence card.", "Goodbye."]

    assert align(spoken, ["Uh", "I have lost my residence card", "Goodbye"]) == [1, 2]


@given(st.lists(st.text(max_size=12), max_size=6), st.lists(st.text(max_size=12), max_size=6))
def test_pairs_are_in_order_and_as_many_as_possible(spoken: list[str], recorded: list[str]) -> None:
    pairs = align(spoken, recorded)
    indices = [index for index in pairs if index is not None]

    assert len(pairs) == len(spoken)
    assert indices == sorted(set(indices))
    assert all(index < len(recorded) for index in indices)
    assert len(indices) == min(len(spoken), len(recorded))


@given(st.lists(st.text(min_size=1, max_size=12), min_size=1, max_size=6))
def test_what_was_recorded_word_for_word_is_paired_one_to_one(texts: list[str]) -> None:
    assert align(texts, texts) == list(range(len(texts)))
