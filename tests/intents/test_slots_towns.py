import pytest
from hypothesis import given
from hypothesis import strategies as st

from intents.slots import Town, find_town
from languages.registry import LANGUAGES


@pytest.mark.parametrize(
    ("text", "language", "town"),
    [
        ("Ich wohne in Niederkrüchten und habe eine Frage", "de", "Niederkrüchten"),
        ("Tönisvorst", "de", "Tönisvorst"),
        ("I live in Bruggen", "en", "Brüggen"),
        ("Viersen'de oturuyorum", "tr", "Viersen"),
        ("أسكن في كيمبن", "ar", "Kempen"),
        ("من در ویلیش زندگی می‌کنم", "fa", "Willich"),
        ("я живу в Фирзене", "ru", "Viersen"),
        ("мешкаю в Неттеталі", "uk", "Nettetal"),
        ("mieszkam w Kempen", "pl", "Kempen"),
        ("locuiesc în Schwalmtal", "ro", "Schwalmtal"),
        ("j'habite à Grefrath", "fr", "Grefrath"),
        ("vivo en Willich", "es", "Willich"),
        ("abito a Viersen", "it", "Viersen"),
    ],
)
def test_a_town_of_the_office_is_written_officially(text: str, language: str, town: str) -> None:
    assert find_town(text, language) == Town(town, known=True)


def test_a_town_that_is_only_similar_is_doubtful() -> None:
    assert find_town("Ich wohne in Nettethal", "de") == Town("Nettetal", known=True, doubtful=True)


def test_any_other_town_is_taken_as_recognised() -> None:
    assert find_town("Ich wohne in Krefeld", "de") == Town("Krefeld", known=False)


@pytest.mark.parametrize(
    "text", ["", "die Ausländerbehörde in Viersen", "ich wohne in einer Wohnung", "Guten Tag"]
)
def test_where_no_residence_is_said_there_is_none(text: str) -> None:
    assert find_town(text, "de") is None


@given(st.text(max_size=200), st.sampled_from(list(LANGUAGES)))
def test_no_text_breaks_it(text: str, language: str) -> None:
    find_town(text, language)
