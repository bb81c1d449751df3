"""What people asked: every question, and the talks they belong to."""

from __future__ import annotations

from typing import Any

from starlette.responses import Response

from bot.console import lists, times
from bot.console.desk.people import people
from bot.console.transcript import transcript, with_turns
from bot.console.visit import Visit, missing
from bot.storage import desk_views, procedures, questions
from bot.storage.questions import Wanted
from bot.storage.tables import OUTCOMES

_LONGEST_CODE = 40


def all_questions(visit: Visit) -> Response:
    period = times.period(visit.query)
    sheet = lists.sheet(visit, questions.turns(wanted(visit, period)))
    return visit.show(
        "questions.html",
        sheet=sheet,
        period=period,
        outcomes=OUTCOMES,
        titles=titles(visit, [row["procedure"] for row in sheet.rows] + [visit.query.get("procedure")]),
    )


def talks(visit: Visit) -> Response:
    period = times.period(visit.query)
    meant = wanted(visit, period)
    sheet = lists.sheet(visit, questions.talks(meant), questions.how_many_talks(meant))
    counts = visit.session.execute(questions.counts([row["sender"] for row in sheet.rows], meant)).all()
    return visit.show(
        "talks.html",
        sheet=sheet,
        period=period,
        outcomes=OUTCOMES,
        counts={sender: (number, missed) for sender, number, missed in counts},
        titles=titles(visit, [row["procedure"] for row in sheet.rows]),
    )


def talk(visit: Visit) -> Response:
    """All that was said with whoever asked this question, day by day."""
    turns = missing(visit.rows(questions.talk_of(visit.number()))[::-1] or None)
    sender = turns[0]["sender"]
    kept = transcript(visit, sender)
    said = with_turns(kept, turns)
    return visit.show(
        "talk.html",
        sender=sender,
        channel=turns[0]["channel"],
        said=said,
        asked=len(turns),
        older=any(one.number is None for one in said),
        people=people(visit),
        titles=titles(visit, [turn["procedure"] for turn in turns]),
        cut=len(turns) == questions.MOST_TURNS or len(kept) == desk_views.MOST_LINES,
    )


def wanted(visit: Visit, period: times.Period, state: str | None = None) -> Wanted:
    """What the address asks for."""
    return Wanted(
        since=period.since,
        until=period.until,
        outcome=lists.chosen(visit, "outcome", OUTCOMES),
        state=state,
        procedure=visit.query.get("procedure", "")[:_LONGEST_CODE] or None,
        text=lists.searched(visit),
    )


def titles(visit: Visit, codes: list[Any]) -> dict[str, str]:
    """Code → what the procedure is called, for those that the catalogue has."""
    known = sorted({code for code in codes if code})
    return dict(visit.session.execute(procedures.titles(known)).all())
