from pathlib import Path
from typing import Protocol

import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from voicebot.errors import InputError
from voicebot.simulation.scenario import load_scenarios
from voicebot.simulation.step import BookingExpectation

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


def test_a_folder_means_all_scenarios_below_it_in_order_of_path(
    write: Write, tmp_path: Path
) -> None:
    (tmp_path / "c").mkdir()
    write("{name: third, language: en, steps: [{say: hello}]}", "c/a.yaml")
    write("{name: second, language: en, steps: [{say: hello}]}", "b.yaml")
    write("{name: first, language: en, steps: [{say: hello}]}", "a.yaml")
    write("not a scenario", "readme.txt")

    assert [one.name for one in load_scenarios([tmp_path])] == ["first", "second", "third"]


@pytest.mark.parametrize(
    ("change", "complaint"),
    [
        ({"steps": []}, "steps: "),
        ({"steps": [{"say": "hello", "after": -1}]}, "step 1, after: "),
        ({"steps": [{"say": "hello"}, {"say": "a", "keys": "1"}]}, "step 2: a step has exactly"),
        (
            {"steps": [{"after": 1.0}]},
            "step 1: a step has exactly one of say, keys, silence and event",
        ),
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
        ({"steps": [{"event": "earthquake"}]}, "step 1, event: Input should be 'fax_tone'"),
        ({"steps": [{"event": "hang_up"}, {"say": "a"}]}, "nothing can follow step 1"),
        ({"steps": [{"say": "a", "expect_end": True}, {"say": "b"}]}, "step 1 is not the last"),
        ({"steps": [{"keys": "1", "understood_as": "fees"}]}, "understood_as needs something"),
        ({"steps": [{"silence": 1, "confidence": 0.0}]}, "confidence needs something"),
        ({"steps": [{"say": "a", "confidence": 1.5}]}, "step 1, confidence: "),
        ({"steps": [{"say": "a", "language": "xx"}]}, "step 1, language: unknown language 'xx'"),
        ({"steps": [{"say": "a", "further": ["fees"]}]}, "step 1: further needs understood_as"),
        ({"steps": [{"say": "a", "alternatives": {}}]}, "step 1: alternatives are prob"),
        (
            {"steps": [{"say": "a", "alternatives": {"fees": 0.4}, "expect_topic": "fees"}]},
            "step 1: alternatives are what an utterance may mean that is not understood",
        ),
        ({"steps": [{"say": "a", "expect_said": "goodbye"}]}, "step 1, expect_said 1: "),
        ({"steps": [{"say": "a", "expect_said": []}]}, "step 1, expect_said: "),
        ({"steps": [{"say": "my {name}"}]}, "step 1, say: the only thing that can be filled in"),
        ({"steps": [{"say": "{reference}"}]}, "{reference} needs an earlier call"),
        ({"at": "tomorrow"}, "at: write the office's wall clock, as 2026-11-24T10:00"),
        ({"at": "2026-11-24T10:00+01:00"}, "at: write the office's wall clock"),
        ({"at": 10}, "at: write the office's wall clock"),
        ({"failing": ["coffee"]}, "failing 1: Input should be 'booking', 'message'"),
        ({"switchboard": "burns"}, "switchboard: Input should be 'answers', 'no_answer' or"),
        ({"full_windows": "some"}, "full_windows: Input should be 'all' or 'first'"),
        ({"tags": ["a", ""]}, "tag 2: "),
        ({"earlier_calls": [{"steps": [{"say": "..."}]}]}, "earlier call 1, step 1, say: "),
        ({"earlier_calls": [{"steps": []}]}, "earlier call 1, steps: "),
        (
            {"earlier_calls": [{"at": "2026-11-24T10:00", "steps": [{"say": "a"}]}]},
            "an earlier call has a time, so this one needs at, too",
        ),
        (
            {
                "at": "2026-11-24T10:00",
                "earlier_calls": [{"at": "2026-11-24T11:00", "steps": [{"say": "a"}]}],
            },
            "earlier_calls must be in order and before the call",
        ),
        ({"expect_earlier_booking": True}, "expect_earlier_booking needs earlier_calls"),
        (
            {"expect_end": "caller", "steps": [{"say": "a", "expect_end": True}]},
            "it is the assistant who hangs up",
        ),
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


def test_a_date_that_does_not_exist_is_refused(write: Write) -> None:
    with pytest.raises(InputError, match=r"call\.yaml is not valid YAML"):
        load_scenarios([write("at: 2026-13-01 10:00:00")])


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

    assert {"conversations", "demo", "questions"} <= {group.name for group in groups}
    for group in groups:
        assert load_scenarios([group])


def test_a_scenario_without_a_name_is_called_like_its_file(write: Write) -> None:
    file = write("{language: de, steps: [{say: Guten Tag}]}", "quiet-caller.yaml")
    assert load_scenarios([file])[0].name == "quiet-caller"
