import math

import pytest

from voicebot.speech.recognition.hypothesis import Hypothesis, repeats_itself, token_limit


def hypothesis(
    text: str = "Guten Tag.",
    *,
    confidence: float = 0.9,
    silence: float = 0.0,
    tokens: int = 5,
    hinted: bool = False,
) -> Hypothesis:
    return Hypothesis(text, math.log(confidence), silence, tokens, token_limit(4.0), hinted)


@pytest.mark.parametrize(
    ("text", "repeats"),
    [
        ("press one to record press one to record", True),
        ("nein nein das stimmt nicht", False),
        ("null drei null null drei null", True),
        ("", False),
    ],
)
def test_a_phrase_said_twice_in_a_row_is_noticed(text: str, repeats: bool) -> None:
    assert repeats_itself(text) is repeats


def test_a_number_said_twice_is_doubted_but_has_words() -> None:
    twice = hypothesis("null drei null null drei null")
    assert twice.invented
    assert not twice.wordless


@pytest.mark.parametrize(
    "loop", [hypothesis("ha " * 40, tokens=41), hypothesis(tokens=token_limit(4.0))]
)
def test_a_loop_has_no_words(loop: Hypothesis) -> None:
    assert loop.invented
    assert loop.wordless


def test_punctuation_is_no_word() -> None:
    assert hypothesis("...").wordless


@pytest.mark.parametrize("text", ["Ah!", "Oh.", "А-А-А-А!", "Hmm", "آه"])
def test_one_held_sound_is_no_word_unless_the_model_is_sure(text: str) -> None:
    assert hypothesis(text, confidence=0.6).wordless
    assert not hypothesis(text, confidence=0.95).wordless


@pytest.mark.parametrize("text", ["Ja.", "No.", "Да.", "1", "1 1 1", "OK"])
def test_the_shortest_words_and_digits_are_words(text: str) -> None:
    assert not hypothesis(text, confidence=0.6).wordless


@pytest.mark.parametrize(
    ("confidence", "silence", "hinted", "drowned"),
    [
        pytest.param(0.71, 0.32, False, False, id="clean speech"),
        pytest.param(0.60, 0.54, False, False, id="speech on a bad line"),
        pytest.param(0.44, 0.49, False, False, id="speech that was half understood"),
        pytest.param(0.59, 0.15, True, False, id="a hinted yes or no"),
        pytest.param(0.20, 0.05, True, False, id="speech that was not understood"),
        pytest.param(0.76, 0.83, False, True, id="a tone"),
        pytest.param(0.41, 0.54, False, True, id="a cough"),
        pytest.param(0.26, 0.24, False, True, id="a throat"),
        pytest.param(0.65, 0.45, True, True, id="a cough where a word is expected"),
        pytest.param(0.95, 0.65, False, False, id="words beyond doubt"),
    ],
)
def test_words_that_are_less_likely_than_silence_drown_in_it(
    confidence: float, silence: float, hinted: bool, drowned: bool
) -> None:
    assert hypothesis(confidence=confidence, hinted=hinted).drowned(silence) is drowned


def test_a_sure_result_is_looked_at_again_only_with_a_reason() -> None:
    assert not hypothesis(silence=0.1).maybe_silence
    assert hypothesis(silence=0.5).maybe_silence
    assert hypothesis(confidence=0.7).maybe_silence
    assert hypothesis("Ja, bitte. " * 4).maybe_silence
