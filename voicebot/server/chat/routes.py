"""The page of the chat and its socket."""

import uuid

from fastapi import APIRouter, FastAPI, Request, Response, WebSocket
from loguru import logger

from telephony.active_calls import ActiveCalls
from telephony.twilio.media_socket import SocketClosed
from voicebot.server.chat.messages import Answer, Text
from voicebot.server.chat.origins import content_security_policy, may_connect
from voicebot.server.chat.page import PAGE_SCRIPT, PAGE_STYLE, ChatPage, preferred_language
from voicebot.server.chat.visit import TRY_LATER, carry_chat
from voicebot.server.lines import Lines
from voicebot.server.sockets import ServerSocket

PAGE_PATH = "/chat"
SOCKET_PATH = "/chat/socket"

router = APIRouter()


def add_chat(app: FastAPI, lines: Lines) -> None:
    """Serve the chat, if the settings say so."""
    settings = lines.assistant.settings.chat
    if not settings.enabled:
        return
    app.state.chats = ActiveCalls(settings.max_conversations)
    app.state.chat_page = ChatPage(lines.assistant.house, settings.max_message_characters)
    app.include_router(router)


@router.get(PAGE_PATH)
async def show_page(request: Request, language: str | None = None) -> Response:
    """The page, in the language that was asked for, else in one that the browser prefers."""
    page: ChatPage = request.app.state.chat_page
    chosen = language if language in page.languages else None
    preferred = preferred_language(request.headers.get("accept-language", ""), page.languages)
    return Response(
        page.render(chosen or preferred, chosen=chosen is not None),
        media_type="text/html",
        headers={
            **_headers(request),
            "Content-Language": chosen or preferred,
            "Vary": "Accept-Language",
            "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
        },
    )


@router.get(f"{PAGE_PATH}/page.css")
async def show_style(request: Request) -> Response:
    """How the page looks."""
    return Response(PAGE_STYLE, media_type="text/css", headers=_headers(request))


@router.get(f"{PAGE_PATH}/page.js")
async def show_script(request: Request) -> Response:
    """What the page does."""
    return Response(PAGE_SCRIPT, media_type="text/javascript", headers=_headers(request))


@router.websocket(SOCKET_PATH)
async def carry_socket(websocket: WebSocket) -> None:
    """Carry one chat."""
    lines: Lines = websocket.app.state.lines
    settings = lines.assistant.settings
    headers = websocket.headers
    if not may_connect(
        headers.get("origin"),
        headers.get("host"),
        settings.server.public_url,
        settings.chat.allowed_origins,
    ):
        logger.warning("a chat from another website was refused")
        await websocket.close()  # before it is accepted: answered with 403
        return
    await websocket.accept()
    chats: ActiveCalls = websocket.app.state.chats
    if lines.draining or chats.full:
        await _say_busy(ServerSocket(websocket), lines)
        return
    place = uuid.uuid4().hex
    chats.admit(place)
    try:
        async with lines.carrying():
            await carry_chat(websocket, lines.assistant)
    finally:
        chats.release(place)


async def _say_busy(socket: ServerSocket, lines: Lines) -> None:
    house = lines.assistant.house
    texts = tuple(
        Text(
            text=house.phrases.text("all_lines_busy", language),
            language=language,
            source="phrase:all_lines_busy",
        )
        for language in house.greeting_languages
    )
    try:
        await socket.send_text(Answer(texts=texts, ended=True).model_dump_json())
    except SocketClosed:
        return
    await socket.close(TRY_LATER, "all lines are busy")


def _headers(request: Request) -> dict[str, str]:
    lines: Lines = request.app.state.lines
    return {
        "Cache-Control": "no-cache",
        "Content-Security-Policy": content_security_policy(
            lines.assistant.settings.chat.allowed_origins
        ),
        "Referrer-Policy": "no-referrer",
        "X-Content-Type-Options": "nosniff",
    }
