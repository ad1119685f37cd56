"""Which websites may use the chat: the server's own, and those that the operator names."""

from collections.abc import Sequence
from urllib.parse import urlsplit


def may_connect(
    origin: str | None, host: str | None, public_url: str | None, allowed: Sequence[str]
) -> bool:
    """Whether a page of an origin may open the socket.

    A program that is no browser sends no origin and could invent one, so it is let in.

    Args:
        origin: The header ``Origin``.
        host: The header ``Host``.
        public_url: URL under which the server is reached from outside.
        allowed: Origins of other websites.
    """
    if origin is None:
        return True
    origin = origin.lower()
    if origin in allowed:
        return True
    # The scheme is not compared: behind a proxy that ends TLS it is another one here.
    place = _place(origin)
    own = (host or "").lower(), _place((public_url or "").lower())
    return bool(place) and place in own


def content_security_policy(allowed: Sequence[str]) -> str:
    """The header for the page: everything comes from here, and ``allowed`` may embed it."""
    return "; ".join(
        (
            "default-src 'none'",
            "script-src 'self'",
            "style-src 'self'",
            "connect-src 'self'",
            "base-uri 'none'",
            "form-action 'none'",
            "require-trusted-types-for 'script'",
            " ".join(("frame-ancestors 'self'", *allowed)),
        )
    )


def _place(url: str) -> str:
    """Host and port as the header ``Host`` has them; empty for what is no address."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return ""
    return parts.netloc if parts.scheme in {"http", "https"} else ""
