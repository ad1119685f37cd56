from datetime import date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from languages.spoken import spoken_time, spoken_time_window

DAY = date(2026, 11, 24)


@pytest.mark.parametrize(
    ("moment", "german", "english"),
    [
        ("00:00", "Mitternacht", "midnight"),
        ("01:00", "ein Uhr", "one o'clock at night"),
        ("06:30", "sechs Uhr dreißig", "half past six in the morning"),
        ("09:00", "neun Uhr", "nine o'clock"),
        ("09:05", "neun Uhr fünf", "nine oh five"),
        ("10:15", "zehn Uhr fünfzehn", "quarter past ten"),
        ("11:45", "elf Uhr fünfundvierzig", "quarter to twelve"),
        ("12:00", "zwölf Uhr", "twelve o'clock"),
        ("12:45", "zwölf Uhr fünfundvierzig", "quarter to one"),
        ("13:20", "dreizehn Uhr zwanzig", "one twenty in the afternoon"),
        ("14:30", "vierzehn Uhr dreißig", "half past two in the afternoon"),
        ("18:00", "achtzehn Uhr", "six o'clock in the evening"),
        ("23:45", "dreiundzwanzig Uhr fünfundvierzig", "quarter to twelve at night"),
    ],
)
def test_times_are_said_as_people_say_them(moment: str, german: str, english: str) -> None:
    assert spoken_time(time.fromisoformat(moment), "de") == german
    assert spoken_time(time.fromisoformat(moment), "en") == english


@given(st.times())
def test_no_two_minutes_of_a_day_sound_the_same(moment: time) -> None:
    other = time((moment.hour + 12) % 24, moment.minute)
    for language in ("de", "en"):
        spoken = spoken_time(moment, language)
        assert spoken != spoken_time(other, language)
        assert not any(letter.isdigit() for letter in spoken)


@pytest.mark.parametrize(
    ("start", "end", "german", "english"),
    [
        ("09:00", "11:00", "neun und elf Uhr", "nine and eleven o'clock"),
        ("11:00", "13:00", "elf und dreizehn Uhr", "eleven and one o'clock in the afternoon"),
        (
            "14:00",
            "16:00",
            "vierzehn und sechzehn Uhr",
            "two and four o'clock in the afternoon",
        ),
        (
            "09:30",
            "11:00",
            "neun Uhr dreißig und elf Uhr",
            "half past nine and eleven o'clock",
        ),
        (
            "14:30",
            "16:30",
            "vierzehn Uhr dreißig und sechzehn Uhr dreißig",
            "half past two and half past four in the afternoon",
        ),
        (
            "16:30",
            "18:30",
            "sechzehn Uhr dreißig und achtzehn Uhr dreißig",
            "half past four in the afternoon and half past six in the evening",
        ),
        (
            "00:00",
            "09:00",
            "Mitternacht und neun Uhr",
            "midnight and nine o'clock",
        ),
    ],
)
def test_a_window_names_its_day_and_both_ends(
    start: str, end: str, german: str, english: str
) -> None:
    begin = datetime.combine(DAY, time.fromisoformat(start))
    close = datetime.combine(DAY, time.fromisoformat(end))
    assert (
        spoken_time_window(begin, close, "de")
        == f"am Dienstag, dem vierundzwanzigsten November, zwischen {german}"
    )
    assert (
        spoken_time_window(begin, close, "en", today=DAY - timedelta(days=1))
        == f"tomorrow, on Tuesday the twenty-fourth of November, between {english}"
    )


@pytest.mark.parametrize("length", [timedelta(0), timedelta(hours=-1), timedelta(days=1)])
def test_a_window_that_is_empty_reversed_or_longer_than_a_day_is_refused(
    length: timedelta,
) -> None:
    start = datetime.combine(DAY, time(9))
    with pytest.raises(ValueError, match="window"):
        spoken_time_window(start, start + length, "de")
