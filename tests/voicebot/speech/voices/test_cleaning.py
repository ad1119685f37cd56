import pytest
from hypothesis import given
from hypothesis import strategies as st

from voicebot.speech.voices.cleaning import clean, has_words


@pytest.mark.parametrize(
    ("text", "spoken"),
    [
        ("Guten Tag.", "Guten Tag."),
        ("  zwei\n Zeilen\t", "zwei Zeilen"),
        ("mit\x00Null\x07 und \ud800", "mit Null und"),
        ("Moment ...... bitte!!!", "Moment . bitte!"),
        ("[[raw]] <speed level='9'> {x} a\\b", "raw speed level='9' x a b"),
        ("مرحبا، كيف حالك؟", "مرحبا، كيف حالك؟"),
        ("Çağrı – żółć – їжак", "Çağrı – żółć – їжак"),
    ],
)
def test_words_stay_and_noise_goes(text: str, spoken: str) -> None:
    assert clean(text) == spoken


def test_an_endless_word_is_broken() -> None:
    assert [len(word) for word in clean("x" * 150).split()] == [60, 60, 30]


@given(st.text(alphabet=st.characters(), max_size=300))
def test_no_text_keeps_what_harms_an_engine(text: str) -> None:
    cleaned = clean(text)
    cleaned.encode("utf-8")
    assert "\0" not in cleaned
    assert not set("<>[]{}\\") & set(cleaned)
    assert all(len(word) <= 60 for word in cleaned.split())


@given(st.text(max_size=300))
def test_letters_and_digits_are_never_lost(text: str) -> None:
    def kept(value: str) -> list[str]:
        return [character for character in value if character.isalnum()]

    assert kept(clean(text)) == kept(text)


@pytest.mark.parametrize(("text", "answer"), [("", False), ("?! …", False), ("3", True)])
def test_whether_there_is_anything_to_speak(text: str, answer: bool) -> None:
    assert has_words(text) is answer
