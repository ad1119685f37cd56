"""Does a request really come from Twilio? Verification of ``X-Twilio-Signature``.

Twilio signs the URL it requested, followed by the sorted form parameters, with HMAC-SHA1 and the
account's auth token (https://www.twilio.com/docs/usage/security). Behind a proxy the server sees
another URL than Twilio did, so the public one is put together from the settings.
"""

from collections.abc import Iterable
from urllib.parse import urlsplit, urlunsplit

from twilio.request_validator import (  # type: ignore[import-untyped]  # twilio publishes none
    RequestValidator,
)

SIGNATURE_HEADER = "X-Twilio-Signature"

_SCHEME_VARIANTS = {
    "https": ("https", "wss"),
    "wss": ("wss", "https"),
    "http": ("http", "ws"),
    "ws": ("ws", "http"),
}


class _FormParameters(dict[str, list[str]]):
    """Form parameters in the shape the validator asks for when a name may come twice."""

    def __init__(self, parameters: Iterable[tuple[str, str]]) -> None:
        super().__init__()
        for name, value in parameters:
            self.setdefault(name, []).append(value)

    def getlist(self, name: str) -> list[str]:
        return self[name]


def request_url(public_url: str, path: str, query: str = "") -> str:
    """The URL that Twilio requested.

    Args:
        public_url: Scheme and host under which Twilio reaches this server, with the prefix that
            a proxy strips, if any: ``https://voicebot.example/assistant``.
        path: Path of the request as this server sees it.
        query: Query of the request as it was sent, still encoded, without the question mark.
    """
    url = f"{public_url.rstrip('/')}/{path.lstrip('/')}"
    return f"{url}?{query}" if query else url


class SignatureVerifier:
    """Verifies the requests of one Twilio account."""

    def __init__(self, auth_token: str) -> None:
        """Take the account's auth token."""
        self._validator = RequestValidator(auth_token)

    def verify_webhook(
        self, url: str, parameters: Iterable[tuple[str, str]], signature: str | None
    ) -> bool:
        """Whether a webhook request is signed.

        Args:
            url: What Twilio requested, see ``request_url``.
            parameters: Names and values of the form, decoded.
            signature: Value of the ``X-Twilio-Signature`` header, None when it is missing.
        """
        return self._verify(url, _FormParameters(parameters), signature)

    def verify_upgrade(self, url: str, signature: str | None) -> bool:
        """Whether the request that opens a media stream is signed.

        Twilio signs the ``wss`` URL of the TwiML and may append a slash to it, while servers see
        the request as ``https``; any of the four is as hard to forge.

        Args:
            url: What Twilio requested, in any of its schemes, see ``request_url``.
            signature: Value of the ``X-Twilio-Signature`` header, None when it is missing.
        """
        try:
            parts = urlsplit(url)
        except ValueError:
            return False
        path = parts.path.rstrip("/")
        return any(
            self._verify(
                urlunsplit(parts._replace(scheme=scheme, path=variant)),
                _FormParameters(()),
                signature,
            )
            for scheme in _SCHEME_VARIANTS.get(parts.scheme, ())
            for variant in (path, f"{path}/")
        )

    def _verify(self, url: str, parameters: _FormParameters, signature: str | None) -> bool:
        if signature is None:
            return False
        try:
            return bool(self._validator.validate(url, parameters, signature))
        except ValueError:  # a port or host in the URL (taken from the request) that is none
            return False
