"""Which language is asked for."""

from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from languages.language_requests import EASY_GERMAN, language_wish, requested_language
from languages.registry import LANGUAGES

EXAMPLES: dict[str, dict[str, Any]] = yaml.safe_load(
    (Path(__file__).parent / "request_examples.yaml").read_text("utf-8")
)
NAMES: dict[str, dict[str, list[str]]] = yaml.safe_load(
    (Path(__file__).parents[2] / "languages" / "language_names.yaml").read_text("utf-8")
)
FRAGMENTS = [
    *(text for one in EXAMPLES.values() for text in [*one["asked"], *one["not_asked"]]),
    *",.?! -'",
]


@pytest.mark.parametrize(
    ("text", "language"),
    [pair for one in EXAMPLES.values() for pair in one["asked"].items()],
)
def test_a_language_is_asked_for(text: str, language: str) -> None:
    assert requested_language(text) == language


@pytest.mark.parametrize("text", [text for one in EXAMPLES.values() for text in one["not_asked"]])
def test_a_language_that_is_only_mentioned_is_not_asked_for(text: str) -> None:
    wish = language_wish(text)
    assert (wish.wanted, wish.refused) == (None, frozenset())


@pytest.mark.parametrize(
    ("text", "language"),
    [pair for one in EXAMPLES.values() for pair in one["refused"].items()],
)
def test_a_language_that_is_refused_is_not_asked_for(text: str, language: str) -> None:
    wish = language_wish(text)
    assert wish.wanted is None
    assert wish.refused == {language}


@pytest.mark.parametrize(
    ("name", "language"),
    [
        (name.removesuffix("*"), language)
        for languages in NAMES.values()
        for language, names in languages.items()
        for name in names
        if not name.endswith("*")
    ],
)
def test_a_name_alone_asks_for_its_language(name: str, language: str) -> None:
    assert requested_language(name) == language


def test_every_language_names_every_language() -> None:
    assert set(NAMES) == set(EXAMPLES) == set(LANGUAGES)
    for languages in NAMES.values():
        assert set(languages) == {*LANGUAGES, EASY_GERMAN}


def test_a_request_within_a_sentence_is_not_all_that_is_said() -> None:
    assert language_wish("Englisch, bitte!").bare
    assert not language_wish("Was kostet der Ausweis, und können wir Englisch sprechen?").bare


def test_what_is_refused_is_told_from_what_is_named() -> None:
    wish = language_wish("I don't speak German, do you speak Turkish or Arabic?")
    assert wish.wanted == "tr"
    assert wish.named == ("tr", "ar")
    assert wish.refused == {"de"}


@given(st.text(max_size=200) | st.lists(st.sampled_from(FRAGMENTS), max_size=6).map(" ".join))
def test_whatever_is_said_has_at_most_one_language_that_is_asked_for(text: str) -> None:
    wish = language_wish(text)
    assert wish.wanted is None or wish.wanted in wish.named
    assert not set(wish.named) & wish.refused
    assert {*wish.named, *wish.refused} <= {*LANGUAGES, EASY_GERMAN}
