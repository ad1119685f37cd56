"""The ``voicebot`` command: knows the commands and turns errors into exit statuses.

Bad input ends with one sentence on standard error and status 2, any other failure with one
sentence and status 1; a traceback means a bug.
"""

import sys
from importlib.metadata import version
from typing import Annotated, ClassVar

import typer
from loguru import logger

from voicebot.cli.lazy import LazyCommand, LazyGroup
from voicebot.errors import InputError, VoicebotError


class _Commands(LazyGroup):
    COMMANDS: ClassVar = {
        "serve": LazyCommand("voicebot.cli.serve", "serve", "Answer calls until stopped."),
        "check": LazyCommand("voicebot.cli.check", "check", "Say what is missing or unsafe."),
        "models": LazyCommand("voicebot.cli.models", "app", "Fetch and list weights and voices."),
        "calls": LazyCommand("voicebot.cli.calls", "app", "Look at the records of calls."),
        "callbacks": LazyCommand(
            "voicebot.cli.callbacks", "app", "Work off and export what was promised to callers."
        ),
        "phrases": LazyCommand(
            "voicebot.cli.phrases", "phrases", "Print what the assistant can say, and when."
        ),
        "chat": LazyCommand("voicebot.cli.chat", "chat", "Have the conversation in the terminal."),
        "simulate": LazyCommand(
            "voicebot.cli.simulate", "simulate", "Let simulated callers call, and report."
        ),
        "transcribe": LazyCommand(
            "voicebot.cli.speech", "transcribe", "Recognise the speech in sound files."
        ),
        "speak": LazyCommand("voicebot.cli.speech", "speak", "Speak a text into a WAV file."),
        "understand": LazyCommand(
            "voicebot.cli.understanding", "understand", "Say what a sentence means."
        ),
        "evaluate": LazyCommand(
            "voicebot.cli.understanding", "evaluate", "Measure understanding on a TSV file."
        ),
        "train": LazyCommand(
            "voicebot.cli.understanding", "train", "Train the understanding engine."
        ),
        "rasa": LazyCommand("voicebot.cli.rasa", "rasa", "Serve the trained Rasa model."),
    }


app = typer.Typer(
    name="voicebot",
    cls=_Commands,
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)


def _print_version(wanted: bool) -> None:
    if wanted:
        print(f"voicebot {version('voicebot')}")
        raise typer.Exit


@app.callback()
def voicebot(
    _version: Annotated[
        bool,
        typer.Option(
            "--version", help="Print the version.", callback=_print_version, is_eager=True
        ),
    ] = False,
) -> None:
    """An AI voice assistant that answers the telephone of a public office."""


def main() -> None:
    """Run the command line and exit."""
    # pipecat logs a banner when it is imported; commands that log set their own level.
    logger.remove()
    logger.add(sys.stderr, level="WARNING", format="{message}", diagnose=False)
    try:
        app(prog_name="voicebot")
    except InputError as error:
        print(f"voicebot: {error}", file=sys.stderr)
        sys.exit(2)
    except VoicebotError as error:
        print(f"voicebot: {error}", file=sys.stderr)
        sys.exit(1)
