"""Callbacks for a ticket system: signed JSON over HTTP."""

import hashlib
import hmac
import json
import time

import requests

from voicebot.deliveries.attempt import DeliveryError, is_final
from voicebot.records.entries import Delivery
from voicebot.settings import WebhookSettings

SIGNATURE_HEADER = "Voicebot-Signature"
IDEMPOTENCY_HEADER = "Idempotency-Key"


def signature(secret: str, timestamp: int, body: bytes) -> str:
    """``t=TIMESTAMP,v1=HEX``: HMAC-SHA256 (RFC 2104) over the timestamp, a dot and the body.

    Args:
        secret: Shared with the receiver.
        timestamp: Seconds since the epoch; the receiver refuses what is old.
        body: As it is sent.
    """
    digest = hmac.new(secret.encode(), f"{timestamp}.".encode() + body, hashlib.sha256)
    return f"t={timestamp},v1={digest.hexdigest()}"


class Webhook:
    """Posts deliveries to the ticket system.

    Args:
        settings: With a URL.
    """

    def __init__(self, settings: WebhookSettings) -> None:
        self._settings = settings

    def __call__(self, delivery: Delivery) -> None:
        """Post one delivery; blocks.

        Raises:
            DeliveryError: It was not accepted.
        """
        assert self._settings.url is not None
        body = json.dumps(dict(delivery.payload), ensure_ascii=False).encode()
        headers = {
            "Content-Type": "application/json",
            # The same at every attempt: an answer can get lost after the receiver did its work.
            IDEMPOTENCY_HEADER: f"voicebot-{delivery.id}",
        }
        if self._settings.secret is not None:
            secret = self._settings.secret.get_secret_value()
            headers[SIGNATURE_HEADER] = signature(secret, int(time.time()), body)
        try:
            response = requests.post(
                self._settings.url,
                data=body,
                headers=headers,
                timeout=self._settings.timeout_seconds,
                # What was moved elsewhere is for the operator to decide, not to be followed.
                allow_redirects=False,
            )
        except requests.RequestException as error:
            raise DeliveryError(type(error).__name__, final=False) from error
        status = response.status_code
        if not 200 <= status < 300:
            raise DeliveryError(f"HTTP status {status}", final=is_final(status))
