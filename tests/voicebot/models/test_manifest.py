from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from languages.registry import LANGUAGES
from voicebot.errors import InputError, ModelError
from voicebot.models.manifest import Manifest, PackageSource, load_manifest, parse_manifest
from voicebot.settings import Settings


def entry(**changes: Any) -> dict[str, Any]:
    return {
        "name": "tiny",
        "purpose": "voice",
        "languages": ["de"],
        "licence": "CC0-1.0",
        "files": [{"path": "a.bin", "bytes": 3, "sha256": "0" * 64}],
        "sources": [{"kind": "hugging_face", "repository": "some/one", "revision": "main"}],
    } | changes


def parse(*entries: dict[str, Any]) -> Manifest:
    return parse_manifest(yaml.safe_dump({"models": list(entries)}))


def package(files: dict[str, list[str]]) -> dict[str, Any]:
    pinned = {"name": "some-data", "version": "1.0", "sha256": "1" * 64}
    return {"kind": "package", "packages": [pinned], "files": files}


def test_every_language_has_a_voice_in_the_manifest() -> None:
    manifest = load_manifest()
    assert [len(manifest.voices(code)) for code in LANGUAGES] == [1] * len(LANGUAGES)


def test_a_voice_is_found_under_its_own_name() -> None:
    for model in load_manifest().models:
        if model.purpose == "voice":
            assert [file.path for file in model.files] == [
                f"{model.name}.onnx",
                f"{model.name}.onnx.json",
            ]


def test_the_default_recogniser_can_be_had_without_hugging_face() -> None:
    model = load_manifest().find(Settings().recogniser.model)
    carried = [set(source.files) for source in model.sources if isinstance(source, PackageSource)]
    assert carried == [{file.path for file in model.files}]


def test_recognisers_hear_all_languages() -> None:
    for model in load_manifest().models:
        if model.purpose == "recogniser":
            assert set(model.languages) == set(LANGUAGES)


def test_an_unknown_name_is_answered_with_the_known_ones() -> None:
    with pytest.raises(InputError, match=r"unknown model 'nothing'; known: tiny"):
        parse(entry()).find("nothing")


@pytest.mark.parametrize(
    "path", ["../outside", "/etc/passwd", "a/../../b", "", "a\\b", "..", "a/../b"]
)
def test_a_file_cannot_leave_its_folder(path: str) -> None:
    with pytest.raises(ModelError, match="files"):
        parse(entry(files=[{"path": path, "bytes": 3, "sha256": "0" * 64}]))


@pytest.mark.parametrize(
    ("changes", "place"),
    [
        ({"name": "../up"}, "name"),
        ({"purpose": "toy"}, "purpose"),
        ({"languages": []}, "languages"),
        ({"files": []}, "files"),
        ({"files": [{"path": "a", "bytes": 0, "sha256": "0" * 64}]}, "bytes"),
        ({"files": [{"path": "a", "bytes": 1, "sha256": "abc"}]}, "sha256"),
        ({"sources": [{"kind": "magic"}]}, "sources"),
        ({"sources": [package({"other.bin": ["some/file"]})]}, "other.bin"),
        ({"sources": [package({"a.bin": ["../some/file"]})]}, "sources"),
        ({"colour": "red"}, "colour"),
    ],
)
def test_what_is_wrong_is_named(changes: dict[str, Any], place: str) -> None:
    with pytest.raises(ModelError, match=place):
        parse(entry(**changes))


def test_two_models_cannot_share_a_name() -> None:
    with pytest.raises(ModelError, match="one name"):
        parse(entry(), entry())


def test_a_file_cannot_be_listed_twice() -> None:
    file = {"path": "a.bin", "bytes": 3, "sha256": "0" * 64}
    with pytest.raises(ModelError, match="twice"):
        parse(entry(files=[file, file]))


json_like = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner),
    max_leaves=8,
)


@given(st.text() | json_like.map(lambda value: yaml.safe_dump({"models": value})))
def test_any_text_is_a_manifest_or_one_clear_error(text: str) -> None:
    try:
        manifest = parse_manifest(text)
    except ModelError:
        return
    assert manifest.models


@given(st.sampled_from(sorted(entry())), json_like)
def test_a_wrong_value_anywhere_never_escapes_as_another_error(key: str, value: Any) -> None:
    try:
        manifest = parse(entry(**{key: value}))
    except ModelError:
        return
    for model in manifest.models:
        for file in model.files:
            inside = Path("/models") / model.name / file.path
            assert inside.resolve().is_relative_to("/models")
