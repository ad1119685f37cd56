"""What a single attempt to deliver something can come to."""

from collections.abc import Callable

from voicebot.records.entries import Delivery


class DeliveryError(Exception):
    """Something was not delivered; the message is short and free of personal data.

    Args:
        message: What went wrong.
        final: Whether a further attempt would fail just the same.
    """

    def __init__(self, message: str, *, final: bool) -> None:
        super().__init__(message)
        self.final = final


Attempt = Callable[[Delivery], None]
"""Delivers something, blocking; raises ``DeliveryError``."""

_WORTH_ANOTHER_TRY = frozenset({408, 409, 425, 429})


def is_final(status: int) -> bool:
    """Whether an HTTP status means that the same request will never be accepted (RFC 9110)."""
    return 400 <= status < 500 and status not in _WORTH_ANOTHER_TRY
