from pathlib import Path

import pytest

from voicebot.errors import InputError
from voicebot.settings import SETTINGS_FILE_VARIABLE, Settings, load_settings
from voicebot.settings_reference import settings_reference


@pytest.fixture(autouse=True)
def _fresh() -> None:
    load_settings.cache_clear()


def test_environment_variables_reach_into_sections(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("VOICEBOT_SERVER__PORT", "8099")
    assert load_settings().server.port == 8099


def test_the_environment_wins_over_the_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "voicebot.yaml"
    file.write_text("server:\n  port: 1111\n  max_calls: 3\n")
    monkeypatch.setenv(SETTINGS_FILE_VARIABLE, str(file))
    monkeypatch.setenv("VOICEBOT_SERVER__PORT", "2222")
    settings = load_settings()
    assert (settings.server.port, settings.server.max_calls) == (2222, 3)


@pytest.mark.parametrize(
    ("variable", "value", "message"),
    [
        ("VOICEBOT_SERVER__PORT", "many", "server.port"),
        ("VOICEBOT_LANGUAGES", '["de", "xx"]', "unknown language 'xx'"),
        ("VOICEBOT_LANGUAGES", "[]", "languages"),
        ("VOICEBOT_RECOGNISER__DEVICE", "toaster", "recogniser.device"),
    ],
)
def test_a_wrong_value_is_named(
    monkeypatch: pytest.MonkeyPatch, variable: str, value: str, message: str
) -> None:
    monkeypatch.setenv(variable, value)
    with pytest.raises(InputError, match=message):
        load_settings()


def test_an_unknown_entry_in_the_file_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "voicebot.yaml"
    file.write_text("server:\n  prot: 1\n")
    monkeypatch.setenv(SETTINGS_FILE_VARIABLE, str(file))
    with pytest.raises(InputError, match=r"server\.prot"):
        load_settings()


def test_a_missing_or_broken_file_is_one_sentence(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(SETTINGS_FILE_VARIABLE, str(tmp_path / "nothing.yaml"))
    with pytest.raises(InputError, match="does not exist"):
        load_settings()
    broken = tmp_path / "broken.yaml"
    broken.write_text("server: [1\n")
    monkeypatch.setenv(SETTINGS_FILE_VARIABLE, str(broken))
    with pytest.raises(InputError, match=r"broken\.yaml"):
        load_settings()


def test_every_setting_is_described() -> None:
    for name, section in Settings.model_fields.items():
        fields = getattr(section.annotation, "model_fields", None)
        assert section.description or fields, name
        for entry, field in (fields or {}).items():
            assert field.description, f"{name}.{entry}"


def test_the_configuration_page_is_what_the_settings_say() -> None:
    page = Path(__file__).parents[2] / "docs" / "configuration.md"
    assert page.read_text("utf-8") == settings_reference(), "run `make docs`"


@pytest.mark.parametrize("address", ["", "localhost:5005", "ftp://a", "http://", "http://a:99999"])
def test_an_address_that_is_none_is_named(address: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("VOICEBOT_RASA__ADDRESS", address)
    with pytest.raises(InputError, match=r"rasa\.address"):
        load_settings()
