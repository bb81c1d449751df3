"""The audit log: who did what, when. Written and read, never changed."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Optional

from sqlalchemy import func, insert, select
from sqlalchemy.orm import Session

from bot.storage.staff_tables import audit

ACTIONS = (
    *("sign_in", "sign_in_refused", "sign_in_blocked", "sign_out", "sessions_end", "password"),
    *("staff_add", "staff_reset", "staff_disable", "staff_role", "staff_unit"),
    *("review", "feedback_review", "feedback_bulk", "feedback_undo", "feedback_export", "report_export"),
    "open_data_export",
    *("presence", "handoff_claim", "handoff_reply", "handoff_transfer", "handoff_back", "handoff_close"),
    *("callback_phone", "callback_tried", "callback_cancel"),
    *("petition_accept", "petition_forward", "petition_extend", "petition_answer", "petition_close"),
    *("petition_publish", "petition_unpublish", "petition_contact"),
    *("lesson_add", "lesson_undo", "model_promote", "model_rollback"),
    *("canned_add", "canned_change", "canned_delete"),
    *("catalogue_edit", "catalogue_check", "catalogue_import", "catalogue_restore", "catalogue_export"),
    *("agency_change", "agency_undo", "channel_off", "channel_on"),
)


def record(
    session: Session,
    who: str,
    action: str,
    subject: str = "",
    detail: Optional[dict[str, Any]] = None,
    address: Optional[str] = None,
) -> None:
    """One line of the log, in the transaction of what it tells of."""
    assert action in ACTIONS, action
    row = {"who": who, "action": action, "subject": subject, "detail": detail, "address": address}
    session.execute(insert(audit).values(**row))


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
