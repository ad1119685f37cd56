"""What runs inside a worker process: one handler, loaded once, called for every job."""

import contextlib
import multiprocessing
import os
import signal
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

from voicebot.logging import set_up_logging

_handler: Callable[[Any], Any] | None = None


def prepare(
    name: str,
    factory: Callable[..., Callable[[Any], Any]],
    arguments: tuple[Any, ...],
    niceness: int,
) -> None:
    """Set up this process: load the handler and make sure it never outlives its parent.

    Args:
        name: What ``ps`` and ``top`` call this process; Linux keeps 15 letters of it.
        factory: Builds the handler; loading a model is done here, once.
        arguments: Passed to ``factory``.
        niceness: Added to the priority value of the process; 19 yields to everybody.
    """
    set_up_logging("WARNING")
    # All workers have the same command line; who looks for the one that is busy needs a name.
    with contextlib.suppress(OSError):  # There is no such file on other systems.
        Path("/proc/self/comm").write_text(name)
    os.nice(niceness)
    # Ctrl-C reaches the whole process group; the parent decides when workers end.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_die_with_parent, daemon=True).start()
    global _handler  # noqa: PLW0603 - one handler a process is what this module is
    _handler = factory(*arguments)


def handle(job: Any) -> Any:
    """Run one job with the handler of this process."""
    if _handler is None:
        raise RuntimeError("the worker was not prepared")
    return _handler(job)


def _die_with_parent() -> None:
    """A killed server must not leave workers behind, each holding a model in memory."""
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)
