"""Sections of the document, each from one part's figures."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from benchmarks.control.part import FULL
from benchmarks.report.goals import shown


def table(head: Sequence[str], rows: Iterable[Sequence[Any]]) -> str:
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join("| " + " | ".join(str(cell) for cell in line) + " |" for line in lines)


def training(figures: dict[str, Any]) -> str:
    control, ours, data = figures["control"], figures["ours"], figures["data"]
    epochs, diet = figures["epochs"], figures.get("diet", figures["epochs"])
    rows = [
        (name, one["wall_seconds"], one["cpu_seconds"], one["peak_mib"], one["model_mb"])
        for name, one in (
            (f"control, {epochs} epochs" + (f", DIET {diet}" if diet != epochs else ""), control),
            ("ours", ours),
        )
    ]
    text = table(("", "wall s", "CPU s", "peak MiB", "model MB"), rows)
    parts = ", ".join(
        f"{name} {seconds:.0f}" for name, seconds in control["components"].items() if seconds >= 1
    )
    text += f"\n\nOf the control's seconds: {parts}."
    parts = ", ".join(f"{name} {seconds:.0f}" for name, seconds in ours["components"].items() if seconds >= 1)
    text += f" Of ours: {parts}."
    text += (
        f"\n\n{data['examples']:,} examples, {data['intents']} intents "
        f"({data['intents_of_several_aspects']} of several aspects), "
        f"{data['procedure_response_keys']} procedures with {data['examples_about_a_procedure']:,} examples."
    )
    text += "".join(f"\n\n{note}" for note in figures.get("notes", ()))
    if diet < FULL:
        hours = control["projected_wall_seconds"] / 3600
        what = "The control" if diet == epochs else "The control's DIETClassifier (what is asked)"
        text += (
            f"\n\n**{what} was trained with {diet} epochs, not with Rasa's {FULL}**: those would take about "
            f"{hours:.1f} hours on this machine (projected: the epochs' seconds × {FULL}/{diet}; batches grow evenly "
            "over a run, so the mean epoch costs the same). Its accuracy below is that of "
            f"{diet} epochs; parse time, size, memory and server figures do not depend on their number."
        )
        if diet != epochs:
            text += (
                f" All other components, the ResponseSelector (about what) among them, had their {epochs}."
            )
    return text


def again(figures: dict[str, Any]) -> str:
    head = ("", "wall s", "CPU s", "peak MiB", "model MB")
    row = ("ours", *(figures[key] for key in ("wall_seconds", "cpu_seconds", "peak_mib", "model_mb")))
    return f"{table(head, [row])}\n\nThe parts below that ended later than this used this model."


def accuracy(figures: dict[str, Any]) -> str:
    return "\n\n".join(_file(name, tables) for name, tables in figures["files"].items())


def _file(name: str, tables: dict[str, Any]) -> str:
    sections = [f"### data/{name}"]
    for title, kind in (("As written", "whole"), ("By writing", "writing"), ("By group", "groups")):
        rows = [
            row
            for control, ours in zip(tables["control"][kind], tables["ours"][kind], strict=True)
            for row in _rows(control, ours)
        ]
        head = (title, "questions", "", "procedure first", "among 3", "aspects", "both")
        sections.append(table((*head, "answered wrongly", "declined rightly"), rows))
    return "\n\n".join(sections)


def _rows(control: dict[str, Any], ours: dict[str, Any]) -> list[tuple[Any, ...]]:
    keys = ("top1", "top3", "aspects", "both", "answered_wrongly", "declined_rightly")
    group = "all" if ours["group"] == "tất cả" else ours["group"]
    return [
        (group, ours["questions"], "ours", *(shown(ours[key]) for key in keys)),
        ("", "", "control", *(shown(control[key]) for key in keys)),
    ]


def parsing(figures: dict[str, Any]) -> str:
    rows = [
        (name, times["p50"], times["p95"], times["count"])
        for name, times in figures["parse_milliseconds"].items()
    ]
    return table(("parse, in process", "p50 ms", "p95 ms", "questions"), rows)


def server(figures: dict[str, Any]) -> str:
    rows = []
    for name, one in figures.items():
        sizes = ", ".join(
            f"{process} {size['pss_mib']} (RSS {size['rss_mib']})" for process, size in one["memory"].items()
        )
        rows.append((name, one["start_seconds"], ", ".join(map(str, one["starts"])), sizes))
    text = table(("", "first answer after, s (median)", "each start", "PSS MiB"), rows)
    turns = [
        (
            turn["clients"],
            name,
            turn["p50"],
            turn["p95"],
            turn["turns_per_second"],
            turn["count"],
            turn["without_words"],
        )
        for pair in zip(*(one["turns"] for one in figures.values()), strict=True)
        for name, turn in zip(figures, pair, strict=True)
    ]
    head = ("clients", "", "p50 ms", "p95 ms", "turns/s", "turns", "without words")
    return f"{text}\n\n{table(head, turns)}"


def linking(figures: dict[str, Any]) -> str:
    rows = [
        (
            f"{size['procedures']:,}",
            size["build_seconds"],
            size["rebuild_seconds"],
            size["memory_mib"],
            *(_pair(times) for step in ("find", "link") for times in (size[step], size[step]["cpu"])),
        )
        for size in figures["sizes"]
    ]
    head = ("procedures", "build s", "one changed, s", "MiB", "find ms p50 / p95", "CPU ms")
    return table((*head, "find and rank ms p50 / p95", "CPU ms"), rows)


def acknowledgement(figures: dict[str, Any]) -> str:
    head = ("", "senders", "p50 ms", "p95 ms", "p99 ms", "slowest ms", "events", "answered meanwhile", "left")
    names = ("senders", "p50", "p95", "p99", "slowest", "count", "answered_meanwhile", "unanswered")
    rows = [(channel, *(one[name] for name in names)) for channel, one in figures["channels"].items()]
    return table(head, rows)


def widget(figures: dict[str, Any]) -> str:
    rows = [
        (name.replace("_", " "), *(figures[f"{name}_ms"][key] for key in ("p50", "p95", "count")))
        for name in ("stream", "long_poll")
    ]
    text = table(("a line seen after the server had it", "p50 ms", "p95 ms", "lines"), rows)
    return f"{text}\n\nOne file of {figures['bytes']:,} bytes, {figures['gzipped']:,} gzipped."


def streams(figures: dict[str, Any]) -> str:
    rows = [
        (database, where, *(one[key] for key in ("p50", "p95", "count")))
        for database, places in figures.items()
        for where, one in places.items()
    ]
    return table(("database", "heard at", "p50 ms", "p95 ms", "lines"), rows)


def completing(figures: dict[str, Any]) -> str:
    rows = [
        (
            f"{size['procedures']:,}",
            size["build_seconds"],
            _pair(size["complete"]),
            f"{size['complete']['count']:,}",
        )
        for size in figures["sizes"]
    ]
    return table(("procedures", "build s", "names found, ms p50 / p95", "letters typed"), rows)


def console(figures: dict[str, Any]) -> str:
    """A row for each page, p50 and p95 of each database."""
    databases = figures["databases"]
    rows = [
        (f"`{page}`", *(_pair(one["pages"][page]) for one in databases)) for page in databases[0]["pages"]
    ]
    heads = (f"{one['database']}, {one['people']:,} people, ms p50 / p95" for one in databases)
    return f"{table(('page', *heads), rows)}\n\nEach page {figures['repeats']} times."


def _pair(times: dict[str, float]) -> str:
    return f"{times['p50']:.2f} / {times['p95']:.2f}"


def catalogue(figures: dict[str, Any]) -> str:
    return table((f"{figures['procedures']:,} procedures", "seconds"), figures["seconds"].items())


def load(figures: dict[str, Any]) -> str:
    """Who asked, and how long it took."""
    rows = [(f"ours, SQLite, {one['people']} at once", one) for one in figures["sqlite"].values()]
    rows += [
        (f"ours, PostgreSQL, {one['servers']} × Rasa and actions, {one['people']} at once", one)
        for one in figures["servers"]
    ]
    if "control" in figures:
        rows.insert(0, (f"control over REST, {figures['control']['clients']} at once", figures["control"]))
    told = [
        (
            name,
            f"{one['p50']:.1f}",
            f"{one['p95']:.1f}",
            f"{one['p99']:.1f}",
            one["turns_per_second"],
            one.get("own_processors", "–"),
        )
        for name, one in rows
    ]
    return table(("", "p50 ms", "p95 ms", "p99 ms", "turns/s", "processors of those who ask"), told)
