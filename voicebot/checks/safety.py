"""Is anything open that should be closed?"""

from collections.abc import Iterator

from voicebot.checks.finding import Finding, Level
from voicebot.settings import Settings


def check_safety(settings: Settings) -> Iterator[Finding]:
    """Whether requests can be verified and reach us encrypted."""
    if settings.twilio.auth_token is None:
        yield Finding(
            "Twilio",
            Level.NOTE,
            "No auth token is set (VOICEBOT_TWILIO__AUTH_TOKEN): requests cannot be verified, so "
            "the server listens on this machine only.",
        )
    else:
        yield Finding("Twilio", Level.GOOD, "Requests are verified by their signature.")
    url = settings.server.public_url
    if url is not None and not url.startswith("https://"):
        yield Finding(
            "public URL", Level.PROBLEM, f"{url} is not https; Twilio streams to wss only."
        )
    elif url is None and settings.twilio.auth_token is not None:
        yield Finding(
            "public URL",
            Level.NOTE,
            "VOICEBOT_SERVER__PUBLIC_URL is not set: signatures are computed over the address of "
            "each request, which a proxy changes.",
        )
