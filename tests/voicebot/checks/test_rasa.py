import pytest

from intents.rasa.errors import RasaAnswerError
from voicebot.checks import rasa as checks
from voicebot.checks.finding import Finding, Level
from voicebot.settings import Settings


class FakeClient:
    """A server with this model; an error is raised."""

    def __init__(self, model: str | RasaAnswerError | None) -> None:
        self.model = model

    def model_name(self) -> str | None:
        if isinstance(self.model, RasaAnswerError):
            raise self.model
        return self.model


class FakeProject:
    fingerprint = "0123abcd"


def _check(
    monkeypatch: pytest.MonkeyPatch, model: str | RasaAnswerError | None, engine: str = "rasa"
) -> list[Finding]:
    monkeypatch.setattr(checks, "rasa_client", lambda _: FakeClient(model))
    monkeypatch.setattr(checks, "rasa_project", lambda _: FakeProject())
    settings = Settings.model_validate({"understanding": {"engine": engine}})
    return list(checks.check_rasa(settings))


def test_where_rasa_is_not_used_it_is_not_missed(monkeypatch: pytest.MonkeyPatch) -> None:
    assert _check(monkeypatch, RasaAnswerError("it cannot be reached"), "own") == []


@pytest.mark.parametrize(
    ("model", "level", "words"),
    [
        ("0123abcd", Level.GOOD, "today's sentences"),
        ("another", Level.NOTE, "voicebot train --engine rasa"),
        (None, Level.NOTE, "no model"),
        (RasaAnswerError("it refuses the token"), Level.NOTE, "refuses the token"),
    ],
)
def test_the_server_is_judged(
    monkeypatch: pytest.MonkeyPatch,
    model: str | RasaAnswerError | None,
    level: Level,
    words: str,
) -> None:
    [finding] = _check(monkeypatch, model)
    assert finding.level is level
    assert words in finding.text
