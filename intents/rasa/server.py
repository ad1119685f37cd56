"""How a Rasa server is started that ``RasaClient`` can ask."""

from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from intents.rasa.environment import rasa_python, rasa_variables

_TOKEN_VARIABLE = "RASA_AUTH_TOKEN"  # noqa: S105 - the name of a variable

# Rasa takes its token only as an argument, where every user of the machine can read it in the
# list of processes; so it travels in the environment and becomes an argument inside the process.
_LAUNCHER = f"""\
import os, sys
sys.argv = ["rasa", *sys.argv[1:], "--auth-token", os.environ.pop("{_TOKEN_VARIABLE}")]
from rasa.__main__ import main
main()
"""


@dataclass(frozen=True, slots=True)
class ServerCommand:
    """What to execute.

    Attributes:
        arguments: The program first.
        variables: The whole environment, the token in it.
        folder: Where to run it: Rasa finds the project's components there.
    """

    arguments: tuple[str, ...]
    variables: dict[str, str]
    folder: Path


def server_command(
    environment: Path, folder: Path, model: Path, address: str, token: str
) -> ServerCommand:
    """Return the command that serves ``model``.

    Args:
        environment: Where Rasa is installed.
        folder: The project's.
        model: A trained model.
        address: Base URL under which it shall be reached; gives interface and port.
        token: What clients must show.

    Raises:
        RasaSetupError: Rasa is not installed there.
    """
    url = urlsplit(address)
    arguments = (
        *(str(rasa_python(environment)), "-c", _LAUNCHER, "run", "--enable-api"),
        *("--interface", url.hostname or "127.0.0.1", "--port", str(url.port or 80)),
        *("--model", str(model.absolute())),
    )
    # Rasa logs what callers say at DEBUG.
    variables = rasa_variables() | {"LOG_LEVEL": "INFO", _TOKEN_VARIABLE: token}
    return ServerCommand(arguments, variables, folder)
