"""Memory of a whole server with the voices of all languages, and what each further call costs."""

import statistics
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import psutil
from loguru import logger

from benchmarks.endurance_calls import (
    EVERY_QUESTION_SECONDS,
    Question,
    allow_calls_of,
    every_question,
    quiet_calls,
    require_full_length,
    watched_server,
)
from benchmarks.process_memory import MemorySample, read_memory
from benchmarks.twelve_voices import LOADED, SPOKEN, sentences, voices_of_all_languages
from voicebot.errors import VoicebotError
from voicebot.settings import Settings
from voicebot.speech.voices.catalogue import VoiceSource

HOUSE_LIMIT_MB = 1500.0
CALL_LIMIT_MB = 5.0

CONNECTED_SECONDS = 40.0
"""How long calls stay connected; the second half is measured."""

_INTERVAL_SECONDS = 1.0
_END_SECONDS = 30.0
# As the server is started: workers import the main module of a program, and this one has none.
_COMMAND = (sys.executable, "-c", "from benchmarks.twelve_voices import main; main()")


@dataclass(frozen=True, slots=True)
class House:
    """Memory of a server that has spoken all languages.

    Attributes:
        loaded: Before the first voice was loaded.
        spoken: After one sentence in each language.
        voices: Name of the voice and size of its file in megabytes (0 without a file), by
            language.
    """

    loaded: MemorySample
    spoken: MemorySample
    voices: Mapping[str, tuple[str, float]]


@dataclass(frozen=True, slots=True)
class Connected:
    """Memory of a server with calls, medians of several samples.

    Attributes:
        calls: Number of calls connected.
        roles_uss_mb: Unique set size in megabytes, by role of the process.
        pss_mb: Proportional set size of all processes in megabytes.
        uss_mb: Unique set size of all processes in megabytes.
    """

    calls: int
    roles_uss_mb: Mapping[str, float]
    pss_mb: float
    uss_mb: float


def measure_house(settings: Settings, folder: Path, on_language: Callable[[str], None]) -> House:
    """Load everything in a process of its own, let every voice speak and read the memory; blocks.

    Args:
        settings: The installation.
        folder: Existing folder for that process's log (``twelve-voices.log``).
        on_language: Called when a language has been spoken.

    Raises:
        VoicebotError: Something cannot be loaded or spoken.
    """
    sources = voices_of_all_languages(settings)
    with _house(folder / "twelve-voices.log") as house:
        server = psutil.Process(house.pid)
        _expect(house, LOADED)
        loaded = read_memory(server)
        for language in sentences():
            _expect(house, language)
            on_language(language)
        _expect(house, SPOKEN)
        spoken = read_memory(server)
    return House(loaded, spoken, {code: _described(source) for code, source in sources.items()})


@contextmanager
def _house(log: Path) -> Iterator[subprocess.Popen[str]]:
    with log.open("wb") as output:
        process = subprocess.Popen(  # noqa: S603 - our own command
            _COMMAND, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=output, text=True
        )
        with process:
            try:
                yield process
                process.communicate(timeout=_END_SECONDS)
            except subprocess.TimeoutExpired:
                logger.warning("the process with all voices did not end and was killed")
            finally:
                process.kill()


def _expect(house: subprocess.Popen[str], wanted: str) -> None:
    assert house.stdout is not None
    said = house.stdout.readline().strip()
    if said != wanted:
        raise VoicebotError(f"the process with all voices was not {wanted}; see its log")


def _described(source: VoiceSource) -> tuple[str, float]:
    size = source.path.stat().st_size / 1e6 if source.path else 0.0
    return f"{source.engine} {source.name}", round(size, 1)


async def measure_calls(
    settings: Settings,
    questions: Sequence[Question],
    counts: Sequence[int],
    folder: Path,
    on_step: Callable[[], None],
) -> list[Connected]:
    """Memory of the real server with so many calls connected.

    Before, a single caller asks every question: the buffers of the workers grow to what the
    longest sentence takes, which is not the cost of a further call.

    Args:
        settings: The installation.
        questions: What callers ask.
        counts: Calls at once, one measurement each; afterwards, with none, a last one.
        folder: For the server's log.
        on_step: Called after the warm-up and after each count.

    Raises:
        VoicebotError: The server failed or a call ended too early.
    """
    allow_calls_of(EVERY_QUESTION_SECONDS)
    connected = []
    async with watched_server(settings, folder) as server:
        await server.settle()
        await server.watch([every_question(questions)], _INTERVAL_SECONDS)
        on_step()
        for count in counts:
            planned = quiet_calls(questions, CONNECTED_SECONDS, count)
            played, samples = await server.watch(planned, _INTERVAL_SECONDS)
            require_full_length(played)
            connected.append(_medians(count, samples[len(samples) // 2 :]))
            on_step()
        connected.append(_medians(0, [read_memory(server.process)]))
    return connected


def cost_per_call(connected: Sequence[Connected]) -> Connected:
    """What each call beyond the fewest costs; ``calls`` is the number of those further calls."""
    busy = sorted((one for one in connected if one.calls), key=lambda one: one.calls)
    fewest, most = busy[0], busy[-1]
    further = most.calls - fewest.calls

    def each(first: float, last: float) -> float:
        return round((last - first) / further, 2)

    return Connected(
        calls=further,
        roles_uss_mb={
            role: each(fewest.roles_uss_mb.get(role, 0.0), megabytes)
            for role, megabytes in most.roles_uss_mb.items()
        },
        pss_mb=each(fewest.pss_mb, most.pss_mb),
        uss_mb=each(fewest.uss_mb, most.uss_mb),
    )


def _medians(calls: int, samples: Sequence[MemorySample]) -> Connected:
    roles = dict.fromkeys(process.role for one in samples for process in one.processes)
    return Connected(
        calls=calls,
        roles_uss_mb={role: _median([one.role_uss_mb(role) for one in samples]) for role in roles},
        pss_mb=_median([one.pss_mb for one in samples]),
        uss_mb=_median([one.uss_mb for one in samples]),
    )


def _median(values: Sequence[float]) -> float:
    return round(statistics.median(values), 2)
