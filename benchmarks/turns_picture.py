"""The curve of cut-offs against waiting time, as a picture for the documentation."""

from collections.abc import Mapping, Sequence
from pathlib import Path

import matplotlib as mpl
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from benchmarks.turns_figures import Outcome

# Okabe and Ito's colours, which people with any kind of colour vision tell apart.
_COLOURS = ("#0072B2", "#D55E00", "#009E73", "#CC79A7")
_MARKERS = ("o", "s", "^", "D")
_BOUND_SHARE = 0.05


def draw_curves(
    curves: Mapping[str, Sequence[Outcome]], points: Mapping[str, Outcome], path: Path
) -> None:
    """Draw cut-offs against median and mean waiting time; write an SVG file.

    Args:
        curves: Outcomes by name of a family of strategies, at most four.
        points: Single outcomes by the name of their family, marked by a star of its colour.
        path: Where to write; folders are made.
    """
    # The same figures give the same file.
    with mpl.rc_context({"svg.hashsalt": "voicebot", "svg.fonttype": "none"}):
        figure = Figure(figsize=(9.5, 5.2), layout="constrained")
        figure.suptitle("How often callers who pause are cut off, and how long all wait for it")
        median, mean = figure.subplots(1, 2, sharey=True)
        for axes, name in ((median, "median"), (mean, "mean")):
            _draw(axes, curves, points, mean=name == "mean")
            axes.set_xlabel(f"{name} wait after the last sound (seconds)")
        median.set_ylabel("utterances cut off in a pause of 0.2 to 1.2 s (per cent)")
        handles, labels = median.get_legend_handles_labels()
        figure.legend(handles, labels, loc="outside lower center", ncols=3, fontsize="small")
        path.parent.mkdir(parents=True, exist_ok=True)
        figure.savefig(path, format="svg", metadata={"Date": None})


def _draw(
    axes: Axes,
    curves: Mapping[str, Sequence[Outcome]],
    points: Mapping[str, Outcome],
    *,
    mean: bool,
) -> None:
    def place(outcome: Outcome) -> tuple[float, float]:
        waiting = outcome.mean_ms if mean else outcome.p50_ms
        return waiting / 1000, 100 * outcome.cut_off_share

    for (name, outcomes), colour, marker in zip(curves.items(), _COLOURS, _MARKERS, strict=False):
        across, up = zip(*map(place, outcomes), strict=True)
        axes.plot(across, up, color=colour, marker=marker, markersize=4, label=name)
        if name in points:
            axes.plot(
                *place(points[name]),
                color=colour,
                marker="*",
                markersize=17,
                markeredgecolor="black",
                linestyle="none",
                label=f"{name}, as shipped",
                zorder=3,
            )
    axes.axhline(100 * _BOUND_SHARE, color="grey", linewidth=0.9, linestyle="--")
    axes.annotate(
        "5 %",
        (1.0, 100 * _BOUND_SHARE),
        xycoords=("axes fraction", "data"),
        ha="right",
        va="bottom",
    )
    axes.set_xlim(left=0)
    axes.set_ylim(bottom=0)
    axes.grid(alpha=0.3)
