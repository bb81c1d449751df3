"""Buttons shown: an id that says nothing, and what it means to the one it was shown to."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Optional

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from bot.storage import tables

_button = tables.button.c
_OFFER = insert(tables.button)


@dataclass(frozen=True)
class Button:
    """`payload` is the question that is asked by it; with `letter`, that letter is sent once more instead."""

    id: str
    title: str
    payload: str
    letter: Optional[int] = None


def offer(session: Session, sender: str, buttons: Iterable[Button], expires: datetime) -> None:
    rows = [{**vars(one), "sender": sender, "expires": expires} for one in buttons]
    if rows:
        session.execute(_OFFER, rows)


def pressed(session: Session, sender: str, button: str, now: datetime) -> Optional[Button]:
    """What it means; None when it was never shown to this sender, or too long ago."""
    query = select(_button.id, _button.title, _button.payload, _button.letter)
    known = _button.id == button, _button.sender == sender, _button.expires > now
    row = session.execute(query.where(*known)).first()
    return Button(*row) if row else None
