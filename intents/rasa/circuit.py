"""A circuit breaker: a service that fails is left alone for a while (Nygard, "Release It!", 2007).

Without it every caller would wait for the time-out of a server that is down. Libraries
(pybreaker, circuitbreaker) keep other callers waiting while one tries again, or cannot be tested
without sleeping; the whole thing is two numbers.
"""

import threading
import time
from collections.abc import Callable


class CircuitBreaker:
    """Closed while calls succeed, open after failures in a row; safe to use from several threads.

    While open, one call a pause is let through on trial; its success closes the circuit.

    Args:
        failures: In a row, that open the circuit.
        pause_seconds: Time between two trials.
        clock: Seconds since any moment, never going back.
    """

    def __init__(
        self,
        failures: int,
        pause_seconds: float,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._limit = failures
        self._pause = pause_seconds
        self._clock = clock
        self._lock = threading.Lock()
        self._failures = 0
        self._next_trial: float | None = None

    @property
    def is_open(self) -> bool:
        """Whether calls are kept away, trials aside."""
        with self._lock:
            return self._next_trial is not None

    def allows(self) -> bool:
        """Whether a call may be made now; its outcome must be reported."""
        with self._lock:
            if self._next_trial is None:
                return True
            now = self._clock()
            if now < self._next_trial:
                return False
            # Whoever asks during the trial is kept away, and need not wait for it.
            self._next_trial = now + self._pause
            return True

    def succeeded(self) -> None:
        """Report a call that was answered."""
        with self._lock:
            self._failures = 0
            self._next_trial = None

    def failed(self) -> None:
        """Report a call that was not answered."""
        with self._lock:
            self._failures += 1
            if self._failures >= self._limit:
                self._next_trial = self._clock() + self._pause
