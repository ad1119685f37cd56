"""Callbacks for other programs: a table for spreadsheets, a calendar for everything else."""

import csv
import io
from collections.abc import Callable, Sequence

from icalendar import Calendar, Event

from voicebot.records.entries import CallbackRecord, CallbackStatus

_COLUMNS = (
    "reference", "status", "window_start", "window_end", "name", "number", "subject", "language",
    "created_at", "call_id",
)  # fmt: skip
# Spreadsheets take what begins with these for a formula and run it (OWASP, CSV injection).
_FORMULA_SIGNS = ("=", "+", "-", "@", "\t", "\r")
_STATUSES = {
    CallbackStatus.OPEN: "CONFIRMED",
    CallbackStatus.DONE: "CONFIRMED",
    CallbackStatus.CANCELLED: "CANCELLED",
}

SubjectTitle = Callable[[str], str]
"""The short name of a subject in the office's language, by its identifier."""


def as_csv(callbacks: Sequence[CallbackRecord], title: SubjectTitle) -> bytes:
    """A table (RFC 4180) in UTF-8 with a byte order mark, without which Excel reads Latin-1.

    Telephone numbers begin with two zeros instead of a plus, which would be a formula. Times are
    in UTC (ISO 8601).

    Args:
        callbacks: In the order of the rows.
        title: Names the subjects.
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
                one.window_start.isoformat(),
                one.window_end.isoformat(),
                one.name,
                one.number.replace("+", "00", 1),
                title(one.topic),
                one.language,
                one.created_at.isoformat(),
                one.call_id,
            )
        )
    return text.getvalue().encode("utf-8-sig")


def as_icalendar(callbacks: Sequence[CallbackRecord], title: SubjectTitle) -> bytes:
    """A calendar (RFC 5545) with an event for each callback, times in UTC.

    The identifier of an event comes from the reference: imported again, it is changed and not
    doubled.
    """
    calendar = Calendar()
    calendar.add("prodid", "-//voicebot//callbacks//EN")
    calendar.add("version", "2.0")
    for one in callbacks:
        event = Event()
        event.add("uid", f"callback-{one.reference}@voicebot")
        event.add("dtstamp", one.created_at)
        event.add("dtstart", one.window_start)
        event.add("dtend", one.window_end)
        event.add("summary", f"{title(one.topic)}: {one.name} {one.number}")
        event.add("description", f"{one.reference}, {one.language}")
        event.add("status", _STATUSES[one.status])
        calendar.add_component(event)
    return bytes(calendar.to_ical())


def _harmless(cell: str) -> str:
    return f"'{cell}" if cell.startswith(_FORMULA_SIGNS) else cell
