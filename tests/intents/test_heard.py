from importlib import resources
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from intents.corpus import load_training
from intents.errors import KnowledgeError
from intents.heard import load_heard, write_heard

_WORDS = st.text(st.characters(categories=["L", "N"]), min_size=1)


def _file(folder: Path, content: str) -> None:
    (folder / "heard").mkdir()
    (folder / "heard" / "de.tsv").write_text(content, "utf-8")


@given(heard=st.dictionaries(_WORDS, _WORDS))
def test_what_is_written_is_read_again(
    tmp_path_factory: pytest.TempPathFactory, heard: dict[str, str]
) -> None:
    folder = tmp_path_factory.mktemp("training")
    write_heard(folder, "de", heard.items())
    assert load_heard(folder, "de") == heard


def test_a_language_that_nobody_spoke_has_nothing(tmp_path: Path) -> None:
    assert load_heard(tmp_path, "fa") == {}


def test_a_sentence_in_which_no_words_were_heard_keeps_its_line(tmp_path: Path) -> None:
    write_heard(tmp_path, "de", [("Feierabend wann", " \n")])
    assert load_heard(tmp_path, "de") == {"Feierabend wann": ""}


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        ("said\theard\n", "line 1: the header"),
        ("text\theard\nwo\n", "line 2: not text and heard"),
        ("text\theard\nwo\tWo?\nwann\tWann\tWann?\n", "line 3: not text and heard"),
        ("text\theard\n \tWo?\n", "line 2: not text and heard"),
    ],
)
def test_a_broken_file_is_named_with_its_line(tmp_path: Path, content: str, problem: str) -> None:
    _file(tmp_path, content)
    with pytest.raises(KnowledgeError, match=rf"heard/de\.tsv: {problem}"):
        load_heard(tmp_path, "de")


@pytest.mark.parametrize("language", ["de", "en", "es", "fr", "it", "pl", "ru", "uk"])
def test_recordings_are_of_sentences_that_are_still_taught(language: str) -> None:
    """``benchmarks.heard_sentences`` drops the others."""
    taught = {sentence.text for sentence in load_training([language])}
    recorded = load_heard(resources.files("intents").joinpath("training"), language)
    assert len(recorded) > 500
    assert set(recorded) <= taught
