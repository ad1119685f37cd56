"""What other callers have booked before a simulated call begins."""

from collections import Counter
from datetime import datetime
from itertools import islice

from dialogs.actions import BookCallback
from intents.calendar import callback_windows
from intents.office import Office
from voicebot.records.entries import CallbackStatus
from voicebot.records.store import Records
from voicebot.simulation.scenario import FullWindows

_CALL_ID = "other-callers"
_NUMBER = "+493023125099"


async def take_windows(
    records: Records, office: Office, at: datetime, windows: FullWindows
) -> None:
    """Book callbacks until windows are full.

    Args:
        records: Where they are booked.
        office: Whose windows.
        at: When (aware).
        windows: Which of those that are free at that time.
    """
    booked = Counter(one.window_start for one in await records.callbacks(CallbackStatus.OPEN))
    free = callback_windows(office, at, taken=booked)
    chosen = list(islice(free, 1) if windows is FullWindows.FIRST else free)
    await records.start_call(_CALL_ID, "simulation", None, at)
    capacity = office.callbacks.capacity
    for window in chosen:
        booking = BookCallback(
            name="",
            number=_NUMBER,
            topic="other",
            language=office.language,
            window_start=window.start,
            window_end=window.end,
            capacity=capacity,
        )
        for _ in range(capacity - booked[window.start]):
            await records.book_callback(_CALL_ID, booking, at)
    await records.end_call(_CALL_ID, "caller", at)
