import dataclasses
from importlib import resources

import pytest

from languages.registry import LANGUAGES
from languages.spoken.forms import spoken_forms

DESCRIBED = sorted(
    entry.name.removesuffix(".yaml")
    for entry in resources.files("languages.spoken").iterdir()
    if entry.name.endswith(".yaml")
)


@pytest.mark.parametrize("language", DESCRIBED)
def test_every_file_is_of_a_registered_language_and_complete(language: str) -> None:
    forms = spoken_forms(language)
    assert language in LANGUAGES
    assert len(set(forms.digits)) == 10
    assert {0, 1, 2} <= forms.dates.relative.keys()
    parts = [part.start for part in forms.clock.parts]
    assert parts == sorted(parts)


def test_german_and_english_are_described() -> None:
    assert {"de", "en"} <= set(DESCRIBED)


def test_a_registered_language_without_a_file_is_reported(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(
        "languages.spoken.forms.LANGUAGES", {"qq": dataclasses.replace(LANGUAGES["de"], code="qq")}
    )
    with pytest.raises(ValueError, match=r"'qq' is not described: .*qq\.yaml is missing"):
        spoken_forms("qq")
