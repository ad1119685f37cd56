"""What the conversation could do and is not set up for, and what could not be delivered."""

from collections.abc import Iterator

from voicebot.assistant import load_house
from voicebot.checks.finding import Finding, Level
from voicebot.errors import VoicebotError
from voicebot.records.database import database_exists
from voicebot.records.entries import DeliveryStatus
from voicebot.records.store import Records
from voicebot.settings import Settings


def check_conversation(settings: Settings) -> Iterator[Finding]:
    """Privacy notice, links, people who take calls, text messages, the ticket system."""
    try:
        house = load_house(settings)
    except VoicebotError:
        return  # what is broken there is another finding
    if house.office.privacy_notice is None:
        yield Finding(
            "privacy",
            Level.NOTE,
            "The office file states no privacy_notice: callers are not told where to find it.",
        )
    unknown = sorted(set(house.office.links) - set(house.knowledge.topics))
    if unknown:
        yield Finding("links", Level.PROBLEM, f"The office file links {unknown[0]!r}: no subject.")
    for code in settings.conversation.opening_languages:
        if code not in settings.languages:
            yield Finding(
                "greeting", Level.PROBLEM, f"It offers {code!r}, which is not among the languages."
            )
    if settings.handover.target is None:
        yield Finding(
            "handover",
            Level.NOTE,
            "No handover.target is set: callers who want a person are offered a callback.",
        )
    twilio = settings.twilio
    if not twilio.sends_messages and (twilio.account_sid or twilio.message_sender):
        yield Finding(
            "messages",
            Level.PROBLEM,
            "Text messages need account_sid, auth_token and message_sender; one is missing.",
        )
    if settings.webhook.url is not None and settings.webhook.secret is None:
        yield Finding(
            "webhook",
            Level.NOTE,
            "No webhook.secret is set: the ticket system cannot know who posts to it.",
        )


async def check_deliveries(settings: Settings) -> list[Finding]:
    """Whether text messages or callbacks for the ticket system were given up."""
    url = settings.resolved_database_url
    try:
        if not database_exists(url):
            return []
        async with Records.open(url) as records:
            given_up = await records.deliveries(DeliveryStatus.GIVEN_UP)
    except VoicebotError:
        return []  # what is wrong with the records is another finding
    if not given_up:
        return []
    text = f"{given_up} text messages or callbacks could not be delivered and were given up."
    return [Finding("deliveries", Level.NOTE, text)]
