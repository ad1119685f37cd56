from pathlib import Path
from typing import Protocol

import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from voicebot.errors import InputError
from voicebot.simulation.scenario import BookingExpectation, load_scenarios

_WHOLE = """
name: German question about fees
language: de
caller: "+493023125101"
steps:
  - say: Was kostet die Verlängerung meiner Aufenthaltserlaubnis?
    after: 0.5
    expect_topic: fees
  - keys: "1#"
  - silence: 20
    expect_booking: false
expect_booking: {number: "+493023125101", name: Alex Beispiel}
expect_end: assistant
max_seconds: 90
"""


class Write(Protocol):
    def __call__(self, text: str, name: str = "call.yaml") -> Path: ...


@pytest.fixture
def write(tmp_path: Path) -> Write:
    def _write(text: str, name: str = "call.yaml") -> Path:
        path = tmp_path / name
        path.write_text(text, "utf-8")
        return path

    return _write


def test_a_scenario_is_read_as_written(write: Write) -> None:
    (scenario,) = load_scenarios([write(_WHOLE)])

    assert scenario.caller == "+493023125101"
    assert [step.say is not None for step in scenario.steps] == [True, False, False]
    assert scenario.steps[0].after_seconds == 0.5
    assert scenario.steps[1].after_seconds == 0.6
    assert scenario.steps[2].expect_booking is False
    assert scenario.expect_booking == BookingExpectation(
        number="+493023125101", name="Alex Beispiel"
    )
    assert scenario.max_seconds == 90


def test_a_folder_means_all_its_scenarios_in_order_of_name(write: Write, tmp_path: Path) -> None:
    write("{name: second, language: en, steps: [{say: hello}]}", "b.yaml")
    write("{name: first, language: en, steps: [{say: hello}]}", "a.yaml")
    write("not a scenario", "readme.txt")

    assert [one.name for one in load_scenarios([tmp_path])] == ["first", "second"]


@pytest.mark.parametrize(
    ("change", "complaint"),
    [
        ({"steps": []}, "steps: "),
        ({"steps": [{"say": "hello", "after": -1}]}, "step 1, after: "),
        ({"steps": [{"say": "hello"}, {"say": "a", "keys": "1"}]}, "step 2: a step has exactly"),
        ({"steps": [{"after": 1.0}]}, "step 1: a step has exactly one of say, keys and silence"),
        ({"steps": [{"say": "..."}]}, "step 1, say: "),
        ({"steps": [{"keys": "1x"}]}, "step 1, keys: "),
        ({"steps": [{"keys": 1}]}, "step 1, keys: "),
        ({"steps": [{"silence": 0}]}, "step 1, silence: "),
        ({"steps": [{"silence": 1, "interrupt_after": 1}]}, "silence cannot interrupt"),
        ({"steps": [{"say": "a", "after": 1, "interrupt_after": 1}]}, "either after or"),
        ({"steps": [{"keys": "1", "expect_topic": "fees"}]}, "expect_topic needs something"),
        ({"steps": [{"say": "a", "expect_booking": {}}]}, "step 1, expect_booking: give number"),
        ({"expect_booking": "maybe"}, "expect_booking: write true, false, or a mapping"),
        ({"expect_booking": {"number": "110"}}, "expect_booking, number: "),
        ({"caller": "030 23125101"}, "caller: "),
        ({"caller": 493023125101}, "caller: "),
        ({"language": "xx"}, "language: unknown language 'xx'"),
        ({"expect_end": "nobody"}, "expect_end: "),
        ({"max_seconds": 0}, "max_seconds: "),
        ({"speed": 2}, "speed: "),
    ],
)
def test_a_wrong_scenario_is_refused_with_its_file_and_place(
    write: Write,
    change: dict[str, object],
    complaint: str,
) -> None:
    scenario = {"name": "A call", "language": "en", "steps": [{"say": "hello"}], **change}
    path = write(yaml.safe_dump(scenario))

    with pytest.raises(InputError) as caught:
        load_scenarios([path])

    assert str(path) in str(caught.value)
    assert complaint in str(caught.value)
    assert "\n" not in str(caught.value)


def test_broken_yaml_is_refused_with_its_line(write: Write) -> None:
    with pytest.raises(InputError, match=r"call\.yaml, line 2, column \d+ is not valid YAML"):
        load_scenarios([write("name: a\n  steps: [")])


def test_a_missing_file_and_an_empty_folder_are_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="cannot be read: No such file"):
        load_scenarios([tmp_path / "none.yaml"])
    with pytest.raises(InputError, match="holds no scenario"):
        load_scenarios([tmp_path])


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(content=st.one_of(st.binary(max_size=200), st.text(max_size=200).map(str.encode)))
def test_no_content_of_a_file_does_worse_than_an_input_error(
    tmp_path: Path, content: bytes
) -> None:
    path = tmp_path / "odd.yaml"
    path.write_bytes(content)

    with pytest.raises(InputError, match="odd"):
        load_scenarios([path])


def test_the_scenarios_of_this_repository_are_valid() -> None:
    folder = Path(__file__).parents[2] / "scenarios"
    groups = sorted(path for path in folder.iterdir() if path.is_dir())

    assert {"demo", "questions"} <= {group.name for group in groups}
    for group in groups:
        assert load_scenarios([group])


def test_a_scenario_without_a_name_is_called_like_its_file(write: Write) -> None:
    file = write("{language: de, steps: [{say: Guten Tag}]}", "quiet-caller.yaml")
    assert load_scenarios([file])[0].name == "quiet-caller"
