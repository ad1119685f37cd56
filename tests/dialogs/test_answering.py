"""Questions of the caller."""

from dataclasses import replace
from itertools import pairwise

import pytest

from dialogs.actions import Expectation, HangUpReason
from dialogs.house import House
from dialogs.questions import Choosing
from intents.knowledge import Knowledge
from tests.dialogs.script import Script

CLOSE = (("fees", 0.35), ("photo", 0.3), ("callback", 0.1))


def unsure(call: Script, text: str = "Was kostet das Bild?") -> Script:
    return call.hear(text, "fees", 0.35, accepted=False, alternatives=CLOSE)


def test_a_question_is_answered_with_the_approved_text_and_more_of_it_offered(
    call: Script,
) -> None:
    call.hear("Was kostet die Verlängerung?", "fees")
    answer, more = call.says
    assert answer.text == call.house.answer("fees", "de")
    assert answer.source == "topic:fees"
    assert more.source == "phrase:more_or_next"
    assert call.expects(Expectation.ANYTHING)


def test_the_next_question_is_asked_for_in_other_words(call: Script) -> None:
    topics = ("fees", "photo", "card_lost", "study")
    prompts = [call.hear("Eine Frage", topic).prompt for topic in topics]
    assert all(one != another for one, another in pairwise(prompts))


def test_who_asks_for_the_same_again_is_told_more_and_then_offered_a_callback(
    call: Script,
) -> None:
    said = [call.hear("Und die Gebühren?", "fees").says[0].text for _ in range(2)]
    assert said == [
        call.house.answer("fees", "de"),
        call.house.answer("fees", "de", longer=True),
    ]
    assert call.hear("Und die Gebühren?", "fees").sources == ["no_more_known", "offer_callback"]


@pytest.mark.parametrize("words", ["Mehr dazu, bitte", "Ja, gern"])
def test_more_is_the_longer_form(call: Script, words: str) -> None:
    call.hear("Was kostet die Verlängerung?", "fees").hear(words)
    assert call.says[0].text == call.house.answer("fees", "de", longer=True)
    assert call.sources[-1] == "anything_else"


def test_several_questions_in_one_breath_are_answered_in_order(call: Script) -> None:
    call.hear("Was kostet das und welches Foto brauche ich?", "fees", further=["photo"])
    assert call.sources == ["topic:fees", "next_question", "topic:photo", "more_or_next"]


def test_a_question_and_a_callback_in_one_breath(call: Script) -> None:
    call.hear("Was kostet das, und rufen Sie mich zurück", "fees", further=["callback"])
    assert call.sources[:3] == ["topic:fees", "next_question", "booking_begins"]


def test_words_that_only_continue_the_last_question_are_read_with_it(call: Script) -> None:
    call.hear("Was kostet die Verlängerung?", "fees")
    call.hear("Und für meine Frau?", in_context="spouse")
    assert call.sources[0] == "topic:spouse"


def test_words_that_refer_to_nothing_are_not_read_with_the_last_question(call: Script) -> None:
    call.hear("Was kostet die Verlängerung?", "fees")
    assert call.hear("Blumenkohl", in_context="spouse").sources[0] == "sorry"


def test_a_cost_asked_for_with_that_is_the_cost_of_the_last_subject(house: House) -> None:
    topics = dict(house.knowledge.topics)
    topics["card_lost"] = topics["card_lost"].model_copy(update={"aspects": frozenset({"fees"})})
    call = Script(replace(house, knowledge=Knowledge(topics)))
    call.hear("Ich habe meine Karte verloren", "card_lost").hear("Und was kostet das?", "fees")
    assert call.says[0].text == house.answer("card_lost", "de", longer=True)
    assert call.hear("Was kostet eine Verlängerung?", "fees").sources[0] == "topic:fees"


def test_the_longer_form_is_what_is_repeated_after_it(call: Script) -> None:
    longer = call.hear("Was kostet es?", "fees").hear("Was kostet es?", "fees").says[0]
    assert call.hear("Wie bitte?", "repeat").says[0].text == longer.text


