"""What runs inside a worker process: one handler, loaded once, called for every job."""

import contextlib
import ctypes
import multiprocessing
import os
import signal
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

from voicebot.logging import set_up_logging

_handler: Callable[[Any], Any] | None = None
_job = 0
# Shared with the parent: the number of the last job that nobody waits for any more.
_given_up = ctypes.c_long(0)


class JobGivenUpError(Exception):
    """Raised by a handler that stops because ``given_up``; nobody will see it."""


def prepare(
    name: str,
    factory: Callable[..., Callable[[Any], Any]],
    arguments: tuple[Any, ...],
    niceness: int,
    given_up_number: ctypes.c_long,
) -> None:
    """Set up this process: load the handler and make sure it never outlives its parent.

    Args:
        name: What ``ps`` and ``top`` call this process; Linux keeps 15 letters of it.
        factory: Builds the handler; loading a model is done here, once.
        arguments: Passed to ``factory``.
        niceness: Added to the priority value of the process; 19 yields to everybody.
        given_up_number: In memory shared with the parent, which writes the number of a job into
            it when nobody waits for its result any more.
    """
    set_up_logging("WARNING")
    # All workers have the same command line; who looks for the one that is busy needs a name.
    with contextlib.suppress(OSError):  # There is no such file on other systems.
        Path("/proc/self/comm").write_text(name)
    os.nice(niceness)
    # Ctrl-C reaches the whole process group; the parent decides when workers end.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_die_with_parent, daemon=True).start()
    global _handler, _given_up  # noqa: PLW0603 - one handler a process is what this module is
    _given_up = given_up_number
    _handler = factory(*arguments)


def handle(number: int, job: Any) -> Any:
    """Run one job with the handler of this process; ``number`` grows from job to job."""
    if _handler is None:
        raise RuntimeError("the worker was not prepared")
    global _job  # noqa: PLW0603 - as above
    _job = number
    return _handler(job)


def given_up() -> bool:
    """Whether nobody waits for the job at hand; a handler can raise ``JobGivenUpError`` then.

    Native code cannot be interrupted, but between two steps of it a handler can stop and be free
    for the next job. Outside a worker process the answer is no.
    """
    return 0 < _job <= _given_up.value


def _die_with_parent() -> None:
    """A killed server must not leave workers behind, each holding a model in memory."""
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)
