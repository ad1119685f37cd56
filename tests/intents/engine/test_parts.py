import pytest
from hypothesis import given
from hypothesis import strategies as st

from intents.engine.parts import _boundary, parts
from languages.registry import LANGUAGES


@pytest.mark.parametrize(
    ("text", "language", "expected"),
    [
        ("Was kostet das? Und brauche ich ein Foto?", "de", 2),
        ("wann haben Sie offen und brauche ich einen Termin", "de", 2),
        ("meine Frau und mein Sohn ziehen um", "de", 1),
        ("What does it cost and how long does it take?", "en", 2),
        ("сколько это стоит а когда будет готово", "ru", 2),
        ("ne kadar tutar bir de fotoğraf lazım mı", "tr", 2),
        ("كم الرسوم؟ ومتى أستلم البطاقة؟", "ar", 2),
        ("Hallo. Was kostet das?", "de", 1),  # one word is no question
    ],
)
def test_a_second_question_is_a_part_of_its_own(text: str, language: str, expected: int) -> None:
    assert len(parts(text, language)) == expected


@pytest.mark.parametrize("code", sorted(LANGUAGES))
def test_every_language_has_connectors(code: str) -> None:
    assert "|" in _boundary(code).pattern


@given(text=st.text(max_size=200), language=st.sampled_from(["de", "ar", "xx"]))
def test_no_word_is_invented(text: str, language: str) -> None:
    found = parts(text, language)
    assert found
    assert all(part in text for part in found)
