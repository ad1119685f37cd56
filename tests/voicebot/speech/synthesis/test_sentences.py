from hypothesis import given
from hypothesis import strategies as st

from voicebot.speech.synthesis.sentences import split_sentences, spoken_sentences


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


def test_voices_are_given_figures_in_words() -> None:
    assert spoken_sentences("Guten Tag. Das kostet 93 €.", "de") == [
        "Guten Tag.",
        "Das kostet dreiundneunzig Euro.",
    ]


def test_a_language_without_rules_is_read_as_the_voice_likes() -> None:
    assert spoken_sentences("Isto custa 93 €.", "pt") == ["Isto custa 93 €."]


def test_the_full_stop_of_a_figure_ends_no_sentence() -> None:
    assert spoken_sentences("Wir sind am 3. Oktober zu. Danach wieder da.", "de") == [
        "Wir sind am dritten Oktober zu.",
        "Danach wieder da.",
    ]
