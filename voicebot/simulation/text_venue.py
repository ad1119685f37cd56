"""Plays scenarios as text, in this process."""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import datetime

from voicebot.assistant import TextAssistant
from voicebot.simulation.other_callers import take_windows
from voicebot.simulation.played_call import PlayedCall
from voicebot.simulation.scenario import Scenario
from voicebot.simulation.step import Step
from voicebot.simulation.switchboard import SimulatedLine, house_of
from voicebot.simulation.text_caller import play_text
from voicebot.simulation.unreliable_records import RecordsTemplate, UnreliableRecords
from voicebot.simulation.venue import Venue
from voicebot.text_channel import TextConversation

CHANNEL = "text"
"""Name of the channel in the records."""


@asynccontextmanager
async def text_venue(
    assistant: TextAssistant, template: RecordsTemplate, scenario: Scenario
) -> AsyncIterator[Venue]:
    """Where a scenario is played as text.

    Args:
        assistant: Who answers.
        template: For scenarios that pretend: they have records of their own, since what is in
            them never was. All others are recorded where the assistant records.
        scenario: What will be played.
    """
    if not scenario.pretends:
        yield Venue(TextPlayer(assistant), assistant.records)
        return
    async with template.records() as records:
        yield Venue(TextPlayer(replace(assistant, records=records)), records)


@dataclass(frozen=True, slots=True)
class TextPlayer:
    """Plays calls with one assistant.

    Attributes:
        assistant: Who answers. Where its records are unreliable, they fail as each call says.
        identified: As for ``play_text``.
        on_step: As for ``play_text``.
    """

    assistant: TextAssistant
    identified: bool = False
    on_step: Callable[[Step], None] = lambda _: None

    async def __call__(self, call: Scenario, index: int) -> PlayedCall:
        """Play one call, without those before it."""
        del index
        office = self.assistant.house.office
        starts_at: datetime | None = None
        if call.at is not None:
            starts_at = call.at.replace(tzinfo=office.timezone)
        records = self.assistant.records
        if isinstance(records, UnreliableRecords):
            records.failing = frozenset()
            if call.full_windows is not None:
                at = starts_at or self.assistant.now()
                await take_windows(records, office, at, call.full_windows)
            records.failing = call.failing
        assistant = replace(self.assistant, house=house_of(call, self.assistant.house))
        conversation = TextConversation(
            assistant, CHANNEL, line=SimulatedLine(call), starts_at=starts_at
        )
        return await play_text(call, conversation, identified=self.identified, on_step=self.on_step)
