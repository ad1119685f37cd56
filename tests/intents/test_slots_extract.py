from datetime import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from intents.slots import extract_slots
from languages.registry import LANGUAGES

AT = datetime(2026, 11, 23, 9, 30)


@pytest.mark.parametrize(
    ("text", "language", "slots"),
    [
        ("Ich möchte einen Termin", "de", {}),
        ("Mein Name ist Müller", "de", {}),
        (
            "Rufen Sie mich morgen unter 030 23125001 an",
            "de",
            {"phone_number": "+493023125001", "day": "2026-11-24"},
        ),
        ("meine Nummer ist 23125001", "de", {"phone_number": "23125001"}),
        ("Paragraf 104", "de", {}),
        ("am Dienstag ab zehn Uhr", "de", {"day": "2026-11-24", "earliest": "10:00"}),
        ("tomorrow by half past two", "en", {"day": "2026-11-24", "latest": "14:30"}),
        ("am 24. Oktober 2026", "de", {}),
        ("jederzeit", "de", {}),
    ],
)
def test_what_was_said_is_there_and_nothing_else(
    text: str, language: str, slots: dict[str, str]
) -> None:
    assert extract_slots(text, language, AT) == slots


def test_without_the_moment_no_days_are_read() -> None:
    assert extract_slots("morgen unter 030 23125001", "de") == {"phone_number": "+493023125001"}


@given(st.text(max_size=200), st.sampled_from(list(LANGUAGES)))
def test_no_text_breaks_it(text: str, language: str) -> None:
    assert extract_slots(text, language, AT).keys() <= {
        "phone_number",
        "reference",
        "town",
        "day",
        "earliest",
        "latest",
    }
