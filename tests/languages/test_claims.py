"""Every sentence that tells of an effect is tied to the event that proves it."""

import re

import pytest

from languages.phrases import load_phrases

# Words of having done something, and words that take it back.
EFFECTS = {
    "de": r"eingetragen|gebucht|verschoben|abgesagt|verschickt|gesendet|aufgezeichnet|aufgenommen"
    r"|verbunden|weitergeleitet|gespeichert|notiert|neue Zeit:",
    "en": r"\b(booked|moved|cancelled|sent|recorded|connected|stored|noted)\b",
}
NEGATIONS = {
    "de": r"kein|nicht|nichts|konnte|noch nicht",
    "en": r"\bno\b|\bnot\b|nothing|cannot|could",
}
# They ask, or tell what would be.
HARMLESS = {"move_summary", "handover_summary", "booking_subject"}


def claims_an_effect(text: str, language: str) -> bool:
    return any(
        re.search(EFFECTS[language], sentence, re.IGNORECASE) is not None
        and re.search(NEGATIONS[language], sentence, re.IGNORECASE) is None
        for sentence in re.findall(r"[^.?!]+[.?!]?", text)
        if not sentence.endswith("?")
    )


@pytest.mark.parametrize(("name", "language"), [("de", "de"), ("de-simple", "de"), ("en", "en")])
def test_what_claims_an_effect_is_tied_to_its_event(name: str, language: str) -> None:
    loaded = load_phrases([language])
    unproven = {
        (key, text)
        for key, wordings in loaded.wordings[name].items()
        for text in wordings
        if key not in loaded.claims and key not in HARMLESS and claims_an_effect(text, language)
    }
    assert unproven == set()


@pytest.mark.parametrize(
    ("text", "language", "claims"),
    [
        ("Ihr Rückruf ist eingetragen.", "de", True),
        ("Es wurde kein Rückruf eingetragen.", "de", False),
        ("Soll der Rückruf eingetragen werden?", "de", False),
        ("Es tut mir leid. Ihr Termin ist abgesagt.", "de", True),
        ("Your callback has been moved.", "en", True),
        ("Nothing is being recorded.", "en", False),
        ("Shall it be cancelled?", "en", False),
    ],
)
def test_this_would_be_noticed(text: str, language: str, claims: bool) -> None:
    assert claims_an_effect(text, language) is claims


@pytest.mark.parametrize("language", ["de", "en"])
def test_every_claim_is_recognised_as_one(language: str) -> None:
    """Else the words above would be too few."""
    loaded = load_phrases([language])
    told = {"message_accepted"}  # "will be sent in a moment" speaks of the future
    for key in set(loaded.claims) - told - {"reference_again"}:
        assert all(claims_an_effect(text, language) for text in loaded.wordings[language][key]), key
