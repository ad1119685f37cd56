import itertools

from voicebot.records.references import new_reference


def test_references_are_easy_to_say() -> None:
    references = [new_reference() for _ in range(2000)]
    for reference in references:
        assert reference.isdecimal()
        assert len(reference) == 6
        assert reference[0] != "0"
        assert all(a != b for a, b in itertools.pairwise(reference))


def test_references_do_not_repeat_often() -> None:
    # Of 531,441 possible ones, a thousand random ones share about one.
    assert len({new_reference() for _ in range(1000)}) > 980
