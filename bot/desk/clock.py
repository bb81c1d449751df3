"""Times as people are told them."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from itertools import pairwise

from bot.catalogue.working import MIDNIGHT, VIETNAM, Working
from bot.desk.words import words


def moment(at: datetime, now: datetime) -> str:
    """'07:30 ngày mai (thứ Sáu, 27/11/2026)'."""
    there, today = at.astimezone(VIETNAM), now.astimezone(VIETNAM).date()
    own = words()["clock"]
    form = {0: own["today"], 1: own["tomorrow"]}.get((there.date() - today).days, own["later"])
    weekday = own["weekdays"][there.weekday()]
    return str(form.format(time=f"{there:%H:%M}", weekday=weekday, date=f"{there:%d/%m/%Y}"))


def lasting(span: timedelta) -> str:
    """'1 giờ 20 phút', in whole minutes."""
    own = words()["clock"]
    hours, minutes = divmod(round(span.total_seconds() / 60), 60)
    told = [own["hours"].format(hours=hours)] if hours else []
    told += [own["minutes"].format(minutes=minutes)] if minutes else []
    return " ".join(told) or str(own["short"])


def week(working: Working) -> str:
    """'thứ Hai đến thứ Sáu, 07:30–11:30 và 13:30–17:00, trừ ngày lễ, Tết'."""
    own = words()["clock"]
    names = [own["weekdays"][day] for day in working.days]
    in_a_row = len(names) > 2 and all(later == earlier + 1 for earlier, later in pairwise(working.days))
    days = own["from_to"].format(first=names[0], last=names[-1]) if in_a_row else ", ".join(names)
    spells = own["and"].join(f"{begin:%H:%M}–{_end(end)}" for begin, end in working.spells)
    return str(own["week"].format(days=days, spells=spells))


def _end(spell: time) -> str:
    return "24:00" if spell == MIDNIGHT else f"{spell:%H:%M}"
