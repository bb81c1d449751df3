"""Questions that the assistant missed: not understood, declined, asked back, or answered beside the point."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import func, select

from bot.storage.feedback_tables import rating
from bot.storage.tables import turn, unanswered

OUTCOMES = ("unknown", "declined", "choices")
# 'Sai thủ tục' and 'Không đúng điều người hỏi cần'.
MISUNDERSTOOD = ("wrong_procedure", "off_question")
# More than this nobody works through; the newest count.
MOST = 10_000

_turn, _rating, _unanswered = turn.c, rating.c, unanswered.c
_COLUMNS = (_turn.id, _turn.at, _turn.sender, _turn.channel, _turn.text, _turn.aspects, _turn.outcome)
_MISJUDGED = (_rating.satisfied.is_(False), _rating.reason.in_(MISUNDERSTOOD))


def unhelped(since: datetime) -> Any:
    """By outcome, newest first."""
    missed = _turn.at >= since, _turn.outcome.in_(OUTCOMES), _turn.text != ""
    return select(*_COLUMNS).where(*missed).order_by(_turn.id.desc()).limit(MOST)


def misunderstood(since: datetime) -> Any:
    """By what people said of the answer, newest first."""
    joined = turn.join(rating, (_rating.turn == _turn.id) & (_rating.sender == _turn.sender))
    missed = _turn.at >= since, _turn.text != "", *_MISJUDGED
    return select(*_COLUMNS).select_from(joined).where(*missed).order_by(_turn.id.desc()).limit(MOST)


def kept(since: datetime) -> Any:
    """(id, sender, text, state) of what waits or waited for staff one by one."""
    columns = (_unanswered.id, _unanswered.sender, _unanswered.text, _unanswered.state)
    return select(*columns).where(_unanswered.at >= since).order_by(_unanswered.id)


def state() -> list[Any]:
    """Rows that change whenever more is missed or reviewed one by one."""
    return [
        select(func.max(_turn.id)).where(_turn.outcome.in_(OUTCOMES)),
        select(func.max(_rating.changed)).where(*_MISJUDGED),
        select(func.max(_unanswered.reviewed_at), func.count(_unanswered.reviewed_at)),
    ]
