"""The assistant's own sentences."""

import re
import shutil
from importlib import resources
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from languages.phrases import PhrasesError, load_phrases
from languages.registry import LANGUAGES as REGISTERED

LANGUAGES = tuple(REGISTERED)
PHRASES = load_phrases(LANGUAGES)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of the shipped files that a test may break."""
    with resources.as_file(resources.files("languages").joinpath("phrases")) as shipped:
        shutil.copytree(shipped, tmp_path / "phrases")
    return tmp_path / "phrases"


def change(file: Path, pattern: str, replacement: str) -> None:
    text, changes = re.subn(pattern, replacement, file.read_text("utf-8"), flags=re.MULTILINE)
    assert changes
    file.write_text(text, "utf-8")


def test_values_are_put_in() -> None:
    assert "eins zwei" in PHRASES.text("number_heard", "de", number="eins zwei")


def test_wordings_differ_and_start_again_after_the_last() -> None:
    count = len(PHRASES.wordings["en"]["anything_else"])
    spoken = [PHRASES.text("anything_else", "en", variant) for variant in range(count + 1)]
    assert len(set(spoken)) == count
    assert spoken[0] == spoken[-1]


def test_a_value_that_is_missing_is_an_error() -> None:
    with pytest.raises(KeyError):
        PHRASES.text("number_heard", "de")


def test_sentences_that_claim_an_effect_are_marked() -> None:
    assert PHRASES.claims == {
        "callback_confirmed": "callback_committed",
        "reference_again": "callback_committed",
        "callback_found": "callback_found",
        "callback_moved": "callback_moved",
        "callback_cancelled": "callback_cancelled",
        "message_accepted": "message_accepted",
        "recording_started": "recording_started",
    }


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_sentence_is_short_enough_to_be_listened_to(language: str) -> None:
    for wordings in PHRASES.wordings[language].values():
        assert all(len(text) <= 130 for text in wordings)


@pytest.mark.parametrize("language", LANGUAGES)
def test_fixed_texts_have_nothing_to_put_in_and_include_every_wording(language: str) -> None:
    fixed = list(PHRASES.fixed_texts(language))
    assert set(PHRASES.wordings[language]["anything_else"]) <= set(fixed)
    assert not any("{" in text for text in fixed)


def test_wordings_of_two_languages_are_never_the_same_text() -> None:
    texts = [text for language in LANGUAGES for text in set(PHRASES.fixed_texts(language))]
    assert [text for text in texts if texts.count(text) > 1] == []


@pytest.mark.parametrize("language", ["ar", "fa"])
def test_arabic_script_has_its_own_punctuation(language: str) -> None:
    for wordings in PHRASES.wordings[language].values():
        for text in wordings:
            assert not re.search(r"[,;?\u200e\u200f\u202a-\u202e]", text), text
            assert not re.search(r"[a-z]", re.sub(r"\{\w+\}", "", text.lower())), text


def test_a_language_without_a_file_is_refused(folder: Path) -> None:
    (folder / "tr.yaml").unlink()
    with pytest.raises(PhrasesError, match=r"tr\.yaml.*does not exist"):
        load_phrases(("de", "tr"), folder)


@pytest.mark.parametrize(
    ("pattern", "replacement", "message"),
    [
        (r"^goodbye: .*\n", "", r"en\.yaml: goodbye: missing"),
        (r"^goodbye:", "godbye:", r"en\.yaml: godbye: the assistant has no such sentence"),
        (r"\{office\}", "The office", r"en\.yaml: disclosure: has the values none, needs office"),
        (r"\{office\}", "{office!r}", r"en\.yaml: disclosure: a value is written"),
        (r"\{office\}", "{office", r"en\.yaml: disclosure: expected '}'"),
        (r"press zero", "press 0", r"en\.yaml: hint_open: '0' cannot be spoken"),
        (r'^goodbye: ".*"', 'goodbye: ""', r"en\.yaml: goodbye: must be a sentence"),
        (r'^goodbye: ".*"', "goodbye: [1]", r"en\.yaml: goodbye: must be a sentence"),
        (r'  - "My pleasure."\n', "", r"en\.yaml: you_are_welcome: needs at least 2 wordings"),
        (
            r"My pleasure",
            "You are welcome",
            r"en\.yaml: you_are_welcome: two wordings are the same",
        ),
        (r"^goodbye:", 'goodbye: "Bye."\ngoodbye:', r"en\.yaml: .*'goodbye' is written twice"),
        (r"^goodbye:", "goodbye: [", r"en\.yaml: not readable as YAML"),
        (r"^goodbye:", "1:", r"en\.yaml: 1: a key must be text"),
    ],
)
def test_a_broken_file_is_refused_with_file_and_key(
    folder: Path, pattern: str, replacement: str, message: str
) -> None:
    change(folder / "en.yaml", pattern, replacement)
    with pytest.raises(PhrasesError, match=message):
        load_phrases(("de", "en"), folder)


def test_a_file_in_another_encoding_is_refused(folder: Path) -> None:
    (folder / "de.yaml").write_bytes("goodbye: Auf Wiederhören".encode("latin-1"))
    with pytest.raises(PhrasesError, match=r"de\.yaml: \(whole file\): is not UTF-8"):
        load_phrases(LANGUAGES, folder)


@given(content=st.text())
def test_any_other_file_is_refused_with_its_name(
    content: str, tmp_path_factory: pytest.TempPathFactory
) -> None:
    folder = tmp_path_factory.mktemp("phrases")
    (folder / "de.yaml").write_text(content, "utf-8")
    with pytest.raises(PhrasesError, match=r"^de\.yaml: "):
        load_phrases(("de",), folder)
