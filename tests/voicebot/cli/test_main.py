"""The command line as a shell sees it."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest


def voicebot(
    *arguments: str, folder: Path, text: str = "", models: str | None = None
) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "VOICEBOT_DATA_FOLDER": str(folder), "COLUMNS": "200"}
    if models is not None:
        environment["VOICEBOT_MODELS_FOLDER"] = models
    return subprocess.run(
        [sys.executable, "-c", "from voicebot.cli.main import main; main()", *arguments],
        capture_output=True,
        text=True,
        input=text,
        check=False,
        env=environment,
    )


COMMANDS = [
    "serve", "check", "models", "calls", "callbacks", "phrases", "chat", "simulate",
    "transcribe", "speak", "understand", "evaluate", "train",
]  # fmt: skip


def test_all_commands_are_listed(tmp_path: Path) -> None:
    result = voicebot("--help", folder=tmp_path)
    assert result.returncode == 0
    for command in COMMANDS:
        assert command in result.stdout


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_explains_itself(tmp_path: Path, command: str) -> None:
    result = voicebot(command, "--help", folder=tmp_path)
    assert result.returncode == 0, result.stderr
    assert f"voicebot {command}" in result.stdout


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["transcribe", "nothing.wav"], "nothing.wav does not exist"),
        (["speak", "Hallo", "--language", "xx", "--output", "x.wav"], "unknown language 'xx'"),
        (["speak", "  ", "--language", "de", "--output", "x.wav"], "no text to speak"),
        (["understand", "Hallo", "--language", "xx"], "xx"),
        (["evaluate", "nothing.tsv"], "nothing.tsv"),
        (["models", "pull", "whisper-gigantic"], "whisper-gigantic"),
        (["calls", "show", "CA1"], "there is no call"),
        (["simulate", "nothing.yaml"], "nothing.yaml"),
        (["chat", "--language", "xx"], "unknown language 'xx'"),
        (["serve", "--port", "99999"], "--port"),
        (["nonsense"], "nonsense"),
    ],
)
def test_bad_input_is_one_sentence_and_status_2(
    tmp_path: Path, arguments: list[str], says: str
) -> None:
    result = voicebot(*arguments, folder=tmp_path / "data")
    assert result.returncode == 2, result.stderr
    assert says in result.stderr
    assert "Traceback" not in result.stderr
    assert result.stdout == ""
    assert not (tmp_path / "data").exists()


def test_a_port_in_use_is_one_sentence(tmp_path: Path) -> None:
    import socket  # noqa: PLC0415 - only here

    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        result = voicebot("serve", "--port", str(port), folder=tmp_path)
    assert result.returncode == 2
    assert f"cannot listen on 127.0.0.1 port {port}" in result.stderr


@pytest.mark.speech
def test_a_chat_answers_and_is_recorded(tmp_path: Path) -> None:
    lines = (
        "Was kostet die Verlängerung meiner Aufenthaltserlaubnis?\nNein danke, auf Wiederhören.\n"
    )
    result = voicebot("chat", folder=tmp_path, text=lines)
    assert result.returncode == 0, result.stderr
    assert "Euro" in result.stdout
    listed = voicebot("calls", "list", "--json", folder=tmp_path)
    (call,) = json.loads(listed.stdout)
    assert call["channel"] == "chat"
    assert call["topics"] == ["fees"]


@pytest.mark.speech
def test_check_looks_at_everything_and_says_what_it_found(tmp_path: Path) -> None:
    result = voicebot("check", "--json", "--no-speed", folder=tmp_path)
    assert result.returncode == 0, result.stdout
    areas = {finding["area"] for finding in json.loads(result.stdout)}
    assert {
        "data folder",
        "knowledge",
        "office",
        "recogniser",
        "voice de",
        "records",
        "Twilio",
    } <= areas


def test_check_fails_when_the_recogniser_is_missing(tmp_path: Path) -> None:
    models = str(tmp_path / "models")
    result = voicebot("check", "--json", "--no-speed", folder=tmp_path, models=models)
    assert result.returncode == 1
    problems = [one for one in json.loads(result.stdout) if one["level"] == "problem"]
    assert [one["area"] for one in problems] == ["recogniser"]
    assert "voicebot models pull whisper-base" in problems[0]["text"]
