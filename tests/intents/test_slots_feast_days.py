"""Days that callers call by name."""

from datetime import date, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from intents.slots.feast_days import find_feast_day, read_feast_day
from languages.registry import LANGUAGES

BERLIN = ZoneInfo("Europe/Berlin")
AT = datetime(2026, 11, 23, 10, tzinfo=BERLIN)
FOLDER = Path(__file__).parents[2] / "languages" / "feast_days"

# As they are in the calendars of 2026 and 2027; not computed, so that the computing is tested.
NEXT = {
    "new_years_eve": date(2026, 12, 31),
    "new_years_day": date(2027, 1, 1),
    "three_kings": date(2027, 1, 6),
    "orthodox_christmas": date(2027, 1, 7),
    "womens_day": date(2027, 3, 8),
    "labour_day": date(2027, 5, 1),
    "assumption": date(2027, 8, 15),
    "german_unity_day": date(2027, 10, 3),
    "reformation_day": date(2027, 10, 31),
    "all_saints": date(2027, 11, 1),
    "st_martin": date(2027, 11, 11),
    "christmas_eve": date(2026, 12, 24),
    "christmas_day": date(2026, 12, 25),
    "second_christmas_day": date(2026, 12, 26),
    "easter_sunday": date(2027, 3, 28),
    "womens_carnival": date(2027, 2, 4),
    "rosenmontag": date(2027, 2, 8),
    "carnival_tuesday": date(2027, 2, 9),
    "ash_wednesday": date(2027, 2, 10),
    "maundy_thursday": date(2027, 3, 25),
    "good_friday": date(2027, 3, 26),
    "easter_monday": date(2027, 3, 29),
    "ascension": date(2027, 5, 6),
    "whit_sunday": date(2027, 5, 16),
    "whit_monday": date(2027, 5, 17),
    "corpus_christi": date(2027, 5, 27),
    "orthodox_easter": date(2027, 5, 2),
    "nouruz": date(2027, 3, 21),
    "eid_al_fitr": date(2027, 3, 9),
    "eid_al_adha": date(2027, 5, 16),
    "eid": date(2027, 3, 9),
    "weekend": date(2026, 11, 28),
}


def _read(path: Path) -> Any:
    return yaml.safe_load(path.read_text("utf-8"))


EXAMPLES = _read(Path(__file__).with_name("feast_day_examples.yaml"))


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_language_names_every_day(language: str) -> None:
    days = _read(FOLDER / "calendar.yaml").keys()
    assert _read(FOLDER / f"{language}.yaml")["days"].keys() == days == NEXT.keys()
    assert EXAMPLES[language]["days"].keys() == days


@pytest.mark.parametrize("day", NEXT)
@pytest.mark.parametrize("language", LANGUAGES)
def test_every_day_is_found_in_a_question(language: str, day: str) -> None:
    example = EXAMPLES[language]
    question = example["question"].format(day=example["days"][day])
    assert find_feast_day(question, language, AT) == NEXT[day], question


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_name_stands_for_two_days(language: str) -> None:
    for day, entries in _read(FOLDER / f"{language}.yaml")["days"].items():
        for entry in entries:
            # What may be missing or follow is left to the questions.
            if not set("*()/") & set(entry):
                assert find_feast_day(entry, language, AT) == NEXT[day], entry


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Wo ist meine Arbeit in Österreich?", "de"),
        ("Ich will am Montag kommen", "de"),
        ("Are you open on Monday?", "en"),
        ("godziny pracy", "pl"),
        ("pot să ajung mâine", "ro"),
        ("شهادة الميلاد", "ar"),
        ("قربان شما", "fa"),
        ("какие у вас часы работы", "ru"),
        ("", "de"),
    ],
)
def test_where_no_day_is_named_there_is_none(text: str, language: str) -> None:
    assert find_feast_day(text, language, AT) is None


def test_today_is_still_the_day_and_tomorrow_it_is_a_year_away() -> None:
    at = datetime(2027, 2, 8, 9, tzinfo=BERLIN)
    assert find_feast_day("an Rosenmontag", "de", at) == date(2027, 2, 8)
    after = at.replace(day=9)
    assert find_feast_day("an Rosenmontag", "de", after) == date(2028, 2, 28)


def test_an_islamic_feast_that_comes_twice_a_year_is_found_both_times() -> None:
    first = datetime(2033, 1, 1, tzinfo=BERLIN)
    assert find_feast_day("Ramazan Bayramı", "tr", first) == date(2033, 1, 2)
    second = datetime(2033, 1, 20, tzinfo=BERLIN)
    assert find_feast_day("Ramazan Bayramı", "tr", second) == date(2033, 12, 23)


def test_the_year_that_was_said_counts_even_if_it_is_over() -> None:
    assert find_feast_day("Rosenmontag 2028", "de", AT) == date(2028, 2, 28)
    assert find_feast_day("Ostern 2025", "de", AT) == date(2025, 4, 20)


def test_the_words_around_a_day_are_kept() -> None:
    said = read_feast_day("Kann ich am zweiten Weihnachtstag um fünf kommen?", "de", AT)
    assert said is not None
    assert (said.before, said.after) == ("Kann ich am", "um fünf kommen?")


def test_a_language_without_names_is_refused() -> None:
    with pytest.raises(ValueError, match="'xx'"):
        find_feast_day("Rosenmontag", "xx", AT)


@given(st.text(max_size=200), st.sampled_from(list(LANGUAGES)))
def test_no_text_breaks_it(text: str, language: str) -> None:
    find_feast_day(text, language, AT)
