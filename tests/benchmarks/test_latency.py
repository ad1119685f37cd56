from pathlib import Path

import pytest

from benchmarks.latency import plan_calls, speakable, warm_up_calls
from voicebot.errors import InputError
from voicebot.settings import Settings
from voicebot.simulation.scenario import Scenario


def _scenario(language: str, *texts: str) -> Scenario:
    return Scenario.model_validate(
        {
            "name": f"{language} {texts[0]}",
            "language": language,
            "expect_end": "assistant",
            "steps": [{"say": text} for text in texts],
        }
    )


def test_scenarios_are_played_in_turn_and_callers_hang_up_themselves() -> None:
    planned = plan_calls([_scenario("de", "Ja.", "Nein."), _scenario("en", "Yes.")], 3)
    assert [one.scenario.language for one in planned] == ["de", "en", "de"]
    assert all(one.scenario.expect_end is None for one in planned)
    assert sorted(planned[0].speech) == [1, 2]
    assert all(len(speech) for speech in planned[0].speech.values())


def test_no_calls_cannot_be_planned() -> None:
    with pytest.raises(InputError):
        plan_calls([_scenario("de", "Ja.")], 0)


def test_each_language_is_warmed_up_by_the_first_words_of_its_first_call() -> None:
    scenarios = [_scenario("de", "Ja.", "Nein."), _scenario("en", "Yes."), _scenario("de", "Gut.")]
    warm_up = warm_up_calls(plan_calls(scenarios, 3))
    said = {one.scenario.language: [step.say for step in one.scenario.steps] for one in warm_up}
    assert said == {"de": ["Ja."], "en": ["Yes."]}


def test_without_a_piper_voice_there_is_nothing_to_compare(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("VOICEBOT_VOICE__FOLDER", raising=False)
    with pytest.raises(InputError, match="no Piper voice"):
        speakable([_scenario("de", "Ja.")], Settings(models_folder=tmp_path))
