"""One-time tokens that tie a media stream to the webhook request which asked for it."""

import secrets
import time
from collections.abc import Callable
from dataclasses import dataclass

from telephony.call import CallInfo

_TOKEN_BYTES = 32


class TokenError(Exception):
    """A token is unknown, expired or used; the message says which."""


@dataclass(frozen=True, slots=True)
class _Issued:
    expires: float
    call: CallInfo | None  # None once redeemed


class OneTimeTokens:
    """Tokens handed to Twilio in the TwiML of a call and shown again by its media stream.

    Expired tokens are dropped whenever one is issued, so memory is bounded by the calls of one
    lifetime.
    """

    def __init__(
        self, lifetime_seconds: float, clock: Callable[[], float] = time.monotonic
    ) -> None:
        """Start without tokens.

        Args:
            lifetime_seconds: How long a token is good for.
            clock: Seconds that never go back.
        """
        self._lifetime = lifetime_seconds
        self._clock = clock
        self._issued: dict[str, _Issued] = {}  # in the order in which they expire

    def __len__(self) -> int:
        return len(self._issued)

    @property
    def outstanding(self) -> int:
        """Calls that were let in and whose stream has not shown its token yet."""
        now = self._clock()
        return sum(one.call is not None and one.expires > now for one in self._issued.values())

    def issue(self, call_id: str, caller_number: str | None, called_number: str | None) -> str:
        """Make a token for a call; the numbers are kept here instead of travelling with it.

        Args:
            call_id: Twilio's ``CallSid``.
            caller_number: E.164 number of the caller, None when withheld.
            called_number: E.164 number that was dialled, None when unknown.
        """
        now = self._clock()
        self._drop_expired(now)
        token = secrets.token_urlsafe(_TOKEN_BYTES)
        call = CallInfo(call_id, "twilio", caller_number, called_number)
        self._issued[token] = _Issued(now + self._lifetime, call)
        return token

    def redeem(self, token: str) -> CallInfo:
        """Exchange a token, once, for the call it was issued for.

        Raises:
            TokenError: The token is unknown, expired or used.
        """
        issued = self._issued.get(token)
        if issued is None:
            raise TokenError("the token is unknown")
        if issued.expires <= self._clock():
            raise TokenError("the token is expired")
        if issued.call is None:
            raise TokenError("the token was used before")
        self._issued[token] = _Issued(issued.expires, None)
        return issued.call

    def _drop_expired(self, now: float) -> None:
        while self._issued:
            oldest = next(iter(self._issued))
            if self._issued[oldest].expires > now:
                return
            del self._issued[oldest]
