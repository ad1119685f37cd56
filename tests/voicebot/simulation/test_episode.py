"""Scenarios with earlier calls, played by somebody who only writes records."""

from collections.abc import AsyncIterator, Iterator
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from dialogs.actions import BookCallback
from intents.calendar import callback_windows
from intents.office import load_office
from voicebot.records.entries import CallbackStatus, Speaker, TurnRecord
from voicebot.records.errors import RecordsError
from voicebot.simulation.episode import play_episode
from voicebot.simulation.other_callers import take_windows
from voicebot.simulation.played_call import PlayedCall
from voicebot.simulation.scenario import Failure, FullWindows, Scenario
from voicebot.simulation.script import Contribution
from voicebot.simulation.unreliable_records import RecordsTemplate, UnreliableRecords
from voicebot.simulation.venue import Venue

_NOW = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
_ZONE = ZoneInfo("Europe/Berlin")


@pytest.fixture(scope="module")
def template() -> Iterator[RecordsTemplate]:
    template = RecordsTemplate.create()
    yield template
    template.close()


@pytest.fixture
async def records(template: RecordsTemplate) -> AsyncIterator[UnreliableRecords]:
    async with template.records() as opened:
        yield opened


def _booking() -> BookCallback:
    return BookCallback(
        name="Alex Beispiel",
        number="+493023125101",
        topic="fees",
        language="en",
        window_start=_NOW + timedelta(days=1),
        window_end=_NOW + timedelta(days=1, hours=1),
        capacity=4,
    )


class FakePlayer:
    """Writes what callers say into the records; whoever says "book" gets a callback."""

    def __init__(self, records: UnreliableRecords) -> None:
        self._records = records
        self.said: list[str | None] = []
        self.references: list[str] = []

    async def __call__(self, scenario: Scenario, index: int) -> PlayedCall:
        call_id = f"CA{len(self.said)}"
        await self._records.start_call(call_id, "text", scenario.caller, _NOW)
        (step,) = scenario.steps
        self.said.append(step.say)
        turn = TurnRecord(Speaker.CALLER, step.say or "", "en", _NOW, step.understanding, 1.0, True)
        await self._records.add_turn(call_id, turn)
        if step.say == "book":
            reference = await self._records.book_callback(call_id, _booking(), _NOW)
            self.references.append(reference)
        await self._records.end_call(call_id, "caller", _NOW)
        contribution = Contribution(1, step.say, 0, 1, interrupting=False, answered=True)
        return PlayedCall(call_id, None, "caller", _NOW, _NOW, (contribution,), begun={1: _NOW})


def _scenario(say: str, *earlier: str, **fields: Any) -> Scenario:
    return Scenario.model_validate(
        {
            "name": "A call",
            "language": "en",
            "earlier_calls": [
                {"steps": [{"say": text, "expect_booking": True}]} for text in earlier
            ],
            "steps": [{"say": say}],
            **fields,
        }
    )


async def test_the_reference_given_last_is_told_in_the_next_call(
    records: UnreliableRecords,
) -> None:
    player = FakePlayer(records)
    scenario = _scenario(
        "{reference}",
        "book",
        "book",
        expect_booking=False,
        expect_earlier_booking={"name": "Alex Beispiel", "start": "2026-11-25T10:00"},
    )

    episode = await play_episode(scenario, 0, Venue(player, records), _ZONE)

    assert [one for one in episode.expectations if not one.held] == []
    assert player.said == ["book", "book", " ".join(player.references[-1])]
    whats = [one.what for one in episode.expectations]
    assert whats.count("earlier call 1, step 1: booking") == 1
    assert whats[-2:] == ["booking", "earlier booking"]
    assert [line.text for line in episode.transcript] == player.said
    assert not episode.lost


async def test_without_a_reference_to_tell_the_call_is_not_played(
    records: UnreliableRecords,
) -> None:
    player = FakePlayer(records)

    episode = await play_episode(_scenario("{reference}", "chat"), 0, Venue(player, records), _ZONE)

    assert player.said == ["chat"]
    assert episode.played.failure == "no reference was given in an earlier call"
    broken = [one.what for one in episode.expectations if not one.held]
    assert broken == ["earlier call 1, step 1: booking", "call", "records"]


async def test_what_fails_fails_and_the_rest_is_written(records: UnreliableRecords) -> None:
    await records.start_call("CA1", "text", None, _NOW)

    records.failing = frozenset({Failure.BOOKING})
    with pytest.raises(RecordsError):
        await records.book_callback("CA1", _booking(), _NOW)
    records.failing = frozenset({Failure.MESSAGE})
    await records.book_callback("CA1", _booking(), _NOW)

    assert len(await records.callbacks()) == 1


async def test_records_of_two_scenarios_know_nothing_of_each_other(
    template: RecordsTemplate,
) -> None:
    async with template.records() as one, template.records() as other:
        await one.start_call("CA1", "text", None, _NOW)
        assert await other.call("CA1") is None


@pytest.mark.parametrize("windows", list(FullWindows))
async def test_other_callers_take_what_is_free(
    records: UnreliableRecords, windows: FullWindows
) -> None:
    office = load_office()
    free = list(callback_windows(office, _NOW))

    await take_windows(records, office, _NOW, windows)

    callbacks = await records.callbacks(CallbackStatus.OPEN)
    taken: dict[datetime, int] = {}
    for one in callbacks:
        taken[one.window_start] = taken.get(one.window_start, 0) + 1
    left = list(callback_windows(office, _NOW, taken=taken))
    assert left == (free[1:] if windows is FullWindows.FIRST else [])
    assert set(taken.values()) == {office.callbacks.capacity}
