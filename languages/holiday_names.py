"""Public holidays as they are called in languages that the holidays package does not speak."""

from collections.abc import Mapping
from functools import cache
from importlib import resources

import yaml


def holiday_name(german: str, language: str) -> str | None:
    """A holiday of Germany in another language, None where its name is not known.

    Args:
        german: As the holidays package names it in German.
        language: ISO 639-1 code.
    """
    return _load().get(german, {}).get(language)


@cache
def _load() -> Mapping[str, Mapping[str, str]]:
    text = resources.files("languages").joinpath("holiday_names.yaml").read_text("utf-8")
    names: Mapping[str, Mapping[str, str]] = yaml.safe_load(text)
    return names
