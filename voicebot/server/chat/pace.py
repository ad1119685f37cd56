"""How fast a visitor may write."""

import time
from collections import deque
from collections.abc import Callable

_WINDOW_SECONDS = 60.0


class Pace:
    """Counts the messages of one chat in the last minute.

    Args:
        messages_per_minute: The most that are taken.
        clock: Seconds that never go back.
    """

    def __init__(
        self, messages_per_minute: int, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._clock = clock
        self._taken: deque[float] = deque(maxlen=messages_per_minute)

    def take(self) -> bool:
        """Whether another message is taken now; one that is not does not count."""
        now = self._clock()
        full = len(self._taken) == self._taken.maxlen
        if full and now - self._taken[0] < _WINDOW_SECONDS:
            return False
        self._taken.append(now)
        return True
