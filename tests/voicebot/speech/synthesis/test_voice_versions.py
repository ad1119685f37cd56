import os
from pathlib import Path

import pytest

from voicebot.speech.synthesis import voice_versions as module
from voicebot.speech.synthesis.voice_versions import voice_versions
from voicebot.speech.voices.catalogue import VoiceSource

PICO = VoiceSource("de", "pico", "pico-de-DE", None, fallback=True)


def piper(folder: Path, content: bytes = b"network") -> VoiceSource:
    folder.mkdir(parents=True, exist_ok=True)
    model = folder / "voice.onnx"
    model.write_bytes(content)
    (folder / "voice.onnx.json").write_text("{}")
    return VoiceSource("tr", "piper", "voice", model, fallback=False)


def version_of(source: VoiceSource, memory: Path) -> str:
    return voice_versions({source.language: source}, memory)[source.language]


def test_a_voice_inside_a_package_has_its_version(tmp_path: Path) -> None:
    version = version_of(PICO, tmp_path)
    assert version.startswith("pico-de-DE py-nanotts ")
    assert list(tmp_path.iterdir()) == []


def test_another_file_of_the_same_size_is_another_version(tmp_path: Path) -> None:
    source = piper(tmp_path / "voices")
    before = version_of(source, tmp_path)
    assert source.path is not None
    piper(tmp_path / "voices", b"NETWORK")
    os.utime(source.path, ns=(1, 1))
    assert version_of(source, tmp_path) != before


def test_another_description_is_another_version(tmp_path: Path) -> None:
    source = piper(tmp_path / "voices")
    before = version_of(source, tmp_path)
    (tmp_path / "voices" / "voice.onnx.json").write_text('{"length_scale": 2}')
    assert version_of(source, tmp_path) != before


def test_a_file_is_read_once_as_long_as_it_stays_the_same(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    source = piper(tmp_path / "voices")
    before = version_of(source, tmp_path)

    def refuse(path: Path) -> str:
        raise AssertionError(f"{path} was read again")

    monkeypatch.setattr(module, "sha256_of", refuse)
    assert version_of(source, tmp_path) == before


def test_a_file_that_was_only_touched_keeps_its_version(tmp_path: Path) -> None:
    source = piper(tmp_path / "voices")
    before = version_of(source, tmp_path)
    assert source.path is not None
    os.utime(source.path, ns=(1, 1))
    assert version_of(source, tmp_path) == before


@pytest.mark.parametrize("memory", ["", "{", "[1]", '{"/voice.onnx": {"bytes": "many"}}'])
def test_a_memory_that_cannot_be_read_is_made_anew(tmp_path: Path, memory: str) -> None:
    source = piper(tmp_path / "voices")
    before = version_of(source, tmp_path)
    (tmp_path / "voice-digests.json").write_text(memory)
    assert version_of(source, tmp_path) == before
    assert source.path is not None
    assert str(source.path) in (tmp_path / "voice-digests.json").read_text()


def test_a_language_whose_voice_is_gone_is_left_out(tmp_path: Path) -> None:
    source = piper(tmp_path / "voices")
    assert source.path is not None
    source.path.unlink()
    assert set(voice_versions({"tr": source, "de": PICO}, tmp_path)) == {"de"}


def test_a_memory_that_cannot_be_written_is_no_reason_to_fail(tmp_path: Path) -> None:
    source = piper(tmp_path / "voices")
    blocked = tmp_path / "file"
    blocked.write_text("not a folder")
    assert version_of(source, blocked) == version_of(source, tmp_path)
