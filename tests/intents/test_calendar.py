from collections.abc import Mapping
from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from intents.calendar import (
    callback_windows,
    closed_reason,
    day_hours,
    is_working_day,
    opening_status,
    staff_available,
)
from intents.office import WEEKDAYS, Office, TimeRange

BERLIN = ZoneInfo("Europe/Berlin")
MORNING = ["09:00-12:00"]
OFFICE = Office.model_validate(
    {
        "name": {"de": "Amt", "en": "Office"},
        "timezone": "Europe/Berlin",
        "holidays": {"country": "DE", "state": "NW"},
        "opening_hours": dict.fromkeys(WEEKDAYS[1:5], MORNING)
        | {"monday": ["08:30-12:00", "14:00-16:00"]},
        "closures": [
            {"first_day": "2026-11-26", "reason": {"de": "Betriebsausflug", "en": "staff outing"}},
            {"first_day": "2026-12-28", "last_day": "2026-12-31", "reason": {"de": "Inventur"}},
        ],
        "callbacks": {
            "hours": {"monday": ["09:00-11:30", "14:00-16:00"], "wednesday": ["09:00-12:00"]}
            | {"thursday": MORNING, "sunday": ["10:00-11:00"]},
            "window_minutes": 60,
            "lead_hours": 2,
            "capacity": 2,
            "days_ahead": 7,
        },
    }
)
MONDAY = date(2026, 11, 23)
MOMENTS = st.datetimes(datetime(2024, 1, 1), datetime(2030, 12, 31), timezones=st.just(BERLIN))


def _at(clock: str, day: date = MONDAY) -> datetime:
    return datetime.combine(day, time.fromisoformat(clock), BERLIN)


def _starts(at: datetime, taken: Mapping[datetime, int] | None = None) -> list[str]:
    windows = callback_windows(OFFICE, at, taken=taken or {})
    return [f"{window.start:%d.%m. %H:%M}" for window in windows]


def test_an_open_office_says_when_it_closes_and_when_it_opens_again() -> None:
    status = opening_status(OFFICE, _at("10:00"))
    assert status.open_now
    assert status.closes_at == time(12)
    assert status.next_opening == _at("14:00")
    assert status.hours_today == (
        TimeRange(time(8, 30), time(12)),
        TimeRange(time(14), time(16)),
    )
    assert status.closed_reason is None


@pytest.mark.parametrize(
    ("at", "open_now", "next_opening"),
    [
        (_at("08:29"), False, _at("08:30")),
        (_at("08:30"), True, _at("14:00")),
        (_at("12:00"), False, _at("14:00")),
        (_at("15:59"), True, _at("09:00", MONDAY + timedelta(days=1))),
        (_at("16:00"), False, _at("09:00", MONDAY + timedelta(days=1))),
        (_at("09:30", date(2026, 11, 25)), True, _at("09:00", date(2026, 11, 27))),
        (_at("20:00", date(2026, 11, 27)), False, _at("08:30", date(2026, 11, 30))),
    ],
)
def test_the_office_opens_and_closes_to_the_minute(
    at: datetime, open_now: bool, next_opening: datetime
) -> None:
    status = opening_status(OFFICE, at)
    assert (status.open_now, status.next_opening) == (open_now, next_opening)


def test_the_moment_may_come_in_any_time_zone() -> None:
    assert opening_status(OFFICE, _at("08:30").astimezone(UTC)).open_now
    assert not opening_status(OFFICE, datetime(2026, 11, 23, 15, 30, tzinfo=UTC)).open_now
    with pytest.raises(ValueError, match="time zone"):
        opening_status(OFFICE, datetime(2026, 11, 23, 8, 30))


@pytest.mark.parametrize(
    ("day", "german", "english"),
    [
        (date(2024, 11, 1), "Allerheiligen", "All Saints' Day"),
        (date(2026, 6, 4), "Fronleichnam", "Corpus Christi"),
        (date(2026, 10, 3), "Tag der Deutschen Einheit", "German Unity Day"),
        (date(2026, 11, 26), "Betriebsausflug", "staff outing"),
        (date(2026, 12, 25), "Erster Weihnachtstag", "Christmas Day"),
        (date(2026, 12, 29), "Inventur", "Inventur"),
    ],
)
def test_holidays_of_north_rhine_westphalia_and_closures_close_the_office(
    day: date, german: str, english: str
) -> None:
    status = opening_status(OFFICE, _at("10:00", day))
    assert (status.open_now, status.hours_today) == (False, ())
    assert status.closed_reason == german
    assert opening_status(OFFICE, _at("10:00", day), language="en").closed_reason == english
    assert not is_working_day(OFFICE, day)


def test_a_language_without_holiday_names_gets_those_of_the_country() -> None:
    assert closed_reason(OFFICE, date(2026, 5, 1), "ja") == "Erster Mai"


def test_a_language_that_the_library_does_not_speak_has_names_of_its_own() -> None:
    assert closed_reason(OFFICE, date(2026, 5, 1), "tr") == "Bir Mayıs İşçi Bayramı"


def test_reformation_day_is_not_a_holiday_here() -> None:
    assert is_working_day(OFFICE, date(2025, 10, 31))


