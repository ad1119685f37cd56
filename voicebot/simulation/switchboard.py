"""The telephone line and the office that a simulated call without sound imitates."""

from dataclasses import replace

from dialogs.actions import Transfer
from dialogs.house import House
from voicebot.simulation.scenario import Failure, Scenario, Switchboard


class SimulatedLine:
    """Puts through and records, or fails to, as a scenario says.

    Args:
        scenario: The call.
    """

    def __init__(self, scenario: Scenario) -> None:
        self._answers = scenario.switchboard is Switchboard.ANSWERS
        self._records = Failure.RECORDING not in scenario.failing

    async def transfer(self, transfer: Transfer) -> bool:
        """Whether a person took the call."""
        del transfer
        return self._answers

    async def start_recording(self) -> None:
        """Begin; there is no sound, but the conversation goes on as if there were.

        Raises:
            OSError: The scenario says that recording fails.
        """
        if not self._records:
            raise OSError("the disk is full, as the scenario says")


def house_of(scenario: Scenario, house: House) -> House:
    """The house with the services that a scenario says it has."""
    reachable = scenario.switchboard is not Switchboard.NONE
    recording, messages = scenario.offers_recording, scenario.sends_messages
    return replace(
        house,
        handover=reachable,
        urgent_handover=reachable,
        recording=house.recording if recording is None else recording,
        text_messages=house.text_messages if messages is None else messages,
    )
