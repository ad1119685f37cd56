from string import ascii_lowercase

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from intents.corpus import TrainingSentence, load_training, normal_form
from intents.engine.mishearing import is_recognisable, likeness, mishear
from languages.registry import LANGUAGES

RECORDED = ("de", "en", "es", "it", "pl", "ru")


@given(text=st.text(), language=st.sampled_from([*LANGUAGES, "xx"]), seed=st.integers(0, 99))
def test_any_text_can_be_misheard_and_never_becomes_nothing(
    text: str, language: str, seed: int
) -> None:
    heard = mishear(text, language, np.random.default_rng(seed))
    assert bool(heard.strip()) == bool(text.strip())


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_language_has_errors_of_its_own_script(language: str) -> None:
    chance = np.random.default_rng(1)
    sentences = [one.text for one in load_training([language])]
    heard = [mishear(text, language, chance) for text in sentences]
    letters = set("".join(sentences).casefold())
    # A letter that no sentence of the language has would betray which sentences are imitations.
    # Words of the office are written in Latin letters in every language.
    assert set("".join(heard).casefold()) <= letters | set(ascii_lowercase)
    assert 0.5 < np.mean([a != b for a, b in zip(sentences, heard, strict=True)]) < 0.99


def test_imitated_errors_are_as_many_as_recorded_ones() -> None:
    recorded = [one for one in load_training(RECORDED) if one.heard]
    chance = np.random.default_rng(1)
    imitated = [_wrong(one, mishear(one.text, one.language, chance)) for one in recorded]
    assert np.mean(imitated) == pytest.approx(
        float(np.mean([_wrong(one, one.heard) for one in recorded])), abs=0.05
    )


def _wrong(sentence: TrainingSentence, heard: str) -> float:
    """Share of the words that are not heard."""
    said = normal_form(sentence.text).split()
    return 1 - len(set(said) & set(normal_form(heard).split())) / len(set(said))


def test_a_text_that_lost_its_meaning_is_not_taught() -> None:
    assert is_recognisable("bitte rufen Sie mich zurück", "Bitter, rufen sie mich zurück.")
    assert not is_recognisable("Porträt fürs Kärtchen", "Altruhe, Fußkartchen.")
    assert not is_recognisable("Feierabend wann", "")


def test_case_and_punctuation_are_no_errors() -> None:
    assert likeness("wo ist denn das", "Wo ist denn das?") == 1
