"""Opens the database: driver, durability, and a schema of this version."""

import json
import sqlite3
import time
from collections.abc import Mapping
from functools import partial
from pathlib import Path
from typing import Any

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import (
    URL,
    Connection,
    Engine,
    create_engine,
    event,
    func,
    inspect,
    make_url,
    select,
)
from sqlalchemy.engine.interfaces import DBAPIConnection, DBAPICursor
from sqlalchemy.exc import ArgumentError, DatabaseError, SQLAlchemyError, StatementError
from sqlalchemy.pool import ConnectionPoolEntry

from voicebot.errors import InputError
from voicebot.records.errors import RecordsError
from voicebot.records.tables import Base

VERSION_TABLE = "voicebot_schema"
"""Holds the number of the last migration; not Alembic's usual name, which another program in
the same PostgreSQL database may be using."""

READING: Mapping[str, Any] = {"sqlite_begin": "BEGIN DEFERRED", "postgresql_readonly": True}
"""Execution options of an engine that only reads: it never waits for the writer."""

# A writing transaction takes the lock at its first statement: one that began by reading could
# not wait for another process's write, it would fail at once.
_WRITING = "BEGIN IMMEDIATE"

_PRAGMAS = (
    # First, so that the following ones already wait for another process.
    "busy_timeout = 5000",
    # Readers (the supervisor, `voicebot calls`) and the writer do not block each other.
    "journal_mode = WAL",
    # In WAL mode less than FULL can lose the last commits with the power.
    "synchronous = FULL",
    "foreign_keys = ON",
)

# Two programs that turn a new file to WAL at once: SQLite does not wait then, since each holds
# what the other needs (https://www.sqlite.org/c3ref/busy_handler.html), so we do.
_WAL_SECONDS = 5.0
_WAL_RETRY_SECONDS = 0.02

_DRIVERS = {
    "sqlite": "sqlite+pysqlite",
    "postgresql": "postgresql+psycopg",
    "postgres": "postgresql+psycopg",
}

# File format of SQLite 3, section 1.3.1: https://www.sqlite.org/fileformat2.html
_SQLITE_MAGIC = b"SQLite format 3\0"

# Any number that is always the same: two servers that start at once upgrade one after the other.
_UPGRADE_LOCK = 0x766F_6963_6562_6F74


def database_exists(url: str) -> bool:
    """Whether there can be records at ``url``; a database server is assumed to have them.

    Raises:
        InputError: The URL cannot be used.
    """
    parsed = _parse(url)
    return parsed.get_backend_name() != "sqlite" or _sqlite_file(parsed).exists()


def open_database(url: str) -> Engine:
    """Open the database at ``url``, creating the file or upgrading the schema where needed.

    Raises:
        InputError: The URL cannot be used, the file is no database or not ours, or it was
            written by a newer version.
        RecordsError: The database cannot be reached or upgraded now.
    """
    parsed = _parse(url)
    name = parsed.render_as_string(hide_password=True)
    if parsed.get_backend_name() == "sqlite":
        _prepare_file(_sqlite_file(parsed))
    engine = _create_engine(parsed)
    try:
        _upgrade(engine, name)
    except SQLAlchemyError as error:
        engine.dispose()
        # SQLite reports a file in the wrong format as plain DatabaseError; for what may pass
        # (locked, full, server away) there are subclasses.
        if type(error) is DatabaseError:
            raise InputError(f"{name} is not a database: {describe(error)}") from None
        raise RecordsError(f"{name} cannot be opened: {describe(error)}") from None
    except InputError:
        engine.dispose()
        raise
    return engine


def describe(error: SQLAlchemyError) -> str:
    """What went wrong in one line that carries nobody's data.

    The lines after the first, which PostgreSQL calls DETAIL, quote the values of the row.
    """
    cause = error.orig if isinstance(error, StatementError) and error.orig else error
    return (str(cause).splitlines() or [type(cause).__name__])[0]


