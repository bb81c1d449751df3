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
# Counts of each hour, a column for each channel: one upon the other.
STACKED = "hours"
FORMS = ("png", "svg")
_INK, _LINE = "#0b5563", "#51606c"
_AIM = {"color": "#16202a", "linestyle": "--", "linewidth": 1.2}
_WIDTH = 7.0
_MOST_ROWS = 12
_LONGEST_NAME = 42
# Told apart without colour: how the bars of each series are hatched, and how dark they are.
_HATCHES = ("", "////", "\\\\\\\\", "xxxx", "----", "++++")
_SHADES = ("#0b5563", "#9cc4cb", "#e3eef0", "#5f95a0", "#c9dde1", "#ffffff")
# matplotlib's caches of fonts are not made for threads.
_LOCK = Lock()

Rows = Sequence[tuple[str, float, float, float]]


def drawn(table: Table) -> bool:
    """Whether there is anything to draw."""
    if table.code == STACKED:
        return any(count for row in table.rows for count in row[1:])
    return table.code in DRAWN and len(_rows(table)) > 0


@lru_cache(maxsize=64)
def chart(table: Table, form: str) -> bytes:
    """`form` is one of FORMS; draws what `drawn` says can be drawn."""
    ways = {"months": _months, STACKED: _stacked}
    with _LOCK:
        return ways.get(table.code, _bars)(table, form)


def load() -> None:
    """The library and its fonts, which the first chart of a process would otherwise wait for."""
    with _LOCK:
        figure, _ = _sheet(1.0)
        _saved(figure, "svg")


def told(table: Table) -> str:
    """What the picture shows, for those who do not see it."""
    own: dict[str, str] = words()["chart"]
    if table.code == STACKED:
        most = max(table.rows, key=lambda row: sum(_counts(row)))
        return own["told_hours"].format(title=table.title, hour=most[0], count=sum(_counts(most)))
    shares = ", ".join(f"{name} {_comma(share)} %" for name, share, _, _ in _rows(table))
    aim = "" if table.aim is None else own["told_aim"].format(aim=_short_number(table.aim))
    return own["told"].format(title=table.title, shares=shares, aim=aim)


def _counts(row: Sequence[Any]) -> list[int]:
    return [int(count or 0) for count in row[1:]]


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
    crowded = len(rows) > 6
    for place, share in zip(places, shares, strict=True):
        if crowded and place != len(rows) - 1 and share not in (max(shares), min(shares)):
            continue
        axes.annotate(
            f"{_comma(share)} %", (place, share), textcoords="offset points", xytext=(8, 6), fontsize=9
        )
    axes.set_xticks(list(places), [name for name, *_ in rows], rotation=45 if crowded else 0)
    axes.set_xlim(-0.5, len(rows) - 0.3)
    axes.set_ylim(0, 105)
    if table.aim is not None:
        axes.axhline(float(table.aim), **_AIM)
        axes.text(len(rows) - 0.32, float(table.aim) + 1.5, _aim(table.aim), ha="right", fontsize=9)
    axes.set_ylabel(words()["chart"]["share"])
    return _saved(figure, form)


def _bars(table: Table, form: str) -> bytes:
    rows = _rows(table)
    figure, axes = _sheet(0.8 + 0.42 * len(rows))
    places = range(len(rows))
    shares = [share for _, share, _, _ in rows]
    axes.barh(places, shares, color="white", edgecolor=_INK, height=0.62, hatch="////")
    axes.errorbar(shares, places, xerr=_spread(rows), fmt="none", ecolor=_LINE, capsize=4)
    for place, (_, share, _, high) in enumerate(rows):
        axes.text(max(share, high) + 1.5, place, f"{_comma(share)} %", va="center", fontsize=9)
    axes.set_yticks(list(places), [_short(name) for name, *_ in rows])
    axes.invert_yaxis()
    if table.aim is not None:
        axes.axvline(float(table.aim), **_AIM)
        axes.text(float(table.aim), -0.62, _aim(table.aim), ha="right", fontsize=9)
    axes.set_xlim(0, 118)
    axes.set_xticks(range(0, 101, 20))
    axes.set_xlabel(words()["chart"]["share"])
    return _saved(figure, form)


def _stacked(table: Table, form: str) -> bytes:
    """Hours from left to right; the name of each series beside its hatching."""
    figure, axes = _sheet(3.0)
    places, below = range(len(table.rows)), [0] * len(table.rows)
    edges = [place - 0.5 for place in range(len(table.rows) + 1)]
    for number, name in enumerate(table.columns[1:]):
        counts = [int(row[number + 1] or 0) for row in table.rows]  # type: ignore[arg-type]
        if any(counts):
            above = [one + more for one, more in zip(below, counts, strict=True)]
            look = {"facecolor": _SHADES[number % len(_SHADES)], "hatch": _HATCHES[number % len(_HATCHES)]}
            # One outline a series: a bar for each hour and channel took ten times the room.
            axes.stairs(above, edges, baseline=below, fill=True, edgecolor=_INK, label=name, **look)
            below = above
    axes.set_xticks(list(places)[::3], [str(row[0]) for row in table.rows][::3])
    axes.set_xlim(-0.6, len(table.rows) - 0.4)
    axes.set_ylabel(words()["chart"]["count"])
    axes.yaxis.get_major_locator().set_params(integer=True)
    axes.legend(frameon=False, fontsize=9, loc="lower left", bbox_to_anchor=(0, 1), ncol=len(table.columns))
    return _saved(figure, form)


def _aim(value: Decimal) -> str:
    return str(words()["chart"]["aim"]).format(aim=_short_number(value))


def _short_number(value: Decimal) -> str:
    """'90', '92,5'."""
    return f"{value:f}".rstrip("0").rstrip(".").replace(".", ",") if "." in f"{value:f}" else f"{value:f}"


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
