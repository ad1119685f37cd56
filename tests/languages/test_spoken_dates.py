from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from languages.spoken import spoken_date
from languages.spoken.dates import spoken_date_inside

DAY = date(2026, 11, 24)
DATES = st.dates(date(1950, 1, 1), date(2099, 12, 31))


@pytest.mark.parametrize(
    ("language", "days_before", "spoken"),
    [
        ("de", 0, "heute, Dienstag, der vierundzwanzigste November"),
        ("de", 1, "morgen, Dienstag, der vierundzwanzigste November"),
        ("de", 2, "übermorgen, Dienstag, der vierundzwanzigste November"),
        ("de", 3, "Dienstag, der vierundzwanzigste November"),
        ("de", 300, "Dienstag, der vierundzwanzigste November zweitausendsechsundzwanzig"),
        ("en", 0, "today, Tuesday the twenty-fourth of November"),
        ("en", 1, "tomorrow, Tuesday the twenty-fourth of November"),
        ("en", 2, "the day after tomorrow, Tuesday the twenty-fourth of November"),
        ("en", 3, "Tuesday the twenty-fourth of November"),
        ("en", 300, "Tuesday the twenty-fourth of November, twenty twenty-six"),
    ],
)
def test_near_days_get_their_word_and_far_ones_their_year(
    language: str, days_before: int, spoken: str
) -> None:
    today = DAY - timedelta(days=days_before)
    assert spoken_date(DAY, language, today=today) == spoken


@pytest.mark.parametrize(
    ("language", "spoken"),
    [
        ("de", "am Dienstag, dem vierundzwanzigsten November"),
        ("en", "on Tuesday the twenty-fourth of November"),
    ],
)
def test_inside_a_sentence_a_date_is_inflected(language: str, spoken: str) -> None:
    assert spoken_date_inside(DAY, language) == spoken


def test_german_first_and_third_are_irregular() -> None:
    assert spoken_date(date(2027, 1, 1), "de") == "Freitag, der erste Januar"
    assert spoken_date(date(2027, 3, 3), "de") == "Mittwoch, der dritte März"


@given(DATES, DATES, st.sampled_from(["de", "en"]))
def test_no_date_holds_a_figure(day: date, today: date, language: str) -> None:
    spoken = spoken_date(day, language, today=today)
    assert not any(letter.isdigit() for letter in spoken)
    assert "{" not in spoken
