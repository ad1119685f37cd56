"""What callers are likely to say next, as a hint for the recogniser."""

from collections.abc import Mapping
from functools import cache
from importlib import resources
from types import MappingProxyType

import yaml

_NOTHING: Mapping[str, str] = MappingProxyType({})


def recognition_hints(expectation: str) -> Mapping[str, str]:
    """The hint by ISO 639-1 code; empty where nothing particular is expected.

    Args:
        expectation: What the dialogue expects, as ``yes_no``.
    """
    return _load().get(expectation, _NOTHING)


@cache
def _load() -> Mapping[str, Mapping[str, str]]:
    text = resources.files("languages").joinpath("recognition_hints.yaml").read_text("utf-8")
    return {name: MappingProxyType(hints) for name, hints in yaml.safe_load(text).items()}
