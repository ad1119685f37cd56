"""Memory of a server and its workers, read from the operating system while they run.

Of every process two figures count. PSS (proportional set size) divides a page by the number of
processes that share it, so that over the processes of one server shared pages count once; a
library that other programs on the machine have mapped, too, counts less. USS (unique set size)
is what would be free if the process ended.
"""

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import psutil

from voicebot.errors import VoicebotError

_TRACKER = "resource_tracker"


@dataclass(frozen=True, slots=True)
class ProcessMemory:
    """One process.

    Attributes:
        role: What it does: ``server``, or the name of the pool that a worker belongs to.
        pid: Its identifier.
        pss_mb: Proportional set size in megabytes (10^6 bytes).
        uss_mb: Unique set size in megabytes.
    """

    role: str
    pid: int
    pss_mb: float
    uss_mb: float


@dataclass(frozen=True, slots=True)
class MemorySample:
    """All processes of a server at one time.

    Attributes:
        seconds: Since sampling began.
        processes: The server first.
    """

    seconds: float
    processes: tuple[ProcessMemory, ...]

    @property
    def pss_mb(self) -> float:
        """Proportional set size of all processes in megabytes."""
        return sum(one.pss_mb for one in self.processes)

    @property
    def uss_mb(self) -> float:
        """Unique set size of all processes in megabytes."""
        return sum(one.uss_mb for one in self.processes)

    def role_uss_mb(self, role: str) -> float:
        """Unique set size of the processes with one role in megabytes."""
        return sum(one.uss_mb for one in self.processes if one.role == role)


def read_memory(server: psutil.Process, seconds: float = 0.0) -> MemorySample:
    """Read the memory of a server and of all its workers; blocks for some milliseconds.

    Args:
        server: The server's own process.
        seconds: Written into the sample.

    Raises:
        VoicebotError: The server is gone, or the system does not tell.
    """
    try:
        family = [("server", server)]
        family += [(_role(child), child) for child in server.children(recursive=True)]
        processes = [one for role, child in family if (one := _memory(role, child)) is not None]
    except psutil.Error as error:
        raise VoicebotError(f"the server's memory cannot be read ({error})") from error
    if not processes or processes[0].pid != server.pid:
        raise VoicebotError("the server ended while its memory was read")
    return MemorySample(round(seconds, 1), tuple(processes))


async def sample_memory(
    server: psutil.Process,
    calls: Sequence[asyncio.Task[object]],
    interval_seconds: float,
    on_sample: Callable[[MemorySample], None] = lambda _: None,
) -> list[MemorySample]:
    """Read the memory again and again until the first of the calls is over.

    Args:
        server: The server's own process.
        calls: Calls in progress.
        interval_seconds: Time between two samples.
        on_sample: Called with each.

    Raises:
        VoicebotError: The server is gone, or the system does not tell.
    """
    clock = asyncio.get_running_loop().time
    start = clock()
    samples: list[MemorySample] = []
    while not any(call.done() for call in calls):
        sample = await asyncio.to_thread(read_memory, server, clock() - start)
        samples.append(sample)
        on_sample(sample)
        await asyncio.wait(calls, timeout=interval_seconds, return_when=asyncio.FIRST_COMPLETED)
    return samples


def child_that(argument: str) -> psutil.Process:
    """The child of this process that has ``argument`` on its command line.

    Raises:
        VoicebotError: There is none.
    """
    for child in psutil.Process().children():
        try:
            if argument in child.cmdline():
                return child
        except psutil.Error:  # It ended meanwhile.
            continue
    raise VoicebotError(f"no process `{argument}` runs")


def _memory(role: str, process: psutil.Process) -> ProcessMemory | None:
    try:
        memory = process.memory_full_info()
    except psutil.NoSuchProcess:  # It ended meanwhile.
        return None
    if not hasattr(memory, "pss"):
        raise VoicebotError("only Linux tells how much memory processes share")
    return ProcessMemory(role, process.pid, round(memory.pss / 1e6, 2), round(memory.uss / 1e6, 2))


def _role(process: psutil.Process) -> str:
    try:
        # Python's own helper, which sees to it that shared memory is given back.
        if any(_TRACKER in part for part in process.cmdline()):
            return "resource tracker"
        return process.name()
    except psutil.Error:
        return "ended"
