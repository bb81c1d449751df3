"""The documents as a whole: understanding against the control, the channels, and the console."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timezone
from typing import Any

from benchmarks import results
from benchmarks.plan import OUT
from benchmarks.report import capacity, tables
from benchmarks.report.goals import Results, goals
from bot.settings import ROOT

# Beside the figures when they are not those of the documented run.
FOLDER = ROOT / "docs" if OUT == ROOT / "var" / "bench" else OUT

Section = tuple[str, str, Callable[[dict[str, Any]], str]]


@dataclass(frozen=True)
class Document:
    """One file of docs/; `parts` are all whose circumstances it tells, `optional` may be missing."""

    name: str
    opening: str
    parts: tuple[str, ...]
    sections: tuple[Section, ...]
    remarks: str
    optional: tuple[str, ...] = ()


_OPENING = """# Benchmarks

Written by `python -m benchmarks report` from `var/bench/*.json`; edit the program, not this page. `make bench` runs
all parts (hours, because of the control); `python -m benchmarks linking` runs one.

Ratios compare with **the control**: the pipeline and policies that `rasa init` writes, with their own settings, on
the same examples, measured by the same script in the same run of a part. What is asked is its intent (several
aspects at once: one intent such as `ask_dossier+ask_fee`), about what is chosen by its ResponseSelector among one
response key a procedure. Rasa's files let a message carry one of the two labels only, so its users would train two
models; our importer gives each message both, and one model learns both: cheaper for the control, and no less
accurate. Its answers are texts of its domain, without action server or database."""

_REMARKS = """## Remarks

- One data set, one seed; intervals are Wilson's 95 %. Groups of some dozen questions tell large differences only.
- `data/dev` was looked at while developing; `data/eval` was written for measuring only. `no_marks` and `typos` are
  copies of the accented group made by `benchmarks/variants.py`.
- Ours is judged by whole turns in one process, as `bot eval` does; the control by what its NLU says, where a question
  counts as answered when the intent is a question (its FallbackClassifier and small talk hold answers back).
- The control's aspects of a message that it cannot tell (`nlu_fallback`) count as `out_of_scope`.
- Parse time is that of one message, warm, each model in a process of its own as its server would run it (ours by
  `bot.serving`), the two asked in turns; normalising and linking are in ours.
- Start is from the first process to the first answered REST turn. Memory is proportional (PSS), after the load, our
  action server included.
- Linking: beyond the real procedures the catalogue is synthetic (`benchmarks/synthetic.py`); the recogniser and the
  ranking weights are those of the real one. Each question counts with the middle of three times.
- The load average in the table above says whether the machine had other work. Wall-clock figures under foreign load
  are worse than on a quiet machine for both sides; ratios suffer less."""


_LOAD_OPENING = """# Load

Written by `python -m benchmarks report` from `var/bench/*.json`; edit the program, not this page.
`make load` runs it (some minutes; PostgreSQL must answer at 127.0.0.1:5432: `.ci/postgresql`)."""

_LOAD_REMARKS = """## Remarks

- People ask through the web page's own requests, four questions a person: taken into the inbox, turned by the trained
  model, answered by the action server from the database, written with the transcript and the outbox, heard by a
  request that waits. The control answers over REST from its domain, with its tracker in memory, as in
  [benchmarks.md](benchmarks.md); how long it was trained does not change its speed. Without its row it was not
  measured.
- Servers, database and the people who ask share two cores; what the people cost of them stands in the table.
- “Above hops and commits”: from p50 at one client the time of three requests that do nothing and of six commits of
  one row is taken away. A turn has three requests and some six commits.
- The system measured is nearly empty: 207 procedures, a database that has just begun. A full one was seen to be much
  slower in a short run of another program, its cause is not found; so the last table is a lower bound of
  what is needed.
- Not measured here: 10,000 procedures, 1,000,000 opinions and 10,000 open talks at once; linking alone at 10,000 is in
  [benchmarks.md](benchmarks.md), pages over a million in [benchmarks-console.md](benchmarks-console.md)."""

_CHANNELS_OPENING = """# Benchmarks of the channels

Written by `python -m benchmarks report` from `var/bench/*.json`; edit the program, not this page.
`python -m benchmarks acknowledgement widget streams completing` runs its parts (some minutes; Chromium is needed for
the second, PostgreSQL at 127.0.0.1:5432 for the third)."""

_CHANNELS_REMARKS = """## Remarks

- Acknowledging: 32 senders post webhooks as Telegram and Zalo do, each the next some half a second after the last was
  acknowledged, which is more than the model answers: it is busy all the time. From the request to the whole answer,
  as the sender's process sees it, after four seconds of warm-up; an acknowledged event is committed to the database
  (SQLite here). Telegram allows thirty answers a second, Zalo as many as the machine gives.
- The widget: from the moment at which a line is there at the server to the second frame after it stands in the page.
- Streams: from the sending of a message to the moment at which its answer is heard on an open stream, both over HTTP,
  by an agent that only repeats; “elsewhere” listens at another server than the one that answers, which looks every
  second for what others have said.
