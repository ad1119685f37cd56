"""What commands print where: one JSON document or a table on standard output, the rest on error."""

import json
from typing import Any

from rich.console import Console

progress_console = Console(stderr=True)
"""Progress bars, hints and logs: never on standard output, which scripts read."""

table_console = Console()
"""Tables for people."""


def print_json(document: Any) -> None:
    """Print exactly one JSON document on standard output."""
    print(json.dumps(document, ensure_ascii=False, indent=2))
