import json
import pickle
from collections.abc import Iterator
from pathlib import Path

import pytest
from loguru import logger

from languages.registry import LANGUAGES
from voicebot.errors import InputError, VoiceError
from voicebot.models.manifest import load_manifest
from voicebot.settings import Settings, VoiceSettings
from voicebot.speech.voices.catalogue import VoiceSource, describe, find_voice, load_voice


def settings_for(folder: Path, voices: Path | None = None) -> Settings:
    return Settings(models_folder=folder / "models", voice=VoiceSettings(folder=voices))


def add_voice(folder: Path, name: str, locale: str, quality: str = "medium") -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    model = folder / f"{name}.onnx"
    model.write_bytes(b"")
    config = {
        "audio": {"sample_rate": 22050, "quality": quality},
        "espeak": {"voice": locale[:2]},
        "language": {"code": locale},
        "phoneme_id_map": {"_": [0]},
    }
    model.with_name(f"{name}.onnx.json").write_text(json.dumps(config))
    return model


def install(folder: Path, name: str, missing_bytes: int = 0) -> Path:
    target = folder / "models" / name
    target.mkdir(parents=True)
    for file in load_manifest().find(name).files:
        with (target / file.path).open("wb") as stream:
            stream.truncate(file.bytes - missing_bytes)
    return target / f"{name}.onnx"


@pytest.fixture
def warnings() -> Iterator[list[str]]:
    lines: list[str] = []
    sink = logger.add(lambda message: lines.append(message.record["message"]), level="WARNING")
    yield lines
    logger.remove(sink)


def test_the_folder_of_the_settings_comes_first(tmp_path: Path) -> None:
    install(tmp_path, "de_DE-thorsten-medium")
    model = add_voice(tmp_path / "mine", "mine", "de_DE")
    source = find_voice("de", settings_for(tmp_path, tmp_path / "mine"))
    assert source == VoiceSource("de", "piper", "mine", model, fallback=False)


def test_of_several_voices_medium_quality_is_taken(tmp_path: Path) -> None:
    for quality in ("x_low", "high", "medium"):
        add_voice(tmp_path / "mine", f"voice-{quality}", "de_DE", quality)
    source = find_voice("de", settings_for(tmp_path, tmp_path / "mine"))
    assert source.name == "voice-medium"


def test_a_voice_of_another_language_is_not_taken(tmp_path: Path) -> None:
    add_voice(tmp_path / "mine", "mine", "tr_TR")
    assert find_voice("de", settings_for(tmp_path, tmp_path / "mine")).engine == "pico"


def test_an_installed_voice_of_the_manifest_is_taken(tmp_path: Path) -> None:
    model = install(tmp_path, "de_DE-thorsten-medium")
    source = find_voice("de", settings_for(tmp_path))
    assert source == VoiceSource("de", "piper", "de_DE-thorsten-medium", model, fallback=False)


def test_a_damaged_voice_is_reported_and_passed_over(tmp_path: Path, warnings: list[str]) -> None:
    install(tmp_path, "de_DE-thorsten-medium", missing_bytes=1)
    assert find_voice("de", settings_for(tmp_path)).engine == "pico"
    assert "run `voicebot models pull de_DE-thorsten-medium`" in warnings[0]


def test_a_broken_voice_in_the_folder_is_reported_and_left_out(
    tmp_path: Path, warnings: list[str]
) -> None:
    model = add_voice(tmp_path / "mine", "whole", "de_DE")
    (tmp_path / "mine" / "broken.onnx").write_bytes(b"")
    source = find_voice("de", settings_for(tmp_path, tmp_path / "mine"))
    assert source.path == model
    assert "broken.onnx is left out" in warnings[0]


def test_a_folder_that_does_not_exist_is_bad_input(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"setting voice\.folder"):
        find_voice("de", settings_for(tmp_path, tmp_path / "nowhere"))


def test_a_language_that_nothing_speaks_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(VoiceError, match="no voice for the language 'xx'"):
        find_voice("xx", settings_for(tmp_path))


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_language_can_be_spoken_without_any_download(tmp_path: Path, language: str) -> None:
    source = find_voice(language, settings_for(tmp_path))
    assert source.fallback
    assert source.engine == ("pico" if language in ("de", "en", "fr", "es", "it") else "espeak")
    voice = load_voice(pickle.loads(pickle.dumps(source)))
    assert voice.name == source.name


def test_a_fallback_is_described_with_its_remedy(tmp_path: Path) -> None:
    pico = describe(find_voice("de", settings_for(tmp_path)))
    assert pico.startswith("German is spoken by SVOX Pico, because")
    assert "`voicebot models pull de_DE-thorsten-medium` gets it" in pico
    espeak = describe(find_voice("pl", settings_for(tmp_path)))
    assert espeak.startswith("Polish is spoken by eSpeak NG, which sounds like a robot, because")


def test_a_piper_voice_is_described_by_its_name(tmp_path: Path) -> None:
    install(tmp_path, "it_IT-paola-medium")
    description = describe(find_voice("it", settings_for(tmp_path)))
    assert description == "Italian is spoken by the Piper voice it_IT-paola-medium."
