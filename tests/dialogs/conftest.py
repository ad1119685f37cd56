"""The house as it ships, and conversations with it."""

from collections.abc import Callable

import pytest

from dialogs.house import House
from tests.dialogs.script import CALLER, Script, shipped_house


@pytest.fixture(scope="session")
def house() -> House:
    return shipped_house()


@pytest.fixture
def call(house: House) -> Script:
    """A German caller whose number is withheld, just greeted."""
    return Script(house)


@pytest.fixture
def call_with_number(house: House) -> Script:
    """A German caller whose number is known, just greeted."""
    return Script(house, caller=CALLER)


@pytest.fixture
def english_call(house: House) -> Script:
    """An English caller whose number is known, just greeted."""
    return Script(house, caller=CALLER, language="en")


@pytest.fixture
def readback(house: House) -> Callable[[], Script]:
    """Calls in which everything about a callback has just been read back."""

    def begin() -> Script:
        script = Script(house, caller=CALLER)
        script.hear("Was kostet die Karte?", "fees")
        script.hear("Bitte rufen Sie mich zurück.", "callback")
        script.hear("Anna Beispiel").hear("Ja.", "affirm").hear("Die erste, bitte.")
        assert "summary" in script.sources
        return script

    return begin
