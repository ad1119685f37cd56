import json
from collections.abc import Iterator
from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner

from voicebot.cli.simulate import simulate
from voicebot.errors import InputError
from voicebot.settings import load_settings

_SCENARIO = "{name: A call, language: en, steps: [{say: hello}]}"

app = typer.Typer(pretty_exceptions_enable=False)
app.command()(simulate)


@pytest.fixture(autouse=True)
def _own_data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setenv("VOICEBOT_DATA_FOLDER", str(tmp_path / "data"))
    load_settings.cache_clear()
    yield
    load_settings.cache_clear()


@pytest.fixture
def scenario(tmp_path: Path) -> Path:
    path = tmp_path / "call.yaml"
    path.write_text(_SCENARIO, "utf-8")
    return path


def test_the_report_is_printed_as_json_and_written(scenario: Path, tmp_path: Path) -> None:
    folder = tmp_path / "report"
    arguments = [str(scenario), "--server", "http://127.0.0.1:1", "--report", str(folder)]

    result = CliRunner().invoke(
        app, [*arguments, "--json", "--transcripts", "--minimum-success", "0.5"]
    )

    assert result.exit_code == 1
    report = json.loads(result.stdout)
    assert report == json.loads((folder / "report.json").read_text("utf-8"))
    assert (report["calls"], report["failed"]) == (1, 1)
    assert "0/1 calls as expected" in result.stderr
    assert "NOT as expected" in result.stderr
    assert str(folder / "report.html") in result.stderr


def test_without_a_minimum_the_report_is_enough(scenario: Path, tmp_path: Path) -> None:
    folder = tmp_path / "report"

    result = CliRunner().invoke(
        app,
        [
            str(scenario),
            *("--calls", "2", "--line", "babble_15db"),
            *("--server", "http://127.0.0.1:1", "--report", str(folder)),
        ],
    )

    assert result.exit_code == 0
    assert "0/2 calls as expected (task_success 0.00), 2 failed" in result.stdout


@pytest.mark.parametrize(
    ("arguments", "complaint"),
    [
        (["missing.yaml"], "missing.yaml"),
        (["SCENARIO", "--server", "127.0.0.1:8080"], "not an http or https URL"),
        (["SCENARIO", "--report", "SCENARIO"], "is a file"),
        (["SCENARIO", "--channel", "sip"], "SIP adapter"),
        (["SCENARIO", "--line", "cup-and-string"], "there is no line 'cup-and-string'"),
        (["SCENARIO", "--channel", "text", "--line", "mobile"], "channel text has no line"),
    ],
)
def test_bad_input_is_an_input_error(scenario: Path, arguments: list[str], complaint: str) -> None:
    given = [argument.replace("SCENARIO", str(scenario)) for argument in arguments]

    result = CliRunner().invoke(app, given)

    assert isinstance(result.exception, InputError)
    assert complaint in str(result.exception)
