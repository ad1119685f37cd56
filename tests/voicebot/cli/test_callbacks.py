"""``voicebot callbacks``."""

import asyncio
import json
import stat
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from typer.testing import CliRunner

from dialogs.actions import BookCallback, DraftReason, KeepDraft
from voicebot.cli import main
from voicebot.cli.callbacks import app
from voicebot.errors import InputError
from voicebot.records.errors import RecordsError
from voicebot.records.store import Records
from voicebot.settings import load_settings

AT = datetime(2026, 11, 24, 9, tzinfo=UTC)


@pytest.fixture
def reference(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """Of a callback in the records of this test."""
    monkeypatch.setenv("VOICEBOT_DATA_FOLDER", str(tmp_path))
    load_settings.cache_clear()

    async def book() -> str:
        async with Records.open(load_settings().resolved_database_url) as records:
            await records.start_call("CA1", "test", None, AT)
            draft = KeepDraft("Berta", "+493023125043", None, "de", DraftReason.SILENCE)
            await records.keep_draft("CA1", draft, AT)
            booking = BookCallback(
                "Anna Example", "+493023125042", "fees", "en", AT, AT + timedelta(hours=1), 1
            )
            return await records.book_callback("CA1", booking, AT)

    return asyncio.run(book())


def run(*arguments: str) -> str:
    result = CliRunner().invoke(app, arguments, catch_exceptions=False)
    assert result.exit_code == 0
    return result.stdout


def listed(*arguments: str) -> list[dict[str, str]]:
    found: list[dict[str, str]] = json.loads(run("list", "--json", *arguments))
    return found


def test_numbers_are_masked_unless_they_are_asked_for(reference: str) -> None:
    assert [(one["reference"], one["number"]) for one in listed()] == [(reference, "***042")]
    assert listed("--show-numbers")[0]["number"] == "+493023125042"
    assert "Anna Example" in run("list")


def test_what_is_done_or_cancelled_can_be_reopened(reference: str) -> None:
    for command in (["done", reference], ["cancel", "--yes", reference]):
        run(*command)
        assert listed() == []
        assert len(listed("--status", "all")) == 1
        run("reopen", reference)
        assert len(listed()) == 1


def test_cancelling_is_asked_about(reference: str) -> None:
    result = CliRunner().invoke(app, ["cancel", reference], input="n\n")
    assert result.exit_code == 0
    assert len(listed()) == 1


@pytest.mark.parametrize("command", ["done", "reopen", "cancel"])
def test_an_unknown_reference_is_one_sentence(reference: str, command: str) -> None:
    options = ["--yes"] if command == "cancel" else []
    with pytest.raises(InputError, match="there is no callback 000000"):
        run(command, "000000", *options)


def test_an_export_overwrites_nothing_unasked(reference: str, tmp_path: Path) -> None:
    file = tmp_path / "callbacks.csv"
    run("export", "--output", str(file))
    assert reference in file.read_text("utf-8-sig")
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    with pytest.raises(InputError, match="--force"):
        run("export", "--output", str(file))
    run("export", "--output", str(file), "--format", "ics", "--force")
    assert file.read_text().startswith("BEGIN:VCALENDAR")


def test_an_export_into_nowhere_is_one_sentence(reference: str, tmp_path: Path) -> None:
    with pytest.raises(InputError, match="cannot be written"):
        run("export", "--output", str(tmp_path / "missing" / "callbacks.csv"))


def test_an_export_names_subjects_in_the_offices_language_and_times_of_its_clock(
    reference: str, tmp_path: Path
) -> None:
    file = tmp_path / "[callbacks].csv"
    result = CliRunner().invoke(app, ["export", "--output", str(file)])
    assert (result.exit_code, result.stdout) == (0, "")
    assert f"callbacks written to {file}: 1" in result.stderr
    content = file.read_text("utf-8-sig")
    assert f"{reference},open,2026-11-24T10:00:00+01:00" in content
    assert ",Gebühren," in content


def test_a_failing_database_is_no_bad_input(
    reference: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def fail(*_: object) -> None:
        raise RecordsError("the disk is full")

    monkeypatch.setattr(Records, "complete_callback", fail)
    with pytest.raises(RecordsError, match="the disk is full"):
        run("done", reference)


def test_the_commands_are_found() -> None:
    result = CliRunner().invoke(main.app, ["callbacks", "--help"])
    assert result.exit_code == 0
    for command in ("list", "export", "done", "reopen", "cancel", "drafts", "settle"):
        assert command in result.stdout


def test_unfinished_callbacks_are_listed_and_settled(reference: str) -> None:
    (draft,) = json.loads(run("drafts", "--json"))
    assert (draft["name"], draft["number"], draft["reason"]) == ("Berta", "***043", "silence")
    assert "Berta" in run("drafts")
    run("settle", str(draft["id"]))
    assert json.loads(run("drafts", "--json")) == []


def test_without_records_nothing_is_listed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("VOICEBOT_DATA_FOLDER", str(tmp_path))
    load_settings.cache_clear()
    assert listed() == []
    with pytest.raises(InputError, match="nothing was ever recorded"):
        run("done", "471321")
