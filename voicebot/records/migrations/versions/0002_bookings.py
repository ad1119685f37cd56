"""Places in the windows of callbacks, unfinished callbacks, the outbox, calls by number."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Create the three tables and an index of callers, and count the callbacks that are open."""
    row_number = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
    moment = sa.DateTime(timezone=True)
    op.create_table(
        "callback_windows",
        sa.Column("start", moment, nullable=False),
        sa.Column("booked", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("start", name="pk_callback_windows"),
    )
    op.execute(
        "INSERT INTO callback_windows (start, booked) SELECT window_start, count(*) "
        "FROM callbacks WHERE status = 'open' GROUP BY window_start"
    )
    op.create_table(
        "callback_drafts",
        sa.Column("id", row_number, nullable=False),
        sa.Column("call_id", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=True),
        sa.Column("number", sa.Text(), nullable=True),
        sa.Column("topic", sa.Text(), nullable=True),
        sa.Column("language", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("created_at", moment, nullable=False),
        sa.Column("settled_at", moment, nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_callback_drafts"),
        sa.ForeignKeyConstraint(
            ["call_id"],
            ["calls.call_id"],
            name="fk_callback_drafts_call_id_calls",
            ondelete="CASCADE",
        ),
    )
    op.create_table(
        "deliveries",
        sa.Column("id", row_number, nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("call_id", sa.Text(), nullable=True),
        sa.Column("payload", sa.JSON(), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("next_attempt_at", moment, nullable=False),
        sa.Column("created_at", moment, nullable=False),
        sa.Column("sent_at", moment, nullable=True),
        sa.Column("last_error", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_deliveries"),
        sa.ForeignKeyConstraint(
            ["call_id"], ["calls.call_id"], name="fk_deliveries_call_id_calls", ondelete="CASCADE"
        ),
    )
    op.create_index("ix_deliveries_next_attempt_at", "deliveries", ["next_attempt_at"])
    op.create_index("ix_calls_caller_number_started_at", "calls", ["caller_number", "started_at"])


def downgrade() -> None:
    """Drop the index, and the three tables with all that is in them."""
    op.drop_index("ix_calls_caller_number_started_at", "calls")
    for table in ("deliveries", "callback_drafts", "callback_windows"):
        op.drop_table(table)
