import pytest
from hypothesis import given
from hypothesis import strategies as st

from intents.slots import Town, find_town
from intents.slots.towns import spoken_town
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
        ("Ich wohne in Kempen, bin ich da richtig?", "de", "Kempen"),
        ("I live in Kempen, am I right here?", "en", "Kempen"),
        ("Kempen'de oturuyorum, doğru yerde miyim?", "tr", "Kempen"),
        ("أسكن في كيمبن، هل أنا في المكان الصحيح؟", "ar", "Kempen"),
        ("من در کمپن زندگی می‌کنم، درست تماس گرفتم؟", "fa", "Kempen"),
        ("Я живу в Кемпене, я правильно позвонил?", "ru", "Kempen"),
        ("Я живу в Кемпені, я правильно зателефонувала?", "uk", "Kempen"),
        ("Mieszkam w Kempen, czy dobrze trafiłem?", "pl", "Kempen"),
        ("Locuiesc în Kempen, am sunat unde trebuie?", "ro", "Kempen"),
        ("J'habite à Kempen, est-ce que je suis au bon endroit ?", "fr", "Kempen"),
        ("Vivo en Kempen, ¿estoy en el lugar correcto?", "es", "Kempen"),
        ("Abito a Kempen, è il posto giusto?", "it", "Kempen"),
        ("Ich bin in Willich gemeldet", "de", "Willich"),
        ("I moved to Willich", "en", "Willich"),
        ("Ben Niederkrüchten'de yaşıyorum", "tr", "Niederkrüchten"),
        ("عايش بكيمبن", "ar", "Kempen"),
        ("بكيمبن", "ar", "Kempen"),
        ("En Nettetal", "es", "Nettetal"),
        ("A Nettetal", "it", "Nettetal"),
        ("В Дюлькене", "ru", "Dülken"),
        ("У Зюхтельні", "uk", "Süchteln"),
        ("Viersen-Dülken", "de", "Dülken"),
    ],
)
def test_a_town_of_the_office_is_written_officially(text: str, language: str, town: str) -> None:
    assert find_town(text, language) == Town(town, known=True)


@pytest.mark.parametrize(
    ("language", "spoken"),
    [("de", "Brüggen"), ("en", "Brüggen"), ("ru", "Брюгген"), ("ar", "بروغن"), ("tr", "Brüggen")],
)
def test_a_town_is_said_in_the_letters_of_the_language(language: str, spoken: str) -> None:
    assert spoken_town("Brüggen", language) == spoken
    assert spoken_town("Krefeld", language) == "Krefeld"


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
