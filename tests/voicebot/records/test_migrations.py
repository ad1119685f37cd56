"""What older versions recorded is taken over."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from alembic import command
from alembic.config import Config
from sqlalchemy import Connection, Engine, insert, inspect
from sqlalchemy.orm import Session

from dialogs.actions import BookCallback
from voicebot.records import bookings, queries
from voicebot.records.database import open_database
from voicebot.records.errors import WindowFullError
from voicebot.records.tables import CallbackRow, CallRow

AT = datetime(2026, 3, 3, 8, tzinfo=UTC)
HOUR = timedelta(hours=1)


def migrate(connection: Connection, revision: str) -> None:
    config = Config()
    config.set_main_option("script_location", "voicebot.records:migrations")
    config.attributes["connection"] = connection
    if revision == "head":
        command.upgrade(config, revision)
    else:
        command.downgrade(config, revision)


@pytest.fixture
def engine(database_url: str) -> Iterator[Engine]:
    opened = open_database(database_url)
    yield opened
    opened.dispose()


def test_places_of_callbacks_that_are_open_are_counted_when_the_windows_come(
    engine: Engine,
) -> None:
    with engine.begin() as connection:
        migrate(connection, "0001")
        assert "callback_windows" not in inspect(connection).get_table_names()
        connection.execute(
            insert(CallRow).values(
                call_id="CA1", channel="test", started_at=AT, software_version="0.1"
            )
        )
        for number, (hours, status) in enumerate(
            [(0, "open"), (0, "open"), (0, "done"), (1, "open"), (2, "cancelled")]
        ):
            start = AT + hours * HOUR
            connection.execute(
                insert(CallbackRow).values(
                    reference=f"{number:06}", call_id="CA1", name="", number="+493023125042",
                    topic="fees", language="de", window_start=start, window_end=start + HOUR,
                    status=status, created_at=AT,
                )
            )  # fmt: skip
        migrate(connection, "head")
    with Session(engine) as session:
        assert queries.taken_windows(session, AT) == {AT: 2, AT + HOUR: 1}
        third = BookCallback("Anna", "+493023125042", "fees", "de", AT, AT + HOUR, 2)
        with pytest.raises(WindowFullError):
            bookings.book_callback(session, "CA1", third, AT, ["121212"])
