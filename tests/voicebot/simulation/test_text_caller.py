from collections.abc import Sequence

from voicebot.simulation.scenario import Scenario
from voicebot.simulation.text_caller import play_text


class FakeTextCall:
    """Repeats what it hears and hangs up after a number of turns."""

    def __init__(self, patience: int) -> None:
        self.log: list[str] = []
        self._patience = patience

    @property
    def ended(self) -> bool:
        return self._patience <= 0

    async def open(self, call_id: str, caller: str | None) -> Sequence[str]:
        self.log.append(f"open {caller}")
        return ["Hello."]

    async def say(self, text: str) -> Sequence[str]:
        return self._note(f"say {text}")

    async def press(self, keys: str) -> Sequence[str]:
        return self._note(f"press {keys}")

    async def keep_silent(self, seconds: float) -> Sequence[str]:
        return self._note(f"silence {seconds:g}")

    async def close(self) -> None:
        self.log.append("close")

    def _note(self, what: str) -> Sequence[str]:
        self._patience -= 1
        self.log.append(what)
        return [what]


_SCENARIO = Scenario.model_validate(
    {
        "name": "In text",
        "language": "en",
        "caller": "+493023125101",
        "steps": [{"say": "hi"}, {"silence": 9}, {"keys": "1"}],
    }
)


async def test_all_steps_are_played_in_text() -> None:
    conversation = FakeTextCall(patience=9)

    played = await play_text(_SCENARIO, conversation)

    assert conversation.log == ["open +493023125101", "say hi", "silence 9", "press 1", "close"]
    assert (played.completed, played.ended_by) == (True, "caller")
    assert [(one.step, one.text, one.answered) for one in played.contributions] == [
        (1, "hi", True),
        (3, None, True),
    ]


async def test_a_premature_end_is_a_failure() -> None:
    conversation = FakeTextCall(patience=2)

    played = await play_text(_SCENARIO, conversation)

    assert played.failure == "the call ended before step 3 was done"
    assert played.ended_by == "assistant"
    assert conversation.log[-1] == "close"
