"""Every scenario as text in virtual time: real dialogue, phrases, knowledge and records.

Only the understanding is not: the scenario says what is understood, so nothing has to be trained
and a scenario shows the conversation and not the engine.
"""

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pytest

from dialogs.house import House
from intents.corpus import CONVERSATIONAL_ACTS
from tests.conversations.fake_engine import FakeEngine
from voicebot.assistant import TextAssistant
from voicebot.settings import Settings
from voicebot.simulation.episode import Episode, play_episode
from voicebot.simulation.scenario import Scenario, load_scenario, scenario_files
from voicebot.simulation.step import NOT_UNDERSTOOD
from voicebot.simulation.text_venue import TextPlayer
from voicebot.simulation.unreliable_records import UnreliableRecords
from voicebot.simulation.venue import Venue

SCENARIOS = Path(__file__).parents[1] / "scenarios"
FILES = sorted(
    scenario_files(
        SCENARIOS / folder for folder in ("conversations", "demo", "questions", "spoken")
    )
)
TUESDAY_MORNING = datetime(2026, 11, 24, 10, 0)


def _name(file: Path) -> str:
    return file.relative_to(SCENARIOS).with_suffix("").as_posix()


@pytest.mark.parametrize("file", FILES, ids=_name)
async def test_the_conversation_goes_as_the_scenario_says(
    file: Path, settings: Settings, house: House, records: UnreliableRecords
) -> None:
    scenario = load_scenario(file)
    if scenario.at is None:
        scenario = scenario.model_copy(update={"at": TUESDAY_MORNING})
    engine = FakeEngine()
    assistant = TextAssistant(settings, house, engine, records)
    player = TextPlayer(assistant, identified=True, on_step=engine.expect)

    episode = await play_episode(scenario, 0, Venue(player, records), house.office.timezone)

    assert all(one.held for one in episode.expectations), "\n".join(_story(episode))


@pytest.mark.parametrize("file", FILES, ids=_name)
def test_a_scenario_names_only_what_there_is(file: Path, house: House) -> None:
    # A misspelt name would never be said, so that "not said" would hold for ever.
    scenario = load_scenario(file)
    topics = {*house.knowledge.topics, *CONVERSATIONAL_ACTS}
    phrases = set(house.phrases.wordings[house.languages[0]])
    for source in _sources(scenario):
        kind, name = source.split(":")[:2]
        assert name in {"phrase": phrases, "topic": topics}[kind], source
    assert set(_topics(scenario)) <= topics
    assert scenario.languages <= set(house.languages)


def _sources(scenario: Scenario) -> Iterator[str]:
    for call in scenario.calls():
        yield from (*call.expect_said, *call.expect_not_said)
        for step in call.steps:
            yield from (*step.expect_said, *step.expect_not_said)


def _topics(scenario: Scenario) -> Iterator[str]:
    for step in (step for call in scenario.calls() for step in call.steps):
        named = (step.expect_topic, step.understood_as, step.in_context_as)
        yield from (name for name in named if name not in {None, NOT_UNDERSTOOD})
        yield from step.further
        yield from step.alternatives or ()


def _story(episode: Episode) -> Iterator[str]:
    for line in episode.transcript:
        details = f" [{line.source or line.topic}]" if line.source or line.topic else ""
        yield f"{line.speaker}: {line.text}{details}"
    for one in episode.expectations:
        if not one.held:
            yield f"! {one.what}: expected {one.expected}, got {one.got}"
