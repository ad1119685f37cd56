"""A group of commands that imports a command only when it is run.

Recognition, training and the database take seconds to import; ``voicebot calls list`` needs only
one of them, and ``voicebot --help`` none.
"""

import importlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

import typer
from typer.core import TyperCommand, TyperGroup


@dataclass(frozen=True, slots=True)
class LazyCommand:
    """Where a command is and what the list of commands says about it.

    Attributes:
        module: Module to import.
        attribute: A ``typer.Typer`` or a function that Typer can make a command of.
        summary: One line.
    """

    module: str
    attribute: str
    summary: str


class LazyGroup(TyperGroup):
    """Looks commands up in ``COMMANDS`` of the subclass."""

    COMMANDS: ClassVar[Mapping[str, LazyCommand]] = {}

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self._listing = False

    def list_commands(self, ctx: Any) -> list[str]:
        """Names in the order in which people meet them."""
        del ctx
        return list(self.COMMANDS)

    def get_command(self, ctx: Any, cmd_name: str) -> Any:
        """The command itself; while commands are only listed, its name and summary."""
        del ctx
        command = self.COMMANDS.get(cmd_name)
        if command is None:
            return None
        if self._listing:
            return TyperCommand(cmd_name, help=command.summary)
        target = getattr(importlib.import_module(command.module), command.attribute)
        if not isinstance(target, typer.Typer):
            single = typer.Typer(add_completion=False, pretty_exceptions_enable=False)
            single.command(cmd_name)(target)
            target = single
        loaded = typer.main.get_command(target)
        loaded.name = cmd_name
        return loaded

    def format_help(self, ctx: Any, formatter: Any) -> None:
        """List the commands without importing them."""
        self._listing = True
        try:
            super().format_help(ctx, formatter)
        finally:
            self._listing = False
