"""The languages the assistant can know, read from ``languages.yaml``."""

from collections.abc import Mapping
from dataclasses import dataclass
from importlib import resources
from typing import Literal

import yaml


@dataclass(frozen=True, slots=True)
class Language:
    """One language.

    Attributes:
        code: ISO 639-1 code, the key everywhere.
        english: English name.
        native: Name as its speakers write it.
        locale: Unicode locale for dates and numbers.
        direction: Writing direction.
    """

    code: str
    english: str
    native: str
    locale: str
    direction: Literal["ltr", "rtl"]


def _load() -> Mapping[str, Language]:
    text = resources.files("languages").joinpath("languages.yaml").read_text("utf-8")
    return {code: Language(code=code, **entry) for code, entry in yaml.safe_load(text).items()}


LANGUAGES: Mapping[str, Language] = _load()