def test_every_subject_is_answered_in_both_languages(call: Script) -> None:
    for language in call.house.languages:
        call.language = language
        for topic in call.house.knowledge.topics:
            if topic not in {"callback", "responsibility"}:
                call.hear("Eine Frage", topic)
                assert call.says[0].source == f"topic:{topic}"
                assert {say.language for say in call.says} == {language}


def test_some_subjects_offer_a_callback_about_them(call: Script) -> None:
    call.hear("Wo ist mein Antrag?", "case_status")
    assert call.sources == ["topic:case_status", "offer_callback"]
    assert call.expects(Expectation.YES_NO)
    call.hear("Ja, gern.")
    assert call.sources[:2] == ["booking_begins", "booking_subject"]
    assert call.house.knowledge.title("case_status", "de") in call.text


def test_an_offered_callback_can_be_declined(call: Script) -> None:
    call.hear("Wo ist mein Antrag?", "case_status").hear("Nein, danke.", "deny")
    assert call.sources == ["offer_declined", "anything_else"]


def test_another_question_instead_of_yes_or_no_is_answered(call: Script) -> None:
    call.hear("Wo ist mein Antrag?", "case_status").hear("Nein, was kostet es denn?", "fees")
    assert call.sources[0] == "topic:fees"


def test_asking_for_a_callback_accepts_the_offer(call: Script) -> None:
    call.hear("Wo ist mein Antrag?", "case_status").hear("Rufen Sie mich an", "callback")
    assert call.sources[:2] == ["booking_begins", "booking_subject"]


def test_a_person_cannot_be_reached_but_a_callback_is_offered(call: Script) -> None:
    call.hear("Ich will einen Menschen sprechen.", "human")
    assert call.sources == ["topic:human", "offer_callback"]
    call.hear("Ja", "affirm")
    assert call.sources == ["booking_begins", "ask_subject"]


def test_two_close_subjects_are_offered_by_their_titles(call: Script) -> None:
    unsure(call)
    assert call.sources == ["do_you_mean"]
    assert call.house.knowledge.title("fees", "de") in call.text
    assert call.house.knowledge.title("photo", "de") in call.text


@pytest.mark.parametrize(
    ("text", "chosen"),
    [("Das erste.", "fees"), ("Das zweite, bitte", "photo"), ("Ja", "fees")],
)
def test_one_of_two_subjects_is_chosen_in_few_words(call: Script, text: str, chosen: str) -> None:
    unsure(call).hear(text)
    assert call.sources[0] == f"topic:{chosen}"


def test_one_of_two_subjects_is_chosen_by_naming_it(call: Script) -> None:
    unsure(call).hear("Das Foto meine ich", "photo")
    assert call.sources[0] == "topic:photo"


def test_one_of_two_subjects_may_be_named_less_clearly_than_at_first(call: Script) -> None:
    unsure(call).hear(
        "Foto", "photo", 0.4, accepted=False, alternatives=(("photo", 0.4), ("fees", 0.1))
    )
    assert call.sources[0] == "topic:photo"


def test_naming_both_again_is_not_understood(call: Script) -> None:
    unsure(unsure(call), "Gebühren und Foto")
    assert call.sources == ["sorry", "do_you_mean"]


def test_neither_of_two_subjects_asks_again_openly(call: Script) -> None:
    unsure(call).hear("Nein, beides falsch", "deny")
    assert call.sources == ["misunderstood", "what_is_it"]


@pytest.mark.parametrize(("key", "chosen"), [("1", "fees"), ("2", "photo")])
def test_one_of_two_subjects_is_chosen_by_key(call: Script, key: str, chosen: str) -> None:
    assert unsure(call).press(key).sources[0] == f"topic:{chosen}"


@pytest.mark.parametrize(
    "alternatives",
    [
        (("fees", 0.6), ("photo", 0.1)),  # the first is clear, but not enough
        (("fees", 0.2), ("photo", 0.15)),  # neither is likely
        (("fees", 0.4), ("greeting", 0.35)),  # one is not a subject
        (),
    ],
)
def test_other_doubts_are_not_understood(
    call: Script, alternatives: tuple[tuple[str, float], ...]
) -> None:
    call.hear("Hm", "fees", 0.4, accepted=False, alternatives=alternatives)
    assert call.sources == ["sorry", "open_again"]
    assert not isinstance(call.state.standing, Choosing)


