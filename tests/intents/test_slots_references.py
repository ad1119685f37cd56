import pytest
from hypothesis import given
from hypothesis import strategies as st

from intents.slots import find_reference
from languages.registry import LANGUAGES


@pytest.mark.parametrize(
    ("text", "language", "reference"),
    [
        ("Aktenzeichen drei drei Schrägstrich A B 12", "de", "33/AB12"),
        ("mein Aktenzeichen ist 32.1-4711. Danke", "de", "32.1-4711"),
        ("Aktenzeichen B wie Berta Strich 4711, meine Nummer ist 030 23125001", "de", "B-4711"),
        ("case number A for Alfa forty-five slash 26", "en", "A45/26"),
        ("dosya numaram 33 bölü A B 12", "tr", "33/AB12"),
        ("رقم الملف ٣٣ شرطة مائلة ١٢٧", "ar", "33/127"),
        ("شماره پرونده ۲۰۲۶ خط تیره ۴۷۱۱", "fa", "2026-4711"),
        ("номер дела три три дробь А Б 12", "ru", "33/АБ12"),
    ],
)
def test_a_file_number_is_kept_as_it_is_said(text: str, language: str, reference: str) -> None:
    found = find_reference(text, language)
    assert found is not None
    assert found.text == reference
    assert not found.doubtful


def test_what_was_not_understood_is_marked_in_its_place() -> None:
    found = find_reference("Aktenzeichen A B eins zwei fonf drei", "de")
    assert found is not None
    assert found.text == "AB12?3"
    assert found.doubtful


def test_what_was_said_besides_is_left() -> None:
    found = find_reference("Aktenzeichen 33/4711, meine Nummer ist 030 23125001", "de")
    assert found is not None
    assert found.rest.endswith("meine Nummer ist 030 23125001")


@pytest.mark.parametrize("text", ["", "Mein Aktenzeichen weiß ich nicht", "030 23125001", "A B 12"])
def test_without_an_announced_number_there_is_none(text: str) -> None:
    assert find_reference(text, "de") is None


@given(st.text(max_size=200), st.sampled_from(list(LANGUAGES)))
def test_no_text_breaks_it(text: str, language: str) -> None:
    find_reference(text, language)


@given(st.text("0123456789/-ABKX", max_size=12), st.sampled_from(["de", "en"]))
def test_a_written_number_is_kept_or_not_found(written: str, language: str) -> None:
    word = {"de": "Aktenzeichen", "en": "reference"}[language]
    found = find_reference(f"{word} {written}", language)
    if found is not None and not found.doubtful:
        assert [sign for sign in found.text if sign.isalnum()] == [
            sign for sign in written if sign.isalnum()
        ]
