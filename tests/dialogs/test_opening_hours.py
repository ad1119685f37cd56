"""Opening hours, live from the calendar."""

import re
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from dialogs.closed_answers import load_closed_answers
from dialogs.dialogue import Dialogue
from dialogs.events import SilenceElapsed
from dialogs.house import House
from dialogs.opening_hours import opening_hours_text
from dialogs.turn import Turn
from intents.calendar import closed_reason
from languages.phrases import load_phrases
from languages.registry import LANGUAGES
from tests.dialogs.script import Script

BERLIN = ZoneInfo("Europe/Berlin")


def _read(name: str) -> Any:
    return yaml.safe_load(Path(__file__).with_name(name).read_text("utf-8"))


NO_WORDS = load_closed_answers(())
ROOT = Path(__file__).parents[2]
EXAMPLES = _read("opening_hours_examples.yaml")
MOMENTS = st.datetimes(datetime(2026, 1, 1), datetime(2030, 12, 31), timezones=st.just(BERLIN))
WORDS = ["am", "um", "nach", "vor", "bis", "ab", "nicht", "17 Uhr", "29. Februar", "24.12.", "2028"]
WORDS += ["heute", "morgen", "Montag", "Nachmittag", "fünf", "Ostern", "Rosenmontag", "Samstag"]


def hours(house: House, at: datetime, language: str = "de") -> str:
    call = Script(house, at=at, language=language).hear("Wann?", "opening_hours")
    assert call.sources == ["topic:opening_hours", "anything_else"]
    return call.says[0].text


def answer(house: House, text: str | None, at: datetime, language: str) -> str:
    state = replace(Dialogue(house).initial_state(), language=language)
    return opening_hours_text(Turn(house, NO_WORDS, state, SilenceElapsed(at)), text)


@pytest.mark.parametrize("example", EXAMPLES, ids=[example["de"]["ask"] for example in EXAMPLES])
@pytest.mark.parametrize("language", ["de", "en"])
def test_the_day_and_time_that_are_asked_for_are_answered(
    house: House, example: dict[str, Any], language: str
) -> None:
    at = datetime.fromisoformat(example["at"]).replace(tzinfo=BERLIN)
    text = answer(house, example[language]["ask"], at, language)
    position = 0
    for part in example[language]["hear"]:
        assert part in text[position:], text
        position = text.index(part, position) + len(part)
    assert not re.search(r"\d", text)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_language_answers_for_a_day_and_a_time(house: House, language: str) -> None:
    speaking = replace(house, phrases=load_phrases((language,)))
    at = datetime(2026, 11, 24, 10, tzinfo=BERLIN)
    examples = yaml.safe_load((ROOT / "tests/intents/visit_examples.yaml").read_text("utf-8"))
    october, thursday, tomorrow, at_five = (
        answer(speaking, question, at, language) for question in examples[language]
    )
    texts = speaking.phrases
    assert closed_reason(house.office, date(2027, 10, 3), language) in october  # type: ignore[operator] # it is a holiday
    assert thursday != answer(speaking, None, at, language)
    no = texts.text("hours_at_closed", language, date="|", hours="|").split("|")[0]
    assert tomorrow.startswith(no)
    assert at_five.startswith(no)


@given(text=st.text(max_size=100), language=st.sampled_from(["de", "en"]), at=MOMENTS)
def test_no_question_breaks_it(house: House, text: str, language: str, at: datetime) -> None:
    assert answer(house, text, at, language)


@given(
    words=st.lists(st.sampled_from(WORDS), max_size=6),
    at=MOMENTS,
)
def test_no_days_and_times_break_it(house: House, words: list[str], at: datetime) -> None:
    assert answer(house, " ".join(words), at, "de")


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