def test_an_urgent_matter_is_answered_though_the_gate_refused_it(call: Script) -> None:
    guess = (("emergency_removal", 0.99),)
    call.hear("Die Polizei holt ihn", "emergency_removal", 0.99, accepted=False, alternatives=guess)
    assert call.sources[0] == "topic:emergency_removal"


def test_thanks_to_an_offered_callback_is_no_callback(call: Script) -> None:
    call.hear("Wo ist mein Antrag?", "case_status").hear("Vielen Dank", "thanks")
    assert call.sources == ["you_are_welcome", "anything_else"]


def test_more_can_be_asked_for_instead_of_an_offered_callback(call: Script) -> None:
    call.hear("Wo ist mein Antrag?", "case_status").hear("Sagen Sie mir bitte mehr dazu")
    assert call.says[0].text == call.house.answer("case_status", "de", longer=True)


def test_a_likely_subject_that_the_gate_refused_is_asked_about(call: Script) -> None:
    guess = (("fees", 0.8), ("photo", 0.1))
    call.hear("Hm", "fees", 0.8, accepted=False, alternatives=guess)
    assert call.sources == ["is_it_about"]
    assert call.expects(Expectation.YES_NO)
    assert "Gebühren" in call.text
    assert call.hear("Ja", "affirm").sources[0] == "topic:fees"


@pytest.mark.parametrize("key", ["1", "2"])
def test_such_a_guess_is_confirmed_or_denied_by_key(call: Script, key: str) -> None:
    call.hear("Hm", "fees", 0.9, accepted=False, alternatives=(("fees", 0.9),)).press(key)
    assert call.sources[0] == ("topic:fees" if key == "1" else "misunderstood")


def test_a_wrong_guess_counts_as_not_understood(call: Script) -> None:
    for _ in range(2):
        call.hear("Hm", "fees", 0.9, accepted=False, alternatives=(("fees", 0.9),))
        call.hear("Nein", "deny")
        assert call.sources == ["misunderstood", "what_is_it"]
    assert call.mumble().sources == ["callback_may_help", "offer_callback"]


def test_no_to_anything_else_ends_the_call(call: Script) -> None:
    call.hear("Was kostet es?", "fees").hear("Nein, das war alles.", "deny")
    assert call.sources == ["goodbye"]
    assert call.hung_up == HangUpReason.GOODBYE


def test_a_no_that_the_gate_refused_is_still_a_no(call: Script) -> None:
    call.hear("Was kostet es?", "fees").hear("Nein danke.")
    assert call.hung_up == HangUpReason.GOODBYE


@pytest.mark.parametrize("text", ["Nein, vielen Dank, das war alles für heute", "Das wars."])
def test_that_was_all_is_a_goodbye_even_if_the_gate_refused_it(call: Script, text: str) -> None:
    assert call.hear("Was kostet es?", "fees").hear(text).hung_up == HangUpReason.GOODBYE


def test_that_was_all_declines_an_offered_callback_and_says_goodbye(call: Script) -> None:
    call.hear("Wo ist mein Antrag?", "case_status").hear("Nein, das war alles, danke", "deny")
    assert call.hung_up == HangUpReason.GOODBYE


def test_no_before_any_question_is_not_a_goodbye(call: Script) -> None:
    call.hear("Nein", "deny")
    assert call.sources == ["sorry", "open_again"]


def test_yes_to_anything_else_asks_for_it(call: Script) -> None:
    call.hear("Danke", "thanks").hear("Ja.", "affirm")
    assert call.sources == ["gladly", "what_is_it"]


def test_a_long_sentence_with_a_no_in_it_is_no_goodbye(call: Script) -> None:
    call.hear("Was kostet es?", "fees").hear("Mein Nachbar hat mir das nicht erklären können")
    assert call.sources == ["sorry", "open_again"]


def test_politeness_is_answered_politely(call: Script) -> None:
    assert call.hear("Guten Tag", "greeting").sources == ["greeting_back", "what_is_it"]
    assert call.hear("Danke schön", "thanks").sources == ["you_are_welcome", "anything_else"]
    assert call.hear("Das meinte ich nicht", "correction").sources == [
        "misunderstood",
        "what_is_it",
    ]