def _parse(url: str) -> URL:
    try:
        parsed = make_url(url)
    except (ArgumentError, ValueError):
        # The message of SQLAlchemy quotes the URL, which may hold a password.
        raise InputError(
            "the database URL cannot be read; it looks like sqlite:////folder/voicebot.db "
            "or postgresql://user@host/voicebot"
        ) from None
    backend = parsed.drivername.partition("+")[0]
    driver = _DRIVERS.get(backend)
    if driver is None:
        raise InputError(
            f"the database URL names {backend!r}; records are kept in sqlite or postgresql"
        )
    if backend == "sqlite" and parsed.database in {None, "", ":memory:"}:
        raise InputError("the database URL names no file, so records would be lost at the end")
    return parsed.set(drivername=driver)


def _sqlite_file(url: URL) -> Path:
    return Path(url.database or "")


def _prepare_file(path: Path) -> None:
    if path.is_dir():
        raise InputError(f"the database {path} is a folder")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        # Names and telephone numbers are nobody else's business on this machine; SQLite gives
        # the files beside it the same permissions.
        path.touch(mode=0o600)
        with path.open("rb") as file:
            beginning = file.read(len(_SQLITE_MAGIC))
    except OSError as error:
        raise InputError(f"the database {path} cannot be used: {error.strerror}") from error
    # SQLite itself takes a file of a few bytes for a new database and overwrites it.
    if beginning not in {b"", _SQLITE_MAGIC}:
        raise InputError(f"{path} is not a database")


def _create_engine(url: URL) -> Engine:
    sqlite = url.get_backend_name() == "sqlite"
    try:
        engine = create_engine(
            url,
            hide_parameters=True,  # error messages go to logs, personal data does not
            # Readable in every script for whoever looks with the database's own tools.
            json_serializer=partial(json.dumps, ensure_ascii=False),
            pool_pre_ping=not sqlite,  # survives a restart of the database server
        )
    except ModuleNotFoundError as error:
        raise InputError(
            "records in PostgreSQL need the extra `postgresql` of voicebot to be installed"
        ) from error
    if sqlite:
        event.listen(engine, "connect", _prepare_sqlite)
        event.listen(engine, "begin", _begin_sqlite)
    return engine


def _prepare_sqlite(connection: DBAPIConnection, entry: ConnectionPoolEntry) -> None:
    del entry
    # The driver must not begin transactions by itself: it would only before a write, and so
    # leave changes of the schema outside. `_begin_sqlite` does it.
    connection.isolation_level = None
    cursor = connection.cursor()
    for pragma in _PRAGMAS:
        _set_pragma(cursor, pragma)
    cursor.close()


def _set_pragma(cursor: DBAPICursor, pragma: str) -> None:
    deadline = time.monotonic() + _WAL_SECONDS
    while True:
        try:
            cursor.execute(f"PRAGMA {pragma}")
        except sqlite3.OperationalError:
            if not pragma.startswith("journal_mode") or time.monotonic() >= deadline:
                raise
            time.sleep(_WAL_RETRY_SECONDS)
        else:
            return


def _begin_sqlite(connection: Connection) -> None:
    connection.exec_driver_sql(connection.get_execution_options().get("sqlite_begin", _WRITING))


def _upgrade(engine: Engine, name: str) -> None:
    config = Config()
    config.set_main_option("script_location", "voicebot.records:migrations")
    scripts = ScriptDirectory.from_config(config)
    with engine.begin() as connection:
        if connection.dialect.name == "postgresql":
            connection.execute(select(func.pg_advisory_xact_lock(_UPGRADE_LOCK)))
        context = MigrationContext.configure(connection, opts={"version_table": VERSION_TABLE})
        revision = context.get_current_revision()
        if revision == scripts.get_current_head():
            return
        if revision is None:
            _refuse_foreign(connection, name)
        elif revision not in {script.revision for script in scripts.walk_revisions()}:
            raise InputError(
                f"{name} was written by a newer version of voicebot (schema {revision}); "
                "update voicebot"
            )
        config.attributes["connection"] = connection
        command.upgrade(config, "head")


def _refuse_foreign(connection: Connection, name: str) -> None:
    """A file is one program's own; a PostgreSQL database may be shared, but not our tables."""
    tables = set(inspect(connection).get_table_names())
    if connection.dialect.name != "sqlite":
        tables &= set(Base.metadata.tables)
    if tables:
        raise InputError(f"{name} is the database of another program; nothing was changed")
