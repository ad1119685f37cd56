"""``voicebot rasa``: the Rasa server that the settings describe."""

import os
from urllib.parse import urlsplit

from intents.rasa.errors import RasaSetupError
from intents.rasa.server import ServerCommand, server_command
from intents.rasa.training import model_file
from voicebot.errors import InputError
from voicebot.settings import Settings, load_settings
from voicebot.understanding import rasa_folder, rasa_project


def rasa() -> None:
    """Serve the trained Rasa model until stopped; needs a token and `voicebot train`."""
    command = _command(load_settings())
    os.chdir(command.folder)
    # Signals and exit status are Rasa's own: this process becomes the server.
    os.execve(command.arguments[0], command.arguments, command.variables)  # noqa: S606 - no shell


def _command(settings: Settings) -> ServerCommand:
    if settings.rasa.token is None:
        raise InputError(
            "the server needs a secret that clients must show: set VOICEBOT_RASA__TOKEN"
        )
    if urlsplit(settings.rasa.address).scheme != "http":
        raise InputError("the server speaks http; rasa.address is what a proxy before it serves")
    folder = rasa_folder(settings).absolute()
    model = model_file(folder, rasa_project(settings))
    if not model.is_file():
        raise InputError(
            f"there is no Rasa model `{settings.rasa.pipeline}` of the present sentences; run "
            "`voicebot train --engine rasa`"
        )
    try:
        return server_command(
            settings.rasa.environment,
            folder,
            model,
            settings.rasa.address,
            settings.rasa.token.get_secret_value(),
        )
    except RasaSetupError as error:
        raise InputError(str(error)) from error
