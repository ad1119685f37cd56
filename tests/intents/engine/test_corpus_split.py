from collections import Counter

import numpy as np

from intents.corpus import OUT_OF_SCOPE, TrainingSentence
from intents.engine.corpus_split import HELD_OUT, SplitCorpus


def test_every_topic_and_language_is_dealt_evenly() -> None:
    sentences = [
        TrainingSentence(f"{topic} {number}", topic, language)
        for topic in ("fees", "photo", OUT_OF_SCOPE)
        for language in ("de", "en")
        for number in range(2 * HELD_OUT)
    ]
    corpus = SplitCorpus.of(sentences)
    strangers = Counter(
        (sentence.topic, sentence.language)
        for sentence, taught in zip(sentences, corpus.taught, strict=True)
        if not taught
    )
    assert set(strangers.values()) == {2}
    assert len(strangers) == 6


def test_topics_are_numbered_and_what_is_out_of_scope_is_not() -> None:
    topics = ("photo", OUT_OF_SCOPE, "fees", "photo")
    corpus = SplitCorpus.of([TrainingSentence(topic, topic, "de") for topic in topics])
    assert corpus.topics == ("fees", "photo")
    assert corpus.numbers.tolist() == [1, -1, 0, 1]
    assert corpus.in_scope.tolist() == [True, False, True, True]


def test_the_deal_is_always_the_same(sentences: tuple[TrainingSentence, ...]) -> None:
    once, again = (SplitCorpus.of(sentences).taught for _ in range(2))
    np.testing.assert_array_equal(once, again)
