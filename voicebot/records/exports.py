"""Callbacks for other programs: a table for spreadsheets, a calendar for everything else."""

import csv
import io
import re
from collections.abc import Callable, Sequence
from datetime import datetime, tzinfo

import phonenumbers
from icalendar import Calendar, Event

from voicebot.records.entries import CallbackRecord, CallbackStatus

_COLUMNS = (
    "reference", "status", "window_start", "window_end", "name", "number", "subject", "language",
    "created_at", "call_id",
)  # fmt: skip
# Spreadsheets take what begins with these for a formula and run it (OWASP, CSV injection).
_FORMULA_SIGNS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
# RFC 5545 has no place for control characters in texts, except for the ends of lines, which are
# escaped. Programs that read line by line take some of them, and U+2028, for the end of one.
_NO_CALENDAR_TEXT = re.compile("[\x00-\x09\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028\u2029]")
_STATUSES = {
    CallbackStatus.OPEN: "CONFIRMED",
    CallbackStatus.DONE: "CONFIRMED",
    CallbackStatus.CANCELLED: "CANCELLED",
}

SubjectTitle = Callable[[str], str]
"""The short name of a subject in the office's language, by its identifier."""


def as_csv(callbacks: Sequence[CallbackRecord], title: SubjectTitle, zone: tzinfo) -> bytes:
    """A table (RFC 4180) in UTF-8 with a byte order mark, without which Excel reads Latin-1.

    Nothing in it is a formula: a cell that begins like one gets an apostrophe before it, and
    telephone numbers are written as ``0049 30 23125042``. Times are those of the office's clock,
    with its offset (ISO 8601).

    Args:
        callbacks: In the order of the rows.
        title: Names the subjects.
        zone: The office's time zone.
    """
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(_COLUMNS)
    for one in callbacks:
        writer.writerow(
            _harmless(cell)
            for cell in (
                one.reference,
                one.status.value,
                _local(one.window_start, zone),
                _local(one.window_end, zone),
                one.name,
                _dialled(one.number),
                title(one.topic),
                one.language,
                _local(one.created_at, zone),
                one.call_id,
            )
        )
    return text.getvalue().encode("utf-8-sig")


def as_icalendar(callbacks: Sequence[CallbackRecord], title: SubjectTitle, at: datetime) -> bytes:
    """A calendar (RFC 5545) with an event for each callback, times in UTC.

    The identifier of an event comes from the reference: imported again, it is changed and not
    doubled.

    Args:
        callbacks: In the order of the events.
        title: Names the subjects.
        at: Now; by it a calendar tells which of two versions of an event is the newer one.
    """
    calendar = Calendar()
    calendar.add("prodid", "-//voicebot//callbacks//EN")
    calendar.add("version", "2.0")
    for one in callbacks:
        event = Event()
        event.add("uid", f"callback-{one.reference}@voicebot")
        event.add("dtstamp", at)
        event.add("dtstart", one.window_start)
        event.add("dtend", one.window_end)
        summary = f"{title(one.topic)}: {one.name} {one.number}"
        event.add("summary", _NO_CALENDAR_TEXT.sub("\N{REPLACEMENT CHARACTER}", summary))
        event.add("description", f"{one.reference}, {one.language}")
        event.add("status", _STATUSES[one.status])
        calendar.add_component(event)
    return bytes(calendar.to_ical())


def _local(moment: datetime, zone: tzinfo) -> str:
    return moment.astimezone(zone).isoformat(timespec="seconds")


def _dialled(number: str) -> str:
    """An E.164 number without its plus, and with spaces.

    The plus would make it a formula; without spaces it would be a number, which loses its zeros
    and is shown as 4.93E+11.
    """
    try:
        parsed = phonenumbers.parse(number)
    except phonenumbers.NumberParseException:
        return number
    written = phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.INTERNATIONAL)
    return written.replace("+", "00", 1)


def _harmless(cell: str) -> str:
    return f"'{cell}" if cell.startswith(_FORMULA_SIGNS) else cell
