import pytest
from pydantic import ValidationError

from languages.spoken.number_words import (
    cardinal,
    counted,
    decimal,
    ordinal,
    plural_template,
    year,
)
from languages.spoken.reading_forms import WrittenMoney


@pytest.mark.parametrize(
    ("number", "language", "words"),
    [
        (17, "tr", "on yedi"),
        (1_010_111, "tr", "bir milyon on bin yüz on bir"),
        (200, "ar", "مئتان"),
        (1200, "ar", "ألف ومئتان"),
        (1200, "en", "one thousand two hundred"),
        (1200, "ru", "тысяча двести"),
        (1200, "uk", "тисяча двісті"),
        (21_000, "es", "veintiún mil"),
    ],
)
def test_words_that_num2words_has_wrong_are_corrected(
    number: int, language: str, words: str
) -> None:
    assert cardinal(number, language) == words


@pytest.mark.parametrize(
    ("number", "language", "words"),
    [(30, "fa", "سی‌ام"), (3, "fa", "سوم"), (11, "es", "undécimo"), (12, "tr", "on ikinci")],
)
def test_ordinals_that_num2words_has_wrong_are_corrected(
    number: int, language: str, words: str
) -> None:
    assert ordinal(number, language) == words


@pytest.mark.parametrize(
    ("number", "language", "case", "words"),
    [
        (1987, "de", None, "neunzehnhundertsiebenundachtzig"),
        (2026, "ru", "genitive", "две тысячи двадцать шестого"),
        (2000, "ru", "prepositional", "двухтысячном"),
        (2026, "uk", "locative", "дві тисячі двадцять шостому"),
        (2026, "pl", "genitive", "dwa tysiące dwudziestego szóstego"),
        (2010, "pl", "genitive", "dwa tysiące dziesiątego"),
        (2026, "ar", None, "ألفين وستة وعشرين"),
    ],
)
def test_years_are_inflected(number: int, language: str, case: str | None, words: str) -> None:
    assert year(number, language, case) == words


@pytest.mark.parametrize(
    ("fraction", "language", "words"),
    [
        ("05", "de", "drei Komma null fünf"),
        ("25", "en", "three point two five"),
        ("25", "fr", "trois virgule vingt-cinq"),
        ("05", "es", "tres coma cero cinco"),
        ("5", "ru", "три целых пять десятых"),
        ("00", "it", "tre virgola zero zero"),
    ],
)
def test_fractions_are_said_as_usual(fraction: str, language: str, words: str) -> None:
    assert decimal(3, fraction, language) == words


@pytest.mark.parametrize(
    ("number", "words"), [(1, "одна"), (11, "одиннадцать"), (21, "двадцать одна"), (102, "сто две")]
)
def test_only_the_last_word_agrees_with_what_is_counted(number: int, words: str) -> None:
    assert counted(number, "ru", {1: "одна", 2: "две"}) == words


def test_the_plural_category_chooses_the_template() -> None:
    forms = {"one": "a", "few": "b", "other": "c"}
    assert [plural_template(forms, number, "ru") for number in (1, 2, 5, 21)] == list("abca")
    assert plural_template("d", 5, "ru") == "d"


def test_plural_forms_without_the_last_resort_are_refused() -> None:
    with pytest.raises(ValidationError, match="'other' is missing"):
        WrittenMoney.model_validate(
            {"marks": ["€"], "whole": {"one": "x"}, "cents": "x", "only_cents": "x"}
        )
