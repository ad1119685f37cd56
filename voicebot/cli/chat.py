"""``voicebot chat``: the conversation of the telephone, typed."""

import asyncio
import sys
import uuid
from typing import Annotated

import typer

from languages.registry import LANGUAGES
from voicebot.assistant import TextAssistant
from voicebot.cli.output import progress_console, table_console
from voicebot.errors import InputError
from voicebot.logging import set_up_logging
from voicebot.settings import load_settings
from voicebot.text_channel import TextConversation

_HELP = (
    "Type what you would say. An empty line is silence, a line like [bold]#12[/bold] presses keys, "
    "Ctrl-D hangs up."
)


def chat(
    language: Annotated[
        str | None, typer.Option(help="Speak only this language (ISO 639-1 code).")
    ] = None,
    caller: Annotated[
        str | None, typer.Option(help="Number you pretend to call from, for example +493023125001.")
    ] = None,
) -> None:
    """Talk with the assistant in the terminal: the same decisions, texts and records."""
    settings = load_settings()
    set_up_logging("WARNING")
    if language is not None:
        if language not in settings.languages:
            raise InputError(
                f"language {language!r} is not in use; in use: {', '.join(settings.languages)}"
                if language in LANGUAGES
                else f"unknown language {language!r}; known: {', '.join(LANGUAGES)}"
            )
        settings.languages = (language,)
    with progress_console.status("Loading the understanding engine"):
        assistant = TextAssistant.open(settings)
    asyncio.run(_converse(assistant, caller))


async def _converse(assistant: TextAssistant, caller: str | None) -> None:
    call_id = f"chat-{uuid.uuid4().hex[:12]}"
    conversation = TextConversation(assistant, "chat")
    progress_console.print(_HELP)
    _show(await conversation.open(call_id, caller))
    try:
        while not conversation.ended:
            line = await asyncio.to_thread(_read_line)
            if line is None:
                break
            if not line:
                _show(await conversation.keep_silent())
            elif line.startswith("#") and line[1:].isdigit():
                _show(await conversation.press(line[1:]))
            else:
                _show(await conversation.say(line))
    finally:
        await conversation.close()
        await assistant.records.close()
    progress_console.print(f"Recorded as {call_id}: voicebot calls show {call_id}")


def _read_line() -> str | None:
    if sys.stdin.isatty():
        print("> ", end="", flush=True)
    line = sys.stdin.readline()
    return line.strip() if line else None


def _show(texts: list[str]) -> None:
    for text in texts:
        table_console.print(text, style="cyan", highlight=False, markup=False)
