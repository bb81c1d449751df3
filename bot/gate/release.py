"""A model goes live, or back: only what does nowhere clearly worse, unless somebody answers for it."""

from __future__ import annotations

from pathlib import Path

from bot.catalogue.labels import FIELDS
from bot.errors import Fallen, ModelError, NotCompared
from bot.gate import comparison, scores
from bot.gate.comparison import ALL, Row
from bot.gate.scores import OUTSIDE
from bot.launch import live
from bot.launch.model import is_sound, model_path
from bot.settings import ROOT, Settings
from bot.storage import audit
from bot.storage.database import UnitOfWork

NAMES = {ALL: "toàn bộ", OUTSIDE: "câu ngoài danh mục"}


def live_model(settings: Settings, project: Path = ROOT) -> Path | None:
    """What `bot up` starts now: the chosen model, else the fitting one; None when it would have to be trained."""
    chosen = live.chosen(project, settings.catalogue, settings.models)
    if chosen is not None:
        return chosen
    fitting = model_path(project, settings.catalogue, settings.models)
    return fitting if fitting.exists() else None


def candidates(settings: Settings, project: Path = ROOT) -> list[Path]:
    """Models that could go live, the newest first."""
    now = live_model(settings, project)
    return [path for path in live.all_models(settings.models) if path != now]


def previous(settings: Settings, project: Path = ROOT) -> list[Path]:
    """Models that have been live and are still there, the last one first; none of another release."""
    note = live.read(settings.models)
    if note is None or note.base != live.base(project, settings.catalogue):
        return []
    return [path for name in note.previous if (path := settings.models / name).is_file()]


def table(settings: Settings, candidate: Path, project: Path = ROOT) -> list[Row] | None:
    """The candidate against the live model; None until both have been measured on the same catalogue."""
    now = live_model(settings, project)
    key = scores.key(settings, project)
    theirs, ours = (scores.kept(path, key) if path else None for path in (candidate, now))
    alike = ours and theirs and ours.catalogue == theirs.catalogue
    return comparison.compare(ours, theirs) if ours and theirs and alike else None


def promote(
    uow: UnitOfWork,
    settings: Settings,
    candidate: Path,
    who: str,
    reason: str = "",
    force: bool = False,
    address: str | None = None,
    project: Path = ROOT,
) -> None:
    """The candidate answers from the next start on; commits.

    Raises NotCompared and Fallen, the latter not with `force`, which needs a reason.
    """
    with live.changing(settings.models):
        now = live_model(settings, project)
        if candidate == now:
            raise ModelError(f"{candidate.name} đang được dùng rồi.")
        if not is_sound(candidate):
            raise ModelError(f"{candidate.name}: không có, hoặc tệp bị hỏng.")
        rows = table(settings, candidate, project) if now else []
        if rows is None:
            raise NotCompared(candidate.name)
        worse = [name_of(row.field) for row in comparison.fallen(rows)]
        if worse and not (force and reason):
            raise Fallen(candidate.name, worse)
        older = [path for path in previous(settings, project) if path not in (candidate, now)]
        before = [path.name for path in ([now] if now else []) + older]
        detail = {"from": now.name if now else None, "reason": reason or None, "fallen": worse}
        audit.record(uow.session, who, "model_promote", candidate.name, detail, address)
        _settle(uow, settings, candidate, before[: settings.models_kept], project)


def roll_back(
    uow: UnitOfWork,
    settings: Settings,
    who: str,
    reason: str = "",
    address: str | None = None,
    project: Path = ROOT,
) -> Path:
    """The model before answers from the next start on; commits. Raises ModelError when there is none."""
    with live.changing(settings.models):
        now = live_model(settings, project)
        older = [path for path in previous(settings, project) if path != now and is_sound(path)]
        if not older:
            raise ModelError("Không còn mô hình trước nào để quay lại. Xem: bot model list")
        detail = {"from": now.name if now else None, "reason": reason or None}
        audit.record(uow.session, who, "model_rollback", older[0].name, detail, address)
        _settle(uow, settings, older[0], [path.name for path in older[1:]], project)
        return older[0]


def hold(settings: Settings, model: Path, project: Path = ROOT) -> None:
    """Keeps what answers now where it is, while a candidate for newer data is made; a choice made meanwhile stands."""
    with live.changing(settings.models):
        if live.chosen(project, settings.catalogue, settings.models) is None:
            _choose(settings, model, [path.name for path in previous(settings, project)], project)


def name_of(field: str) -> str:
    """As people read it."""
    return NAMES.get(field) or FIELDS.get(field, field)


def _settle(uow: UnitOfWork, settings: Settings, model: Path, before: list[str], project: Path) -> None:
    """The note and the line of the log together: without the one the other does not stand."""
    was = live.read(settings.models)
    _choose(settings, model, before, project)
    try:
        uow.commit()
    except BaseException:
        live.restore(settings.models, was)
        raise


def _choose(settings: Settings, model: Path, before: list[str], project: Path) -> None:
    note = live.Live(model.name, live.base(project, settings.catalogue), tuple(before))
    live.write(settings.models, note)
