"""Several questions in one breath: where one ends and the next begins."""

import re
from functools import cache
from importlib import resources

import yaml

_ENDS = r"(?<=[.?!;؟؛。])\s+"
_FEWEST_WORDS = 2


def parts(text: str, language: str) -> list[str]:
    """Part an utterance where a second question may begin.

    Args:
        text: What was recognised, punctuation included.
        language: ISO 639-1 code; the connectors are in ``connectors.yaml``.

    Returns:
        The parts in order, each of at least two words; one part when nothing can be parted.
    """
    pieces = re.split(_boundary(language), text)
    long_enough = [piece.strip() for piece in pieces if len(piece.split()) >= _FEWEST_WORDS]
    return long_enough if len(long_enough) > 1 else [text]


@cache
def _boundary(language: str) -> re.Pattern[str]:
    text = resources.files("intents.engine").joinpath("connectors.yaml").read_text("utf-8")
    connectors = "|".join(map(re.escape, yaml.safe_load(text).get(language, ())))
    before_connector = rf"|[\s,،]+(?=(?:{connectors})\b)" if connectors else ""
    return re.compile(_ENDS + before_connector, re.IGNORECASE)
