"""The Python environment that Rasa lives in, apart from ours: their packages exclude each other."""

import os
from collections.abc import Mapping
from pathlib import Path

from intents.rasa.errors import RasaSetupError


def rasa_python(environment: Path) -> Path:
    """Return the interpreter that has Rasa.

    Args:
        environment: A virtual environment made by ``make rasa-environment``.

    Raises:
        RasaSetupError: There is none.
    """
    # Not resolved: the link's place tells Python which environment it belongs to.
    python = (environment / "bin" / "python").absolute()
    if not python.exists() or not any(environment.glob("lib/python3*/site-packages/rasa")):
        raise RasaSetupError(
            f"there is no Rasa in {environment}; `make rasa-environment` installs it, "
            "the setting rasa.environment says where it is"
        )
    return python


def rasa_variables(given: Mapping[str, str] = os.environ) -> dict[str, str]:
    """Return environment variables for Rasa: nothing reported home, no secret of ours inherited."""
    kept = {name: value for name, value in given.items() if not name.startswith("VOICEBOT_")}
    return kept | {
        "RASA_TELEMETRY_ENABLED": "false",
        "TF_CPP_MIN_LOG_LEVEL": "2",
        "SQLALCHEMY_SILENCE_UBER_WARNING": "1",
        "PYTHONWARNINGS": "ignore",
        "PYTHONUNBUFFERED": "1",
    }
