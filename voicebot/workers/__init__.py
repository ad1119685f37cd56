"""Processes that do model work, so that the event loop of the calls never waits for arithmetic."""

from voicebot.workers.pool import PoolBusyError, PoolDeadlineError, WorkerDiedError, WorkerPool
from voicebot.workers.process import JobGivenUpError, given_up

__all__ = [
    "JobGivenUpError",
    "PoolBusyError",
    "PoolDeadlineError",
    "WorkerDiedError",
    "WorkerPool",
    "given_up",
]
