import pytest
from hypothesis import given
from hypothesis import strategies as st

from languages.registry import LANGUAGES
from languages.telling_words import telling_words, words_of


def test_every_language_has_its_telling_words() -> None:
    assert set(telling_words()) == set(LANGUAGES)
    assert all(len(language.words) >= 300 for language in telling_words().values())


@pytest.mark.parametrize("code", LANGUAGES)
def test_every_language_can_spell_its_own_words(code: str) -> None:
    language = telling_words()[code]
    assert [word for word in sorted(language.words) if language.misspelt(word)] == []


def test_words_are_compared_without_case_digits_and_punctuation() -> None:
    assert words_of("Guten Tag! Was kostet's, 93 Euro?") == [
        "guten",
        "tag",
        "was",
        "kostet",
        "s",
        "euro",
    ]


def test_a_letter_is_the_same_however_it_is_composed() -> None:
    assert words_of("й") == words_of("и\u0306") == ["й"]


def test_vowel_signs_do_not_cut_arabic_words() -> None:
    assert words_of("شُكرًا") == ["شكرا"]


@given(st.text(max_size=80))
def test_words_hold_letters_only(text: str) -> None:
    assert all(word.isalpha() for word in words_of(text))
