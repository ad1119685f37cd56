"""How much silence a model needs to see after the speech; measured, by model."""

from functools import cache
from importlib import resources

import yaml

WINDOW_SECONDS = 30.0
"""What Whisper was trained on; no more can be given to its encoder."""


def margin_seconds(model: str) -> float:
    """Silence kept after the speech in the encoder's window.

    Args:
        model: Name in the model manifest.

    Returns:
        The value found by ``benchmarks.margins``; the whole window for a model never measured.
    """
    return _load().get(model, WINDOW_SECONDS)


@cache
def _load() -> dict[str, float]:
    text = resources.files(__package__).joinpath("margins.yaml").read_text("utf-8")
    return {name: float(seconds) for name, seconds in yaml.safe_load(text).items()}
