"""Short answers to closed questions."""

from pathlib import Path

import pytest
import yaml

from dialogs.closed_answers import ClosedAnswer, load_closed_answers
from languages.phrases import load_phrases
from languages.registry import LANGUAGES

WORDS = load_closed_answers(tuple(LANGUAGES))
# Of these any sentence may have a word; they count only after certain questions.
FREQUENT = {
    ClosedAnswer.REFERS_BACK,
    ClosedAnswer.KEEP,
    ClosedAnswer.MORE,
    ClosedAnswer.WITHDRAW,
}
EXAMPLES: dict[str, dict[str, list[str]]] = yaml.safe_load(
    (Path(__file__).parent / "closed_answer_examples.yaml").read_text("utf-8")
)


@pytest.mark.parametrize(
    ("language", "text", "meanings"),
    [
        ("de", "JA!", {ClosedAnswer.YES}),
        ("de", "Nein, danke.", {ClosedAnswer.NO}),
        ("de", "Das stimmt nicht", {ClosedAnswer.YES, ClosedAnswer.NO}),
        ("de", "den zweiten, bitte", {ClosedAnswer.SECOND}),
        ("de", "Januar", set()),
        ("de", "", set()),
        ("en", "Yes, that’s right", {ClosedAnswer.YES}),
        ("en", "It isn't", {ClosedAnswer.NO}),
        ("en", "never mind", {ClosedAnswer.CANCEL}),
        ("en", "nothing", set()),
    ],
)
def test_whole_words_have_meanings(language: str, text: str, meanings: set[ClosedAnswer]) -> None:
    assert WORDS.find(text, language) - FREQUENT == meanings


@pytest.mark.parametrize(
    ("language", "text", "meanings"),
    [
        (language, text, meanings)
        for language, examples in EXAMPLES.items()
        for text, meanings in examples.items()
    ],
)
def test_every_language_has_its_short_answers(
    language: str, text: str, meanings: list[str]
) -> None:
    assert WORDS.find(text, language) - FREQUENT == set(map(ClosedAnswer, meanings))


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_a_caller_is_told_to_say_is_understood(language: str) -> None:
    wordings = load_phrases([language]).wordings[language]
    pieces = {ClosedAnswer.NAME, ClosedAnswer.NUMBER, ClosedAnswer.SUBJECT, ClosedAnswer.TIME}
    first, *_, last = wordings["what_is_wrong"]
    assert pieces <= WORDS.find(first, language)
    assert pieces | {ClosedAnswer.CANCEL} <= WORDS.find(last, language)
    told = WORDS.find(wordings["ask_change"][1], language)
    assert {ClosedAnswer.MOVE, ClosedAnswer.KEEP} <= told
    assert {ClosedAnswer.WITHDRAW, ClosedAnswer.CANCEL} & told
    told = WORDS.find(wordings["more_message_or_next"][1], language)
    assert {ClosedAnswer.MORE, ClosedAnswer.MESSAGE} <= told
    for key in ("offer_callback", "use_own_number", "number_right", "summary_right"):
        last = wordings[key][-1]
        assert {ClosedAnswer.YES, ClosedAnswer.NO} <= WORDS.find(last, language), last
    assert {ClosedAnswer.FIRST, ClosedAnswer.SECOND} <= WORDS.find(
        wordings["ask_window"][1], language
    )


def test_a_language_without_a_file_is_refused() -> None:
    with pytest.raises(ValueError, match=r"answers/xx\.yaml"):
        load_closed_answers(("xx",))
