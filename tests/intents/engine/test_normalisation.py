import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from intents.engine.normalisation import MAX_UTTERANCE_CHARACTERS, is_utterance, spoken_form


@pytest.mark.parametrize(
    ("written", "spoken"),
    [
        ("Guten Tag, was kostet das?", "Guten Tag was kostet das"),
        ("I don't know", "I dont know"),
        ("I don’t know", "I dont know"),
        ("п'ять хвилин", "пять хвилин"),
        ("um 10:30 Uhr", "um 10 30 Uhr"),
        ("Termin\x00bitte\ud800", "Termin bitte"),
        ("ﬁne\u200b 😀", "fine"),
        ("مرحبا؟", "مرحبا"),
        ("", ""),
    ],
)
def test_only_words_and_numbers_remain(written: str, spoken: str) -> None:
    assert spoken_form(written) == spoken


@given(st.text(st.characters()))
def test_a_spoken_form_can_be_encoded_and_is_its_own_spoken_form(text: str) -> None:
    spoken = spoken_form(text)
    assert "\0" not in spoken
    assert spoken.encode("utf-8").decode("utf-8") == spoken
    assert (
        spoken_form(spoken[:MAX_UTTERANCE_CHARACTERS]) == spoken[:MAX_UTTERANCE_CHARACTERS].strip()
    )


@pytest.mark.parametrize(
    "text",
    [
        "ja",
        "Ich brauche einen Termin; geht das morgen -- oder übermorgen?",
        "мне нужен Termin",
        "50 % Teilzeit",
        "(leise) ich möchte einen Termin",
        "п'ять",
    ],
)
def test_what_people_say_is_an_utterance(text: str) -> None:
    assert is_utterance(text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        " \t\n",
        "?!...",
        "12 34 56",
        "😀😀😀",
        "\0\x07\x1b",
        "\ud800",
        "<b>Termin</b>",
        "{{ Termin }}",
        "' OR '1'='1",
        "DROP TABLE callbacks; --",
        "SELECT name FROM users;",
        "[Musik]",
        "(laughs)",
        "*Applaus*",
        "Привет hello مرحبا",
        "Tеrmin",  # its second letter is Cyrillic
        "你好",
        "⼀",  # a symbol that normalisation turns into a letter
        "Termin " * 1500,
    ],
)
def test_what_nobody_says_is_no_utterance(text: str) -> None:
    assert not is_utterance(text)


@given(st.text(string.digits + string.punctuation + " 😀♪€", max_size=50))
def test_without_a_letter_nothing_is_an_utterance(text: str) -> None:
    assert not is_utterance(text)
