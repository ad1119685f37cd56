from hypothesis import given
from hypothesis import strategies as st

from benchmarks.text_language import Measured, measure, summarise
from benchmarks.text_samples import EASY_GERMAN, LENGTHS, TextSample, cuts, load_samples


def test_a_sentence_is_cut_to_its_first_words() -> None:
    assert cuts("ich habe meine Karte verloren", 0) == [
        ("1", "ich"),
        ("2", "ich habe"),
        ("3-4", "ich habe meine"),
        ("5-8", "ich habe meine Karte verloren"),
    ]


@given(st.text(), st.integers(0, 1000))
def test_every_cut_is_the_beginning_of_the_sentence(sentence: str, index: int) -> None:
    whole = " ".join(sentence.split())
    found = cuts(sentence, index)
    assert all(whole.startswith(text) for _, text in found)
    assert [length for length, _ in found] == list(LENGTHS)[: len(found)]


def test_samples_are_spread_over_the_languages_that_are_asked_for() -> None:
    samples = load_samples(["tr", EASY_GERMAN], 5)
    assert {(sample.group, sample.language) for sample in samples} == {
        ("tr", "tr"),
        (EASY_GERMAN, "de"),
    }
    assert all(
        sum(sample.group == group for sample in samples) <= 5 * len(LENGTHS)
        for group in ("tr", EASY_GERMAN)
    )


def test_an_identifier_is_measured_and_counted() -> None:
    samples = [
        TextSample("de", "5-8", "ich habe meine Karte verloren"),
        TextSample("tr", "3-4", "oturma iznimi uzatmak istiyorum"),
    ]
    measured = measure("langdetect + words", [sample.text for sample in samples])
    assert measured.found == ("de", "tr")
    every = summarise(samples, measured)[-1]
    assert (every.group, every.length, every.texts, every.right) == (None, None, 2, 2)


def test_a_language_shared_by_several_is_none() -> None:
    measured = measure("langdetect", ["93"])
    assert measured.found == (None,)
    shares = summarise(
        [TextSample("de", "1", "93")], Measured("langdetect", measured.found, 0.1, 1.0)
    )
    assert all(share.right == 0 for share in shares)
