import pytest

from intents.rasa.circuit import CircuitBreaker
from intents.rasa.engine import RasaEngine
from intents.rasa.errors import RasaAnswerError
from intents.understanding import Alternative, Understanding


class FakeOwn:
    """Hears photo in everything, accepts what holds ``Foto``, and nothing in an empty text."""

    def understand(self, text: str, language: str) -> Understanding:
        if not text:
            return Understanding(language, None, 0.0, accepted=False)
        alternatives = (Alternative("photo", 0.7), Alternative("fees", 0.2))
        return Understanding(
            language, "photo", 0.7, "Foto" in text, alternatives, slots={"day": "1"}
        )


class FakeRasa:
    """Ranks what it is told to, or fails."""

    def __init__(self, *ranking: tuple[str, float]) -> None:
        self.answer = tuple(Alternative(topic, confidence) for topic, confidence in ranking)
        self.is_down = False
        self.asked: list[str] = []

    def ranking(self, text: str) -> tuple[Alternative, ...]:
        self.asked.append(text)
        if self.is_down:
            raise RasaAnswerError("it cannot be reached")
        return self.answer


_TOPICS = ("fees", "photo", "a", "b", "c", "d")


def _engine(rasa: FakeRasa, failures: int = 2) -> RasaEngine:
    return RasaEngine(FakeOwn(), rasa, CircuitBreaker(failures, 10.0, lambda: 0.0), _TOPICS)


def test_the_topic_is_rasas_and_the_slots_are_ours() -> None:
    heard = _engine(FakeRasa(("fees", 0.6), ("photo", 0.3))).understand("das Foto", "de")
    assert (heard.topic, heard.confidence, heard.accepted) == ("fees", 0.6, True)
    assert heard.alternatives == (Alternative("fees", 0.6), Alternative("photo", 0.3))
    assert heard.slots == {"day": "1"}


@pytest.mark.parametrize("confidence", [0.01, 0.5, 1.0])
@pytest.mark.parametrize(("text", "accepted"), [("das Foto", True), ("Pizza bestellen", False)])
def test_no_confidence_of_rasas_opens_or_shuts_the_gate(
    text: str, accepted: bool, confidence: float
) -> None:
    heard = _engine(FakeRasa(("fees", confidence))).understand(text, "de")
    assert heard.accepted is accepted


def test_five_alternatives_are_enough() -> None:
    ranking = [(topic, 0.5 - place / 10) for place, topic in enumerate(_TOPICS)]
    assert len(_engine(FakeRasa(*ranking)).understand("das Foto", "de").alternatives) == 5


def test_rasa_reads_the_form_that_it_has_learnt() -> None:
    rasa = FakeRasa(("fees", 0.6))
    _engine(rasa).understand("/photo — was kostet's?", "de")
    assert rasa.asked == ["photo was kostets"]


def test_what_nobody_can_have_said_is_not_sent() -> None:
    rasa = FakeRasa(("fees", 0.6))
    assert _engine(rasa).understand("", "de").topic is None
    assert rasa.asked == []


def test_topics_that_only_an_outdated_model_knows_are_ignored() -> None:
    heard = _engine(FakeRasa(("gone", 0.9), ("fees", 0.1))).understand("das Foto", "de")
    assert heard.topic == "fees"
    assert _engine(FakeRasa(("gone", 0.9))).understand("das Foto", "de").topic == "photo"


def test_without_rasa_the_in_process_engine_answers() -> None:
    rasa = FakeRasa(("fees", 0.6))
    rasa.is_down = True
    heard = _engine(rasa).understand("das Foto", "de")
    assert (heard.topic, heard.confidence, heard.accepted) == ("photo", 0.7, True)


def test_a_server_that_is_down_is_soon_not_asked_any_more() -> None:
    rasa = FakeRasa()
    rasa.is_down = True
    engine = _engine(rasa, failures=2)
    topics = [engine.understand("das Foto", "de").topic for _ in range(5)]
    assert topics == ["photo"] * 5
    assert len(rasa.asked) == 2
