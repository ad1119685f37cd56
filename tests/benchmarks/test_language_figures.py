import pytest

from benchmarks.language_figures import (
    Finding,
    confusions,
    leader,
    lengths,
    summarise,
)


def _finding(
    language: str, seconds: float, by_both: str | None, *, by_sound: str | None = None
) -> Finding:
    return Finding(
        language=language,
        text="words",
        seconds=seconds,
        recognised="words",
        recognised_as=language,
        by_sound=by_sound,
        by_text=None,
        by_both=by_both,
        scores={},
    )


def test_the_leader_has_the_highest_score_alone() -> None:
    assert leader({"de": 0.4, "en": 0.6}) == "en"
    assert leader({"de": 0.4, "en": 0.4, "fr": 0.2}) is None
    assert leader({}) is None


@pytest.mark.parametrize(
    ("seconds", "groups"),
    [
        (1.49, ("under 1.5 s",)),
        (1.5, ("1.5 to 3 s", "from 1.5 s")),
        (3.0, ("1.5 to 3 s", "from 1.5 s")),
        (3.01, ("over 3 s", "from 1.5 s")),
    ],
)
def test_every_utterance_of_the_target_is_in_its_group(
    seconds: float, groups: tuple[str, ...]
) -> None:
    assert lengths(seconds) == groups


def test_shares_are_counted_by_language_and_length_and_over_all() -> None:
    shares = summarise(
        [
            _finding("uk", 2.0, "ru", by_sound="uk"),
            _finding("uk", 2.0, "uk", by_sound="pl"),
            _finding("de", 4.0, "de"),
        ]
    )
    counted = {
        (one.language, one.length): (one.utterances, one.right_by_sound, one.right_by_both)
        for one in shares
    }
    assert counted == {
        ("uk", "1.5 to 3 s"): (2, 1, 1),
        ("uk", "from 1.5 s"): (2, 1, 1),
        ("de", "over 3 s"): (1, 0, 1),
        ("de", "from 1.5 s"): (1, 0, 1),
        (None, "1.5 to 3 s"): (2, 1, 1),
        (None, "over 3 s"): (1, 0, 1),
        (None, "from 1.5 s"): (3, 1, 2),
    }


def test_what_was_not_found_is_wrong_and_the_most_frequent_confusion_comes_first() -> None:
    wrong = confusions(
        [
            _finding("de", 1.0, None),
            _finding("uk", 2.0, "ru"),
            _finding("uk", 2.0, "ru"),
            _finding("uk", 2.0, "uk"),
        ]
    )
    assert [(pair, len(ones)) for pair, ones in wrong.items()] == [
        (("uk", "ru"), 2),
        (("de", None), 1),
    ]
