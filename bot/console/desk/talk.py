"""One conversation: what was said, what it is about, and all that an officer can do with it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Any

from starlette.responses import Response

from bot.catalogue.model import Procedure
from bot.console import asked
from bot.console.desk import filling, forms
from bot.console.desk.canned import all_canned
from bot.console.desk.opening import opening
from bot.console.desk.people import people
from bot.console.transcript import Said, transcript
from bot.console.visit import Visit, missing
from bot.desk import handoff as rules
from bot.storage import catalogue, desk_views, handoffs, tables
from bot.storage.handoffs import Handoff

LONGEST_REPLY = 4000
LONGEST_NOTE = 1000
# What an officer may say of a conversation's end; 'returned' and 'left' are said by what he or the person does.
ENDS = ("solved", "advised", "forwarded", "callback", "no_reply")
_ASPECTS = ("fee", "time_limit", "submission", "dossier")
_MOST_EARLIER = 10
_MOST_PROCEDURES = 6


def talk(visit: Visit) -> Response:
    return shown(visit, row_of(visit))


def news(visit: Visit) -> Response:
    """What was said after the line that the page has last, and how the conversation stands."""
    row = row_of(visit)
    said = transcript(visit, row.sender, after=_after(visit))
    return visit.show("desk/_news.html", said=said, **_standing(visit, row, said))


def shown(visit: Visit, row: Handoff, status: int = 200, problem: str = "", **written: Any) -> Response:
    """The page; `written` is what the officer had written when something kept it from being done."""
    said = transcript(visit, row.sender)
    codes = list(visit.session.execute(desk_views.procedures_asked(row.sender, _MOST_PROCEDURES)).scalars())
    procedure = _procedure(visit, row, codes)
    return visit.show(
        "desk/talk.html",
        status,
        live=True,
        said=said,
        problem=problem,
        written={"text": "", "note": "", "to": "", "outcome": "", **written},
        form=forms.new(),
        canned=_choices(visit, procedure),
        unfilled=filling.holes(written.get("text", "")),
        p=procedure,
        **_facts(visit, procedure),
        earlier=visit.rows(desk_views.earlier(row.id, row.sender, _MOST_EARLIER)) if row.sender else [],
        ends=ENDS,
        longest_reply=LONGEST_REPLY,
        longest_note=LONGEST_NOTE,
        codes=[code for code in codes if procedure is None or code != procedure.code],
        **_standing(visit, row, said, codes),
    )


def row_of(visit: Visit) -> Handoff:
    return missing(handoffs.find(visit.session, visit.number()))  # type: ignore[no-any-return]


def known(visit: Visit, row: Handoff) -> dict[str, str]:
    """What canned answers are filled with in this conversation."""
    return _known(visit, _procedure(visit, row, []))


def _standing(visit: Visit, row: Handoff, said: Sequence[Said], codes: Sequence[str] = ()) -> dict[str, Any]:
    now = tables.now()
    begun = row.claimed or row.asked
    everybody = people(visit)
    wanted = [row.procedure, *codes, *(one.turn["procedure"] for one in said if one.turn)]
    return {
        "row": row,
        "people": everybody,
        "titles": asked.titles(visit, wanted),
        "is_mine": row.state == "open" and row.officer == visit.person.name,
        "queued": rules.position(visit.session, row),
        "waited": visit.console.hours.between(row.asked, row.claimed or now),
        "waits_since": rules.waits_since(visit.session, row) if row.state == "open" else None,
        "undelivered": visit.count(desk_views.undelivered(row.sender, begun)) if row.sender else 0,
        "state": f"{row.state} {row.officer or ''} {'' if row.sender else 'gone'}",
        "after": _after(visit),
        **opening(visit, now),
    }


def _after(visit: Visit) -> int:
    text = visit.query.get("after", "")
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 10 else 0


def _procedure(visit: Visit, row: Handoff, codes: Sequence[str]) -> Procedure | None:
    """The one that the officer has chosen, else the one that it is about, else the one asked about last."""
    chosen = visit.form.get("procedure") or visit.query.get("procedure")
    wanted = [code for code in (chosen, row.procedure, *codes[:1]) if code]
    found = catalogue.by_codes(visit.session, wanted)
    return next((found[code] for code in wanted if code in found), None)


def _choices(visit: Visit, procedure: Procedure | None) -> list[tuple[int, str, str]]:
    """(place in the list, title, text with the facts filled in) of every canned answer."""
    facts = _known(visit, procedure)
    return [(place, one.title, filling.fill(one.text, facts)) for place, one in enumerate(all_canned(visit))]


def _known(visit: Visit, procedure: Procedure | None) -> dict[str, str]:
    console = visit.console
    return filling.known(console.agency, console.hours, procedure, console.settings.stale_days)


def _facts(visit: Visit, procedure: Procedure | None) -> dict[str, Any]:
    """Aspect → what is told of it, without the name; and what would be told with every one of them, once."""
    if procedure is None:
        return {"facts": [], "common": ""}
    successor = procedure.superseded_by and catalogue.by_code(visit.session, procedure.superseded_by)
    console = visit.console
    told = {
        aspect: filling.told(
            procedure, aspect, console.agency, console.settings.stale_days, successor or None
        )
        for aspect in _ASPECTS
    }
    counted = Counter(line for text in told.values() for line in text.split("\n"))
    # Warnings first, the source last.
    common = sorted((line for line, count in counted.items() if count > 1), key=lambda line: line[0] != "⚠")
    alone = {
        aspect: "\n".join(line for line in text.split("\n") if line not in common)
        for aspect, text in told.items()
    }
    return {"facts": [(name, text) for name, text in alone.items() if text], "common": "\n".join(common)}
