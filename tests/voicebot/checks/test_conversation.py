"""What ``voicebot check`` says about the conversation."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import yaml

from dialogs.actions import SendMessage
from voicebot.checks.conversation import check_conversation, check_deliveries
from voicebot.checks.finding import Level
from voicebot.records.store import Records
from voicebot.settings import (
    ConversationSettings,
    HandoverSettings,
    Settings,
    TwilioSettings,
    WebhookSettings,
)

NOW = datetime(2026, 11, 24, 9, tzinfo=UTC)
EXAMPLE = Path("intents/example_office.yaml")


def areas(settings: Settings) -> dict[str, Level]:
    return {finding.area: finding.level for finding in check_conversation(settings)}


def test_the_example_lacks_a_privacy_notice_and_people() -> None:
    assert areas(Settings()) == {"privacy": Level.NOTE, "handover": Level.NOTE}


def test_a_complete_installation_has_nothing_to_be_said_about(tmp_path: Path) -> None:
    office = yaml.safe_load(EXAMPLE.read_text("utf-8"))
    office["privacy_notice"] = {"de": "auf unserer Internetseite"}
    file = tmp_path / "office.yaml"
    file.write_text(yaml.safe_dump(office, allow_unicode=True))
    settings = Settings(
        office_file=file,
        handover=HandoverSettings(target="+493023125099"),
        webhook=WebhookSettings(url="https://tickets.example", secret="key"),
        twilio=TwilioSettings(
            account_sid="AC1", auth_token="token", message_sender="+493023125000"
        ),
    )
    assert areas(settings) == {}


def test_what_is_only_half_set_up_is_named(tmp_path: Path) -> None:
    office = yaml.safe_load(EXAMPLE.read_text("utf-8"))
    office["links"] = {"no_such_subject": "https://office.example/"}
    file = tmp_path / "office.yaml"
    file.write_text(yaml.safe_dump(office, allow_unicode=True))
    settings = Settings(
        office_file=file,
        conversation=ConversationSettings(opening_languages=("tr",)),
        webhook=WebhookSettings(url="https://tickets.example"),
        twilio=TwilioSettings(account_sid="AC1"),
    )
    found = areas(settings)
    assert (found["links"], found["greeting"]) == (Level.PROBLEM, Level.PROBLEM)
    assert (found["messages"], found["webhook"]) == (Level.PROBLEM, Level.NOTE)


async def test_what_was_given_up_is_counted(tmp_path: Path) -> None:
    settings = Settings(data_folder=tmp_path)
    assert await check_deliveries(settings) == []
    async with Records.open(settings.resolved_database_url) as records:
        await records.start_call("CA1", "test", None, NOW)
        await records.send_message("CA1", SendMessage("+491713920001", "x", "topic:fees"), NOW)
        assert await check_deliveries(settings) == []
        (delivery,) = await records.claim_deliveries(NOW, 1, timedelta(seconds=1))
        await records.mark_undelivered(delivery.id, "refused", None)
    (finding,) = await check_deliveries(settings)
    assert finding.text.startswith("1 text message")
