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
    control, ours, epochs, data = figures["control"], figures["ours"], figures["epochs"], figures["data"]
    rows = [
        (name, one["wall_seconds"], one["cpu_seconds"], one["peak_mib"], one["model_mb"])
        for name, one in ((f"control, {epochs} epochs", control), ("ours", ours))
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
    if epochs < FULL:
        hours = control["projected_wall_seconds"] / 3600
        text += (
            f"\n\n**The control was trained with {epochs} epochs, not with Rasa's {FULL}**: those would take about "
            f"{hours:.1f} hours on this machine (projected: the epochs' seconds × {FULL}/{epochs}; batches grow evenly "
            "over a run, so the mean epoch costs the same). Its accuracy below is that of "
            f"{epochs} epochs; its parse time, size, memory and server figures do not depend on their number."
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


def _pair(times: dict[str, float]) -> str:
    return f"{times['p50']:.2f} / {times['p95']:.2f}"


def catalogue(figures: dict[str, Any]) -> str:
    return table((f"{figures['procedures']:,} procedures", "seconds"), figures["seconds"].items())
