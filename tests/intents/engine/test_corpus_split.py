from collections import Counter

import numpy as np

from intents.corpus import OUT_OF_SCOPE, TrainingSentence
from intents.engine.corpus_split import FOLDS, SplitCorpus


def test_every_topic_and_language_is_dealt_evenly() -> None:
    sentences = [
        TrainingSentence(f"{topic} {number}", topic, language)
        for topic in ("fees", "photo", OUT_OF_SCOPE)
        for language in ("de", "en")
        for number in range(2 * FOLDS)
    ]
    corpus = SplitCorpus.of(sentences)
    hands = Counter(
        (sentence.topic, sentence.language, int(fold))
        for sentence, fold in zip(sentences, corpus.folds, strict=True)
    )
    assert set(hands.values()) == {2}
    assert corpus.topics == ("fees", "photo")


def test_every_sentence_is_held_out_exactly_once(sentences: tuple[TrainingSentence, ...]) -> None:
    corpus = SplitCorpus.of(sentences)
    held_out = np.concatenate([rows for _, rows in corpus.splits()])
    assert sorted(held_out.tolist()) == list(range(len(sentences)))
    for known, strangers in corpus.splits():
        assert not set(known.tolist()) & set(strangers.tolist())


def test_the_deal_is_always_the_same(sentences: tuple[TrainingSentence, ...]) -> None:
    np.testing.assert_array_equal(SplitCorpus.of(sentences).folds, SplitCorpus.of(sentences).folds)
