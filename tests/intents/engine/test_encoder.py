from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from intents.engine.encoder import CompiledEncoder, compile_encoder
from intents.engine.pretrained import encoder_weights


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("encoder")
    compile_encoder(encoder_weights(), folder)
    return folder


@pytest.fixture(scope="module")
def e5(folder: Path) -> CompiledEncoder:
    return CompiledEncoder(folder)


def test_sentences_of_one_meaning_are_closer_than_others(e5: CompiledEncoder) -> None:
    german, english, other = e5.encode(
        ["Wann haben Sie geöffnet?", "When are you open?", "Mein Hund mag Käse."]
    )
    assert german @ english > german @ other


def test_all_texts_get_vectors_of_one_shape(e5: CompiledEncoder) -> None:
    assert e5.encode(["Termin", "", "\0", "\ud800", "😀", "Wort " * 2000]).shape == (6, 384)


def test_no_text_gives_no_vector(e5: CompiledEncoder) -> None:
    assert len(e5.encode([])) == 0


def test_endless_text_is_cut(e5: CompiledEncoder) -> None:
    beginning = "wann haben Sie heute Nachmittag geöffnet " * 30
    endless, cut = e5.encode([beginning * 10]), e5.encode([beginning])
    np.testing.assert_array_equal(endless, cut)


@settings(max_examples=30, deadline=None)
@given(text=st.text(st.characters(), max_size=40))
def test_any_text_gives_finite_numbers(e5: CompiledEncoder, text: str) -> None:
    assert np.isfinite(e5.encode([text])).all()


def test_neighbours_in_a_batch_change_nothing(e5: CompiledEncoder) -> None:
    texts = ["Termin", "wie lange dauert die Bearbeitung meines Antrags", "ja"]
    alone = np.concatenate([e5.encode([text]) for text in texts])
    np.testing.assert_allclose(e5.encode(texts), alone, atol=0.02)


def test_threads_do_not_disturb_each_other(e5: CompiledEncoder) -> None:
    texts = [f"Satz Nummer {number} über ein anderes Thema" for number in range(16)]
    expected = np.concatenate([e5.encode([text]) for text in texts])
    with ThreadPoolExecutor(4) as pool:
        found = np.concatenate(list(pool.map(lambda text: e5.encode([text]), texts)))
    np.testing.assert_array_equal(found, expected)


def test_a_missing_encoder_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(RuntimeError):
        CompiledEncoder(tmp_path / "nowhere")
