import pytest

from languages.spoken.reading.figures import Figure, parse, spoken, with_ascii_digits


@pytest.mark.parametrize(
    ("written", "language", "digits", "fraction"),
    [
        ("1.200", "de", "1200", ""),
        ("1,200", "en", "1200", ""),
        ("1,200", "de", "1", "200"),
        ("1.200", "en", "1", "200"),
        ("1 200", "fr", "1200", ""),
        ("1\u202f200,5", "fr", "1200", "5"),
        ("1'200.50", "it", "1200", "50"),
        ("1.200,50", "de", "1200", "50"),
        ("1,200.50", "de", "1200", "50"),
        ("1.234.567", "en", "1234567", ""),
        ("28.80", "de", "28", "80"),
        ("28,80", "ar", "28", "80"),
        ("0.500", "de", "0", "500"),
    ],
)
def test_signs_of_thousands_and_fractions_are_told_apart(
    written: str, language: str, digits: str, fraction: str
) -> None:
    assert parse(written, language) == Figure(digits, fraction)


def test_digits_of_all_scripts_become_ascii_digits() -> None:
    assert with_ascii_digits("٣٫٥ ۱٬۲۰۰ १२ ² ①") == "3.5 1,200 12 2 1"


@pytest.mark.parametrize("digits", ["007", "1234567890123"])
def test_numbers_that_nobody_counts_are_said_digit_by_digit(digits: str) -> None:
    words = spoken(Figure(digits, ""), "en").replace(",", "").split()
    assert len(words) == len(digits)


def test_a_number_of_any_length_can_be_said() -> None:
    assert spoken(Figure("1" * 5001, ""), "de").count("eins") == 5001
