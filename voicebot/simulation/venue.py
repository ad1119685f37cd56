"""Where a scenario is played, and where the records of it are."""

from collections.abc import Awaitable, Callable
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass

from voicebot.records.store import Records
from voicebot.simulation.played_call import PlayedCall
from voicebot.simulation.scenario import Scenario

Player = Callable[[Scenario, int], Awaitable[PlayedCall]]
"""Plays one call, without those before it, as the call with an index, from 0."""


@dataclass(frozen=True, slots=True)
class Venue:
    """Where a scenario is played.

    Attributes:
        play: Plays a call.
        records: Where it is recorded.
    """

    play: Player
    records: Records


Venues = Callable[[Scenario], AbstractAsyncContextManager[Venue]]
"""Where each scenario is played, with its earlier calls."""
