"""The ``voicebot`` command: registers the commands and turns errors into exit statuses.

Bad input ends with one sentence on standard error and status 2, any other failure with one
sentence and status 1; a traceback means a bug.
"""

import sys

import typer

from voicebot.errors import InputError, VoicebotError

app = typer.Typer(
    name="voicebot",
    help="An AI voice assistant that answers the telephone of a public office.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)


def main() -> None:
    """Run the command line and exit."""
    try:
        app()
    except InputError as error:
        print(f"voicebot: {error}", file=sys.stderr)
        sys.exit(2)
    except VoicebotError as error:
        print(f"voicebot: {error}", file=sys.stderr)
        sys.exit(1)
