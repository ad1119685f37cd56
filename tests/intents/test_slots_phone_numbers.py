from operator import add

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from intents.slots import PhoneNumber, find_phone_number
from languages import registry
from languages.spoken import spoken_digits, spoken_phone_number
from languages.spoken.number_words import cardinal

LANGUAGES = st.sampled_from(list(registry.LANGUAGES))
NUMBER = "+493023125001"  # from the range that the Federal Network Agency keeps for fiction

GERMAN = [
    "0 30 23 12 5 0 0 1",
    "030-23125-001",
    "030 / 23 12 50 01",
    "03023125001.",
    "(030) 23125001",
    "0302 3125 001",
    "+49 30 23125001",
    "+49 (0)30 23125-001",
    "0049 30 23125 001",
    "plus 49 30 23125001",
    "null drei null zwei drei eins zwei fünf null null eins",
    "Null, drei, null. Zwei, drei, eins, zwei, fünf. Null, null, eins.",
    "null drei null zwo drei eins zwo fünf null null eins",
    "null dreißig dreiundzwanzig zwölf fünf null null eins",
    "null dreissig dreiundzwanzig zwölf fünfzig null eins",
    "null drei null drei und zwanzig zwölf fünf null null eins",
    "null drei null, dreiund zwanzig, zwölf, fünfzig, null eins",
    "null dreißig, dreiundzwanzig, einhundertfünfundzwanzig, null null eins",
    "null drei null dreiundzwanzig hundertfünfundzwanzig null null eins",
    "null dreißig zweihunderteinunddreißig fünfundzwanzig null null eins",
    "null 30 dreiundzwanzig 12 fünf doppel null eins",
    "null drei null zwei drei eins zwei fünf doppelnull eins",
    "030 23125, Durchwahl null null eins",
    "030 Vorwahl, und dann 23125 und dann zweimal die null und eins",
    "plus vier neun drei null zwei drei eins zwei fünf null null eins",
    "null null vier neun drei null zwei drei eins zwei fünf null null eins",
    "Ja, also meine Nummer ist die 030 23125001, bitte.",
    "Sie erreichen mich unter null drei null dreiundzwanzig zwölf fünf null null eins",
    "Ich habe 2 Kinder, meine Telefonnummer ist 030 23125001",
    "Rufen Sie mich bitte unter 030 23125001 ab 15 Uhr an",
    "Am 24.11.2026 um 10:30 Uhr unter der 030 23125001",
    "Am 24. November bitte, die Nummer lautet 030 23125001",
    "030 23125001, ich wiederhole, 030 23125001",
    "030 23125002, nein, Entschuldigung, 030 23125001",
]

ENGLISH = [
    "030 23125001",
    "030-2312-5001, thanks",
    "oh three oh two three one two five oh oh one",
    "Oh, three, oh. Two, three, one, two, five. Oh, oh, one.",
    "O three O two three one two five O O one",
    "Oh, 030 23125001",
    "Oh, it's 030 23125001",
    "zero three zero two three one two five zero zero one",
    "zero three zero two three one two five double zero one",
    "zero three zero two three one two five double oh one",
    "zero thirty twenty-three twelve five zero zero one",
    "zero thirty twenty three twelve fifty zero one",
    "zero three zero, twenty-three, twelve, fifty, oh one",
    "nought three nought two three one two five nought nought one",
    "zero thirty, two hundred and thirty-one, twenty-five, double zero one",
    "plus four nine three oh two three one two five oh oh one",
    "plus 49 30 23125 001",
    "zero zero four nine three zero two three one two five zero zero one",
    "+49 30 2312 5001",
    "it's 0 3 0, then 2 3 1 2 5, then double 0 1",
    "my number is area code 030 and then 23125 dash 001",
    "call me at 3 pm on 030 23125001",
    "I have two children, my phone number is zero three zero 23125001",
    "on November 24th please, number 030 23125001",
    "030 23125002, no sorry, 030 23125001",
    "You can reach me on zero three zero two three one two five zero zero one, thank you",
    "zero three zero 23 12 5 zero zero one",
]


@pytest.mark.parametrize("text", GERMAN)
def test_a_german_dictation_gives_the_number(text: str) -> None:
    found = find_phone_number(text, "de")
    assert found is not None
    assert found.e164 == NUMBER


@pytest.mark.parametrize("text", ENGLISH)
def test_an_english_dictation_gives_the_number(text: str) -> None:
    found = find_phone_number(text, "en")
    assert found is not None
    assert found.e164 == NUMBER


