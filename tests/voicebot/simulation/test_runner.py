"""Simulations with a fake player and real records, and the reports of them."""

import json
from contextlib import nullcontext
from datetime import UTC, datetime, timedelta
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from voicebot.errors import InputError, VoicebotError
from voicebot.records.entries import Speaker, TurnRecord
from voicebot.records.store import Records
from voicebot.settings import Settings
from voicebot.simulation.measurements import Measurements, TurnLatency
from voicebot.simulation.played_call import PlayedCall
from voicebot.simulation.recording import Recording
from voicebot.simulation.report import build_report, render_html, write_report
from voicebot.simulation.runner import CallResult, Channel, Plan, run_calls, simulate
from voicebot.simulation.scenario import Scenario
from voicebot.simulation.script import Contribution
from voicebot.simulation.venue import Player, Venue, Venues


def _scenario(name: str, language: str, **fields: Any) -> Scenario:
    steps = [{"say": "How much is it?", "expect_topic": "fees"}]
    return Scenario.model_validate({"name": name, "language": language, "steps": steps, **fields})


_ENGLISH = _scenario("An <English> question", "en")
_GERMAN = _scenario("Eine Frage", "de", tags=["prices"])


def _plan(folder: Path, calls: int, channel: Channel = Channel.TWILIO, **fields: Any) -> Plan:
    folder.joinpath("recordings").mkdir(exist_ok=True)
    return Plan((_ENGLISH, _GERMAN), calls, 2, channel, "http://127.0.0.1:1", folder, **fields)


def _venues(play: Player, records: Records) -> Venues:
    return lambda _: nullcontext(Venue(play, records))


class FakePlayer:
    """Plays calls at once and writes them into the records, but for some that get lost."""

    def __init__(self, records: Records, lost: frozenset[int] = frozenset()) -> None:
        self._records = records
        self._lost = lost
        self.played: list[tuple[int, str]] = []

    async def __call__(self, scenario: Scenario, index: int) -> PlayedCall:
        self.played.append((index, scenario.name))
        call_id = f"CA{index}"
        began = datetime.now(UTC)
        await self._records.start_call(call_id, "twilio", None, began)
        if index not in self._lost:
            turn = TurnRecord(Speaker.CALLER, "How much is it", "en", began, "fees", 0.9, True)
            await self._records.add_turn(call_id, turn)
        await self._records.end_call(call_id, "caller", began)
        return PlayedCall(
            call_id=call_id,
            failure=None,
            ended_by="caller",
            started_at=began,
            ended_at=began + timedelta(seconds=9),
            contributions=(Contribution(1, "How much is it?", 0, 8_000, False, answered=True),),
            recording=Recording(np.zeros(800, np.int16), np.zeros(800, np.int16)),
            measurements=Measurements((TurnLatency(1, 100.0 * (index + 1)),), (250.0,), 1, 2),
        )


async def _simulated(folder: Path, calls: int, lost: frozenset[int] = frozenset()) -> Any:
    plan = _plan(folder, calls)
    seen: list[CallResult] = []
    async with Records.open(f"sqlite:///{folder / 'records.db'}") as records:
        outcome = await run_calls(
            plan, _venues(FakePlayer(records, lost), records), UTC, seen.append
        )
    assert sorted(one.index for one in seen) == list(range(calls))
    return build_report(plan, outcome)


async def test_a_report_has_every_key_that_later_checks_rely_on(tmp_path: Path) -> None:
    report = await _simulated(tmp_path, 3, lost=frozenset({2}))

    summary = {
        key: value for key, value in report.items() if key not in {"results", "wall_seconds"}
    }
    assert summary == {
        "calls": 3,
        "completed": 3,
        "failed": 0,
        "lost_records": 1,
        "concurrency": 2,
        "channel": "twilio",
        "task_success": 0.6667,
        "by_language": {
            "de": {
                "calls": 1,
                "succeeded": 1,
                "task_success": 1.0,
                "latency_ms": {"n": 1, "p50": 200.0, "p95": 200.0, "p99": 200.0, "max": 200.0},
            },
            "en": {
                "calls": 2,
                "succeeded": 1,
                "task_success": 0.5,
                "latency_ms": {"n": 2, "p50": 200.0, "p95": 290.0, "p99": 298.0, "max": 300.0},
            },
        },
        "by_tag": {
            "prices": {
                "calls": 1,
                "succeeded": 1,
                "task_success": 1.0,
                "latency_ms": {"n": 1, "p50": 200.0, "p95": 200.0, "p99": 200.0, "max": 200.0},
            },
        },
        "latency_ms": {"n": 3, "p50": 200.0, "p95": 290.0, "p99": 298.0, "max": 300.0},
        "cut_offs": 3,
        "barge_in_ms": {"n": 3, "p50": 250.0, "p95": 250.0, "max": 250.0},
        "audio_gaps": 6,
        "latest_tick_ms": 0.0,
    }
    first, _, lost = report["results"]
    assert (first["name"], first["call_id"], first["language"]) == (_ENGLISH.name, "CA0", "en")
    assert first["completed"] is True
    assert first["latencies"] == [{"step": 1, "milliseconds": 100.0}]
    assert first["recording"] == "recordings/0001-an-english-question.wav"
    assert first["transcript"][0]["recognised"] == "How much is it"
    assert [one["held"] for one in first["expectations"]] == [True, True, True]
    assert [one["held"] for one in lost["expectations"]] == [True, False, False]
    assert (tmp_path / first["recording"]).is_file()


