"""A pool of worker processes with a bounded queue, a deadline and replacement of dead workers.

Each worker is a ``ProcessPoolExecutor`` of one process: the standard library does processes,
pickling and futures; a dead process breaks only its own executor, which is replaced, so one
crash costs one job and never the jobs of other calls. A replacement is given no job before it has
loaded its handler: until then the jobs wait in the pool, where another worker can take them and
where one that is given up is never begun.
"""

import asyncio
import ctypes
import multiprocessing
from collections.abc import Callable
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from loguru import logger

from voicebot.workers import process

Job = TypeVar("Job")
Result = TypeVar("Result")


class PoolBusyError(Exception):
    """The queue is full; the job was not taken."""


class PoolDeadlineError(Exception):
    """The job was not finished in time."""


class WorkerDiedError(Exception):
    """The process died while it worked on the job; it has been replaced."""


@dataclass(slots=True, eq=False)
class _Worker:
    executor: ProcessPoolExecutor
    given_up: ctypes.c_long
    loaded: bool = False
    jobs: int = 0


class WorkerPool(Generic[Job, Result]):
    """Runs jobs in worker processes, in order of arrival.

    Args:
        name: For the log.
        factory: Importable callable that builds a worker's handler (runs in the worker).
        arguments: Picklable arguments of ``factory``.
        workers: Number of processes.
        queue_limit: Jobs that may wait; more are refused.
        deadline_seconds: From ``run`` to the result, waiting included.
        niceness: How far the workers stand back for other processes, 0 to 19.
    """

    def __init__(
        self,
        name: str,
        factory: Callable[..., Callable[[Job], Result]],
        arguments: tuple[Any, ...] = (),
        *,
        workers: int = 1,
        queue_limit: int = 16,
        deadline_seconds: float = 10.0,
        niceness: int = 0,
    ) -> None:
        self._name = name
        self._factory = factory
        self._arguments = arguments
        self._size = workers
        self._queue_limit = queue_limit
        self._deadline_seconds = deadline_seconds
        self._niceness = niceness
        self._idle: asyncio.Queue[_Worker] = asyncio.Queue()
        self._workers: list[_Worker] = []
        self._waiting = 0

    async def start(self) -> None:
        """Start all workers and wait until each has loaded its handler.

        Raises:
            WorkerDiedError: A handler could not be loaded.
        """
        workers = [self._spawn() for _ in range(self._size)]
        try:
            await asyncio.gather(
                *(asyncio.wrap_future(worker.executor.submit(_ready)) for worker in workers)
            )
        except BrokenProcessPool as error:
            await self.close()
            raise WorkerDiedError(f"{self._name}: a worker died while loading") from error
        for worker in workers:
            worker.loaded = True
            self._idle.put_nowait(worker)

    @property
    def idle(self) -> bool:
        """Whether a worker is free, so that a job which nobody needs would delay no other."""
        return self._waiting == 0 and not self._idle.empty()

    async def run(self, job: Job) -> Result:
        """Have one job done; cancelling the caller gives up the job.

        A job that is given up before it has begun is never computed; one that has begun keeps
        its worker until it ends, or until its handler asks ``process.given_up``.

        Raises:
            PoolBusyError: Too many jobs are waiting.
            PoolDeadlineError: The result did not come in time.
            WorkerDiedError: The worker died over this job, or none could be loaded for it.
        """
        if self._waiting >= self._queue_limit:
            raise PoolBusyError(f"{self._name}: {self._waiting} jobs are waiting")
        deadline = asyncio.get_running_loop().time() + self._deadline_seconds
        self._waiting += 1
        try:
            async with asyncio.timeout_at(deadline):
                worker, number, future = await self._begin(job)
        except TimeoutError as error:
            raise PoolDeadlineError(f"{self._name}: no worker became free in time") from error
        finally:
            self._waiting -= 1
        return await self._result(worker, number, future, deadline)

    async def _begin(self, job: Job) -> tuple[_Worker, int, Future[Result]]:
        while True:
            worker = await self._idle.get()
            try:
                worker.jobs += 1
                future = worker.executor.submit(process.handle, worker.jobs, job)
            except BrokenProcessPool as error:
                self._replace(worker)
                if not worker.loaded:
                    raise WorkerDiedError(f"{self._name}: no worker could be loaded") from error
                # It was killed while idle; nothing of the job is lost, so it waits for the next.
                logger.error("{}: a worker died while idle and is replaced", self._name)
            else:
                return worker, worker.jobs, future

    async def _result(
        self, worker: _Worker, number: int, future: Future[Result], deadline: float
    ) -> Result:
        wrapped = asyncio.wrap_future(future)
        # A job that is given up may go on in its process, which is busy until it ends.
        wrapped.add_done_callback(lambda done: self._release(worker, done))
        try:
            async with asyncio.timeout_at(deadline):
                return await asyncio.shield(wrapped)
        except asyncio.CancelledError:
            future.cancel()  # In case the process has not been given it yet.
            worker.given_up.value = number
            raise
        except TimeoutError as error:
            logger.warning("{}: a job ran past its deadline; its worker is replaced", self._name)
            _kill(worker)
            raise PoolDeadlineError(f"{self._name}: the job was not finished in time") from error
        except BrokenProcessPool as error:
            raise WorkerDiedError(f"{self._name}: the worker died") from error

    def _release(self, worker: _Worker, done: asyncio.Future[Result]) -> None:
        broken = not done.cancelled() and isinstance(done.exception(), BrokenProcessPool)
        if worker not in self._workers:
            return
        if broken:
            logger.error("{}: a worker died and is replaced", self._name)
            self._replace(worker)
        else:
            self._idle.put_nowait(worker)

    def _spawn(self) -> _Worker:
        # spawn, not fork: the parent runs threads and an event loop that must not be copied.
        context = multiprocessing.get_context("spawn")
        # Without a lock: one side writes a word, the other reads it.
        given_up = context.RawValue(ctypes.c_long, 0)
        executor = ProcessPoolExecutor(
            max_workers=1,
            mp_context=context,
            initializer=process.prepare,
            initargs=(self._name, self._factory, self._arguments, self._niceness, given_up),
        )
        worker = _Worker(executor, given_up)
        self._workers.append(worker)
        return worker

    def _replace(self, worker: _Worker) -> None:
        self._workers.remove(worker)
        worker.executor.shutdown(wait=False, cancel_futures=True)
        replacement = self._spawn()
        loading = asyncio.wrap_future(replacement.executor.submit(_ready))
        loading.add_done_callback(lambda done: self._welcome(replacement, done))

    def _welcome(self, worker: _Worker, loading: asyncio.Future[None]) -> None:
        worker.loaded = not loading.cancelled() and loading.exception() is None
        if worker not in self._workers:
            return
        if not worker.loaded:
            # The next job finds it dead and tries again: at the pace of jobs, not in a loop.
            logger.error("{}: a worker could not be replaced", self._name)
        self._idle.put_nowait(worker)

    async def close(self) -> None:
        """End all workers; jobs still running are abandoned."""
        workers, self._workers = self._workers, []
        for worker in workers:
            _kill(worker)
        await asyncio.gather(
            *(asyncio.to_thread(worker.executor.shutdown, wait=True) for worker in workers)
        )


def _ready() -> None:
    """Does nothing; a result proves that the handler was loaded."""


def _kill(worker: _Worker) -> None:
    # The executor offers no way to end a running job, and a handler in native code cannot be
    # interrupted; ending its process is the only way to get the core back.
    for child in list(worker.executor._processes.values()):  # noqa: SLF001 - see above
        child.kill()
