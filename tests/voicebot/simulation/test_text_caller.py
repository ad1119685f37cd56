from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from voicebot.simulation.scenario import Scenario
from voicebot.simulation.step import Step
from voicebot.simulation.text_caller import play_text

_START = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


class FakeTextCall:
    """Repeats what it hears and hangs up after a number of turns; each takes a second."""

    def __init__(self, patience: int) -> None:
        self.log: list[str] = []
        self._patience = patience
        self._now = _START

    @property
    def ended(self) -> bool:
        return self._patience <= 0

    async def open(self, call_id: str, caller: str | None) -> Sequence[str]:
        self.log.append(f"open {caller}")
        return ["Hello."]

    def now(self) -> datetime:
        return self._now

    def begin_turn(self) -> datetime:
        self._now += timedelta(seconds=1)
        return self._now

    async def say(
        self, text: str, *, language: str | None = None, confidence: float | None = None
    ) -> Sequence[str]:
        known = "".join(f" ({one})" for one in (language, confidence) if one is not None)
        return self._note(f"say {text}{known}")

    async def be_unintelligible(self) -> Sequence[str]:
        return self._note("mumble")

    async def sound_like_a_machine(self) -> Sequence[str]:
        return self._note("beep")

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


def _scenario(*steps: dict[str, Any], **fields: Any) -> Scenario:
    return Scenario.model_validate({"name": "A call", "language": "en", "steps": steps, **fields})


async def test_events_happen_and_a_caller_who_hangs_up_says_nothing_more() -> None:
    conversation = FakeTextCall(patience=9)
    scenario = _scenario(
        {"event": "recognition_failed"}, {"event": "fax_tone"}, {"event": "hang_up"}
    )

    played = await play_text(scenario, conversation)

    assert conversation.log == ["open None", "mumble", "beep", "close"]
    assert (played.completed, played.ended_by) == (True, "caller")
    assert [one.text for one in played.contributions] == [None, None, None]


async def test_a_recogniser_that_fails_takes_no_words() -> None:
    conversation = FakeTextCall(patience=9)
    scenario = _scenario({"say": "hi"}, {"keys": "1"}, failing=["recogniser"])

    played = await play_text(scenario, conversation)

    assert conversation.log == ["open None", "mumble", "press 1", "close"]
    assert [one.text for one in played.contributions] == [None, None]


async def test_the_language_of_a_step_is_known_where_the_caller_is_identified() -> None:
    steps = ({"say": "hi"}, {"say": "hallo", "language": "de", "confidence": 0.4})
    known, unknown = FakeTextCall(patience=9), FakeTextCall(patience=9)

    await play_text(_scenario(*steps), known, identified=True)
    await play_text(_scenario(*steps), unknown)

    assert known.log[1:3] == ["say hi (en)", "say hallo (de) (0.4)"]
    assert unknown.log[1:3] == ["say hi", "say hallo (0.4)"]


async def test_when_each_step_began_is_told_by_the_clock_of_the_conversation() -> None:
    announced: list[Step] = []
    scenario = _scenario({"say": "hi"}, {"silence": 9}, {"keys": "1"})

    played = await play_text(scenario, FakeTextCall(patience=9), on_step=announced.append)

    assert [(at - _START).seconds for at in played.begun.values()] == [1, 2, 3]
    assert tuple(announced) == scenario.steps
