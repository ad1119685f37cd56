"""Twilio's webhook and media stream."""

from fastapi import APIRouter, Request, Response, WebSocket
from loguru import logger

from telephony.numbers import e164_or_none
from telephony.twilio.signature import SIGNATURE_HEADER, SignatureVerifier, request_url
from telephony.twilio.stream import StreamRefused, open_twilio_call
from telephony.twilio.twiml import busy, connect_stream
from voicebot.call.session import carry_call
from voicebot.errors import VoicebotError
from voicebot.server.lines import Lines
from voicebot.server.sockets import ServerSocket

WEBHOOK_PATH = "/twilio/voice"
STREAM_PATH = "/twilio/media"

router = APIRouter()


def _lines(connection: Request | WebSocket) -> Lines:
    lines = connection.app.state.lines
    assert isinstance(lines, Lines)
    return lines


def _public_url(connection: Request | WebSocket) -> str:
    settings = _lines(connection).assistant.settings.server
    if settings.public_url:
        return settings.public_url
    url = connection.url
    scheme = {"ws": "http", "wss": "https"}.get(url.scheme, url.scheme)
    return f"{scheme}://{url.netloc}"


def _verifier(connection: Request | WebSocket) -> SignatureVerifier | None:
    token = _lines(connection).assistant.settings.twilio.auth_token
    return SignatureVerifier(token.get_secret_value()) if token else None


@router.post(WEBHOOK_PATH)
async def answer_call(request: Request) -> Response:
    """Tell Twilio to connect an incoming call to a media stream, or that all lines are busy."""
    form = [
        (name, value)
        for name, value in (await request.form()).multi_items()
        if isinstance(value, str)
    ]
    verifier = _verifier(request)
    url = request_url(_public_url(request), request.url.path, request.url.query)
    if verifier and not verifier.verify_webhook(url, form, request.headers.get(SIGNATURE_HEADER)):
        logger.warning("a webhook request with a wrong signature was refused")
        return Response("the signature is missing or wrong", status_code=403)
    fields = dict(form)
    call_id = fields.get("CallSid")
    if not call_id:
        return Response("the form has no CallSid", status_code=400)
    lines = _lines(request)
    if not lines.open:
        return Response(busy(lines.busy_messages()), media_type="application/xml")
    token = lines.tokens.issue(
        call_id, e164_or_none(fields.get("From")), e164_or_none(fields.get("To"))
    )
    stream_url = request_url(_public_url(request), STREAM_PATH).replace("http", "ws", 1)
    return Response(connect_stream(stream_url, token), media_type="application/xml")


@router.websocket(STREAM_PATH)
@router.websocket(f"{STREAM_PATH}/")
async def carry_stream(websocket: WebSocket) -> None:
    """Carry one call over a media stream."""
    verifier = _verifier(websocket)
    url = request_url(_public_url(websocket), websocket.url.path, websocket.url.query)
    if verifier and not verifier.verify_upgrade(url, websocket.headers.get(SIGNATURE_HEADER)):
        logger.warning("a media stream with a wrong signature was refused")
        await websocket.close(1008, "the signature is missing or wrong")
        return
    await websocket.accept()
    lines = _lines(websocket)
    try:
        call = await open_twilio_call(
            ServerSocket(websocket),
            lines.tokens,
            lines.active_calls,
            authentication_seconds=lines.assistant.settings.twilio.authentication_seconds,
        )
    except StreamRefused as refusal:
        logger.warning("a media stream was refused: {}", refusal.reason)
        return
    try:
        async with lines.carrying():
            await carry_call(call, lines.assistant, lines.runner)
    except VoicebotError as error:
        logger.error("call {} could not be carried: {}", call.info.call_id, error)
    finally:
        await call.hang_up()
