from hypothesis import given
from hypothesis import strategies as st

from voicebot.speech.synthesis.sentences import split_sentences


def test_a_text_is_cut_at_its_sentences() -> None:
    text = "Guten Tag. Am 24. November sind wir da! Kommen Sie?"
    assert split_sentences(text, "de") == [
        "Guten Tag.",
        "Am 24. November sind wir da!",
        "Kommen Sie?",
    ]


def test_an_empty_text_has_no_sentences() -> None:
    assert split_sentences("  \n ", "en") == []


@given(st.text(max_size=200), st.sampled_from(["de", "en", "ar", "fa", "uk"]))
def test_nothing_but_white_space_is_lost(text: str, language: str) -> None:
    joined = "".join(split_sentences(text, language))
    assert "".join(joined.split()) == "".join(text.split())
