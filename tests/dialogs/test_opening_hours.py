"""Opening hours, live from the calendar."""

import re
from dataclasses import replace
from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from dialogs.house import House
from tests.dialogs.script import Script

BERLIN = ZoneInfo("Europe/Berlin")


def hours(house: House, at: datetime, language: str = "de") -> str:
    call = Script(house, at=at, language=language).hear("Wann?", "opening_hours")
    assert call.sources == ["topic:opening_hours", "anything_else"]
    return call.says[0].text


def test_open_now(house: House) -> None:
    text = hours(house, datetime(2026, 11, 24, 10, tzinfo=BERLIN))
    assert "jetzt geöffnet" in text
    assert "bis zwölf Uhr" in text
    assert "morgen, Mittwoch" in text


def test_open_now_and_again_in_the_afternoon(house: House) -> None:
    text = hours(house, datetime(2026, 11, 23, 10, tzinfo=BERLIN), "en")
    assert "open now, until twelve o'clock" in text
    assert "Later today we are open from two o'clock in the afternoon" in text


def test_before_opening_all_of_the_day_is_told(house: House) -> None:
    text = hours(house, datetime(2026, 11, 23, 7, tzinfo=BERLIN))
    assert "geschlossen" in text
    assert "von acht Uhr dreißig bis zwölf Uhr und von vierzehn Uhr bis sechzehn Uhr" in text


def test_weekend(house: House) -> None:
    text = hours(house, datetime(2026, 11, 28, 11, tzinfo=BERLIN))
    assert "Im Moment ist geschlossen" in text
    assert "Montag" in text


@pytest.mark.parametrize(
    ("language", "reason"), [("de", "Erster Weihnachtstag"), ("en", "Christmas Day")]
)
def test_a_holiday_is_named(house: House, language: str, reason: str) -> None:
    text = hours(house, datetime(2026, 12, 25, 11, tzinfo=BERLIN), language)
    assert reason in text


def test_an_office_that_does_not_open_again_says_so(house: House) -> None:
    closed = house.office.model_copy(update={"opening_hours": {}})
    text = hours(replace(house, office=closed), datetime(2026, 11, 24, 10, tzinfo=BERLIN))
    assert "weiß ich leider noch nicht" in text


def test_the_address_is_said_only_if_the_office_states_it(house: House) -> None:
    at = datetime(2026, 11, 24, 10, tzinfo=BERLIN)
    stated = house.office.model_copy(update={"address": {"de": "Am Beispielplatz"}})
    assert "Adresse" not in hours(house, at)
    assert "Am Beispielplatz" in hours(replace(house, office=stated), at)
    assert "address" not in hours(replace(house, office=stated), at, "en")


@pytest.mark.parametrize("language", ["de", "en"])
def test_no_digit_is_spoken(house: House, language: str) -> None:
    for day in range(1, 31):
        text = hours(house, datetime(2026, 11, day, 13, tzinfo=BERLIN), language)
        assert not re.search(r"\d", text)
