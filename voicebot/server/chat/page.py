"""The page of the chat: one HTML file, one style sheet, one script, and its texts."""

from collections.abc import Mapping, Sequence
from importlib import resources
from typing import Annotated, Any

import jinja2
import yaml
from pydantic import BaseModel, ConfigDict, StringConstraints, TypeAdapter

from dialogs.house import House
from languages.registry import LANGUAGES

_FILES = resources.files("voicebot.server.chat")
PAGE_STYLE = _FILES.joinpath("page.css").read_text("utf-8")
PAGE_SCRIPT = _FILES.joinpath("page.js").read_text("utf-8")

_Sentence = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]


class PageTexts(BaseModel):
    """The page's own words in one language; ``page_texts.yaml`` says what each is for."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    title: _Sentence
    machine: _Sentence
    kept: _Sentence
    nothing_personal: _Sentence
    privacy: _Sentence
    language: _Sentence
    messages: _Sentence
    assistant: _Sentence
    you: _Sentence
    input_label: _Sentence
    send: _Sentence
    yes_button: _Sentence
    no_button: _Sentence
    connecting: _Sentence
    connection_lost: _Sentence
    fresh: _Sentence
    ended: _Sentence
    new_conversation: _Sentence
    too_many: _Sentence
    too_long: _Sentence
    not_sent: _Sentence
    no_script: _Sentence


def load_page_texts() -> Mapping[str, PageTexts]:
    """Read the page's words in all languages, by ISO 639-1 code."""
    document = yaml.safe_load(_FILES.joinpath("page_texts.yaml").read_text("utf-8"))
    return TypeAdapter(dict[str, PageTexts]).validate_python(document)


class ChatPage:
    """The page of one house.

    Args:
        house: Whose languages the page has.
        max_message_characters: What the page lets people write at once.
    """

    def __init__(self, house: House, max_message_characters: int) -> None:
        texts = load_page_texts()
        self.languages = house.languages
        self._pages = {
            code: {
                "name": LANGUAGES[code].native,
                "direction": LANGUAGES[code].direction,
                "office": house.office_name(code),
                "privacy_at": (house.office.privacy_notice or {}).get(code),
                "texts": texts[code].model_dump(),
            }
            for code in house.languages
        }
        self._longest = max_message_characters
        environment = jinja2.Environment(autoescape=True, undefined=jinja2.StrictUndefined)
        self._template = environment.from_string(_FILES.joinpath("page.html").read_text("utf-8"))

    def render(self, language: str, *, chosen: bool) -> str:
        """The page as HTML.

        Args:
            language: ISO 639-1 code in which it is shown first.
            chosen: Whether the visitor has asked for this language; then the assistant is told.
        """
        page: Mapping[str, Any] = self._pages[language]
        return self._template.render(
            language=language,
            chosen=chosen,
            pages=self._pages,
            page=page,
            texts=page["texts"],
            longest=self._longest,
        )


def preferred_language(accepted: str, languages: Sequence[str]) -> str:
    """The language that a browser prefers of those there are, else the first.

    Args:
        accepted: The header ``Accept-Language`` (RFC 9110, section 12.5.4).
        languages: ISO 639-1 codes.
    """
    best, best_weight = languages[0], 0.0
    for entry in accepted.split(","):
        tag, _, parameter = entry.strip().partition(";")
        code = tag.strip().lower().partition("-")[0]
        weight = _weight(parameter)
        if code in languages and weight > best_weight:
            best, best_weight = code, weight
    return best


def _weight(parameter: str) -> float:
    name, _, value = parameter.replace(" ", "").partition("=")
    if not name:
        return 1.0
    try:
        return min(float(value), 1.0) if name == "q" else 0.0
    except ValueError:
        return 0.0
