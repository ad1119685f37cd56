import os
from collections.abc import AsyncIterator, Iterator
from datetime import UTC, datetime
from pathlib import Path
from uuid import uuid4

import pytest
from sqlalchemy import create_engine, make_url, text

from dialogs.actions import BookCallback
from voicebot.records.store import Records

# With a PostgreSQL URL here (a role that may create databases), the same tests run against it.
SERVER_VARIABLE = "VOICEBOT_TEST_POSTGRESQL_URL"


@pytest.fixture
def database_url(tmp_path: Path) -> Iterator[str]:
    server = os.environ.get(SERVER_VARIABLE)
    if server is None:
        yield f"sqlite:///{tmp_path / 'records.db'}"
        return
    name = f"test_{uuid4().hex}"
    engine = create_engine(make_url(server), isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(text(f"CREATE DATABASE {name}"))
    yield make_url(server).set(database=name).render_as_string(hide_password=False)
    with engine.connect() as connection:
        connection.execute(text(f"DROP DATABASE {name} WITH (FORCE)"))
    engine.dispose()


@pytest.fixture
def sqlite_url(tmp_path: Path) -> str:
    return f"sqlite:///{tmp_path / 'only-sqlite.db'}"


@pytest.fixture
async def records(database_url: str) -> AsyncIterator[Records]:
    async with Records.open(database_url) as opened:
        yield opened


@pytest.fixture
def at() -> datetime:
    return datetime(2026, 3, 2, 9, 30, 15, 123456, tzinfo=UTC)


@pytest.fixture
def callback() -> BookCallback:
    return BookCallback(
        name="Ayşe Example",
        number="+493023125042",
        topic="fees",
        language="tr",
        window_start=datetime(2026, 3, 3, 8, 0, tzinfo=UTC),
        window_end=datetime(2026, 3, 3, 10, 0, tzinfo=UTC),
        capacity=1000,
    )
