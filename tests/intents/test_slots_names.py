import pytest
from hypothesis import given
from hypothesis import strategies as st

from intents.slots import find_name
from languages.registry import LANGUAGES


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Müller", "Müller"),
        ("mein Name ist Müller", "Müller"),
        ("Ich heiße anna schmidt.", "Anna Schmidt"),
        ("Guten Tag, hier ist Frau Dr. Meier-Lüdenscheidt", "Meier-Lüdenscheidt"),
        ("Ja, äh, Schmidt", "Schmidt"),
        ("Yilmaz am Apparat", "Yilmaz"),
        ("Schmidt ist mein Name", "Schmidt"),
        ("Name: Olena Kovalenko", "Olena Kovalenko"),
        ("Ich bin der Ali und ich brauche einen Termin", "Ali"),
        ("Hallo, ich bin's, mein Name ist Wagner", "Wagner"),
        ("Herr Wagner", "Wagner"),
        ("WAGNER", "Wagner"),
        ("Ahmad al Hassan", "Ahmad al Hassan"),
        ("Maria von der Heide", "Maria von der Heide"),
        ("Das ist O'Brien", "O'Brien"),
        ("Vorname Maria, Nachname Lopez", "Maria Lopez"),
        ("Müller, M Ü L L E R", "Müller"),
        ("Miller, M-Ü-L-L-E-R", "Müller"),
        ("Mein Name ist Petrov, buchstabiert P. E. T. R. O. W.", "Petrow"),
        ("Anna, A N N A, Schmidt, S C H M I D T", "Anna Schmidt"),
        ("Ich heiße Anna, M A I E R", "Anna Maier"),
        ("H A Doppel S A N", "Hassan"),
        ("M wie Martha, Ü wie Übermut, L wie Ludwig, L wie Ludwig, E wie Emil, R", "Müller"),
        ("M E Ypsilon E R", "Meyer"),
        ("W E I Eszett", "Weiß"),
        ("Schmitt mit D T", "Schmidt"),
        ("Meier mit A I", "Meier"),
        ("Мой ich heiße Олена Коваленко", "Олена Коваленко"),
    ],
)
def test_a_german_answer_gives_the_name(text: str, name: str) -> None:
    assert find_name(text, "de") == name


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("My name is John Smith", "John Smith"),
        ("this is Sarah O'Connor speaking", "Sarah O'Connor"),
        ("It’s McDonald", "McDonald"),
        ("I'm Ahmed Hassan, I have a question", "Ahmed Hassan"),
        ("Mr. Patel", "Patel"),
        ("Jones speaking", "Jones"),
        ("my name's jean-luc picard", "Jean-Luc Picard"),
        ("well, um, Garcia", "Garcia"),
        ("first name Maria, last name Lopez", "Maria Lopez"),
        ("Smith, S M I T H", "Smith"),
        ("Thomson, T-H-O-M-P-S-O-N", "Thompson"),
        ("A for Alpha, L for Lima, I as in India", "Ali"),
        ("W I double L I A M S", "Williams"),
        ("double u i l l i a m s", "Williams"),
        ("A N N A, B E R G", "Anna Berg"),
        ("A, N, N, A", "Anna"),
        ("ludwig van beethoven", "Ludwig van Beethoven"),
    ],
)
def test_an_english_answer_gives_the_name(text: str, name: str) -> None:
    assert find_name(text, "en") == name


@pytest.mark.parametrize(
    ("text", "language", "name"),
    [
        ("Ankara'nın A'sı, Lüleburgaz'ın L'si, İzmir'in İ'si", "tr", "Ali"),
        ("adım irem", "tr", "İrem"),
        ("ميم حاء ميم دال", "ar", "محمد"),
        ("من فاطمه حسینی هستم", "fa", "فاطمه حسینی"),
        ("И как Иван, Р как Роман, А как Анна", "ru", "Ира"),
        ("А як Андрій, Л як Леся, Я як Ярослав", "uk", "Аля"),
        ("A jak Adam, L jak Leon, I jak Igor", "pl", "Ali"),
        ("A de la Ana, L de la Lucia, I de la Ion", "ro", "Ali"),
        ("A comme Anatole, L comme Louis, I comme Irma", "fr", "Ali"),
        ("soy la señora Hernández", "es", "Hernández"),
        ("Savona, Ancona, Livorno, Ancona", "it", "Sala"),
    ],
)
def test_every_language_spells_in_its_own_way(text: str, language: str, name: str) -> None:
    assert find_name(text, language) == name


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("hayır", "tr"),
        ("Randevu almak istiyorum", "tr"),
        ("أريد موعد", "ar"),
        ("نه", "fa"),
        ("Я хочу записаться", "ru"),
        ("Ні", "uk"),
        ("Chciałbym umówić wizytę", "pl"),
        ("Aș vrea o programare", "ro"),
        ("Je voudrais un rendez-vous", "fr"),
        ("Quiero una cita", "es"),
        ("Vorrei un appuntamento", "it"),
        ("", "de"),
        ("ja", "de"),
        ("Nein.", "de"),
        ("123", "de"),
        ("eins zwei drei", "de"),
        ("Ich möchte einen Termin", "de"),
        ("ich weiß nicht", "de"),
        ("Das sage ich Ihnen nicht", "de"),
        ("Vielen Dank.", "de"),
        ("Mein Name ist", "de"),
        ("Alpha Bravo Charlie Delta Echo Foxtrot", "de"),
        ("?!", "de"),
        ("x", "de"),
        ("yes", "en"),
        ("no", "en"),
        ("I'd like an appointment", "en"),
        ("I don't want to tell you", "en"),
        ("Thank you.", "en"),
        ("call me back", "en"),
        ("42", "en"),
    ],
)
def test_an_answer_without_a_name_gives_none(text: str, language: str) -> None:
    assert find_name(text, language) is None


@given(st.text(max_size=200), st.sampled_from(list(LANGUAGES)))
def test_no_text_breaks_it_and_a_name_holds_no_figures(text: str, language: str) -> None:
    name = find_name(text, language)
    if name is not None:
        assert name.strip()
        assert not any(letter.isdecimal() for letter in name)


@given(st.text("abcdefghijklmnopqrstuvwxyzäöü", min_size=2, max_size=12))
def test_a_name_spelled_letter_by_letter_is_the_name(name: str) -> None:
    assert find_name(" ".join(name.upper()), "de") == name.capitalize()


def test_a_language_without_vocabulary_is_named() -> None:
    with pytest.raises(ValueError, match="'xx'"):
        find_name("Anna", "xx")
