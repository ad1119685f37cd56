"""How well slots are read from spoken expressions: right, asked back, or silently wrong.

python -m benchmarks.slots --languages de tr --json var/slots.json
"""

import argparse
import json
from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path

from rich.console import Console
from rich.table import Table

from benchmarks.slots.expressions import Expressions, Finding, Outcome, measure
from languages.registry import LANGUAGES

_OUTCOMES: tuple[Outcome, ...] = ("right", "asked back", "silently wrong")
_KINDS = tuple(Expressions.model_fields)


def print_figures(findings: Sequence[Finding]) -> None:
    """Print right / asked back / silently wrong for each language and kind, and what was not."""
    table = Table(title="right / asked back / silently wrong")
    table.add_column("language")
    for column in (*_KINDS, "all", "right", "right or asked back"):
        table.add_column(column, justify="right")
    for language in [*dict.fromkeys(one.language for one in findings), "all"]:
        ours = [one for one in findings if language in {one.language, "all"}]
        counts = Counter(one.outcome for one in ours)
        safe = len(ours) - counts["silently wrong"]
        table.add_row(
            language,
            *(_counts([one for one in ours if one.kind == kind]) for kind in _KINDS),
            _counts(ours),
            f"{counts['right'] / len(ours):.0%}",
            f"{safe / len(ours):.0%}",
        )
    console = Console()
    console.print(table)
    for one in findings:
        if one.outcome != "right":
            line = f"{one.language} {one.kind} {one.outcome}: {one.text} -> {one.found}"
            console.print(f"{line}, meant {one.meant}", highlight=False, markup=False)


def _counts(findings: Sequence[Finding]) -> str:
    counts = Counter(one.outcome for one in findings)
    return "/".join(str(counts[outcome]) for outcome in _OUTCOMES)


def main() -> None:
    """Measure and print the table; with ``--json``, write everything down."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--languages", nargs="+", default=list(LANGUAGES), choices=list(LANGUAGES))
    parser.add_argument("--json", type=Path)
    options = parser.parse_args()
    findings = [one for language in options.languages for one in measure(language)]
    print_figures(findings)
    if options.json:
        options.json.parent.mkdir(parents=True, exist_ok=True)
        report = [asdict(one) | {"outcome": one.outcome} for one in findings]
        options.json.write_text(json.dumps(report, ensure_ascii=False, indent=2) + "\n", "utf-8")


if __name__ == "__main__":
    main()
