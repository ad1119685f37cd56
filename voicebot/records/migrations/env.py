"""Run by Alembic: applies the scripts on the connection that ``database.upgrade`` opened."""

from alembic import context

from voicebot.records.database import VERSION_TABLE
from voicebot.records.tables import Base

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=Base.metadata,
    version_table=VERSION_TABLE,
    # SQLite cannot change a column in place; Alembic then copies the table.
    render_as_batch=True,
)
with context.begin_transaction():
    context.run_migrations()
