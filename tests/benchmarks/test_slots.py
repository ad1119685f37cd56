import json
from datetime import time
from pathlib import Path

import pytest

from benchmarks.slots import __main__ as command
from benchmarks.slots.expressions import Expressions, Finding, load_expressions, measure, written
from intents.slots import TimeWish
from languages.registry import LANGUAGES

_FEWEST = {"phone": 12, "when": 16, "name": 6, "reference": 4, "town": 4}


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_language_has_expressions_of_every_kind(language: str) -> None:
    expressions = load_expressions(language)
    for kind in Expressions.model_fields:
        assert len(getattr(expressions, kind)) >= _FEWEST[kind]


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_telephone_number_is_silently_wrong_and_little_else(language: str) -> None:
    findings = measure(language)
    wrong = [one for one in findings if one.outcome == "silently wrong"]
    assert not [one for one in wrong if one.kind == "phone"]
    assert len(wrong) <= len(findings) * 0.1


def test_what_is_doubtful_is_asked_back_even_if_it_is_right() -> None:
    assert Finding("de", "phone", "", "1", "1").outcome == "right"
    assert Finding("de", "phone", "", "1", "1", doubtful=True).outcome == "asked back"
    assert Finding("de", "phone", "", "1", None).outcome == "asked back"
    assert Finding("de", "phone", "", "1", "2").outcome == "silently wrong"


@pytest.mark.parametrize(
    ("earliest", "latest", "text"),
    [
        (None, None, "any"),
        (time(9), None, "09:00-"),
        (None, time(9), "-09:00"),
        (time(9), time(9), "@09:00"),
        (time(9), time(11, 30), "09:00-11:30"),
    ],
)
def test_a_wish_is_written_as_in_the_files(
    earliest: time | None, latest: time | None, text: str
) -> None:
    assert written(TimeWish(None, earliest, latest)) == text


def test_the_command_prints_a_table_and_writes_everything_down(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    report = tmp_path / "new" / "slots.json"
    monkeypatch.setattr("sys.argv", ["slots", "--languages", "tr", "--json", str(report)])
    command.main()
    assert "right / asked back / silently wrong" in capsys.readouterr().out
    assert len(json.loads(report.read_text("utf-8"))) >= sum(_FEWEST.values())
