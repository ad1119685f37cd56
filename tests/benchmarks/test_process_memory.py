"""Memory as the operating system tells it, of real processes."""

import asyncio
import subprocess
import sys
from collections.abc import Callable

import psutil
import pytest

from benchmarks.process_memory import child_that, read_memory, sample_memory
from voicebot.errors import VoicebotError
from voicebot.workers import WorkerPool

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells PSS")


def holder(megabytes: int) -> Callable[[int], int]:
    held = b"x" * (megabytes * 1_000_000)
    return lambda number: len(held) + number


async def test_a_worker_is_counted_under_the_name_of_its_pool() -> None:
    pool: WorkerPool[int, int] = WorkerPool("memory holder", holder, (60,))
    await pool.start()
    try:
        memory = read_memory(psutil.Process())
    finally:
        await pool.close()
    assert memory.processes[0].role == "server"
    assert memory.role_uss_mb("memory holder") > 60
    assert memory.uss_mb > memory.role_uss_mb("memory holder") + memory.role_uss_mb("server") - 0.1
    assert memory.pss_mb >= memory.uss_mb


async def test_memory_is_sampled_until_a_call_is_over() -> None:
    enough = asyncio.Event()
    call: asyncio.Task[object] = asyncio.create_task(enough.wait())
    seen = []

    def note(sample: object) -> None:
        seen.append(sample)
        if len(seen) == 3:
            enough.set()

    samples = await sample_memory(psutil.Process(), [call], 0.01, note)
    assert samples == seen
    assert [one.seconds for one in samples] == sorted(one.seconds for one in samples)


def test_a_server_that_is_gone_is_an_error() -> None:
    process = subprocess.Popen([sys.executable, "-c", ""])
    gone = psutil.Process(process.pid)
    process.wait()
    with pytest.raises(VoicebotError):
        read_memory(gone)


def test_a_child_is_found_by_its_command_line() -> None:
    command = [sys.executable, "-c", "input()", "an-argument-of-this-test"]
    with subprocess.Popen(command, stdin=subprocess.PIPE) as process:
        try:
            assert child_that("an-argument-of-this-test").pid == process.pid
        finally:
            process.kill()
    with pytest.raises(VoicebotError):
        child_that("an-argument-of-this-test")
