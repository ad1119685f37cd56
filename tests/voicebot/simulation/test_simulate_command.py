import json
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner

from voicebot.cli import simulate as simulate_command
from voicebot.cli.simulate import simulate
from voicebot.errors import InputError
from voicebot.settings import Settings, load_settings
from voicebot.simulation.expectations import CheckedExpectation
from voicebot.simulation.played_call import PlayedCall
from voicebot.simulation.runner import CallResult, Plan, SimulationOutcome

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
        (["SCENARIO", "--tag", "a", "--tag", "b"], "no scenario has the tag 'a' or 'b'"),
        (["SCENARIO", "--line", "cup-and-string"], "there is no line 'cup-and-string'"),
        (["SCENARIO", "--channel", "text", "--line", "mobile"], "channel text has no line"),
    ],
)
def test_bad_input_is_an_input_error(scenario: Path, arguments: list[str], complaint: str) -> None:
    given = [argument.replace("SCENARIO", str(scenario)) for argument in arguments]

    result = CliRunner().invoke(app, given)

    assert isinstance(result.exception, InputError)
    assert complaint in str(result.exception)


def test_scenarios_are_chosen_and_counted_by_tag(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, tags in (("one", "[a, b]"), ("two", "[b]"), ("three", "[]")):
        text = f"{{language: en, tags: {tags}, steps: [{{say: hello}}]}}"
        (tmp_path / f"{name}.yaml").write_text(text, "utf-8")
    played: list[str] = []

    async def run(plan: Plan, settings: Settings, on_result: object) -> SimulationOutcome:
        plan.folder.mkdir()
        now = datetime.now(UTC)
        results = []
        for index, scenario in enumerate(plan.scenarios):
            call = PlayedCall(f"CA{index}", None, "caller", now, now)
            held = CheckedExpectation("call", "x", "x", scenario.name == "one")
            played.append(scenario.name)
            results.append(CallResult(index, scenario, call, [held], False, [], None))
        return SimulationOutcome(results, 1.0)

    monkeypatch.setattr(simulate_command, "run_simulation", run)
    monkeypatch.setattr(simulate_command, "train_if_needed", lambda settings: None)
    files = [str(tmp_path / f"{name}.yaml") for name in ("one", "two", "three")]
    arguments = [*files, "--channel", "text", "--tag", "b", "--report", str(tmp_path / "report")]

    result = CliRunner().invoke(app, arguments)

    assert (result.exit_code, played) == (0, ["one", "two"])
    groups = result.stdout.partition("calls as expected")[0].split("\n")
    assert [line.split() for line in groups if line.startswith("  ")] == [
        ["en", "1/2", "0.50"],
        ["a", "1/1", "1.00"],
        ["b", "1/2", "0.50"],
    ]
