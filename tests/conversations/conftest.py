"""The house in twelve languages, read once, and empty records for every scenario."""

from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest

from dialogs.house import House
from voicebot.assistant import load_house
from voicebot.settings import SETTINGS_FILE_VARIABLE, Settings
from voicebot.simulation.unreliable_records import RecordsTemplate, UnreliableRecords

SETTINGS_FILE = Path(__file__).parents[1] / "scenarios" / "settings.yaml"


@pytest.fixture(scope="session")
def settings() -> Settings:
    with pytest.MonkeyPatch.context() as environment:
        environment.setenv(SETTINGS_FILE_VARIABLE, str(SETTINGS_FILE))
        return Settings()


@pytest.fixture(scope="session")
def house(settings: Settings) -> House:
    return load_house(settings)


@pytest.fixture(scope="session")
def template() -> Iterator[RecordsTemplate]:
    template = RecordsTemplate.create()
    yield template
    template.close()


@pytest.fixture
async def records(template: RecordsTemplate) -> AsyncIterator[UnreliableRecords]:
    async with template.records() as opened:
        yield opened
