"""The audit log: who did what, when. Written and read, never changed; whether it was is told by its chain."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Optional

from sqlalchemy import case, func, insert, select, update
from sqlalchemy.orm import Session

from bot.storage.chain import START, UNLINKED, link_of
from bot.storage.staff_tables import audit, audit_head
from bot.storage.tables import now

ACTIONS = (
    *("sign_in", "sign_in_refused", "sign_in_blocked", "sign_out", "sessions_end", "password"),
    *("staff_add", "staff_reset", "staff_disable", "staff_role", "staff_unit"),
    *("review", "feedback_review", "feedback_bulk", "feedback_undo", "feedback_export", "report_export"),
    "open_data_export",
    *("presence", "handoff_claim", "handoff_reply", "handoff_transfer", "handoff_back", "handoff_close"),
    *("callback_phone", "callback_tried", "callback_cancel"),
    *("petition_accept", "petition_forward", "petition_extend", "petition_answer", "petition_close"),
    *("petition_publish", "petition_unpublish", "petition_contact", "petition_export"),
    *("lesson_add", "lesson_undo", "model_promote", "model_rollback"),
    *("canned_add", "canned_change", "canned_delete"),
    *("catalogue_edit", "catalogue_check", "catalogue_import", "catalogue_restore", "catalogue_export"),
    *("agency_change", "agency_undo", "channel_off", "channel_on"),
    *("retention_run", "secret_rotate"),
)


# A line that somebody slipped in is found by its link; it must not keep staff from working until then.
_LAST = select(func.coalesce(func.max(audit.c.id), 0)).scalar_subquery()
_NEXT = case((audit_head.c.number < _LAST, _LAST), else_=audit_head.c.number) + 1


def record(
    session: Session,
    who: str,
    action: str,
    subject: str = "",
    detail: Optional[dict[str, Any]] = None,
    address: Optional[str] = None,
) -> None:
    """One line of the log, in the transaction of what it tells of; others wait with theirs until that is over."""
    assert action in ACTIONS, action
    # Written before it is read: that takes the lock on both databases.
    session.execute(update(audit_head).values(number=_NEXT))
    number, before = session.execute(select(audit_head.c.number, audit_head.c.link)).one()
    before = _joined(session, before)
    row: dict[str, Any] = {
        "who": who,
        "action": action,
        "subject": subject,
        "detail": detail,
        "address": address,
    }
    row |= {"id": number, "at": now()}
    link = link_of(before, row)
    session.execute(insert(audit).values(**row, link=link))
    session.execute(update(audit_head).values(link=link))


def _joined(session: Session, link: str) -> str:
    """The link before the next line: lines that a server of an earlier version wrote meanwhile have none of their
    own, and become part of the chain by that of the line after them."""
    last = select(func.coalesce(func.max(audit.c.id), 0)).where(audit.c.link != UNLINKED).scalar_subquery()
    for row in session.execute(select(audit).where(audit.c.id > last).order_by(audit.c.id)).mappings():
        link = link_of(link, row)
    return link


@dataclass(frozen=True)
class Verdict:
    """`count` lines were read. `broken`: the first line that is not as it was written; 0 where all are, or where
    the end is missing. `head`: the last line as the chain knows it, 'number:link', to be noted elsewhere."""

    count: int
    broken: int
    is_whole: bool
    head: str


def verify(session: Session, noted: str = "") -> Verdict:
    """Read the whole log again. `noted`: a head of before, which must still be part of it."""
    number, last = session.execute(select(audit_head.c.number, audit_head.c.link)).one()
    head, link, at, count, found = f"{number}:{last}", START, 0, 0, not noted
    whole = link
    for row in session.execute(
        select(audit).order_by(audit.c.id).execution_options(yield_per=1000)
    ).mappings():
        link, count = link_of(link, row), count + 1
        if row["link"] == UNLINKED:
            continue
        if link != row["link"]:
            return Verdict(count, row["id"], False, head)
        at, whole = row["id"], link
        found = found or f"{at}:{link}" == noted
    return Verdict(count, 0, found and at in (0, number) and whole == last, head)


def entries(
    who: Optional[str] = None,
    action: Optional[str] = None,
    since: Optional[datetime] = None,
    until: Optional[datetime] = None,
    subject: Optional[str] = None,
) -> Any:
    """The lines that are wanted, newest first."""
    query = select(audit).order_by(audit.c.id.desc())
    for column, value in ((audit.c.who, who), (audit.c.action, action), (audit.c.subject, subject)):
        query = query.where(column == value) if value else query
    query = query.where(audit.c.at >= since) if since else query
    return query.where(audit.c.at < until) if until else query


def names() -> Any:
    """Everybody who stands in the log."""
    return select(audit.c.who).group_by(audit.c.who).order_by(func.lower(audit.c.who))
