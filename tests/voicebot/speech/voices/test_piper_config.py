import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from voicebot.errors import ModelError
from voicebot.speech.voices.piper_config import PiperConfigFile, read_piper_config

CONFIG: dict[str, Any] = {
    "audio": {"sample_rate": 22050, "quality": "medium"},
    "espeak": {"voice": "en-us"},
    "phoneme_id_map": {"_": [0], "a": [1]},
}


def config(**changes: Any) -> PiperConfigFile:
    return PiperConfigFile.model_validate(CONFIG | changes)


def test_the_language_is_that_of_the_locale() -> None:
    assert config(language={"code": "de_DE"}).language_code == "de"


def test_an_old_voice_has_the_language_of_its_phonemes() -> None:
    assert config().language_code == "en"


def test_only_a_voice_that_reads_letters_can_lack_capitals() -> None:
    assert config().knows_capitals
    assert not config(phoneme_type="text").knows_capitals
    assert config(phoneme_type="text", phoneme_id_map={"A": [1]}).knows_capitals


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("{", "is not JSON"),
        ("[]", "is no Piper voice"),
        ("{}", "is no Piper voice: audio"),
        (json.dumps(CONFIG | {"audio": {"sample_rate": 3}}), "sample_rate"),
        (json.dumps(CONFIG | {"phoneme_type": "pinyin"}), "phoneme_type"),
        (json.dumps(CONFIG | {"phoneme_id_map": {}}), "phoneme_id_map"),
        ("\udcff", "is not JSON"),
    ],
)
def test_what_is_no_description_is_one_clear_sentence(
    tmp_path: Path, text: str, message: str
) -> None:
    model = tmp_path / "voice.onnx"
    (tmp_path / "voice.onnx.json").write_text(text, "utf-8", errors="surrogateescape")
    with pytest.raises(ModelError, match=message):
        read_piper_config(model)


def test_a_missing_description_is_named(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match=r"voice\.onnx\.json cannot be read"):
        read_piper_config(tmp_path / "voice.onnx")


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(content=st.binary(max_size=200))
def test_any_bytes_are_a_description_or_a_model_error(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "voice.onnx.json").write_bytes(content)
    with pytest.raises(ModelError):
        read_piper_config(tmp_path / "voice.onnx")