def test_staff_work_on_days_with_any_kind_of_hours() -> None:
    assert is_working_day(OFFICE, MONDAY)
    assert is_working_day(OFFICE, date(2026, 11, 22))  # callbacks on Sundays
    assert not is_working_day(OFFICE, date(2026, 11, 28))


def test_an_office_that_never_opens_has_no_next_opening() -> None:
    closed = OFFICE.model_copy(update={"opening_hours": {}})
    assert opening_status(closed, _at("10:00")).next_opening is None


def test_a_day_has_its_hours_and_the_opening_after_it() -> None:
    monday = day_hours(OFFICE, MONDAY)
    assert [hours.start for hours in monday.hours] == [time(8, 30), time(14)]
    assert (monday.closed_reason, monday.next_opening) == (
        None,
        _at("09:00", MONDAY + timedelta(days=1)),
    )
    outing = day_hours(OFFICE, date(2026, 11, 26), language="en")
    assert (outing.hours, outing.closed_reason) == ((), "staff outing")
    assert outing.next_opening == _at("09:00", date(2026, 11, 27))


@pytest.mark.parametrize(
    ("at", "available"),
    [
        (_at("08:30"), True),
        (_at("12:00"), False),
        (_at("14:30"), True),
        (_at("10:00", date(2026, 11, 28)), False),
        (_at("10:00", date(2026, 11, 26)), False),
        (_at("10:00", date(2026, 12, 25)), False),
    ],
)
def test_without_telephone_hours_staff_answer_in_opening_hours(
    at: datetime, available: bool
) -> None:
    assert staff_available(OFFICE, at) == available
    assert staff_available(OFFICE, at.astimezone(UTC)) == available


def test_telephone_hours_count_where_they_are_stated() -> None:
    hours = {"saturday": (TimeRange(time(9), time(10)),)}
    other = OFFICE.model_copy(update={"telephone_hours": hours})
    assert staff_available(other, _at("09:30", date(2026, 11, 28)))
    assert not staff_available(other, _at("09:30"))
    nobody = OFFICE.model_copy(update={"telephone_hours": {}})
    assert not staff_available(nobody, _at("09:30"))
    with pytest.raises(ValueError, match="time zone"):
        staff_available(OFFICE, datetime(2026, 11, 23, 9))


def test_windows_begin_after_the_lead_time_and_skip_the_closed_thursday() -> None:
    assert _starts(_at("08:30")) == [
        "23.11. 14:00",
        "23.11. 15:00",
        "25.11. 09:00",
        "25.11. 10:00",
        "25.11. 11:00",
        "29.11. 10:00",
        "30.11. 09:00",
        "30.11. 10:00",
        "30.11. 14:00",
        "30.11. 15:00",
    ]


def test_a_window_exactly_at_the_lead_time_is_offered() -> None:
    assert _starts(_at("08:00"))[0] == "23.11. 10:00"
    assert _starts(_at("08:01"))[0] == "23.11. 14:00"


def test_a_full_window_is_not_offered_whatever_time_zone_it_was_stored_in() -> None:
    first = _at("14:00").astimezone(UTC)
    assert _starts(_at("08:30"), {first: 1})[0] == "23.11. 14:00"
    assert _starts(_at("08:30"), {first: 2})[0] == "23.11. 15:00"


def test_moments_without_a_time_zone_are_refused_before_anything_is_offered() -> None:
    naive = datetime(2026, 11, 23, 14)
    with pytest.raises(ValueError, match="time zone"):
        callback_windows(OFFICE, naive)
    with pytest.raises(ValueError, match="time zone"):
        callback_windows(OFFICE, _at("08:30"), taken={naive: 1})


@given(MOMENTS, st.dictionaries(MOMENTS, st.integers(0, 3), max_size=3))
def test_every_window_lies_within_callback_hours_on_a_working_day(
    at: datetime, taken: dict[datetime, int]
) -> None:
    windows = list(callback_windows(OFFICE, at, taken=taken))
    for window in windows:
        ranges = OFFICE.callbacks.hours[WEEKDAYS[window.start.weekday()]]
        assert any(
            hours.start <= window.start.time() and window.end.time() <= hours.end
            for hours in ranges
        )
        assert window.start.date() == window.end.date()
        assert is_working_day(OFFICE, window.start.date())
        assert window.start.astimezone(UTC) - at.astimezone(UTC) >= timedelta(hours=2)
        assert window.start.date() - at.date() <= timedelta(days=7)
    assert all(earlier.end <= later.start for earlier, later in pairwise(windows))


@given(MOMENTS)
def test_an_office_is_open_exactly_within_its_hours_today(at: datetime) -> None:
    status = opening_status(OFFICE, at)
    assert status.open_now == any(at.time() in hours for hours in status.hours_today)
    assert (status.closes_at is not None) == status.open_now
    assert status.next_opening is not None
    assert status.next_opening > at


@given(MOMENTS)
def test_the_next_opening_is_open(at: datetime) -> None:
    following = opening_status(OFFICE, at).next_opening
    assert following is not None
    assert opening_status(OFFICE, following).open_now
