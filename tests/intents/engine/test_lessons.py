import numpy as np
import pytest

from intents.engine.lessons import Lessons
from intents.engine.pretrained import encoder_weights
from intents.engine.tokens import tokenize

SENTENCES = [["was kostet das", "was kostest as"], ["ein Foto"], ["wann", "wan", "wahn"]]


@pytest.fixture(scope="module")
def lessons() -> Lessons:
    tokens = [[tokenize(reading) for reading in readings] for readings in SENTENCES]
    return Lessons(encoder_weights(), tokens, np.array([0, 1, 2]), frozen=1)


def _rows(lessons: Lessons, misheard: float, seed: int) -> list[int]:
    batches = lessons.batches(np.random.default_rng(seed), misheard)
    return sorted(int(row) for rows in batches for row in rows)


def test_every_sentence_comes_once_as_it_was_said(lessons: Lessons) -> None:
    assert _rows(lessons, misheard=0.0, seed=0) == [0, 2, 3]


def test_every_sentence_comes_once_in_one_of_its_other_readings(lessons: Lessons) -> None:
    drawn = [_rows(lessons, misheard=1.0, seed=seed) for seed in range(30)]
    assert {tuple(rows) for rows in drawn} == {(1, 2, 4), (1, 2, 5)}


def test_readings_keep_the_topic_of_their_sentence(lessons: Lessons) -> None:
    batch = lessons.fill(np.array([1, 2, 5]))
    assert batch["labels"][:3].tolist() == [0, 1, 2]
