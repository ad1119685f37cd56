import asyncio
import json
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from rich.console import Console
from typer.testing import CliRunner, Result

from dialogs.actions import BookCallback
from voicebot.cli import calls
from voicebot.errors import InputError
from voicebot.records.entries import Speaker, TurnRecord
from voicebot.records.store import Records
from voicebot.settings import load_settings

CALLER = "+493023125007"


@pytest.fixture(autouse=True)
def settings(database_url: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setenv("VOICEBOT_DATABASE_URL", database_url)
    monkeypatch.setattr(calls, "table_console", Console(width=160))
    load_settings.cache_clear()
    yield
    load_settings.cache_clear()


@pytest.fixture
def reference(database_url: str, at: datetime, callback: BookCallback) -> str:
    """Two calls; the reference of the callback booked in the first."""

    async def fill() -> str:
        async with Records.open(database_url) as records:
            await records.start_call("CAaaaaaaaaa1", "twilio", CALLER, at)
            await records.set_language("CAaaaaaaaaa1", "en")
            await records.add_turn(
                "CAaaaaaaaaa1",
                TurnRecord(
                    Speaker.CALLER,
                    "How much [bold]is[/bold] it?\x1b[31m",
                    "en",
                    at + timedelta(seconds=61),
                    topic="fees",
                    confidence=0.914,
                    accepted=True,
                ),
            )
            await records.add_turn(
                "CAaaaaaaaaa1",
                TurnRecord(Speaker.ASSISTANT, "100 euros.", "en", at, source="topic:fees"),
            )
            reference = await records.book_callback("CAaaaaaaaaa1", callback, at)
            await records.end_call("CAaaaaaaaaa1", "goodbye", at + timedelta(seconds=75))
            await records.start_call("CAaaaaaaaaa2", "sip", None, at + timedelta(days=2))
            await records.set_language("CAaaaaaaaaa2", "de")
            return reference

    return asyncio.run(fill())


def run(*arguments: str) -> Result:
    result = CliRunner().invoke(calls.app, arguments)
    if isinstance(result.exception, InputError):
        raise result.exception
    return result


def listed(*arguments: str) -> list[str]:
    return [call["call_id"] for call in json.loads(run("list", "--json", *arguments).stdout)]


def test_without_a_database_the_list_is_empty_and_none_is_made(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("VOICEBOT_DATABASE_URL", f"sqlite:///{tmp_path / 'none' / 'records.db'}")
    result = run("list", "--json")
    assert (result.exit_code, json.loads(result.stdout)) == (0, [])
    assert run("list").exit_code == 0
    with pytest.raises(InputError, match="there is no call 'CA1'"):
        run("show", "CA1")
    assert not (tmp_path / "none").exists()


def test_the_list_has_the_latest_call_first_and_masks_numbers(reference: str) -> None:
    output = run("list").stdout
    assert output.index("CAaaaaaaaaa2") < output.index("CAaaaaaaaaa1")
    for shown in ("twilio", "fees", reference, "75", "***007", "withheld"):
        assert shown in output
    assert CALLER not in output
    assert CALLER in run("list", "--show-numbers").stdout


def test_on_a_narrow_terminal_the_list_wraps_and_loses_nothing(
    reference: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(calls, "table_console", Console(width=80))
    output = run("list").stdout
    assert all(len(line) <= 80 for line in output.splitlines())
    for shown in ("CAaaaaaaaaa1", "2026-03-02", "twilio", "***007", "fees", reference):
        assert shown in output


def test_the_list_as_json(reference: str) -> None:
    latest, first = json.loads(run("list", "--json").stdout)
    assert latest["seconds"] is None
    assert first == {
        "call_id": "CAaaaaaaaaa1",
        "channel": "twilio",
        "caller_number": "***007",
        "started_at": "2026-03-02T09:30:15.123456+00:00",
        "ended_at": "2026-03-02T09:31:30.123456+00:00",
        "end_reason": "goodbye",
        "language": "en",
        "turns": 2,
        "topics": ["fees"],
        "callback_references": [reference],
        "seconds": 75.0,
    }


@pytest.mark.usefixtures("reference")
def test_the_list_is_limited_and_filtered() -> None:
    assert listed("--limit", "1") == ["CAaaaaaaaaa2"]
    assert listed("--language", "en") == ["CAaaaaaaaaa1"]
    assert listed("--since", "2026-03-04") == ["CAaaaaaaaaa2"]
    assert listed("--since", "2026-03-02T09:30:16+0000") == ["CAaaaaaaaaa2"]
    assert listed("--since", "2026-03-02T10:30:15+0100") == ["CAaaaaaaaaa2", "CAaaaaaaaaa1"]


def test_bad_options_are_refused() -> None:
    with pytest.raises(InputError, match="unknown language 'xx'"):
        run("list", "--language", "xx")
    assert run("list", "--since", "yesterday").exit_code == 2
    assert run("list", "--limit", "0").exit_code == 2


def test_a_call_is_shown_as_a_transcript(reference: str) -> None:
    output = run("show", "CAaaaaaaaaa1").stdout
    assert "75 s, ended: goodbye" in output
    assert "01:01  caller     How much [bold]is[/bold] it?\ufffd[31m  fees 0.91" in output
    assert "00:00  assistant  100 euros." in output
    assert f"Callback {reference} (open): Ayşe Example, +493023125042, fees" in output


def test_a_call_as_json_has_everything(reference: str) -> None:
    content = json.loads(run("show", "CAaaaaaaaaa1", "--json").stdout)
    assert content["caller_number"] == CALLER
    assert [turn["topic"] for turn in content["turns"]] == ["fees", None]
    assert [event["kind"] for event in content["events"]] == ["callback_committed"]
    assert [booked["reference"] for booked in content["callbacks"]] == [reference]


@pytest.mark.usefixtures("reference")
def test_the_beginning_of_an_identifier_is_enough_if_it_is_one_calls(database_url: str) -> None:
    with pytest.raises(InputError, match="several calls begin with 'CA', for example CAaaaaaaaaa1"):
        run("show", "CA")
    with pytest.raises(InputError, match="there is no call 'CB'"):
        run("show", "CB")

    async def add_another() -> None:
        async with Records.open(database_url) as records:
            at = datetime.fromisoformat("2026-03-05T12:00:00+00:00")
            await records.start_call("CAaaaaaaaaa22", "sip", None, at)
            await records.start_call("BB", "sip", None, at)

    asyncio.run(add_another())
    assert "Call BB" in run("show", "B").stdout
    exact = run("show", "CAaaaaaaaaa2").stdout
    assert exact.startswith("Call CAaaaaaaaaa2\n")
    assert "in progress" in exact
