import asyncio
import sqlite3
import stat
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import Engine, text

from voicebot.errors import InputError
from voicebot.records.database import (
    READING,
    VERSION_TABLE,
    database_exists,
    open_database,
)
from voicebot.records.errors import RecordsError
from voicebot.records.store import Records
from voicebot.records.tables import Base


def pragma(engine: Engine, name: str) -> object:
    with engine.connect() as connection:
        return connection.execute(text(f"PRAGMA {name}")).scalar_one()


def test_sqlite_is_set_up_to_keep_what_it_commits(sqlite_url: str) -> None:
    engine = open_database(sqlite_url)
    assert pragma(engine, "journal_mode") == "wal"
    assert pragma(engine, "synchronous") == 2  # FULL
    assert pragma(engine, "foreign_keys") == 1
    assert pragma(engine, "busy_timeout") == 5000
    engine.dispose()


def test_the_migrations_make_exactly_the_tables_of_the_models(database_url: str) -> None:
    engine = open_database(database_url)
    with engine.connect() as connection:
        context = MigrationContext.configure(
            connection,
            opts={
                "version_table": VERSION_TABLE,
                "compare_type": True,
                "compare_server_default": True,
            },
        )
        assert compare_metadata(context, Base.metadata) == []
    engine.dispose()


def test_the_comparison_of_migrations_and_models_notices_a_difference(database_url: str) -> None:
    engine = open_database(database_url)
    with engine.begin() as connection:
        connection.execute(text("ALTER TABLE turns DROP COLUMN source"))
    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"version_table": VERSION_TABLE})
        assert [change[0] for change in compare_metadata(context, Base.metadata)] == ["add_column"]
    engine.dispose()


def test_the_folder_is_created_and_the_file_is_the_owners_alone(tmp_path: Path) -> None:
    path = tmp_path / "new" / "folder" / "records.db"
    engine = open_database(f"sqlite:///{path}")
    for file in path.parent.iterdir():
        assert stat.S_IMODE(file.stat().st_mode) == 0o600
    engine.dispose()


def test_opening_again_keeps_what_is_there(database_url: str) -> None:
    for _ in range(2):
        engine = open_database(database_url)
        with engine.begin() as connection:
            connection.execute(
                text(
                    "INSERT INTO calls (call_id, channel, started_at, software_version) "
                    "SELECT 'CA' || count(*), 'text', '2026-01-01 00:00:00.000000', '0' FROM calls"
                )
            )
        engine.dispose()
    engine = open_database(database_url)
    with engine.connect() as connection:
        assert connection.execute(text("SELECT count(*) FROM calls")).scalar_one() == 2
    engine.dispose()


def test_a_reader_does_not_wait_for_the_writer(sqlite_url: str) -> None:
    engine = open_database(sqlite_url)
    reading = engine.execution_options(**READING)
    with engine.begin() as writer:
        writer.execute(text("DELETE FROM calls"))
        with reading.begin() as reader:
            assert reader.execute(text("SELECT count(*) FROM calls")).scalar_one() == 0
    engine.dispose()


def test_a_database_of_a_newer_version_is_refused(database_url: str) -> None:
    engine = open_database(database_url)
    with engine.begin() as connection:
        connection.execute(text(f"UPDATE {VERSION_TABLE} SET version_num = '9999'"))
    engine.dispose()
    with pytest.raises(InputError, match=r"newer version of voicebot \(schema 9999\)"):
        Records.open(database_url)


@pytest.mark.parametrize(
    "content", [b"x", b"This is a letter, not a database.\n" * 300, b"\0" * 5000]
)
def test_a_file_that_is_no_database_is_refused_and_left_alone(
    tmp_path: Path, content: bytes
) -> None:
    path = tmp_path / "letter.txt"
    path.write_bytes(content)
    with pytest.raises(InputError, match="is not a database"):
        Records.open(f"sqlite:///{path}")
    assert path.read_bytes() == content
    assert list(tmp_path.iterdir()) == [path]


def test_a_damaged_database_is_refused(tmp_path: Path, sqlite_url: str) -> None:
    open_database(sqlite_url).dispose()
    path = tmp_path / "only-sqlite.db"
    # The first page has the schema; its beginning still says SQLite.
    path.write_bytes(path.read_bytes()[:100] + b"\xff" * (path.stat().st_size - 100))
    with pytest.raises(InputError, match="is not a database"):
        Records.open(sqlite_url)


def test_the_database_of_another_program_is_refused_and_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "addresses.db"
    connection = sqlite3.connect(path)
    connection.execute("CREATE TABLE addresses (name TEXT)")
    connection.commit()
    connection.close()
    with pytest.raises(InputError, match="another program"):
        Records.open(f"sqlite:///{path}")
    connection = sqlite3.connect(path)
    tables = connection.execute("SELECT name FROM sqlite_master").fetchall()
    connection.close()
    assert tables == [("addresses",)]


def test_a_folder_is_not_a_database(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="is a folder"):
        Records.open(f"sqlite:///{tmp_path}")


def test_a_folder_that_cannot_be_created_is_said(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(InputError, match="cannot be used"):
        Records.open(f"sqlite:///{tmp_path / 'file' / 'records.db'}")


@pytest.mark.parametrize("url", ["sqlite://", "sqlite:///:memory:"])
def test_records_that_would_be_lost_at_the_end_are_refused(url: str) -> None:
    with pytest.raises(InputError, match="names no file"):
        Records.open(url)


@pytest.mark.parametrize("url", ["records.db", "", "postgresql://user:secret@host:port/name"])
def test_an_unreadable_url_is_refused_without_repeating_it(url: str) -> None:
    with pytest.raises(InputError, match="cannot be read") as failure:
        Records.open(url)
    assert "secret" not in str(failure.value)


def test_other_databases_are_refused() -> None:
    with pytest.raises(InputError, match="'mysql'; records are kept in sqlite or postgresql"):
        Records.open("mysql://host/name")


def test_whether_there_is_a_database_is_told_without_making_one(
    tmp_path: Path, sqlite_url: str
) -> None:
    assert not database_exists(sqlite_url)
    assert list(tmp_path.iterdir()) == []
    open_database(sqlite_url).dispose()
    assert database_exists(sqlite_url)
    assert database_exists("postgresql://host/name")


def test_two_servers_that_start_at_once_both_open_a_new_database(database_url: str) -> None:
    async def open_both() -> list[Engine]:
        return await asyncio.gather(
            *(asyncio.to_thread(open_database, database_url) for _ in range(4))
        )

    for engine in asyncio.run(open_both()):
        engine.dispose()


def test_a_database_locked_by_another_process_is_reported(
    tmp_path: Path, sqlite_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("voicebot.records.database._PRAGMAS", ("busy_timeout = 10",))
    open_database(sqlite_url).dispose()
    other = sqlite3.connect(tmp_path / "only-sqlite.db", isolation_level=None)
    other.execute("BEGIN EXCLUSIVE")
    with pytest.raises(RecordsError, match="locked"):
        Records.open(sqlite_url)
    other.close()
