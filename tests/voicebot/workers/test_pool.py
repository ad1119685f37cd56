import asyncio
import os
import sys
import time
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

import psutil
import pytest

from voicebot.workers import (
    JobGivenUpError,
    PoolBusyError,
    PoolDeadlineError,
    WorkerDiedError,
    WorkerPool,
    given_up,
)


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


def stopping_when_given_up() -> Callable[[Path], bool]:
    def handle(begun: Path) -> bool:
        first = not begun.exists()
        begun.touch()
        while first:
            if given_up():
                raise JobGivenUpError
            time.sleep(0.001)
        return given_up()

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


async def test_a_handler_learns_that_its_job_is_given_up_and_that_the_next_is_not(
    tmp_path: Path,
) -> None:
    pool: WorkerPool[Path, bool] = WorkerPool("test", stopping_when_given_up)
    await pool.start()
    try:
        begun, unused = tmp_path / "begun", tmp_path / "unused"
        unused.touch()
        job = asyncio.create_task(pool.run(begun))
        while not begun.exists():  # noqa: ASYNC110 - files come without an event
            await asyncio.sleep(0.001)
        job.cancel()
        assert not await pool.run(unused)
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


def waiting_for_file() -> Callable[[str], list[str]]:
    done: list[str] = []

    def handle(job: str) -> list[str]:
        while job.startswith("/") and not Path(job).exists():
            time.sleep(0.005)
        done.append(job)
        return list(done)

    return handle


async def until(condition: Callable[[], bool]) -> None:
    async with asyncio.timeout(20):
        while not condition():  # noqa: ASYNC110 - what other processes do is no event here
            await asyncio.sleep(0.005)


async def test_a_job_given_up_while_it_waits_is_never_computed_and_leaves_no_trace(
    tmp_path: Path,
) -> None:
    pool: WorkerPool[str, list[str]] = WorkerPool("test", waiting_for_file, queue_limit=1)
    await pool.start()
    try:
        gate = tmp_path / "gate"
        running = asyncio.create_task(pool.run(str(gate)))
        await asyncio.sleep(0)
        for _ in range(3):  # more often than there are places in the queue
            given_up = asyncio.create_task(pool.run("given up"))
            await asyncio.sleep(0)
            given_up.cancel()
            with pytest.raises(asyncio.CancelledError):
                await given_up
        waiting = asyncio.create_task(pool.run("wanted"))
        await asyncio.sleep(0)
        gate.touch()
        assert await running == [str(gate)]
        assert await waiting == [str(gate), "wanted"]
        assert pool.idle
    finally:
        await pool.close()


async def test_a_job_given_up_as_its_worker_becomes_free_loses_neither(tmp_path: Path) -> None:
    pool: WorkerPool[str, list[str]] = WorkerPool("test", waiting_for_file)
    await pool.start()
    try:
        gate = tmp_path / "gate"
        running = asyncio.create_task(pool.run(str(gate)))
        await asyncio.sleep(0)
        given_up = asyncio.create_task(pool.run("given up"))
        await asyncio.sleep(0)
        # The callback that gives the worker back has just woken the waiting job.
        running.add_done_callback(lambda _: given_up.cancel())
        gate.touch()
        await running
        with pytest.raises(asyncio.CancelledError):
            await given_up
        assert (await pool.run("next"))[-1] == "next"
        assert pool.idle
    finally:
        await pool.close()


async def test_a_running_job_that_is_given_up_keeps_nobody_waiting_longer_than_it_takes(
    tmp_path: Path,
) -> None:
    pool: WorkerPool[str, list[str]] = WorkerPool("test", waiting_for_file)
    await pool.start()
    try:
        gate = tmp_path / "gate"
        await pool.run("first")
        given_up = asyncio.create_task(pool.run(str(gate)))
        worker = pool._workers[0].executor
        await until(lambda: _is_running(worker))
        given_up.cancel()
        waiting = asyncio.create_task(pool.run("next"))
        with pytest.raises(asyncio.CancelledError):
            await given_up
        assert not waiting.done()
        gate.touch()
        assert await waiting == ["first", str(gate), "next"]
    finally:
        await pool.close()


def _is_running(executor: ProcessPoolExecutor) -> bool:
    return any(item.future.running() for item in executor._pending_work_items.values())


async def test_a_job_given_up_at_once_gives_the_worker_back() -> None:
    pool: WorkerPool[int, int] = WorkerPool("test", doubler)
    await pool.start()
    try:
        for _ in range(20):
            job = asyncio.create_task(pool.run(1))
            await asyncio.sleep(0)
            job.cancel()
        assert await pool.run(4) == 8
        assert pool.idle
    finally:
        await pool.close()


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux lets a process name itself so")
async def test_a_worker_is_called_after_its_pool() -> None:
    pool: WorkerPool[int, int] = WorkerPool("number doubler", doubler)
    await pool.start()
    try:
        names = [child.name() for child in psutil.Process().children()]
    finally:
        await pool.close()
    assert "number doubler" in names
