import pytest
from hypothesis import given
from hypothesis import strategies as st

from languages.identification import (
    SOUND_WEIGHT,
    SWITCH_MARGIN,
    LanguageChoice,
    choose_language,
    combine,
    text_scores,
)
from languages.registry import LANGUAGES

PROBABILITIES = st.dictionaries(st.sampled_from(["de", "en", "tr"]), st.floats(0, 1))


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Ich möchte meinen Aufenthaltstitel verlängern", "de"),
        ("I would like to extend my residence permit", "en"),
        ("Oturma iznimi uzatmak istiyorum", "tr"),
        ("Я хочу продлить вид на жительство", "ru"),
        ("Я хочу продовжити посвідку на проживання", "uk"),
        ("أريد تمديد تصريح إقامتي", "ar"),
    ],
)
def test_a_sentence_scores_highest_in_its_own_language(text: str, language: str) -> None:
    scores = text_scores(text, list(LANGUAGES))
    assert max(scores, key=lambda code: scores[code]) == language
    assert set(scores) == set(LANGUAGES)


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("I have a question.", "en"),
        ("Hola.", "es"),
        ("Necesito una cita.", "es"),
        ("Ho una domanda.", "it"),
        ("Merhaba.", "tr"),
        ("Ja, hallo.", "de"),
        ("Скільки коштує?", "uk"),
        ("Сколько это стоит?", "ru"),
        ("Karte verloren", "de"),
        ("tarjeta perdida", "es"),
        ("kartım nerede", "tr"),
        ("کارتم گم شده", "fa"),
    ],
)
def test_frequent_words_tell_where_letters_mislead(text: str, language: str) -> None:
    scores = text_scores(text, list(LANGUAGES))
    assert max(scores, key=lambda code: scores[code]) == language


@pytest.mark.parametrize(
    ("text", "language", "other"),
    [("Пієш", "uk", "ru"), ("Выезд", "ru", "uk"), ("گچ", "fa", "ar"), ("Gruß", "de", "en")],
)
def test_a_letter_that_a_language_does_not_write_speaks_against_it(
    text: str, language: str, other: str
) -> None:
    scores = text_scores(text, [language, other])
    assert scores[language] > 0.9


def test_a_foreign_name_does_not_change_the_language_of_a_sentence() -> None:
    scores = text_scores("Ich heiße Łukasz Wiśniewski und habe eine Frage", list(LANGUAGES))
    assert scores["de"] > 0.9


@given(st.text(max_size=80))
def test_text_scores_are_probabilities_and_the_same_every_time(text: str) -> None:
    scores = text_scores(text, ["de", "en"])
    assert sum(scores.values()) == pytest.approx(1)
    assert scores == text_scores(text, ["de", "en"])


@pytest.mark.parametrize("text", ["", "  ", "...", "030 23125001", "!?"])
def test_text_without_letters_favours_no_language(text: str) -> None:
    assert text_scores(text, ["de", "en", "fr", "tr"]) == dict.fromkeys(
        ["de", "en", "fr", "tr"], 0.25
    )


def test_a_single_language_is_certain() -> None:
    assert text_scores("whatever", ["de"]) == {"de": 1.0}


def test_languages_that_cannot_be_identified_are_refused() -> None:
    with pytest.raises(ValueError, match="'xx'"):
        text_scores("hello", ["de", "xx"])
    with pytest.raises(ValueError, match="no languages"):
        text_scores("hello", [])


def test_sound_outweighs_text() -> None:
    scores = combine({"de": 1.0, "en": 0.0}, {"de": 0.0, "en": 1.0})
    assert scores == {"de": pytest.approx(SOUND_WEIGHT), "en": pytest.approx(1 - SOUND_WEIGHT)}


def test_one_kind_of_evidence_suffices() -> None:
    assert combine({}, {"de": 3.0, "en": 1.0}) == {"de": 0.75, "en": 0.25}
    assert combine({"de": 1.0}, {}) == {"de": 1.0}
    assert combine({}, {}) == {}


@given(PROBABILITIES, PROBABILITIES)
def test_combined_evidence_sums_to_one(sound: dict[str, float], text: dict[str, float]) -> None:
    scores = combine(sound, text)
    assert set(scores) == set(sound) | set(text)
    if scores:
        assert sum(scores.values()) == pytest.approx(1)


def test_the_first_utterance_takes_the_best_language_even_on_one_word() -> None:
    choice = choose_language({"de": 0.4, "en": 0.6}, current=None, previous_lean=None, words=1)
    assert choice == LanguageChoice("en", None)


def test_a_clear_turn_of_three_words_changes_the_language() -> None:
    choice = choose_language({"de": 0.1, "en": 0.9}, current="de", previous_lean=None, words=3)
    assert choice == LanguageChoice("en", None)


@pytest.mark.parametrize(
    ("scores", "words"),
    [({"de": 0.1, "en": 0.9}, 2), ({"de": 0.4, "en": 0.6}, 9)],
    ids=["two words", "a narrow lead"],
)
def test_a_weak_turn_only_leans(scores: dict[str, float], words: int) -> None:
    choice = choose_language(scores, current="de", previous_lean=None, words=words)
    assert choice == LanguageChoice("de", "en")
    again = choose_language(scores, current="de", previous_lean=choice.lean, words=words)
    assert again == LanguageChoice("en", None)


def test_two_turns_that_lean_to_different_languages_change_nothing() -> None:
    choice = choose_language(
        {"de": 0.3, "en": 0.3, "tr": 0.4}, current="de", previous_lean="en", words=5
    )
    assert choice == LanguageChoice("de", "tr")


def test_a_turn_in_the_language_of_the_call_forgets_the_lean() -> None:
    choice = choose_language({"de": 0.9, "en": 0.1}, current="de", previous_lean="en", words=4)
    assert choice == LanguageChoice("de", None)


@given(PROBABILITIES, st.sampled_from([None, "en", "tr"]), st.integers(0, 1))
def test_a_single_word_never_changes_the_language(
    scores: dict[str, float], lean: str | None, words: int
) -> None:
    assert choose_language(scores, current="de", previous_lean=lean, words=words) == (
        LanguageChoice("de", lean)
    )


@given(st.floats(0, 1))
def test_text_alone_never_changes_the_language_on_one_turn(english: float) -> None:
    scores = combine({"de": 0.5, "en": 0.5}, {"de": 1 - english, "en": english})
    choice = choose_language(scores, current="de", previous_lean=None, words=10)
    assert choice.language == "de"
    assert 1 - SOUND_WEIGHT < SWITCH_MARGIN


def test_without_any_evidence_the_call_stays_as_it_is() -> None:
    assert choose_language({}, current="de", previous_lean="en", words=3) == (
        LanguageChoice("de", "en")
    )
    with pytest.raises(ValueError, match="no evidence"):
        choose_language({}, current=None, previous_lean=None, words=3)
