"""Starlette's websocket as the ``MediaSocket`` that telephony adapters take."""

from starlette.websockets import WebSocket, WebSocketDisconnect, WebSocketState

from telephony.twilio.media_socket import SocketClosed


class ServerSocket:
    """Adapts an accepted websocket.

    Args:
        socket: The connection, already accepted.
    """

    def __init__(self, socket: WebSocket) -> None:
        self._socket = socket

    async def receive_text(self) -> str:
        """See ``MediaSocket.receive_text``; a binary message is as good as none of ours."""
        try:
            message = await self._socket.receive()
        except (RuntimeError, WebSocketDisconnect) as error:
            raise SocketClosed("the connection is closed") from error
        if message["type"] == "websocket.disconnect":
            raise SocketClosed("the connection is closed")
        text = message.get("text")
        # A binary message is malformed for every provider; the parser says so.
        return text if isinstance(text, str) else ""

    async def send_text(self, text: str) -> None:
        """See ``MediaSocket.send_text``."""
        try:
            await self._socket.send_text(text)
        except (RuntimeError, WebSocketDisconnect) as error:
            raise SocketClosed("the connection is closed") from error

    async def close(self, code: int, reason: str) -> None:
        """See ``MediaSocket.close``."""
        if self._socket.application_state is WebSocketState.DISCONNECTED:
            return
        try:
            await self._socket.close(code, reason)
        except (RuntimeError, WebSocketDisconnect):
            return  # The other side was faster.
