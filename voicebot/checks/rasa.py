"""Is the Rasa server there, and has it learnt today's sentences?"""

from collections.abc import Iterator

from intents.rasa.errors import RasaAnswerError
from voicebot.checks.finding import Finding, Level
from voicebot.errors import InputError
from voicebot.settings import Settings
from voicebot.understanding import rasa_client, rasa_project

_AREA = "rasa"


def check_rasa(settings: Settings) -> Iterator[Finding]:
    """Whether the server answers, where it is used; calls can be taken without it."""
    if settings.understanding.engine != "rasa":
        return
    address = settings.rasa.address
    try:
        model = rasa_client(settings).model_name()
        expected = rasa_project(settings).fingerprint
    except RasaAnswerError as error:
        yield Finding(
            _AREA,
            Level.NOTE,
            f"The server at {address} gives no answer: {error}; the in-process engine is used.",
        )
        return
    except InputError as error:
        yield Finding(_AREA, Level.PROBLEM, f"{error}.")
        return
    if model is None:
        yield Finding(_AREA, Level.NOTE, f"The server at {address} has no model.")
    elif model != expected:
        yield Finding(
            _AREA,
            Level.NOTE,
            f"The server at {address} has learnt other sentences or another pipeline; run "
            "`voicebot train --engine rasa` and start it again.",
        )
    else:
        yield Finding(_AREA, Level.GOOD, f"The server at {address} has learnt today's sentences.")
