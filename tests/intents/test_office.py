from datetime import date, time
from importlib import resources
from pathlib import Path
from typing import Any, get_args

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from intents.answers import Fact
from intents.errors import KnowledgeError
from intents.office import WEEKDAYS, Office, Service, TimeRange, load_office

REVERSED_CLOSURE = {"first_day": "2026-12-24", "last_day": "2026-12-23", "reason": {"de": "x"}}


@pytest.fixture
def content() -> dict[str, Any]:
    return {
        "name": {"de": "Amt", "en": "Office"},
        "timezone": "Europe/Berlin",
        "holidays": {"country": "DE", "state": "NW"},
        "opening_hours": {"monday": ["09:00-12:00"]},
        "callbacks": {
            "hours": {"monday": ["9:00-12:00"]},
            "window_minutes": 60,
            "lead_hours": 1,
            "capacity": 2,
            "days_ahead": 7,
        },
    }


def _written(folder: Path, content: object) -> Path:
    path = folder / "office.yaml"
    path.write_text(yaml.safe_dump(content, allow_unicode=True), "utf-8")
    return path


def test_the_shipped_office_is_an_example_and_states_nothing_it_cannot_know() -> None:
    office = load_office()
    assert office.example
    assert office.language == "de"
    assert office.facts("de") == {}
    assert {"de", "en"} <= office.name.keys()


def test_a_minimal_office_is_read(tmp_path: Path, content: dict[str, Any]) -> None:
    office = load_office(_written(tmp_path, content))
    assert office.opening_hours == {"monday": (TimeRange(time(9), time(12)),)}
    assert office.callbacks.hours == office.opening_hours
    assert not office.example


def test_only_facts_with_words_in_a_language_are_stated_in_it(
    tmp_path: Path, content: dict[str, Any]
) -> None:
    content |= {
        "payment": {"de": "bar oder mit Karte"},
        "website": "example Punkt org",
        "services": ["document_locker"],
    }
    office = load_office(_written(tmp_path, content))
    assert office.facts("de") == {
        Fact.PAYMENT: "bar oder mit Karte",
        Fact.WEBSITE: "example Punkt org",
        Fact.DOCUMENT_LOCKER: "",
    }
    assert set(office.facts("en")) == {Fact.WEBSITE, Fact.DOCUMENT_LOCKER}


def test_every_service_is_a_fact_that_answers_can_depend_on() -> None:
    assert {Fact(service) for service in get_args(Service)} < set(Fact)


def test_ranges_of_a_day_come_in_order(tmp_path: Path, content: dict[str, Any]) -> None:
    content["opening_hours"]["friday"] = ["14:00-16:00", "08:00 – 12:00"]
    office = load_office(_written(tmp_path, content))
    assert office.opening_hours["friday"] == (
        TimeRange(time(8), time(12)),
        TimeRange(time(14), time(16)),
    )


def test_a_time_range_ends_before_its_end() -> None:
    hours = TimeRange(time(9), time(12))
    assert time(9) in hours
    assert time(11, 59) in hours
    assert time(12) not in hours


def test_a_closure_without_a_last_day_is_one_day(tmp_path: Path, content: dict[str, Any]) -> None:
    content["closures"] = [{"first_day": date(2026, 12, 24), "reason": {"de": "Heiligabend"}}]
    (closure,) = load_office(_written(tmp_path, content)).closures
    assert date(2026, 12, 24) in closure
    assert date(2026, 12, 25) not in closure


@pytest.mark.parametrize(
    ("path", "value", "message"),
    [
        ("opening_hours.monday", ["12:00-09:00"], "opening_hours.monday.0: .*ends before"),
        ("opening_hours.monday", ["09:00-09:00"], "opening_hours.monday.0: .*ends before"),
        ("opening_hours.monday", ["9:00-12:00", "11:00-13:00"], "monday: two ranges overlap"),
        ("opening_hours.monday", ["all day"], "'all day' is not a range of times"),
        ("opening_hours.monday", [900], "900 is not a range of times"),
        ("opening_hours.monday", ["25:00-26:00"], "opening_hours.monday.0"),
        ("opening_hours.montag", ["09:00-12:00"], "opening_hours.montag"),
        ("telephone_hours", {"monday": "09:00-12:00"}, "telephone_hours.monday"),
        ("timezone", "Europe/Viersen", "timezone: invalid timezone"),
        ("holidays", {"country": "XX"}, "no holidays are known for country 'XX'"),
        ("holidays", {"country": "DE", "state": "XX"}, "DE has no state 'XX'"),
        ("name", {}, "name"),
        ("name", {"xx": "?"}, "unknown language 'xx'"),
        ("name", {"de": " "}, "the text in language 'de' is empty"),
        ("phone", "none", "phone: Extra inputs are not permitted"),
        ("callbacks.window_minutes", 0, "callbacks.window_minutes"),
        ("callbacks.window_minutes", 240, "hours.monday: 09:00-12:00 is shorter than a window"),
        ("callbacks.capacity", 0, "callbacks.capacity"),
        ("callbacks.lead_hours", -1, "callbacks.lead_hours"),
        ("callbacks.lead_hours", float("inf"), "callbacks.lead_hours"),
        ("callbacks.days_ahead", 0, "callbacks.days_ahead"),
        ("closures", [REVERSED_CLOSURE], "last_day is before first_day"),
        ("website_link", "http://example.org", "website_link: .*begins with https"),
        ("website_link", "https://user@example.org", "begins with https"),
        ("website_link", "https://[example.org", "begins with https"),
        ("links", {"fees": "example.org/fees"}, "links.fees: .*begins with https"),
        ("privacy_notice", {}, "privacy_notice"),
        ("residence", {"ours": []}, "residence.ours"),
        ("residence", {"ours": ["A-Dorf"], "others": {"A-Dorf": {"de": "x"}}}, "both in ours and"),
        ("residence", {"ours": ["A-Dorf"], "parts": {"B-Dorf": "C-Dorf"}}, "which is neither"),
        ("residence", {"ours": ["A-Dorf"], "parts": {"A-Dorf": "A-Dorf"}}, "a part and a town"),
        ("closures", [{"first_day": "soon", "reason": {"de": "x"}}], "closures.0.first_day"),
    ],
)  # fmt: skip
def test_a_wrong_field_is_named_with_its_file(
    tmp_path: Path, content: dict[str, Any], path: str, value: object, message: str
) -> None:
    *parents, name = path.split(".")
    section = content
    for parent in parents:
        section = section[parent]
    section[name] = value
    with pytest.raises(KnowledgeError, match=message) as error:
        load_office(_written(tmp_path, content))
    assert str(error.value).startswith(str(tmp_path / "office.yaml"))
    assert "\n" not in str(error.value)


