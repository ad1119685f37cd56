"""``voicebot serve``."""

import asyncio
import ipaddress
import json
from pathlib import Path
from typing import Annotated

import typer
from loguru import logger

from voicebot.logging import set_up_logging
from voicebot.server.app import serve as serve_calls
from voicebot.settings import Settings, load_settings


def serve(
    host: Annotated[str | None, typer.Option(help="Address to listen on.")] = None,
    port: Annotated[
        int | None, typer.Option(min=0, max=65535, help="Port; 0 takes a free one.")
    ] = None,
    ready_file: Annotated[
        Path | None,
        typer.Option(help='Write {"url": ...} here as soon as calls can be taken.'),
    ] = None,
) -> None:
    """Answer calls until stopped; calls in progress may finish."""
    settings = load_settings()
    set_up_logging(settings.log_level)
    wanted = {"host": host, "port": port}
    settings.server = settings.server.model_copy(
        update={name: value for name, value in wanted.items() if value is not None}
    )

    def on_ready(url: str) -> None:
        logger.info("ready: {}/twilio/voice takes calls", url)
        if ready_file:
            part = ready_file.with_name(f"{ready_file.name}.part")
            part.write_text(json.dumps({"url": url}))
            part.replace(ready_file)

    asyncio.run(serve_calls(settings, _safe_host(settings), on_ready))


def _safe_host(settings: Settings) -> str:
    """The address to listen on: loopback as long as nobody can be authenticated."""
    host = settings.server.host
    if settings.twilio.auth_token or _is_loopback(host):
        if not settings.twilio.auth_token:
            logger.warning(
                "no Twilio auth token is set (VOICEBOT_TWILIO__AUTH_TOKEN): requests cannot be "
                "verified, so only this machine can call"
            )
        return host
    logger.warning(
        "no Twilio auth token is set (VOICEBOT_TWILIO__AUTH_TOKEN): requests cannot be verified, "
        "so the server listens on 127.0.0.1 instead of {}",
        host,
    )
    return "127.0.0.1"


def _is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
