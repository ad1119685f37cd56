"""A worker that dies is replaced, and while that takes its time nobody pays for it needlessly."""

import asyncio
import contextlib
import os
import signal
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest

from voicebot.workers import PoolDeadlineError, WorkerDiedError, WorkerPool


def gated(folder: str) -> Callable[[str], tuple[int, list[str]]]:
    """Loads when there is no file ``gate``; fails when there is a file ``damage``."""
    with (Path(folder) / "loads").open("a") as loads:
        loads.write("x")
    while (Path(folder) / "gate").exists():
        time.sleep(0.005)
    if (Path(folder) / "damage").exists():
        raise RuntimeError("the model is damaged")
    done: list[str] = []

    def handle(job: str) -> tuple[int, list[str]]:
        done.append(job)
        return os.getpid(), list(done)

    return handle


Gated = WorkerPool[str, tuple[int, list[str]]]


@asynccontextmanager
async def gated_pool(folder: Path, **options: Any) -> AsyncIterator[Gated]:
    pool: Gated = WorkerPool("test", gated, (str(folder),), **options)
    await pool.start()
    try:
        yield pool
    finally:
        (folder / "gate").unlink(missing_ok=True)
        await pool.close()


async def until(condition: Callable[[], bool]) -> None:
    async with asyncio.timeout(20):
        while not condition():  # noqa: ASYNC110 - what other processes do is no event here
            await asyncio.sleep(0.005)


async def kill_idle(pool: Gated, pid: int) -> None:
    """Kill a worker from outside and wait until its executor knows."""
    (worker,) = [one for one in pool._workers if pid in one.executor._processes]
    os.kill(pid, signal.SIGKILL)
    await until(lambda: bool(worker.executor._broken))


async def test_a_worker_killed_while_idle_costs_no_job(tmp_path: Path) -> None:
    async with gated_pool(tmp_path) as pool:
        pid, _ = await pool.run("first")
        await kill_idle(pool, pid)
        other, done = await pool.run("second")
    assert other != pid
    assert done == ["second"]


async def test_while_a_worker_is_replaced_another_one_takes_the_jobs(tmp_path: Path) -> None:
    async with gated_pool(tmp_path, workers=2) as pool:
        pid, _ = await pool.run("first")
        (other,) = {number for one in pool._workers for number in one.executor._processes} - {pid}
        (tmp_path / "gate").touch()
        await kill_idle(pool, pid)
        answers = [await pool.run("next") for _ in range(4)]
    assert {number for number, _ in answers} == {other}


async def test_a_job_given_up_while_a_worker_is_replaced_is_never_computed(
    tmp_path: Path,
) -> None:
    async with gated_pool(tmp_path) as pool:
        pid, _ = await pool.run("first")
        (tmp_path / "gate").touch()
        await kill_idle(pool, pid)
        given_up = asyncio.create_task(pool.run("given up"))
        await until(lambda: (tmp_path / "loads").read_text() == "xx")
        assert not pool.idle
        given_up.cancel()
        (tmp_path / "gate").unlink()
        _, done = await pool.run("wanted")
    assert done == ["wanted"]


async def test_a_job_that_comes_while_a_worker_is_replaced_waits_for_it(tmp_path: Path) -> None:
    async with gated_pool(tmp_path) as pool:
        pid, _ = await pool.run("first")
        (tmp_path / "gate").touch()
        await kill_idle(pool, pid)
        waiting = asyncio.create_task(pool.run("second"))
        await until(lambda: (tmp_path / "loads").read_text() == "xx")
        (tmp_path / "gate").unlink()
        assert (await waiting)[1] == ["second"]


async def test_a_deadline_that_passes_while_a_worker_is_replaced_does_not_stop_that(
    tmp_path: Path,
) -> None:
    async with gated_pool(tmp_path) as pool:
        pid, _ = await pool.run("first")
        (tmp_path / "gate").touch()
        await kill_idle(pool, pid)
        pool._deadline_seconds = 0.2
        for _ in range(2):
            with pytest.raises(PoolDeadlineError):
                await pool.run("too early")
        (tmp_path / "gate").unlink()
        pool._deadline_seconds = 20.0
        assert (await pool.run("in time"))[1] == ["in time"]
    assert (tmp_path / "loads").read_text() == "xx", "the replacement was loaded more than once"


async def test_a_worker_that_cannot_be_replaced_is_tried_again_for_each_job(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    async with gated_pool(tmp_path) as pool:
        pid, _ = await pool.run("first")
        (tmp_path / "damage").touch()
        await kill_idle(pool, pid)
        for _ in range(2):
            with pytest.raises(WorkerDiedError):
                await pool.run("no chance")
        (tmp_path / "damage").unlink()
        await until(lambda: pool.idle)  # The second of them has begun another attempt.
        with contextlib.suppress(WorkerDiedError):  # It may have read the damaged model.
            await pool.run("perhaps")
        assert (await pool.run("repaired"))[1][-1] == "repaired"
    assert "the model is damaged" in capfd.readouterr().err
