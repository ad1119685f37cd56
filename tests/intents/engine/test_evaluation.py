import json

import pytest

from intents.corpus import OUT_OF_SCOPE, EvaluationSentence
from intents.engine.evaluation import evaluate
from intents.understanding import Alternative, Understanding


class FakeEngine:
    """Understands a sentence as the topics it lists; one with ``!`` is not accepted."""

    def understand(self, text: str, language: str) -> Understanding:
        topics = text.rstrip("!").split()
        alternatives = tuple(Alternative(topic, 0.5 / (i + 1)) for i, topic in enumerate(topics))
        return Understanding(
            language=language,
            topic=topics[0] if topics else None,
            confidence=0.5,
            accepted=bool(topics) and not text.endswith("!"),
            alternatives=alternatives,
        )


_SENTENCES = (
    EvaluationSentence("de", "fees", "short", "fees photo"),  # right
    EvaluationSentence("de", "fees", "messy", "photo fees"),  # wrong, right second
    EvaluationSentence("de", "fees", "messy", "fees photo !"),  # right, not accepted
    EvaluationSentence("de", OUT_OF_SCOPE, "short", "photo"),  # wrongly accepted
    EvaluationSentence("en", "photo", "short", "fees a b photo"),  # wrong, right fourth
    EvaluationSentence("en", "photo", "short", "fees a b"),  # wrong
    EvaluationSentence("en", OUT_OF_SCOPE, "oos", "photo!"),  # rightly refused
)


def test_the_document_has_exactly_the_agreed_figures() -> None:
    document = evaluate(FakeEngine(), _SENTENCES).as_json()
    assert document == {
        "n": 7,
        "accuracy": 1 / 5,
        "top3": 3 / 5,
        "false_accept": 1 / 2,
        "by_language": {
            "de": {"n": 4, "accuracy": 1 / 3, "top3": 1.0, "false_accept": 1.0},
            "en": {"n": 3, "accuracy": 0.0, "top3": 0.0, "false_accept": 0.0},
        },
        "by_kind": {
            "messy": {"n": 2, "accuracy": 0.0, "top3": 1.0, "false_accept": None},
            "oos": {"n": 1, "accuracy": None, "top3": None, "false_accept": 0.0},
            "short": {"n": 4, "accuracy": 1 / 3, "top3": 1 / 3, "false_accept": 1.0},
        },
        "confusions": [
            {
                "expected": "photo",
                "got": "fees",
                "count": 2,
                "examples": ["fees a b photo", "fees a b"],
            },
            {"expected": "fees", "got": "none", "count": 1, "examples": ["fees photo !"]},
            {"expected": "fees", "got": "photo", "count": 1, "examples": ["photo fees"]},
            {"expected": "none", "got": "photo", "count": 1, "examples": ["photo"]},
        ],
    }
    assert json.loads(json.dumps(document)) == document


def test_counts_add_up_to_all_sentences() -> None:
    counts = evaluate(FakeEngine(), _SENTENCES).counts
    assert sum(counts.values()) == len(_SENTENCES)
    assert counts["fees", "fees"] == 1
    assert counts["none", "none"] == 1


def test_few_examples_stand_for_many() -> None:
    many = [EvaluationSentence("de", "fees", "short", "photo")] * 20
    (confusion,) = evaluate(FakeEngine(), many).confusions
    assert (confusion.count, len(confusion.examples)) == (20, 5)


@pytest.mark.parametrize("text", ["", "!"])
def test_a_sentence_without_topic_counts_as_not_accepted(text: str) -> None:
    sentence = EvaluationSentence("de", OUT_OF_SCOPE, "short", text)
    assert evaluate(FakeEngine(), [sentence]).overall.false_accept == 0.0
