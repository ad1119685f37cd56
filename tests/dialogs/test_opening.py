"""The first words of a call."""

from dataclasses import replace

from dialogs.actions import Expectation, Listen, Say
from dialogs.house import House
from intents.knowledge import load_knowledge
from intents.spoken_text import CHARACTERS_PER_SECOND
from languages.phrases import load_phrases
from languages.registry import LANGUAGES
from tests.dialogs.script import CALLER, Script

LONGEST_OFFICE_NAME = 30  # names of these lengths leave the opening within its time
LONGEST_PRIVACY_NOTICE = 20


def in_many_languages(house: House) -> House:
    codes = tuple(LANGUAGES)
    knowledge, phrases = load_knowledge(codes), load_phrases(codes)
    return replace(house, knowledge=knowledge, phrases=phrases, languages=codes)


def test_the_office_answers_in_its_language_and_offers_others(call: Script) -> None:
    disclosure, offer, invitation = call.says
    assert disclosure.text.startswith(call.house.office.name["de"])
    assert "KI" in disclosure.text
    assert (offer.source, offer.language) == ("phrase:speak_here", "en")
    assert (invitation.source, invitation.language) == ("phrase:invitation", "de")


def test_only_the_disclosure_cannot_be_interrupted(call: Script) -> None:
    assert [say.interruptible for say in call.says] == [False, True, True]


def test_where_the_privacy_notice_is_comes_right_after_the_disclosure(house: House) -> None:
    office = house.office.model_copy(update={"privacy_notice": {"de": "auf unserer Seite"}})
    call = Script(replace(house, office=office))
    assert call.sources[:2] == ["disclosure", "privacy_at"]
    assert "auf unserer Seite" in call.text


def test_another_language_hears_that_a_machine_speaks_before_the_first_answer(
    call: Script,
) -> None:
    call.language = "en"
    call.hear("What does it cost?", "fees")
    first, second, *_ = call.everything_said
    assert (first.source, first.language) == ("phrase:disclosure_again", "en")
    assert not first.interruptible
    assert second.source == "topic:fees"
    call.hear("And the photo?", "photo")
    assert call.everything_said[0].source == "topic:photo"


def test_before_the_first_question_of_a_booking_too(call: Script) -> None:
    call.language = "en"
    call.hear("Please call me back", "callback")
    assert call.everything_said[0].source == "phrase:disclosure_again"
    assert call.sources[0] == "booking_begins"


def test_the_language_of_the_callers_country_is_offered_first(house: House) -> None:
    many = in_many_languages(house)
    polish = Script(many, caller="+48000000000")
    assert [say.language for say in polish.says if say.source == "phrase:speak_here"] == [
        "pl",
        "en",
    ]


def test_which_languages_are_offered_and_how_many_can_be_set(house: House) -> None:
    many = replace(in_many_languages(house), opening_languages=("ar", "en"), opening_offers=2)
    offered = [say.language for say in Script(many).says if say.source == "phrase:speak_here"]
    assert offered == ["ar", "en"]


def test_who_called_before_is_greeted_shortly_in_their_language(house: House) -> None:
    many = in_many_languages(house)
    call = Script(many, caller=CALLER, last_language="tr")
    assert [(say.source, say.language) for say in call.says] == [
        ("phrase:disclosure", "de"),
        ("phrase:disclosure", "tr"),
        ("phrase:invitation", "tr"),
    ]
    call.language = "tr"
    assert call.hear("Ne kadar?", "fees").everything_said[0].source == "topic:fees"


def test_anything_may_be_said_then(call: Script) -> None:
    assert call.actions[-1] == Listen(Expectation.ANYTHING, call.house.patience_seconds)


def test_the_first_language_of_the_house_comes_first(house: House) -> None:
    english_first = Script(replace(house, languages=("en", "de")))
    assert [say.language for say in english_first.says] == ["en", "de", "en"]


def test_a_house_of_one_language_speaks_only_that(house: House) -> None:
    assert {say.language for say in Script(replace(house, languages=("en",))).says} == {"en"}


def test_an_office_without_a_name_in_a_language_uses_its_own(house: House) -> None:
    german_only = house.office.model_copy(update={"name": {"de": "Ausländeramt"}})
    call = Script(replace(house, office=german_only, languages=("en", "de")))
    assert call.says[0].text.startswith("Ausländeramt")


def test_the_opening_lasts_at_most_nine_seconds(house: House) -> None:
    name = "x" * LONGEST_OFFICE_NAME
    stated = {"name": {"de": name}, "privacy_notice": {"de": "x" * LONGEST_PRIVACY_NOTICE}}
    office = house.office.model_copy(update=stated)
    call = Script(replace(in_many_languages(house), office=office))
    characters = sum(len(say.text) for say in call.says)
    assert characters / CHARACTERS_PER_SECOND <= 9.0
    assert "speak_here" in call.sources


def test_the_language_of_the_first_words_is_spoken_from_then_on(house: House) -> None:
    call = Script(house, language="en").hear("What does it cost?", "fees")
    assert all(isinstance(action, Say | Listen) for action in call.actions)
    assert {say.language for say in call.says} == {"en"}


def test_words_in_a_language_that_is_not_spoken_are_answered_in_the_opening_languages(
    house: House,
) -> None:
    call = Script(house, language="tr").hear("Ne kadar?")
    assert [say.language for say in call.says] == ["de", "en", "de", "en"]
