import asyncio
import os
import time
from collections.abc import Callable

import pytest

from voicebot.workers import PoolBusyError, PoolDeadlineError, WorkerDiedError, WorkerPool


def doubler() -> Callable[[int], int]:
    return lambda number: number * 2


def process_reporter(value: str) -> Callable[[str], tuple[int, str]]:
    return lambda job: (os.getpid(), f"{value} {job}")


def crasher() -> Callable[[str], str]:
    def handle(job: str) -> str:
        if job == "crash":
            os._exit(13)
        return job

    return handle


def sleeper() -> Callable[[float], float]:
    def handle(seconds: float) -> float:
        time.sleep(seconds)
        return seconds

    return handle


def unloadable() -> Callable[[int], int]:
    raise RuntimeError("the model is damaged")


async def test_jobs_run_in_another_process_with_the_handler_built_there() -> None:
    pool: WorkerPool[str, tuple[int, str]] = WorkerPool("test", process_reporter, ("built",))
    await pool.start()
    try:
        pid, text = await pool.run("job")
    finally:
        await pool.close()
    assert pid != os.getpid()
    assert text == "built job"


async def test_a_worker_that_dies_costs_only_its_own_job() -> None:
    pool: WorkerPool[str, str] = WorkerPool("test", crasher)
    await pool.start()
    try:
        with pytest.raises(WorkerDiedError):
            await pool.run("crash")
        assert await pool.run("still here") == "still here"
    finally:
        await pool.close()


async def test_a_full_queue_refuses_at_once() -> None:
    pool: WorkerPool[float, float] = WorkerPool("test", sleeper, queue_limit=1)
    await pool.start()
    try:
        running = asyncio.create_task(pool.run(0.5))
        await asyncio.sleep(0)
        waiting = asyncio.create_task(pool.run(0.0))
        await asyncio.sleep(0)
        with pytest.raises(PoolBusyError):
            await pool.run(0.0)
        assert (await running, await waiting) == (0.5, 0.0)
    finally:
        await pool.close()


async def test_a_job_past_its_deadline_is_ended_and_the_worker_replaced() -> None:
    pool: WorkerPool[float, float] = WorkerPool("test", sleeper, deadline_seconds=5.0)
    await pool.start()
    pool._deadline_seconds = 0.2
    try:
        with pytest.raises(PoolDeadlineError):
            await pool.run(60.0)
        pool._deadline_seconds = 10.0
        assert await pool.run(0.0) == 0.0
    finally:
        await pool.close()


async def test_a_cancelled_job_gives_the_worker_back() -> None:
    pool: WorkerPool[float, float] = WorkerPool("test", sleeper)
    await pool.start()
    try:
        job = asyncio.create_task(pool.run(0.1))
        await asyncio.sleep(0)
        job.cancel()
        assert await pool.run(0.0) == 0.0
    finally:
        await pool.close()


async def test_a_handler_that_cannot_be_built_is_an_error_at_start(
    capfd: pytest.CaptureFixture[str],
) -> None:
    pool: WorkerPool[int, int] = WorkerPool("test", unloadable)
    with pytest.raises(WorkerDiedError):
        await pool.start()
    assert "the model is damaged" in capfd.readouterr().err


async def test_several_workers_work_side_by_side() -> None:
    pool: WorkerPool[str, tuple[int, str]] = WorkerPool("test", process_reporter, ("x",), workers=2)
    await pool.start()
    try:
        results = await asyncio.gather(*(pool.run("job") for _ in range(4)))
    finally:
        await pool.close()
    assert len({pid for pid, _ in results}) == 2
