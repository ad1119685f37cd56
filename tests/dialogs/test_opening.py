"""The first words of a call."""

from dataclasses import replace

from dialogs.actions import Expectation, Listen, Say
from dialogs.house import House
from tests.dialogs.script import Script

CHARACTERS_PER_SECOND = 14  # the slow end of what our voices read
LONGEST_OFFICE_NAME = 30  # a name of this length leaves the opening within its time


def test_both_languages_hear_who_answers_and_that_a_machine_speaks(call: Script) -> None:
    german, english = call.says[:2]
    assert (german.language, english.language) == ("de", "en")
    assert german.text.startswith(call.house.office.name["de"])
    assert english.text.startswith(call.house.office.name["en"])
    assert "KI" in german.text
    assert "AI" in english.text


def test_only_the_disclosure_cannot_be_interrupted(call: Script) -> None:
    assert [(say.source, say.interruptible) for say in call.says] == [
        ("phrase:disclosure", False),
        ("phrase:disclosure", False),
        ("phrase:invitation", True),
        ("phrase:invitation", True),
    ]


def test_anything_may_be_said_then(call: Script) -> None:
    assert call.actions[-1] == Listen(Expectation.ANYTHING, call.house.patience_seconds)


def test_the_first_language_of_the_house_comes_first(house: House) -> None:
    english_first = Script(replace(house, languages=("en", "de")))
    assert [say.language for say in english_first.says] == ["en", "de", "en", "de"]


def test_a_house_of_one_language_speaks_only_that(house: House) -> None:
    assert {say.language for say in Script(replace(house, languages=("en",))).says} == {"en"}


def test_an_office_without_a_name_in_a_language_uses_its_own(house: House) -> None:
    german_only = house.office.model_copy(update={"name": {"de": "Ausländeramt"}})
    call = Script(replace(house, office=german_only))
    assert call.says[1].text.startswith("Ausländeramt")


def test_the_opening_lasts_at_most_nine_seconds(house: House) -> None:
    name = "x" * LONGEST_OFFICE_NAME
    office = house.office.model_copy(update={"name": {"de": name, "en": name}})
    call = Script(replace(house, office=office))
    characters = sum(len(say.text) for say in call.says)
    assert characters / CHARACTERS_PER_SECOND <= 9.0


def test_the_language_of_the_first_words_is_spoken_from_then_on(house: House) -> None:
    call = Script(house, language="en").hear("What does it cost?", "fees")
    assert all(isinstance(action, Say | Listen) for action in call.actions)
    assert {say.language for say in call.says} == {"en"}


def test_words_in_a_language_that_is_not_spoken_are_answered_in_the_opening_languages(
    house: House,
) -> None:
    call = Script(house, language="tr").hear("Ne kadar?")
    assert [say.language for say in call.says] == ["de", "en", "de", "en"]