- Names: real ones typed letter by letter, with marks and without; beyond the real procedures the catalogue is
  synthetic, as in the part `linking`. What the server does, without the way to it.
- What counts messages in and out is a test, not a benchmark: `tests/channels/test_faults.py` (killed with 200 messages
  in flight; every event three times to two servers), `tests/channels/hostile` (forged and broken webhooks),
  `tests/channels/conformance` (the same talks on every channel), `tests/browser` (axe, keyboard alone)."""

_CONSOLE_OPENING = """# Benchmarks of the console

Written by `python -m benchmarks report` from `var/bench/*.json`; edit the program, not this page.
`python -m benchmarks console` runs it (some minutes; PostgreSQL must answer at 127.0.0.1:5432: `.ci/postgresql`)."""

_CONSOLE_REMARKS = """## Remarks

- A person is a row of `feedback` with one rated answer, another answer that nobody rated, and the two questions: a
  million people are two million rows of `rating` and as many of `turn`, over two years to now.
- From the request to the whole page in one process, one after the other: what the console does, without the network
  and without anybody else. `/` and `/indicators` are asked of a console that has just been started and remembers
  nothing, pictures included; `bot.console` counts and draws the first page ahead when it starts. “A minute later”: the
  present month and the hours are counted again, and both charts drawn. The charts' library is loaded before."""

DOCUMENTS = (
    Document(
        "benchmarks.md",
        _OPENING,
        ("control", "ours", "nlu", "crossvalidation", "server", "linking", "catalogue"),
        (
            ("Training", "control", tables.training),
            ("Our training again, after later changes", "ours", tables.again),
            ("Understanding", "nlu", tables.parsing),
            ("Accuracy", "nlu", tables.accuracy),
            ("Server", "server", tables.server),
            ("Linking in a growing catalogue", "linking", tables.linking),
            ("Importing a catalogue", "catalogue", tables.catalogue),
        ),
        _REMARKS,
        optional=("ours",),
    ),
    Document(
        "benchmarks-channels.md",
        _CHANNELS_OPENING,
        ("acknowledgement", "widget", "streams", "completing"),
        (
            ("Acknowledging webhooks", "acknowledgement", tables.acknowledgement),
            ("The widget", "widget", tables.widget),
            ("Answers on open streams", "streams", tables.streams),
            ("Names while somebody types", "completing", tables.completing),
        ),
        _CHANNELS_REMARKS,
    ),
    Document(
        "capacity.md",
        _LOAD_OPENING,
        ("load",),
        (("Turns", "load", tables.load), ("How many people", "load", capacity.section)),
        _LOAD_REMARKS,
    ),
    Document(
        "benchmarks-console.md",
        _CONSOLE_OPENING,
        ("console",),
        (("Pages", "console", tables.console),),
        _CONSOLE_REMARKS,
    ),
)


def write() -> None:
    """Each document whose parts were all measured; another stays as it is, for no figure may go unseen."""
    for one in DOCUMENTS:
        found = {part: content for part in one.parts if (content := results.load(part))}
        missing = [part for part in one.parts if part not in found and part not in one.optional]
        if missing:
            print(f"{one.name} left as it is, not measured: {', '.join(missing)}")
        else:
            _write(one, found)


def _write(document: Document, found: Results) -> None:
    sections = [document.opening, _circumstances(found), _goals(found)]
    sections += [_section(found, *one) for one in document.sections if one[1] in found]
    FOLDER.mkdir(exist_ok=True)
    path = FOLDER / document.name
    path.write_text("\n\n".join([*sections, document.remarks]) + "\n", "utf-8")
    print(f"→ {path}")


def _section(found: Results, title: str, part: str, shown: Callable[[dict[str, Any]], str]) -> str:
    return f"## {title}\n\n{shown(found[part]['figures'])}"


def _circumstances(found: Results) -> str:
    rows = [
        (
            f"`{part}`",
            one["finished"].replace("+00:00", " UTC"),
            f"`{one['command']}`",
            one["machine"]["load_average"][1],
        )
        for part, one in found.items()
    ]
    machine = next(iter(found.values()), {}).get("machine", {})
    versions = next(iter(found.values()), {}).get("versions", {})
    text = (
        f"Rendered {datetime.now(timezone.utc):%Y-%m-%d %H:%M} UTC. {machine.get('processor')}, "
        f"{machine.get('cores')} cores, {machine.get('memory_gib')} GiB, {machine.get('system')}, "
        f"Python {machine.get('python')}; {', '.join(f'{name} {number}' for name, number in versions.items())}."
    )
    return f"{text}\n\n{tables.table(('part', 'finished', 'command', 'load (5 min)'), rows)}"


def _goals(found: Results) -> str:
    rows = [(goal.name, goal.wanted, goal.measured, goal.verdict) for goal in goals(found)]
    return f"## Goals\n\n{tables.table(('', 'goal', 'measured', ''), rows)}"
