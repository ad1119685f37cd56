"""Who is responsible for which town."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from intents.office import load_office
from intents.residence import Elsewhere, Ours, Unknown, responsible_office
from intents.slots import find_town
from languages.registry import LANGUAGES

OFFICE = load_office()


@pytest.mark.parametrize(
    ("said", "town"),
    [
        ("Kempen", "Kempen"),
        ("kempen", "Kempen"),
        ("TÖNISVORST", "Tönisvorst"),
        ("Tonisvorst", "Tönisvorst"),
        ("Toenisvorst", "Tönisvorst"),
        ("Niederkruechten", "Niederkrüchten"),
        ("Lobberich", "Nettetal"),
        ("Nettetal-Hinsbeck", "Nettetal"),
        ("Sankt  Tönis", "Tönisvorst"),
    ],
)
def test_the_towns_of_the_district_are_ours(said: str, town: str) -> None:
    assert responsible_office(OFFICE, said, "de") == Ours(town)


@pytest.mark.parametrize("said", ["Viersen", "viersen", "Dülken", "Suchteln", "Viersen-Boisheim"])
def test_the_town_of_viersen_has_an_office_of_its_own(said: str) -> None:
    found = responsible_office(OFFICE, said, "de")
    assert found == Elsewhere("Viersen", "die Ausländerbehörde der Stadt Viersen")


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_other_office_is_named_in_every_language(language: str) -> None:
    assert OFFICE.residence is not None
    name = OFFICE.residence.others["Viersen"][language]
    assert responsible_office(OFFICE, "Viersen", language) == Elsewhere("Viersen", name)


def test_without_a_translation_the_office_s_own_language_is_used() -> None:
    found = responsible_office(OFFICE, "Viersen", "ja")
    assert found == Elsewhere("Viersen", "die Ausländerbehörde der Stadt Viersen")


@pytest.mark.parametrize("said", ["Krefeld", "", "-", "Kemp"])
def test_other_towns_are_unknown(said: str) -> None:
    assert responsible_office(OFFICE, said, "de") == Unknown(said)


def test_an_office_that_states_nothing_knows_nothing() -> None:
    silent = OFFICE.model_copy(update={"residence": None})
    assert responsible_office(silent, "Kempen", "de") == Unknown("Kempen")


@given(st.text(max_size=60))
def test_no_town_breaks_it(town: str) -> None:
    responsible_office(OFFICE, town, "de")


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_town_that_is_heard_has_an_office(language: str) -> None:
    folder = Path(__file__).parents[2] / "intents" / "slots"
    for line in (folder / "towns.yaml").read_text("utf-8").splitlines():
        if line.startswith("- "):
            town = find_town(line.removeprefix("- "), language)
            assert town is not None
            assert not isinstance(responsible_office(OFFICE, town.name, language), Unknown)
