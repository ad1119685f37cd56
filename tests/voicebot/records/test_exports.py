"""Callbacks for spreadsheets and calendars, whatever people are called."""

import csv
import dataclasses
import io
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from icalendar import Calendar

from voicebot.records.entries import CallbackRecord, CallbackStatus
from voicebot.records.exports import as_csv, as_icalendar

AT = datetime.fromisoformat("2026-11-24T10:00:00+00:00")
BERLIN = ZoneInfo("Europe/Berlin")
HOSTILE = [
    '=cmd|"/c calc"!A1',
    "+1",
    "-2",
    "@SUM(A1)",
    "\n=1+1",
    "＝1+1",
    "\t=1+1",
    'A "quoted", name;\nsecond line',
    "🙂 Ünal",
]


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
    content = as_csv([callback(name)], title, BERLIN)
    assert content.startswith(b"\xef\xbb\xbf")
    (row,) = rows(content)
    assert not any(cell.lstrip().startswith(tuple("=+-@＝＋－＠")) for cell in row.values())
    assert name in row["name"]
    assert row["number"] == "0049 30 23125042"
    assert row["window_start"] == "2026-11-24T11:00:00+01:00"
    assert row["subject"] == title("fees")


@given(name=st.text(st.characters(codec="utf-8", exclude_characters="\0"), max_size=60))
def test_a_table_has_a_row_for_every_callback(name: str) -> None:
    assert len(rows(as_csv([callback(name), callback("Anna")], title, BERLIN))) == 2


@given(name=st.text(st.characters(codec="utf-8"), max_size=200))
@example("a\x0bBEGIN:VALARM\x1eb\x85c\u2028d\re\r\nf\tg")
def test_a_calendar_can_be_read_again(name: str) -> None:
    content = as_icalendar([callback(name)], title, AT)
    lines = content.decode().split("\r\n")
    assert lines == [*content.decode().splitlines(), ""]
    assert all(len(line.encode()) <= 75 for line in lines)
    (event,) = Calendar.from_ical(content).walk("VEVENT")
    assert event.decoded("DTSTART") == AT
    assert str(event["UID"]) == "callback-471321@voicebot"
    assert str(event["STATUS"]) == "CONFIRMED"


def test_a_cancelled_callback_is_cancelled_in_the_calendar() -> None:
    content = as_icalendar([callback("Anna", CallbackStatus.CANCELLED)], title, AT)
    (event,) = Calendar.from_ical(content).walk("VEVENT")
    assert str(event["STATUS"]) == "CANCELLED"


def test_of_two_calendars_the_later_one_is_newer() -> None:
    stamps = []
    for at in (AT, AT + timedelta(days=1)):
        (event,) = Calendar.from_ical(as_icalendar([callback("Anna")], title, at)).walk("VEVENT")
        stamps.append(event.decoded("DTSTAMP"))
    assert stamps == [AT, AT + timedelta(days=1)]


def test_a_number_that_nobody_can_read_is_no_formula() -> None:
    odd = dataclasses.replace(callback("Anna"), number="+=1")
    (row,) = rows(as_csv([odd], title, BERLIN))
    assert row["number"] == "'+=1"
