from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from languages.registry import LANGUAGES
from languages.spoken import (
    spoken_date,
    spoken_digits,
    spoken_list,
    spoken_phone_number,
    spoken_time,
    spoken_time_window,
)
from languages.spoken.dates import spoken_date_inside
from languages.spoken.forms import spoken_forms
from languages.spoken.number_words import cardinal, ordinal, year

EXAMPLES: dict[str, dict[str, Any]] = yaml.safe_load(
    Path(__file__).with_name("spoken_examples.yaml").read_text("utf-8")
)
TUESDAY = date(2026, 11, 24)
CODES = st.sampled_from(list(LANGUAGES))


def _is_only_words(text: str) -> bool:
    return bool(text) and not any(sign.isdigit() or sign in "{}" for sign in text)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_registered_language_is_described_and_has_examples(language: str) -> None:
    assert len(spoken_forms(language).digits) == 10
    assert language in EXAMPLES


@pytest.mark.parametrize("language", EXAMPLES)
def test_dates_are_said_as_people_say_them(language: str) -> None:
    said = EXAMPLES[language]
    assert spoken_date(TUESDAY, language) == said["date"]
    far = spoken_date(date(2027, 3, 1), language, today=date(2026, 3, 1))
    assert far == said["date_with_year"]
    tomorrow = spoken_date_inside(TUESDAY, language, today=TUESDAY - timedelta(days=1))
    assert tomorrow == said["date_inside"]


@pytest.mark.parametrize(
    ("language", "moment", "said"),
    [(code, *one) for code, examples in EXAMPLES.items() for one in examples["times"].items()],
)
def test_times_are_said_as_people_say_them(language: str, moment: str, said: str) -> None:
    assert spoken_time(time.fromisoformat(moment), language) == said


@pytest.mark.parametrize(
    ("language", "window", "said"),
    [(code, *one) for code, examples in EXAMPLES.items() for one in examples["windows"].items()],
)
def test_windows_are_said_as_people_say_them(language: str, window: str, said: str) -> None:
    start, end = (
        datetime.combine(TUESDAY, time.fromisoformat(moment)) for moment in window.split("-")
    )
    assert spoken_time_window(start, end, language) == said


@pytest.mark.parametrize("language", EXAMPLES)
def test_numbers_and_lists_are_said_as_people_say_them(language: str) -> None:
    said = EXAMPLES[language]
    assert spoken_phone_number("+493023125001", language) == said["phone_number"]
    assert spoken_phone_number("+12025550100", language) == said["foreign_number"]
    assert spoken_list(["A", "B", "C"], language, "and") == said["and"]
    assert spoken_list(["A", "B", "C"], language, "or") == said["or"]


@given(st.datetimes(datetime(1950, 1, 1), datetime(2099, 12, 31)), st.dates(), CODES)
def test_nothing_that_is_said_holds_a_figure(moment: datetime, today: date, language: str) -> None:
    assert _is_only_words(spoken_date(moment.date(), language, today=today))
    assert _is_only_words(spoken_date_inside(moment.date(), language, today=today))
    assert _is_only_words(spoken_time(moment.time(), language))
    if moment.time() < time(22):
        assert _is_only_words(spoken_time_window(moment, moment + timedelta(hours=2), language))


@given(st.integers(0, 10**12 - 1), CODES)
def test_every_number_below_a_trillion_has_words(number: int, language: str) -> None:
    assert _is_only_words(cardinal(number, language))


@given(st.integers(1, 999), CODES)
def test_every_small_number_has_an_ordinal(number: int, language: str) -> None:
    assert _is_only_words(ordinal(number, language))


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_two_days_months_or_years_sound_the_same(language: str) -> None:
    start = date(2027, 1, 1)
    days = [start + timedelta(days=days) for days in range(365)]
    assert len({spoken_date(day, language) for day in days}) == len(days)
    assert len({spoken_date_inside(day, language) for day in days}) == len(days)
    years = range(1950, 2100)
    case = spoken_forms(language).dates.year_case
    assert len({year(one, language, case) for one in years}) == len(years)


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_two_minutes_of_a_day_sound_the_same(language: str) -> None:
    minutes = [time(minute // 60, minute % 60) for minute in range(24 * 60)]
    assert len({spoken_time(moment, language) for moment in minutes}) == len(minutes)


@given(st.text("0123456789", min_size=1, max_size=30), CODES)
def test_every_digit_is_one_word_in_every_language(digits: str, language: str) -> None:
    forms = spoken_forms(language)
    words = spoken_digits(digits, language).replace(forms.pause, " ").split(" ")
    assert [forms.digits.index(word) for word in words] == [int(digit) for digit in digits]
