"""One channel of messages switched off or on again: first what that means, then the step."""

from __future__ import annotations

from dataclasses import asdict
from datetime import datetime
from typing import Any

from starlette.exceptions import HTTPException
from starlette.responses import Response

from bot.catalogue.agency import Pause
from bot.catalogue.agency_schema import PAUSABLE
from bot.catalogue.working import VIETNAM
from bot.console.agency import saving
from bot.console.agency.room import PAUSES
from bot.console.visit import Visit, go
from bot.text.privacy import mask
from bot.text.writing import clean

LONGEST_REASON = 300


def switch(visit: Visit) -> Response:
    return _page(visit)


def turn(visit: Visit) -> Response:
    """Pressed twice it is done once."""
    channel, wish = _channel(visit), visit.form.get("turn", "")
    reason = mask(clean(visit.form.get("reason", "")))
    if wish not in ("on", "off"):
        raise HTTPException(400)
    problem = _problem(visit, reason) if wish == "off" else ""
    if problem:
        return _page(visit, 422, problem, reason)
    if not saving.save(
        visit, PAUSES, _step(visit, channel, wish, reason), f"channel_{wish}", reason, channel=channel
    ):
        return _page(visit, 409, "moved", reason)
    return go(f"/agency?saved={wish}#channels")


def _step(visit: Visit, channel: str, wish: str, reason: str) -> saving.Step:
    def step(overlay: dict[str, Any]) -> dict[str, Any]:
        # Of the profile, not of the changes alone: the file may have channels off, too.
        there = visit.console.authority.with_changes(overlay).pauses
        others = [_kept(pause) for pause in there if pause.channel != channel]
        pause = Pause(channel, reason, visit.person.name, datetime.now(VIETNAM))
        return {**overlay, PAUSES: [*others, _kept(pause)] if wish == "off" else others}

    return step


def _kept(pause: Pause) -> dict[str, str]:
    return {**asdict(pause), "since": pause.since.isoformat(timespec="seconds")}


def _problem(visit: Visit, reason: str) -> str:
    if not reason or len(reason) > LONGEST_REASON:
        return "reason"
    return "" if visit.form.get("sure") == "1" else "sure"


def _channel(visit: Visit) -> str:
    channel = visit.word("channel")
    if channel not in PAUSABLE:
        raise HTTPException(404)
    return channel


def _page(visit: Visit, status: int = 200, problem: str = "", reason: str = "") -> Response:
    channel, seen = _channel(visit), saving.seen(visit, PAUSES)
    visit.console.authority.look_again()
    profile = visit.console.authority.agency
    return visit.show(
        "agency/switch.html",
        status,
        channel=channel,
        seen=seen,
        pause=profile.pause(channel),
        hotline=profile.hotline,
        problem=problem,
        reason=reason,
        longest_reason=LONGEST_REASON,
    )
