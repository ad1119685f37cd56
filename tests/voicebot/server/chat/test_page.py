"""The page: its words, where it gets things from, and that everybody can read it."""

import itertools
import json
import re
from collections.abc import Iterator
from html.parser import HTMLParser
from importlib import resources

import pytest
import yaml
from fastapi.testclient import TestClient
from hypothesis import given
from hypothesis import strategies as st

from dialogs.closed_answers import ClosedAnswer, ClosedAnswers
from languages.registry import LANGUAGES
from tests.voicebot.server.test_webhook import lines
from voicebot.server.app import create_app
from voicebot.server.chat.page import (
    PAGE_SCRIPT,
    PAGE_STYLE,
    PageTexts,
    load_page_texts,
    preferred_language,
)
from voicebot.settings import ChatSettings, Settings

_YES_AND_NO = (ClosedAnswer.YES, ClosedAnswer.NO)
OFFICE = "https://office.example"


class _Elements(HTMLParser):
    def __init__(self, page: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))

    def named(self, name: str) -> dict[str, str | None]:
        (attributes,) = [one for _, one in self.found if one.get("id") == name]
        return attributes


@pytest.fixture
def client() -> Iterator[TestClient]:
    settings = Settings(chat=ChatSettings(enabled=True, allowed_origins=(OFFICE,)))
    with TestClient(create_app(lines(settings))) as client:
        yield client


def test_every_language_has_every_text() -> None:
    texts = load_page_texts()
    assert list(texts) == list(LANGUAGES)
    for (code, one), (other_code, other) in itertools.combinations(texts.items(), 2):
        for key in ("machine", "kept", "nothing_personal", "connection_lost", "ended"):
            assert getattr(one, key) != getattr(other, key), (code, other_code, key)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_dialogue_understands_what_the_buttons_say(language: str) -> None:
    file = resources.files("dialogs").joinpath("answers", f"{language}.yaml")
    answers = yaml.safe_load(file.read_text("utf-8"))
    words = ClosedAnswers({language: {one: answers[one] for one in _YES_AND_NO}})
    texts = load_page_texts()[language]
    assert words.find(texts.yes_button, language) == {ClosedAnswer.YES}
    assert words.find(texts.no_button, language) == {ClosedAnswer.NO}


def test_all_that_the_page_needs_comes_from_the_page(client: TestClient) -> None:
    page = client.get("/chat").text
    references = [
        value
        for _, attributes in _Elements(page).found
        for name, value in attributes.items()
        if name in {"src", "href", "action", "srcset", "data", "poster", "style", "onclick"}
    ]
    assert references == ["chat/page.css", "chat/page.js"]
    for reference in references:
        assert client.get(f"/{reference}").status_code == 200
    for text in (page, PAGE_STYLE, PAGE_SCRIPT):
        assert not re.search(r"https?://|url\(|@import|\bimport\b|fetch\(", text)
    assert re.findall(r"new URL\((.*?),", PAGE_SCRIPT) == ['"chat/socket"']


def test_nothing_is_kept_in_the_browser(client: TestClient) -> None:
    assert not re.search(r"cookie\b(?!s, no)|localStorage|sessionStorage|indexedDB", PAGE_SCRIPT)
    for path in ("/chat", "/chat/page.js", "/chat/page.css"):
        assert "set-cookie" not in client.get(path).headers


def test_words_are_never_taken_for_markup() -> None:
    assert not re.search(r"innerHTML|outerHTML|insertAdjacent|document\.write|eval", PAGE_SCRIPT)


def test_only_allowed_websites_embed_the_page(client: TestClient) -> None:
    headers = client.get("/chat").headers
    policy = dict(
        part.strip().partition(" ")[::2] for part in headers["content-security-policy"].split(";")
    )
    assert policy["default-src"] == "'none'"
    assert policy["script-src"] == policy["style-src"] == policy["connect-src"] == "'self'"
    assert policy["frame-ancestors"] == f"'self' {OFFICE}"
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "no-referrer"


@pytest.mark.parametrize(
    ("query", "accepted", "language", "chosen"),
    [
        ("", "", "de", False),
        ("", "fr;q=0.9, en-GB;q=0.8", "en", False),
        ("?language=en", "de", "en", True),
        ("?language=tlh", "en", "en", False),
        ("?language=%3Cscript%3E", "en", "en", False),
    ],
)
def test_the_page_comes_in_the_language_that_is_wanted(
    client: TestClient, query: str, accepted: str, language: str, chosen: bool
) -> None:
    answer = client.get(f"/chat{query}", headers={"Accept-Language": accepted})
    assert answer.headers["content-language"] == language
    assert f'<html lang="{language}" dir="ltr">' in answer.text
    data = json.loads(answer.text.partition('id="data">')[2].partition("</script>")[0])
    assert (data["language"], data["chosen"]) == (language, chosen)
    assert list(data["pages"]) == ["de", "en"]
    assert data["pages"]["en"]["texts"].keys() == PageTexts.model_fields.keys()


@given(st.text() | st.from_regex(r"[a-z]{2}(;q=[0-9.a-z]{0,5})?(, ?[a-z]{2};q=.{0,4}){0,3}"))
def test_any_header_leads_to_a_language_that_there_is(accepted: str) -> None:
    assert preferred_language(accepted, ("de", "en")) in {"de", "en"}


def test_screen_readers_are_told_what_everything_is(client: TestClient) -> None:
    elements = _Elements(client.get("/chat").text)
    log = elements.named("log")
    assert (log["role"], log["aria-live"], log["tabindex"]) == ("log", "polite", "0")
    assert log["aria-label"]
    assert elements.named("status")["role"] == "status"
    labelled = {attributes["for"] for tag, attributes in elements.found if tag == "label"}
    fields = {one["id"] for tag, one in elements.found if tag in {"input", "select", "textarea"}}
    assert labelled == fields == {"language", "words"}
    names = [
        (one["value"], one["lang"], one["dir"]) for tag, one in elements.found if tag == "option"
    ]
    assert names == [("de", "de", "ltr"), ("en", "en", "ltr")]


@pytest.mark.parametrize(
    ("ink", "ground", "least"),
    [
        *((ink, ground, 4.5) for ink in ("ink", "quiet") for ground in ("paper", "theirs", "mine")),
        ("ink", "notice", 4.5),
        ("button-ink", "button", 4.5),
        ("edge", "paper", 3.0),
        ("focus", "paper", 3.0),
    ],
)
def test_contrast_is_enough(ink: str, ground: str, least: float) -> None:
    colours = dict(re.findall(r"--([a-z-]+): #([0-9a-f]{6});", PAGE_STYLE))
    darker, lighter = sorted(_luminance(colours[name]) for name in (ink, ground))
    assert (lighter + 0.05) / (darker + 0.05) >= least


def test_every_colour_is_one_of_those() -> None:
    _, _, rules = PAGE_STYLE.partition("}")
    assert not re.search(r"#[0-9a-f]{3,8}\b\s*[;}]|rgb|hsl", rules)
    assert "outline: none" not in rules
    assert "prefers-reduced-motion" in rules


def _luminance(colour: str) -> float:
    """Relative luminance as WCAG 2.2 defines it."""
    channels = (int(colour[place : place + 2], 16) / 255 for place in (0, 2, 4))
    linear = [
        value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4
        for value in channels
    ]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
