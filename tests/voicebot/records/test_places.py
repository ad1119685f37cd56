"""Whatever happens to callbacks in whatever order, places are those of the open ones."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import Engine
from sqlalchemy.orm import Session

from dialogs.actions import BookCallback, MoveCallback
from voicebot.records import bookings, changes, queries
from voicebot.records.database import open_database
from voicebot.records.entries import CallbackStatus
from voicebot.records.errors import CallbackStateError, WindowFullError

AT = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)
CAPACITY = 2

STEPS = st.lists(
    st.tuples(
        st.sampled_from(["book", "book", "move", "cancel", "complete", "reopen"]),
        st.integers(0, 3),  # the window
        st.integers(0, 7),  # which of the callbacks
    ),
    max_size=40,
)


def window(number: int) -> datetime:
    return AT + timedelta(hours=number)


@dataclass
class Model:
    """What the records have to do, in words of one syllable: window and status by reference."""

    callbacks: dict[str, tuple[datetime, CallbackStatus]] = field(default_factory=dict)

    @property
    def taken(self) -> Counter[datetime]:
        open_ones = (at for at, status in self.callbacks.values() if status == "open")
        return Counter(open_ones)

    def apply(self, step: str, to: datetime, reference: str) -> type[Exception] | None:
        """Do it, or tell what refuses it."""
        full = self.taken[to] >= CAPACITY
        if step == "book":
            if full:
                return WindowFullError
            self.callbacks[reference] = (to, CallbackStatus.OPEN)
            return None
        start, status = self.callbacks.get(reference, (None, None))
        if start is None or (status == CallbackStatus.OPEN) == (step == "reopen"):
            return CallbackStateError
        if step == "move" and start != to and full:
            return WindowFullError
        self.callbacks[reference] = {
            "move": (to, CallbackStatus.OPEN),
            "cancel": (start, CallbackStatus.CANCELLED),
            "complete": (start, CallbackStatus.DONE),
            "reopen": (start, CallbackStatus.OPEN),
        }[step]
        return None


def carry_out(session: Session, step: str, to: datetime, reference: str) -> None:
    end = to + timedelta(hours=1)
    match step:
        case "book":
            wish = BookCallback("Anna", "+493023125042", "fees", "de", to, end, CAPACITY)
            bookings.book_callback(session, "CA1", wish, AT, [reference])
        case "move":
            move = MoveCallback(reference, to, end, CAPACITY)
            bookings.move_callback(session, "CA1", move, AT)
        case "cancel":
            bookings.cancel_callback(session, "CA1", reference, AT)
        case "complete":
            bookings.complete_callback(session, reference, AT)
        case _:
            bookings.reopen_callback(session, reference, AT)


@pytest.fixture(scope="module")
def engine(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engine]:
    path = Path(tmp_path_factory.mktemp("places")) / "records.db"
    opened = open_database(f"sqlite:///{path}")
    yield opened
    opened.dispose()


@settings(max_examples=100)
@given(steps=STEPS)
def test_every_change_does_what_the_model_says(
    engine: Engine, steps: list[tuple[str, int, int]]
) -> None:
    """Each example is rolled back, so all of them share one database."""
    model = Model()
    with Session(engine) as session:
        changes.start_call(session, "CA1", "test", None, AT)
        session.flush()
        for position, (step, number, which) in enumerate(steps):
            known = list(model.callbacks) or ["000000"]
            reference = f"{position + 1:06}" if step == "book" else known[which % len(known)]
            expected = model.apply(step, window(number), reference)
            refused: type[Exception] | None = None
            try:
                with session.begin_nested():
                    carry_out(session, step, window(number), reference)
            except (CallbackStateError, WindowFullError) as error:
                refused = type(error)
            session.expire_all()
            assert refused is expected
            stored = {
                one.reference: (one.window_start, one.status)
                for one in queries.callbacks(session, None)
            }
            assert stored == model.callbacks
            assert queries.taken_windows(session, AT) == model.taken
        session.rollback()
