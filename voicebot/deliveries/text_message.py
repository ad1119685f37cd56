"""Text messages through Twilio."""

from typing import Any
from urllib.parse import urlsplit

import requests
from twilio.base.exceptions import TwilioException, TwilioRestException  # type: ignore[import-untyped]  # the package has no types
from twilio.http.http_client import TwilioHttpClient  # type: ignore[import-untyped]  # the package has no types
from twilio.http.response import Response  # type: ignore[import-untyped]  # the package has no types
from twilio.rest import Client  # type: ignore[import-untyped]  # the package has no types

from voicebot.deliveries.attempt import DeliveryError, is_final
from voicebot.records.entries import Delivery
from voicebot.settings import TwilioSettings

_TIMEOUT_SECONDS = 10.0


class TextMessages:
    """Sends text messages.

    Args:
        settings: An account with a sender; see ``TwilioSettings.sends_messages``.
    """

    def __init__(self, settings: TwilioSettings) -> None:
        assert settings.auth_token is not None
        self._sender = settings.message_sender
        self._client = Client(
            settings.account_sid,
            settings.auth_token.get_secret_value(),
            http_client=_ElsewhereClient(settings.api_url),
        )

    def __call__(self, delivery: Delivery) -> None:
        """Send one message; blocks.

        Raises:
            DeliveryError: It was not accepted.
        """
        to, text = delivery.payload.get("to"), delivery.payload.get("text")
        if not isinstance(to, str) or not isinstance(text, str):
            raise DeliveryError("the message is incomplete", final=True)
        try:
            self._client.messages.create(to=to, from_=self._sender, body=text)
        except TwilioRestException as error:
            # Its message quotes the number.
            refusal = f"Twilio error {error.code}, HTTP status {error.status}"
            raise DeliveryError(refusal, final=is_final(error.status)) from None
        except (TwilioException, requests.RequestException) as error:
            raise DeliveryError(type(error).__name__, final=False) from None


class _ElsewhereClient(TwilioHttpClient):  # type: ignore[misc]  # the package has no types
    """Twilio's own client with another base address; the package knows only its regions'."""

    def __init__(self, base_url: str) -> None:
        super().__init__(timeout=_TIMEOUT_SECONDS)
        self._base_url = base_url.rstrip("/")

    def request(self, method: str, url: str, *args: Any, **options: Any) -> Response:
        """Send a request to the same path at our address."""
        parts = urlsplit(url)
        query = f"?{parts.query}" if parts.query else ""
        return super().request(method, f"{self._base_url}{parts.path}{query}", *args, **options)