async def test_calls_cycle_through_the_scenarios(tmp_path: Path) -> None:
    async with Records.open(f"sqlite:///{tmp_path / 'records.db'}") as records:
        player = FakePlayer(records)
        await run_calls(_plan(tmp_path, 4), _venues(player, records), UTC, lambda _: None)

    assert sorted(player.played) == [
        (0, _ENGLISH.name),
        (1, _GERMAN.name),
        (2, _ENGLISH.name),
        (3, _GERMAN.name),
    ]


async def test_what_goes_wrong_on_purpose_is_told_as_one_sentence(tmp_path: Path) -> None:
    async def play(scenario: Scenario, index: int) -> PlayedCall:
        raise VoicebotError("one sentence")

    async with Records.open(f"sqlite:///{tmp_path / 'records.db'}") as records:
        with pytest.raises(VoicebotError, match=r"^one sentence$"):
            await run_calls(_plan(tmp_path, 2), _venues(play, records), UTC, lambda _: None)


class _Outline(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))


async def test_the_page_is_self_contained_and_plays_the_recordings(tmp_path: Path) -> None:
    report = await _simulated(tmp_path, 2)

    write_report(report, tmp_path)

    page = (tmp_path / "report.html").read_text("utf-8")
    outline = _Outline()
    outline.feed(page)
    audio = [attributes for tag, attributes in outline.tags if tag == "audio"]
    assert [one["src"] for one in audio] == [one["recording"] for one in report["results"]]
    assert all(one["aria-label"] for one in audio)
    assert ("html", {"lang": "en"}) in outline.tags
    assert not {"script", "link", "img"} & {tag for tag, _ in outline.tags}
    assert "An &lt;English&gt; question" in page
    assert json.loads((tmp_path / "report.json").read_text("utf-8")) == report


async def test_a_report_without_a_single_latency_has_no_numbers_for_it(tmp_path: Path) -> None:
    async def play(scenario: Scenario, index: int) -> PlayedCall:
        now = datetime.now(UTC)
        return PlayedCall(f"CA{index}", "the webhook cannot be reached", None, now, now)

    async with Records.open(f"sqlite:///{tmp_path / 'records.db'}") as records:
        plan = _plan(tmp_path, 1)
        report = build_report(
            plan, await run_calls(plan, _venues(play, records), UTC, lambda _: None)
        )

    assert (report["failed"], report["lost_records"], report["task_success"]) == (1, 0, 0.0)
    assert report["latency_ms"] == {"n": 0, "p50": None, "p95": None, "p99": None, "max": None}
    assert "the webhook cannot be reached" in render_html(report)


@pytest.mark.parametrize(
    ("channel", "language", "complaint"),
    [
        (Channel.SIP, "en", "sip comes with the SIP adapter"),
        (Channel.TWILIO, "uk", "apt-get install rhvoice"),
    ],
)
async def test_what_cannot_be_simulated_is_refused_before_anything_is_written(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    channel: Channel,
    language: str,
    complaint: str,
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))  # no program of a voice is found
    folder = tmp_path / "report"
    plan = Plan((_scenario("A call", language),), 1, 1, channel, None, folder)

    with pytest.raises(InputError, match=complaint):
        await simulate(plan, Settings(data_folder=tmp_path / "data"))

    assert not folder.exists()


async def test_what_only_text_can_have_is_refused_on_the_telephone(tmp_path: Path) -> None:
    pretending = _scenario("A call on a holiday", "en", at="2026-12-25T10:00")
    folder = tmp_path / "report"
    plan = Plan((_ENGLISH, pretending), 2, 1, Channel.TWILIO, "http://127.0.0.1:1", folder)

    with pytest.raises(InputError, match="'A call on a holiday' needs the channel text: it has at"):
        await simulate(plan, Settings(data_folder=tmp_path / "data"))

    assert not folder.exists()


async def test_calls_to_a_missing_server_fail_and_are_reported(tmp_path: Path) -> None:
    plan = _plan(tmp_path, 2)

    outcome = await simulate(plan, Settings(data_folder=tmp_path / "data"))

    assert [one.succeeded for one in outcome.results] == [False, False]
    assert all("cannot be reached" in (one.played.failure or "") for one in outcome.results)
