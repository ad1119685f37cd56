"""When callers want to come."""

from datetime import date, datetime, time
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from intents.slots.times import TimeWish
from intents.slots.visits import find_visit
from languages.registry import LANGUAGES

AT = datetime(2026, 11, 24, 10, tzinfo=ZoneInfo("Europe/Berlin"))  # a Tuesday
OCTOBER = date(2027, 10, 3)
THURSDAY = date(2026, 11, 26)
TOMORROW = date(2026, 11, 25)
FIVE = time(17)
EXAMPLES = yaml.safe_load(Path(__file__).with_name("visit_examples.yaml").read_text("utf-8"))


@pytest.mark.parametrize("language", LANGUAGES)
def test_dates_weekdays_and_times_are_found(language: str) -> None:
    assert [find_visit(question, language, AT) for question in EXAMPLES[language]] == [
        TimeWish(OCTOBER, None, None),
        TimeWish(THURSDAY, None, None),
        TimeWish(TOMORROW, FIVE, FIVE),
        TimeWish(None, FIVE, FIVE),
    ]


@pytest.mark.parametrize(
    ("text", "wish"),
    [
        ("an Heiligabend um zehn", TimeWish(date(2026, 12, 24), time(10), time(10))),
        ("um zehn an Heiligabend", TimeWish(date(2026, 12, 24), time(10), time(10))),
        ("am Dienstag nach Ostern", TimeWish(date(2027, 3, 30), None, None)),
        ("am Freitag vor Pfingsten", TimeWish(date(2027, 5, 14), None, None)),
        ("heute ist doch Rosenmontag", TimeWish(date(2026, 11, 24), None, None)),
        ("am Montag oder an Weihnachten", TimeWish(date(2026, 11, 30), None, None)),
        ("Rosenmontag 2026", TimeWish(date(2026, 2, 16), None, None, past=True)),
        ("am 20. November", TimeWish(date(2026, 11, 20), None, None, past=True)),
        ("am 3. Oktober 2026", TimeWish(date(2026, 10, 3), None, None, past=True)),
        ("am 03.10.2026", TimeWish(date(2026, 10, 3), None, None, past=True)),
        ("haben Sie jetzt auf", None),
        ("wann machen Sie auf, egal wann", None),
    ],
)
def test_the_first_day_in_any_form_is_taken(text: str, wish: TimeWish | None) -> None:
    assert find_visit(text, "de", AT) == wish


def test_a_leap_day_that_is_over_stays_over() -> None:
    at = datetime(2028, 4, 3, tzinfo=AT.tzinfo)
    visit = find_visit("am 29. Februar", "de", at)
    assert visit == TimeWish(date(2028, 2, 29), None, None, past=True)


@given(st.text(max_size=200), st.sampled_from(list(LANGUAGES)))
def test_no_text_breaks_it(text: str, language: str) -> None:
    find_visit(text, language, AT)
