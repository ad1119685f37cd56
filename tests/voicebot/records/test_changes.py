from datetime import datetime

import pytest
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from dialogs.actions import BookCallback
from voicebot.records import bookings, changes, queries
from voicebot.records.database import open_database
from voicebot.records.errors import RecordsError


def test_a_reference_in_use_is_passed_over(
    database_url: str, at: datetime, callback: BookCallback
) -> None:
    engine = open_database(database_url)
    with Session(engine) as session, session.begin():
        changes.start_call(session, "CA1", "twilio", None, at)
        first = bookings.book_callback(session, "CA1", callback, at, ["121212"])
        second = bookings.book_callback(session, "CA1", callback, at, ["121212", "343434"])
    assert (first, second) == ("121212", "343434")
    with Session(engine) as session:
        call = queries.call(session, "CA1")
    engine.dispose()
    assert call is not None
    assert [booked.reference for booked in call.callbacks] == ["121212", "343434"]
    assert [event.data for event in call.events] == [
        {"reference": "121212"},
        {"reference": "343434"},
    ]


def test_without_a_free_reference_nothing_is_booked(
    database_url: str, at: datetime, callback: BookCallback
) -> None:
    engine = open_database(database_url)
    with Session(engine) as session, session.begin():
        changes.start_call(session, "CA1", "twilio", None, at)
        bookings.book_callback(session, "CA1", callback, at, ["121212"])
    with pytest.raises(RecordsError, match="nothing was booked"), Session(engine) as session:
        bookings.book_callback(session, "CA1", callback, at, ["121212", "121212"])
    with Session(engine) as session:
        assert queries.counts(session).callbacks == 1
    engine.dispose()


def test_another_violation_is_not_taken_for_a_reference_in_use(
    database_url: str, at: datetime, callback: BookCallback
) -> None:
    engine = open_database(database_url)
    candidates = iter(["121212", "343434"])
    with pytest.raises(IntegrityError), Session(engine) as session:
        bookings.book_callback(session, "no such call", callback, at, candidates)
    assert next(candidates) == "343434"
    engine.dispose()
