from intents.corpus import TrainingSentence
from intents.engine.readings import readings

SAID = "bitte rufen Sie mich wegen meiner Fiktionsbescheinigung zurück"


def test_a_sentence_is_taught_as_it_was_said_and_as_it_was_heard() -> None:
    heard = "Bitter rufen sie mich wegen meiner Fixionsbescheinigung zurück."
    assert readings([TrainingSentence(SAID, "callback", "de", heard)]) == [(SAID, heard)]


def test_errors_are_imitated_where_nothing_or_nothing_like_it_was_heard() -> None:
    for heard in ("", "Altruhe."):
        sentences = [TrainingSentence(SAID, "callback", "de", heard)] * 20
        found = readings(sentences)
        assert all(one[0] == SAID and heard not in one[1:] for one in found)
        assert any(one[1] != SAID for one in found)


def test_the_same_sentences_have_the_same_readings() -> None:
    sentences = [TrainingSentence(SAID, "callback", "de")] * 20
    assert readings(sentences) == readings(sentences)
