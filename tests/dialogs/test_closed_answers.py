"""Short answers to closed questions."""

import pytest

from dialogs.closed_answers import ClosedAnswer, load_closed_answers

WORDS = load_closed_answers(("de", "en"))


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
    assert WORDS.find(text, language) == meanings


def test_a_language_without_a_file_is_refused() -> None:
    with pytest.raises(ValueError, match=r"answers/xx\.yaml"):
        load_closed_answers(("xx",))
