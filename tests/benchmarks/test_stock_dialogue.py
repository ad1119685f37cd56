from datetime import UTC, datetime

import pytest
from pipecat.processors.aggregators.llm_context import LLMContext

from benchmarks.stock_dialogue import StockDialogue, last_words
from dialogs.actions import HangUp, HangUpReason, Say
from dialogs.dialogue import Dialogue
from intents.understanding import Understanding
from voicebot.assistant import load_house
from voicebot.settings import Settings


class FakeEngine:
    """Takes everything for one topic."""

    def __init__(self, topic: str) -> None:
        self._topic = topic

    def understand(self, text: str, language: str) -> Understanding:
        return Understanding(language, self._topic, 0.99, accepted=True)


@pytest.fixture(scope="module")
def shared() -> Dialogue:
    return Dialogue(load_house(Settings(languages=("de", "en"))))


def _dialogue(shared: Dialogue, topic: str, language: str = "en") -> StockDialogue:
    return StockDialogue(
        shared, FakeEngine(topic), language, lambda: datetime(2026, 1, 2, tzinfo=UTC)
    )


@pytest.mark.parametrize("language", ["de", "en"])
def test_the_greeting_is_in_the_language_of_the_call_alone(shared: Dialogue, language: str) -> None:
    greeting = _dialogue(shared, "fees", language).greet()
    assert {say.language for say in greeting} == {language}
    # Who does not speak the office's language hears in theirs that they may speak it.
    assert greeting[0].source == {"de": "phrase:disclosure", "en": "phrase:speak_here"}[language]


def test_a_question_gets_the_approved_answer(shared: Dialogue) -> None:
    dialogue = _dialogue(shared, "fees")
    dialogue.greet()
    disclosure, answer, *_ = dialogue.hear(" What does it cost? ")
    assert isinstance(disclosure, Say)
    assert isinstance(answer, Say)
    assert disclosure.source == "phrase:disclosure_again"
    assert (answer.source, answer.language) == ("topic:fees", "en")


def test_no_words_are_no_match(shared: Dialogue) -> None:
    dialogue = _dialogue(shared, "fees")
    dialogue.greet()
    said = dialogue.hear("  ")
    assert said
    assert not any(isinstance(one, Say) and one.source.startswith("topic:") for one in said)


def test_a_goodbye_ends_the_call(shared: Dialogue) -> None:
    dialogue = _dialogue(shared, "goodbye")
    dialogue.greet()
    assert dialogue.hear("Goodbye.")[-1] == HangUp(HangUpReason.GOODBYE)


def test_the_last_words_are_the_users_and_nobody_elses() -> None:
    context = LLMContext([{"role": "user", "content": "What does it cost?"}])
    assert last_words(context) == "What does it cost?"
    context.add_message({"role": "developer", "content": "Ask them to repeat."})
    assert last_words(context) == ""
    assert last_words(LLMContext()) == ""