@pytest.mark.parametrize(
    ("field", "broken"),
    [
        ('monday: ["08:30-12:00", "14:00-16:00"]', 'monday: ["08:30-12:00", "16:00-14:00"]'),
        ("timezone: Europe/Berlin", "timezone: Europe/Viersen"),
        ("      de: Weihnachtspause", "      xx: Weihnachtspause"),
        ("  capacity: 4 ", "  capacity: none "),
        ("  parts:   ", "  part:   "),
    ],
)
def test_a_wrong_field_is_named_with_its_line(tmp_path: Path, field: str, broken: str) -> None:
    text = resources.files("intents").joinpath("example_office.yaml").read_text("utf-8")
    assert field in text
    lines = text.replace(field, broken, 1).splitlines()
    expected = next(number for number, written in enumerate(lines, 1) if broken in written)
    if broken.lstrip().startswith("xx"):
        expected -= 1  # the whole text is wrong, which begins with `reason:`
    path = tmp_path / "office.yaml"
    path.write_text("\n".join(lines), "utf-8")
    with pytest.raises(KnowledgeError, match=rf"office\.yaml, line {expected}: "):
        load_office(path)


def test_a_subject_without_a_page_links_to_the_website(
    tmp_path: Path, content: dict[str, Any]
) -> None:
    assert load_office(_written(tmp_path, content)).link("fees") is None
    content |= {
        "website_link": "https://example.org",
        "links": {"fees": "https://example.org/fees"},
    }
    office = load_office(_written(tmp_path, content))
    assert office.link("fees") == "https://example.org/fees"
    assert office.link("visa") == "https://example.org"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("name: {de: Amt\ntimezone: x\n", "line 2"),
        ("name:\n  de: Amt\nname:\n  de: Anderes\n", "line 3: 'name' is written twice"),
        ("opening_hours:\n  monday: []\n  monday: []\n", "line 3: 'monday' is written twice"),
        ("closures:\n- first_day: 2026-02-30\n", "line 2: '2026-02-30' cannot be read"),
        ("", "the whole file"),
        ("- a\n", "the whole file"),
        ("name: !!python/object:os.system x\n", "line 1"),
        ("a:\nb: \x00\n", "line 2: not YAML"),
        ("[" * 5000, "nested too deeply"),
    ],
)
def test_broken_yaml_is_reported_with_its_line(tmp_path: Path, text: str, message: str) -> None:
    path = tmp_path / "office.yaml"
    path.write_text(text, "utf-8")
    with pytest.raises(KnowledgeError, match=message):
        load_office(path)


def test_a_file_that_cannot_be_read_is_reported(tmp_path: Path) -> None:
    with pytest.raises(KnowledgeError, match="does not exist"):
        load_office(tmp_path / "none.yaml")
    with pytest.raises(KnowledgeError, match="cannot be read"):
        load_office(tmp_path)
    (tmp_path / "latin.yaml").write_bytes("name: {de: Ämter}".encode("latin-1"))
    with pytest.raises(KnowledgeError, match="not UTF-8"):
        load_office(tmp_path / "latin.yaml")


@given(st.text(max_size=200))
def test_no_text_breaks_the_reader(tmp_path_factory: pytest.TempPathFactory, text: str) -> None:
    path = tmp_path_factory.mktemp("office") / "office.yaml"
    path.write_bytes(text.encode("utf-8", "surrogatepass"))
    with pytest.raises(KnowledgeError):
        load_office(path)


def test_weekdays_are_those_of_the_calendar() -> None:
    assert WEEKDAYS[date(2026, 11, 23).weekday()] == "monday"
    assert WEEKDAYS[date(2026, 11, 29).weekday()] == "sunday"


def test_an_office_does_not_change(content: dict[str, Any]) -> None:
    office = Office.model_validate(content)
    with pytest.raises(ValueError, match="frozen"):
        office.website = "x"  # type: ignore[misc]  # what is tested
