"""Trained models: which one answers people, how a newer one compares, and the step from one to the other."""

from __future__ import annotations

from datetime import datetime, timezone
from pathlib import Path
from typing import Any

from starlette.responses import Response

from bot.console.visit import Visit, go
from bot.errors import Fallen, ModelError, NotCompared
from bot.gate import comparison, release, scores
from bot.launch import live
from bot.storage import audit, catalogue, lessons
from bot.text.privacy import mask
from bot.text.writing import clean

LONGEST_REASON = 500
_ACTIONS = ("model_promote", "model_rollback")
_LINES = 20


def models(visit: Visit) -> Response:
    return _shown(visit)


def promote(visit: Visit) -> Response:
    """Live from the next start on. Where a field has fallen, only with a reason and a second yes."""
    candidate, reason = _named(visit, visit.form.get("model", "")), _reason(visit)
    if candidate is None:
        return _shown(visit, 409, "gone", reason)
    problem = _problem(visit, reason)
    if problem:
        return _shown(visit, 422, problem, reason)
    force = visit.form.get("force") == "1"
    settings, who = visit.console.settings, visit.person.name
    try:
        release.promote(visit.uow, settings, candidate, who, reason, force, visit.address)
    except NotCompared:
        return _shown(visit, 409, "not_compared", reason)
    except Fallen:
        return _shown(visit, 409, "fallen", reason)
    except ModelError:
        return _shown(visit, 409, "gone", reason)
    return go("/models?done=promote")


def roll_back(visit: Visit) -> Response:
    reason = _reason(visit)
    problem = _problem(visit, reason)
    if problem:
        return _shown(visit, 422, problem, reason)
    try:
        release.roll_back(visit.uow, visit.console.settings, visit.person.name, reason, visit.address)
    except ModelError:
        return _shown(visit, 409, "nothing_before", reason)
    return go("/models?done=rollback")


def _problem(visit: Visit, reason: str) -> str:
    """Which field of the form is missing; empty when none is."""
    wrong = {"sure": visit.form.get("sure") != "1", "reason": not reason or len(reason) > LONGEST_REASON}
    return next((name for name, is_wrong in wrong.items() if is_wrong), "")


def _reason(visit: Visit) -> str:
    return mask(clean(visit.form.get("reason", "")))


def _named(visit: Visit, name: str) -> Path | None:
    """A model of ours by its file's name; no path of anybody else's making."""
    return next((path for path in live.all_models(visit.console.settings.models) if path.name == name), None)


def _shown(visit: Visit, status: int = 200, problem: str = "", reason: str = "") -> Response:
    settings = visit.console.settings
    now, others = release.live_model(settings), release.candidates(settings)
    before = release.previous(settings)
    wanted = visit.query.get("candidate") or visit.form.get("model", "")
    # What has been live was a candidate once; somebody comes for the newest that has not.
    newest = next((path for path in others if path not in before), None)
    candidate = next((path for path in others if path.name == wanted), newest)
    rows = release.table(settings, candidate) if candidate else None
    key = scores.key(settings)
    measured = scores.kept(candidate, key) if candidate else None
    return visit.show(
        "models.html",
        status,
        now=now,
        candidate=candidate,
        table=rows,
        has_moved=measured is not None and measured.catalogue != catalogue.version(visit.session),
        fallen=[release.name_of(row.field) for row in comparison.fallen(rows or [])],
        models=[_told(path, now, before, key) for path in live.all_models(settings.models)],
        before=before,
        kept=settings.models_kept,
        name_of=release.name_of,
        taught=len(visit.rows(lessons.active("example"))),
        history=_history(visit),
        problem=problem,
        reason=reason,
        longest_reason=LONGEST_REASON,
    )


def _told(path: Path, now: Path | None, before: list[Path], key: str) -> dict[str, Any]:
    state = "live" if path == now else "before" if path in before else "candidate"
    stat = path.stat()
    return {
        "name": path.name,
        "at": datetime.fromtimestamp(stat.st_mtime, timezone.utc),
        "size": f"{stat.st_size / 1e6:.1f}".replace(".", ","),
        "state": state,
        "measured": scores.kept(path, key) is not None,
    }


def _history(visit: Visit) -> list[Any]:
    found = [row for action in _ACTIONS for row in visit.rows(audit.entries(action=action).limit(_LINES))]
    return sorted(found, key=lambda row: -row["id"])[:_LINES]
