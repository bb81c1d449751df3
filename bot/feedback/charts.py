"""Pictures of a report's tables: shares with intervals, readable without colour, the same bytes each time."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from functools import lru_cache
from io import BytesIO
from threading import Lock
from typing import Any

from bot.feedback.report import Table, words

# Of tables whose rows are: name, part, whole, share, its two bounds. Months go from left to right.
DRAWN = ("months", "field", "channel", "reason", "factor")
FORMS = ("png", "svg")
_INK, _FILL, _LINE = "#0b5563", "#9cc4cb", "#51606c"
_WIDTH = 7.0
_MOST_ROWS = 12
_LONGEST_NAME = 42
# matplotlib's caches of fonts are not made for threads.
_LOCK = Lock()

Rows = Sequence[tuple[str, float, float, float]]


def drawn(table: Table) -> bool:
    """Whether there is anything to draw."""
    return table.code in DRAWN and len(_rows(table)) > 0


@lru_cache(maxsize=64)
def chart(table: Table, form: str) -> bytes:
    """`form` is one of FORMS; draws what `drawn` says can be drawn."""
    with _LOCK:
        return _months(table, form) if table.code == "months" else _bars(table, form)


def told(table: Table) -> str:
    """What the picture shows, for those who do not see it."""
    shares = ", ".join(f"{name} {_comma(share)} %" for name, share, _, _ in _rows(table))
    return str(words()["chart"]["told"]).format(title=table.title, shares=shares)


def _rows(table: Table) -> Rows:
    found = []
    for row in table.rows:
        name, _, _, share, low, high = row[:6]
        if isinstance(share, Decimal) and isinstance(low, Decimal) and isinstance(high, Decimal):
            found.append((str(name), float(share), float(low), float(high)))
    return found[:_MOST_ROWS]


def _months(table: Table, form: str) -> bytes:
    rows = _rows(table)
    figure, axes = _sheet(3.0)
    places = range(len(rows))
    shares = [share for _, share, _, _ in rows]
    axes.errorbar(places, shares, yerr=_spread(rows), color=_INK, marker="o", capsize=5, linewidth=1.5)
    for place, share in zip(places, shares, strict=True):
        axes.annotate(
            f"{_comma(share)} %", (place, share), textcoords="offset points", xytext=(8, 6), fontsize=9
        )
    axes.set_xticks(list(places), [name for name, *_ in rows])
    axes.set_xlim(-0.5, len(rows) - 0.3)
    axes.set_ylim(0, 105)
    axes.set_ylabel(words()["chart"]["share"])
    return _saved(figure, form)


def _bars(table: Table, form: str) -> bytes:
    rows = _rows(table)
    figure, axes = _sheet(0.8 + 0.42 * len(rows))
    places = range(len(rows))
    shares = [share for _, share, _, _ in rows]
    axes.barh(places, shares, color=_FILL, edgecolor=_INK, height=0.62)
    axes.errorbar(shares, places, xerr=_spread(rows), fmt="none", ecolor=_LINE, capsize=4)
    for place, (_, share, _, high) in enumerate(rows):
        axes.text(max(share, high) + 1.5, place, f"{_comma(share)} %", va="center", fontsize=9)
    axes.set_yticks(list(places), [_short(name) for name, *_ in rows])
    axes.invert_yaxis()
    axes.set_xlim(0, 118)
    axes.set_xticks(range(0, 101, 20))
    axes.set_xlabel(words()["chart"]["share"])
    return _saved(figure, form)


def _sheet(height: float) -> tuple[Any, Any]:
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    figure = Figure(figsize=(_WIDTH, height), layout="constrained")
    FigureCanvasAgg(figure)
    axes = figure.add_subplot()
    for side in ("top", "right"):
        axes.spines[side].set_visible(False)
    axes.tick_params(labelsize=9)
    return figure, axes


def _saved(figure: Any, form: str) -> bytes:
    from matplotlib import rc_context

    stored = BytesIO()
    # Without these, ids and dates would differ from one time to the next.
    with rc_context({"svg.hashsalt": "motcua", "svg.fonttype": "path"}):
        metadata = {"Date": None} if form == "svg" else {"Software": None}
        figure.savefig(stored, format=form, dpi=200, facecolor="white", metadata=metadata)
    return stored.getvalue()


def _spread(rows: Rows) -> list[list[float]]:
    return [
        [max(share - low, 0) for _, share, low, _ in rows],
        [max(high - share, 0) for _, share, _, high in rows],
    ]


def _comma(value: float) -> str:
    return f"{value:.1f}".replace(".", ",")


def _short(name: str) -> str:
    return name if len(name) <= _LONGEST_NAME else f"{name[: _LONGEST_NAME - 1]}…"
