"""Processes that do model work, so that the event loop of the calls never waits for arithmetic."""

from voicebot.workers.pool import PoolBusyError, PoolDeadlineError, WorkerDiedError, WorkerPool

__all__ = ["PoolBusyError", "PoolDeadlineError", "WorkerDiedError", "WorkerPool"]
