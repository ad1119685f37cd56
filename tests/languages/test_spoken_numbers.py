import pytest
from hypothesis import given
from hypothesis import strategies as st

from languages.spoken import spoken_digits, spoken_phone_number

LANGUAGES = st.sampled_from(["de", "en"])
DIGITS = st.text("0123456789", min_size=1, max_size=30)


@pytest.mark.parametrize(
    ("digits", "language", "spoken"),
    [
        ("4711", "de", "vier sieben, eins eins"),
        ("4711", "en", "four seven, one one"),
        ("0", "de", "null"),
        ("12345", "de", "eins zwei, drei vier fünf"),
        ("902", "en", "nine zero two"),
    ],
)
def test_digits_are_said_in_pairs_with_pauses(digits: str, language: str, spoken: str) -> None:
    assert spoken_digits(digits, language) == spoken


@given(DIGITS, LANGUAGES)
def test_every_digit_is_one_word_and_no_group_is_longer_than_three(
    digits: str, language: str
) -> None:
    groups = [group.split() for group in spoken_digits(digits, language).split(", ")]
    assert sum(len(group) for group in groups) == len(digits)
    assert all(len(group) <= 3 for group in groups)


@pytest.mark.parametrize("digits", ["", "12a", "1 2", "+49", "٣٤", "²"])
def test_anything_but_digits_is_refused(digits: str) -> None:
    with pytest.raises(ValueError, match="digits"):
        spoken_digits(digits, "de")


@pytest.mark.parametrize(
    ("number", "language", "spoken"),
    [
        ("+493023125001", "de", "null drei null, zwei drei, eins zwei, fünf null, null eins"),
        ("+493023125001", "en", "zero three zero, two three, one two, five zero, zero one"),
        ("+447700900123", "en", "plus four four, seven seven, zero zero, nine zero, zero one, two three"),  # noqa: E501 - one number
        ("+12025550100", "de", "plus eins, zwei null zwei, fünf fünf fünf, null eins, null null"),
        # No area code is known for the digits, no country for the code.
        ("+49110", "de", "null eins, eins null"),
        ("+9991234", "de", "plus neun neun, neun eins, zwei drei vier"),
    ],
)  # fmt: skip
def test_phone_numbers_are_said_in_the_form_their_country_dials(
    number: str, language: str, spoken: str
) -> None:
    assert spoken_phone_number(number, language) == spoken


@given(st.from_regex(r"\+[1-9][0-9]{1,14}", fullmatch=True), LANGUAGES)
def test_any_number_in_e164_form_is_said_without_figures_and_without_losing_a_digit(
    number: str, language: str
) -> None:
    spoken = spoken_phone_number(number, language)
    assert not any(letter.isdigit() for letter in spoken)
    words = spoken.replace(",", "").split()
    expected = len(number) - 1 if words[0] == "plus" else len(number) - 2  # +49 becomes 0
    assert len(words) - (words[0] == "plus") == expected


@pytest.mark.parametrize("number", ["", "03023125001", "+49 30 23125001", "+49a", "+0123456"])
def test_a_number_in_another_form_is_refused(number: str) -> None:
    with pytest.raises(ValueError, match=r"E\.164"):
        spoken_phone_number(number, "de")


def test_a_language_without_spoken_forms_is_named() -> None:
    with pytest.raises(ValueError, match="unknown language 'xx'"):
        spoken_digits("1", "xx")
