"""Everything that a language needs is there: a failure names the language and the piece."""

from pathlib import Path

import holidays
import pytest
import yaml

from intents.office import load_office
from languages.holiday_names import holiday_name
from languages.registry import LANGUAGES

ROOT = Path(__file__).parents[2]
FOLDERS = ("languages/phrases", "languages/spoken", "languages/turn_words", "dialogs/answers")
FILES = (
    "languages/telling_words.yaml",
    "languages/language_names.yaml",
    "languages/language_requests.yaml",
    "voicebot/speech/voices/samples.yaml",
)
NAMED_BY_THE_LIBRARY = {"de", "en", "uk"}


@pytest.mark.parametrize("folder", FOLDERS)
@pytest.mark.parametrize("language", LANGUAGES)
def test_every_language_has_a_file(language: str, folder: str) -> None:
    assert (ROOT / folder / f"{language}.yaml").is_file()


@pytest.mark.parametrize("file", FILES)
@pytest.mark.parametrize("language", LANGUAGES)
def test_every_language_has_an_entry(language: str, file: str) -> None:
    assert language in yaml.safe_load((ROOT / file).read_text("utf-8"))


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_expectation_has_a_hint(language: str) -> None:
    hints = yaml.safe_load((ROOT / "languages/recognition_hints.yaml").read_text("utf-8"))
    assert [expectation for expectation, texts in hints.items() if language not in texts] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_example_office_is_named(language: str) -> None:
    office = load_office()
    assert language in office.name
    assert all(language in closure.reason for closure in office.closures)


@pytest.mark.parametrize("language", sorted(set(LANGUAGES) - NAMED_BY_THE_LIBRARY))
def test_every_yearly_holiday_of_germany_is_named(language: str) -> None:
    german = {
        name
        for state in holidays.list_supported_countries()["DE"]
        for name in holidays.country_holidays(
            "DE", subdiv=state, years=[2026, 2027], language="de"
        ).values()
        if name != "Augsburger Hohes Friedensfest"  # of a single town
    }
    assert [name for name in sorted(german) if holiday_name(name, language) is None] == []
