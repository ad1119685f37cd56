"""``voicebot phrases``."""

import json

import pytest
import typer
from typer.testing import CliRunner

from languages.phrases import load_phrases
from languages.registry import LANGUAGES
from voicebot.cli.phrases import phrases
from voicebot.errors import InputError

app = typer.Typer()
app.command()(phrases)


def run(*arguments: str) -> str:
    result = CliRunner().invoke(app, arguments, catch_exceptions=False)
    assert result.exit_code == 0
    return result.stdout


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_sentence_of_a_language_is_rendered(language: str) -> None:
    rendered = json.loads(run("--language", language, "--json"))
    loaded = load_phrases([language])
    assert set(rendered) == set(loaded.wordings)
    for name, sentences in rendered.items():
        assert {key: tuple(one["wordings"]) for key, one in sentences.items()} == dict(
            loaded.wordings[name]
        )


def test_german_comes_with_its_easy_words_and_with_what_is_claimed() -> None:
    rendered = json.loads(run("--language", "de", "--json"))
    assert set(rendered) == {"de", "de-simple"}
    assert rendered["de"]["callback_moved"]["claims"] == "callback_moved"
    assert "Vorgangsnummer" in run("--language", "de")


def test_an_unknown_language_is_one_sentence() -> None:
    with pytest.raises(InputError, match="unknown language 'xx'"):
        run("--language", "xx")
