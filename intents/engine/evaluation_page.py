"""An evaluation as a page for people: tables, a picture of what is confused, examples."""

from dataclasses import dataclass
from importlib import resources

from jinja2 import Environment, StrictUndefined

from intents.engine.evaluation import Evaluation


@dataclass(frozen=True, slots=True)
class Cell:
    """One square of the picture.

    Attributes:
        expected: Right topic.
        got: Topic let through.
        count: How often.
        share: ``count`` by all sentences of ``expected``, 0 to 1; the depth of the colour.
    """

    expected: str
    got: str
    count: int
    share: float


def confusion_picture(evaluation: Evaluation) -> tuple[tuple[Cell, ...], ...]:
    """Return a square of cells; a row for each topic that was expected or got, sorted."""
    topics = sorted({topic for pair in evaluation.counts for topic in pair})
    rows = []
    for expected in topics:
        counts = [evaluation.counts.get((expected, got), 0) for got in topics]
        total = sum(counts) or 1
        rows.append(
            tuple(
                Cell(expected, got, count, count / total)
                for got, count in zip(topics, counts, strict=True)
            )
        )
    return tuple(rows)


def render_page(evaluation: Evaluation, title: str) -> str:
    """Return a complete HTML document that needs nothing else.

    Args:
        evaluation: What to show.
        title: Heading, for example the name of the evaluated file.
    """
    source = resources.files("intents.engine").joinpath("evaluation.html").read_text("utf-8")
    environment = Environment(autoescape=True, undefined=StrictUndefined, trim_blocks=True)
    environment.filters["percent"] = _percent
    return environment.from_string(source).render(
        title=title, evaluation=evaluation, picture=confusion_picture(evaluation)
    )


def _percent(share: float | None) -> str:
    return "" if share is None else f"{100 * share:.1f} %"
