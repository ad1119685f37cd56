from dialogs.actions import Expectation
from languages.recognition_hints import recognition_hints
from languages.registry import LANGUAGES


def test_a_question_for_yes_or_no_has_a_hint_in_each_language_spoken() -> None:
    hints = recognition_hints(Expectation.YES_NO)
    assert {"de", "en"} <= set(hints) <= set(LANGUAGES)


def test_a_name_can_be_anything_and_has_none() -> None:
    assert recognition_hints(Expectation.NAME) == {}
