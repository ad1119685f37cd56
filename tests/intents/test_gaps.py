from pathlib import Path

import yaml

from intents.gaps import find_gaps
from languages.registry import LANGUAGES

_FEES = {
    "id": "fees",
    "group": "office",
    "title": {"de": "Gebühren", "en": "Fees"},
    "response": "answer",
    "reviewed": "2026-11-23",
    "author": "voicebot",
    "version": 1,
    "approval": "example",
    "answers": {"de": {"spoken": "Eine Karte kostet Geld."}},
}


def test_everything_that_a_subject_lacks_is_named(tmp_path: Path) -> None:
    (tmp_path / "fees.yaml").write_text(yaml.safe_dump(_FEES, allow_unicode=True), "utf-8")
    gaps = [(gap.what, gap.language, gap.topics) for gap in find_gaps(("de", "en", "tr"), tmp_path)]
    assert gaps == [
        ("spoken", "en", ("fees",)),
        ("spoken", "tr", ("fees",)),
        ("title", "tr", ("fees",)),
        ("easy words", "de", ("fees",)),
        ("longer", "de", ("fees",)),
        ("message", "de", ("fees",)),
    ]


def test_what_prevents_the_start_comes_first(tmp_path: Path) -> None:
    (tmp_path / "fees.yaml").write_text(yaml.safe_dump(_FEES, allow_unicode=True), "utf-8")
    found = [gap.prevents_start for gap in find_gaps(("de", "tr"), tmp_path)]
    assert found == sorted(found, reverse=True)


def test_the_shipped_subjects_lack_nothing_in_any_language() -> None:
    assert find_gaps(tuple(LANGUAGES)) == []
