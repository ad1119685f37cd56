"""The one thing a media stream needs of a websocket, whichever library serves it."""

from typing import Final, Protocol

NORMAL_CLOSURE: Final = 1000
UNSUPPORTED_DATA: Final = 1003
POLICY_VIOLATION: Final = 1008
"""Close codes of RFC 6455, section 7.4.1."""


class SocketClosed(Exception):  # noqa: N818 - says what happened; often it is no error
    """The connection is closed or broken; nothing can be received or sent any more."""


class MediaSocket(Protocol):
    """A websocket connection that carries text messages."""

    async def receive_text(self) -> str:
        """The next text message.

        Raises:
            SocketClosed: There is none, because the connection is gone.
        """
        ...

    async def send_text(self, text: str) -> None:
        """Send a text message after all those sent before.

        Raises:
            SocketClosed: The connection is gone.
        """
        ...

    async def close(self, code: int, reason: str) -> None:
        """Close the connection; does nothing when it is gone already.

        Args:
            code: RFC 6455 close code.
            reason: At most 123 bytes of UTF-8.
        """
        ...
