"""Callbacks for spreadsheets and calendars, whatever people are called."""

import csv
import io
from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from icalendar import Calendar

from voicebot.records.entries import CallbackRecord, CallbackStatus
from voicebot.records.exports import as_csv, as_icalendar

AT = datetime.fromisoformat("2026-11-24T10:00:00+00:00")
HOSTILE = ['=cmd|"/c calc"!A1', "+1", "-2", "@SUM(A1)", 'A "quoted", name;\nsecond line', "🙂 Ünal"]


def callback(name: str, status: CallbackStatus = CallbackStatus.OPEN) -> CallbackRecord:
    return CallbackRecord(
        "471321",
        "CA1",
        name,
        "+493023125042",
        "fees",
        "tr",
        AT,
        AT + timedelta(hours=1),
        status,
        AT,
    )


def title(topic: str) -> str:
    return {"fees": "Gebühren, Kosten; Preise"}[topic]


def rows(content: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"), newline="")))


@pytest.mark.parametrize("name", HOSTILE)
def test_no_cell_is_a_formula(name: str) -> None:
    content = as_csv([callback(name)], title)
    assert content.startswith(b"\xef\xbb\xbf")
    (row,) = rows(content)
    assert not any(cell.startswith(("=", "+", "-", "@")) for cell in row.values())
    assert name in row["name"]
    assert row["number"] == "00493023125042"
    assert row["subject"] == title("fees")


@given(name=st.text(st.characters(codec="utf-8", exclude_characters="\0"), max_size=60))
def test_a_table_has_a_row_for_every_callback(name: str) -> None:
    assert len(rows(as_csv([callback(name), callback("Anna")], title))) == 2


@given(name=st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"]), max_size=200))
def test_a_calendar_can_be_read_again(name: str) -> None:
    content = as_icalendar([callback(name)], title)
    assert all(len(line) <= 75 for line in content.split(b"\r\n"))
    (event,) = Calendar.from_ical(content).walk("VEVENT")
    assert event.decoded("DTSTART") == AT
    assert str(event["UID"]) == "callback-471321@voicebot"
    assert str(event["STATUS"]) == "CONFIRMED"


def test_a_cancelled_callback_is_cancelled_in_the_calendar() -> None:
    content = as_icalendar([callback("Anna", CallbackStatus.CANCELLED)], title)
    (event,) = Calendar.from_ical(content).walk("VEVENT")
    assert str(event["STATUS"]) == "CANCELLED"