@pytest.mark.parametrize(
    ("text", "language", "digits"),
    [
        ("drei zehn", "de", "310"),
        ("dreizehn, drei", "de", "133"),
        ("achthundert drei", "de", "8003"),
        ("acht hundert", "de", "800"),
        ("zwanzig, drei, eins", "de", "2031"),
        ("eins und zwanzig", "de", "120"),
        ("twenty, three", "en", "203"),
        ("twenty three, one", "en", "231"),
        ("eight hundred and fifty", "en", "850"),
        ("triple five", "en", "555"),
        ("fünf fünf dreimal null", "de", "55000"),
    ],
)
def test_number_words_are_joined_only_as_they_are_said(
    text: str, language: str, digits: str
) -> None:
    found = find_phone_number(text, language)
    assert found is not None
    assert found.digits == digits


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("null achthundert drei eins zwei drei vier fünf", "de"),  # 803 or 800 3
        ("zero thirty, two hundred thirty one, twenty-five, double zero one", "en"),
    ],
)
def test_words_that_can_be_other_digits_are_doubtful(text: str, language: str) -> None:
    found = find_phone_number(text, language)
    assert found is not None
    assert found.doubtful


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("23125001", "de"),  # no area code
        ("030 231", "de"),  # broken off
        ("030 23125001 23125001 23125001", "de"),  # too long
        ("030 231 fonf 25001", "de"),  # a digit was misheard
        ("030 23125001 hm dings 2", "de"),
        ("030 23125001 oder 030 23125002", "de"),  # which one?
        ("zero three zero to three one two five zero zero one", "en"),  # "to" may be "two"
        ("+1 23", "en"),
    ],
)
def test_digits_that_cannot_be_called_are_no_number(text: str, language: str) -> None:
    found = find_phone_number(text, language)
    assert found is not None
    assert found.e164 is None


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("", "de"),
        ("Ich möchte einen Termin", "de"),
        ("zwei drei", "de"),
        ("Oh, I see", "en"),
        ("am 24.11.2026 um 10:30 Uhr", "de"),
        ("am 24. November 2026", "de"),
        ("on November 24th, 2026", "en"),
        ("2026-11-24", "en"),
        ("ich bin 35 Jahre alt", "de"),
    ],
)
def test_dates_times_and_counts_are_no_number(text: str, language: str) -> None:
    assert find_phone_number(text, language) is None


def test_another_region_has_its_own_national_form() -> None:
    found = find_phone_number("07700 900123", "en", region="GB")
    assert found == PhoneNumber("07700900123", "+447700900123")
    assert find_phone_number("plus 44 7700 900123", "en") == (
        PhoneNumber("447700900123", "+447700900123")
    )


@given(st.text(max_size=200), LANGUAGES)
def test_no_text_breaks_it(text: str, language: str) -> None:
    find_phone_number(text, language)


DICTATED = st.lists(
    st.sampled_from(
        [
            *("0", "030", "23125001", "²", "24.11.", "+", "-", ","),
            *("null", "drei", "und", "zwanzig", "hundert", "doppel", "nein", "Uhr"),
            *("oh", "three", "and", "fifty", "hundred", "double", "wrong", "x"),
        ]
    ),
    max_size=15,
).map(" ".join)


@given(DICTATED, LANGUAGES)
def test_a_number_to_call_has_exactly_the_digits_that_were_said(text: str, language: str) -> None:
    found = find_phone_number(text, language)
    if found is not None and found.e164 is not None:
        said, called = found.digits, found.e164.removeprefix("+")
        national = "49" + said.removeprefix("0")
        with_trunk_zero = said.removeprefix("00").replace("490", "49", 1)
        assert called in {national, said, said.removeprefix("00"), with_trunk_zero}


@given(st.text("0123456789", min_size=3, max_size=15), LANGUAGES)
def test_digits_said_one_by_one_are_the_same_digits(digits: str, language: str) -> None:
    found = find_phone_number(spoken_digits(digits, language), language)
    assert found is not None
    assert found.digits == digits


@given(st.integers(0, 999), LANGUAGES)
def test_a_number_read_back_is_the_number(extension: int, language: str) -> None:
    number = f"+493023125{extension:03}"
    found = find_phone_number(spoken_phone_number(number, language), language)
    assert found is not None
    assert found.e164 == number


GROUPS = st.lists(st.integers(1, 3), min_size=1, max_size=8)
PAUSES = st.lists(st.sampled_from([", ", " "]), min_size=12, max_size=12)


@settings(max_examples=500)
@given(st.integers(0, 999), GROUPS, PAUSES, LANGUAGES)
def test_a_number_said_in_any_groups_comes_back_exactly_or_marked(
    extension: int, lengths: list[int], pauses: list[str], language: str
) -> None:
    number, found = _dictate(extension, lengths, pauses, language)
    assert found.doubtful or found.e164 in {None, number}


@settings(max_examples=500)
@given(st.integers(0, 999), GROUPS, LANGUAGES)
def test_a_number_said_in_groups_with_pauses_comes_back_exactly(
    extension: int, lengths: list[int], language: str
) -> None:
    number, found = _dictate(extension, lengths, [", "] * 12, language)
    assert found.e164 == number


def _dictate(
    extension: int, lengths: list[int], pauses: list[str], language: str
) -> tuple[str, PhoneNumber]:
    """The number that was meant, and what was found when it was said in groups."""
    digits = f"3023125{extension:03}"
    groups, rest = ["0"], digits
    for length in [*lengths, *[1] * len(digits)]:
        groups, rest = [*groups, rest[:length]], rest[length:]
    words = [_in_words(group, language) for group in groups if group]
    found = find_phone_number("".join(map(add, words, pauses)), language)
    assert found is not None
    return f"+49{digits}", found


def _in_words(group: str, language: str) -> str:
    """A group as a number; its leading zeros are said one by one."""
    zeros = len(group) - len(group.lstrip("0"))
    words = [cardinal(0, language)] * zeros
    return " ".join([*words, cardinal(int(group), language)] if group[zeros:] else words)


def test_a_language_without_vocabulary_is_named() -> None:
    for language in ("xx", "../de", ""):
        with pytest.raises(ValueError, match="no slots are described"):
            find_phone_number("1 2 3", language)
