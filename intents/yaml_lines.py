"""YAML whose lines are remembered, so that whoever wrote it is told where a mistake is."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import yaml


class YamlError(ValueError):
    """A text is not the YAML that is wanted.

    Attributes:
        line: Where, counted from 1; None if that is not known.
    """

    def __init__(self, message: str, line: int | None = None) -> None:
        super().__init__(message)
        self.line = line


@dataclass(frozen=True, slots=True)
class YamlText:
    """What a text says, and where.

    Attributes:
        content: Plain values; None for an empty text.
    """

    content: object
    _root: yaml.Node | None

    def line(self, path: Sequence[str | int]) -> int | None:
        """The line, counted from 1, on which the value at the end of a path begins.

        Args:
            path: Keys and positions from the outside to the inside; behind the last one that
                is in the text, the line is that of what holds it.
        """
        node, found = self._root, None
        for step in path:
            key, node = _step(node, step)
            if key is None:
                break
            found = key.start_mark.line + 1
        return found


def read_yaml(text: str) -> YamlText:
    """Read a text, a key that is written twice being a mistake.

    Raises:
        YamlError: It is not YAML, or holds what plain values cannot.
    """
    loader = _Loader(text)
    try:
        root = loader.get_single_node()
        return YamlText(None if root is None else loader.construct_document(root), root)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        raise YamlError(error.problem or "not YAML", mark.line + 1 if mark else None) from error
    except RecursionError:
        raise YamlError("nested too deeply") from None
    finally:
        loader.dispose()


class _Loader(yaml.SafeLoader):
    """PyYAML keeps the last of two equal keys; a weekday written twice would lose hours."""

    def __init__(self, text: str) -> None:
        try:
            super().__init__(text)
        except yaml.reader.ReaderError as error:
            line = text.count("\n", 0, error.position) + 1
            raise YamlError("not YAML: a character that may not be in it", line) from error

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[object, object]:  # noqa: FBT001, FBT002 - the signature of the base class
        seen: set[str] = set()
        for key, _ in node.value:
            if isinstance(key, yaml.ScalarNode):
                if key.value in seen:
                    raise yaml.MarkedYAMLError(
                        problem=f"{key.value!r} is written twice", problem_mark=key.start_mark
                    )
                seen.add(key.value)
        return super().construct_mapping(node, deep=deep)


def _construct(kind: str) -> None:
    """Let a scalar that cannot be read, like the date 2026-02-30, name its line."""
    tag = f"tag:yaml.org,2002:{kind}"
    plain = yaml.SafeLoader.yaml_constructors[tag]

    def construct(loader: _Loader, node: yaml.ScalarNode) -> date | int | float | bytes:
        try:
            value: date | int | float | bytes = plain(loader, node)
        except (ValueError, OverflowError) as error:
            raise yaml.MarkedYAMLError(
                problem=f"{node.value!r} cannot be read: {error}", problem_mark=node.start_mark
            ) from error
        return value

    _Loader.add_constructor(tag, construct)


for _kind in ("timestamp", "int", "float"):
    _construct(_kind)


def _step(node: yaml.Node | None, step: str | int) -> tuple[yaml.Node | None, yaml.Node | None]:
    """What names the value behind a step, and the value."""
    if isinstance(node, yaml.MappingNode):
        for key, value in node.value:
            if isinstance(key, yaml.ScalarNode) and key.value == str(step):
                return key, value
    elif isinstance(node, yaml.SequenceNode) and isinstance(step, int) and step < len(node.value):
        return node.value[step], node.value[step]
    return None, None
