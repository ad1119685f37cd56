"""Where log lines go: standard error, through loguru, which pipecat uses too.

No line holds a caller's number, name or words; calls are named by their identifier.
"""

import logging
import os
import sys
from typing import TYPE_CHECKING

from loguru import logger

if TYPE_CHECKING:
    from loguru import Record

_OURS = ("voicebot", "telephony", "intents", "languages", "dialogs")
_FORMAT = "<dim>{time:YYYY-MM-DD HH:mm:ss.SSS}</dim> <level>{level: <7}</level> {message}"


class _ToLoguru(logging.Handler):
    def emit(self, record: logging.LogRecord) -> None:
        logger.opt(exception=record.exc_info).log(record.levelname, record.getMessage())


def set_up_logging(level: str) -> None:
    """Send log lines of at least ``level`` to standard error.

    pipecat logs every frame's fate at DEBUG and whole texts with it, and uvicorn every
    connection: of other packages only warnings are kept.
    """
    # Worker processes import pipecat before they can set up their own log; its banner is not news.
    os.environ["LOGURU_AUTOINIT"] = "False"
    logger.remove()
    logger.add(
        sys.stderr,
        level=level,
        format=_FORMAT,
        filter=_ours_or_warning,
        diagnose=False,  # Would print the values of variables: names, numbers, words.
    )
    logging.basicConfig(handlers=[_ToLoguru()], level=logging.WARNING, force=True)


def _ours_or_warning(record: "Record") -> bool:
    ours = (record["name"] or "").startswith(_OURS)
    return ours or record["level"].no >= logging.WARNING
