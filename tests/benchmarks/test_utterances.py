import pytest

from benchmarks.utterances import PauseKind, load_utterances, utterance_languages
from languages.registry import LANGUAGES
from voicebot.errors import InputError


def test_there_are_utterances_in_the_languages_with_good_callers_voices() -> None:
    assert set(utterance_languages()) == {"de", "en", "es", "fr", "it", "pl", "ru", "uk"}
    assert set(utterance_languages()) <= set(LANGUAGES)


@pytest.mark.parametrize("language", utterance_languages())
def test_first_utterances_differ_and_have_two_to_two_dozen_words(language: str) -> None:
    first = load_utterances(language).first
    assert len(set(first)) == len(first) == 30
    assert all(2 <= len(text.split()) <= 24 for text in first)


@pytest.mark.parametrize("language", utterance_languages())
def test_pauses_are_of_all_kinds(language: str) -> None:
    paused = load_utterances(language).paused
    assert len(paused) == 30
    assert {utterance.kind for utterance in paused} == set(PauseKind)


@pytest.mark.parametrize("language", utterance_languages())
def test_a_pause_between_sentences_is_after_a_sentence_and_no_other_is(language: str) -> None:
    for utterance in load_utterances(language).paused:
        after_sentence = utterance.before.endswith((".", "?", "!"))
        assert after_sentence == (utterance.kind is PauseKind.BETWEEN_SENTENCES), utterance


@pytest.mark.parametrize("language", utterance_languages())
def test_said_in_one_go_an_utterance_has_no_mark_and_no_figures(language: str) -> None:
    for text in load_utterances(language).complete:
        assert "|" not in text
        assert not any(letter.isdigit() for letter in text)


def test_a_language_without_utterances_is_named() -> None:
    with pytest.raises(InputError, match="'eo'"):
        load_utterances("eo")
