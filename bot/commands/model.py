"""bot model: trained models, compared before one goes live, and the way back."""

from __future__ import annotations

import asyncio
from datetime import datetime
from getpass import getuser
from pathlib import Path
from typing import Optional

import click

from bot.catalogue.working import VIETNAM
from bot.commands.eval import judge_all, read
from bot.commands.train import PROJECT
from bot.errors import ModelError
from bot.evaluation import Judged
from bot.gate import release, scores
from bot.gate.comparison import Row
from bot.launch import live
from bot.settings import Settings
from bot.storage import catalogue, schema
from bot.storage.database import UnitOfWork, engine

NAME = click.argument("name", metavar="[MÔ_HÌNH]", required=False)


@click.group()
def model() -> None:
    """Mô hình đã huấn luyện: liệt kê, so sánh, đưa vào dùng, quay lại."""


@model.command("list")
@PROJECT
def list_(project: Path) -> None:
    """Liệt kê các mô hình, mới nhất trước."""
    settings = Settings.from_env()
    now, before = release.live_model(settings, project), release.previous(settings, project)
    found = live.all_models(settings.models)
    for path in found:
        state = "đang dùng" if path == now else "đã dùng trước đây" if path in before else "chờ so sánh"
        made = datetime.fromtimestamp(path.stat().st_mtime, VIETNAM)
        click.echo(f"{path.name:<32} {made:%d/%m/%Y %H:%M}  {path.stat().st_size / 1e6:5.1f} MB  {state}")
    if not found:
        click.echo("Chưa có mô hình nào. Huấn luyện: bot train")


@model.command()
@NAME
@PROJECT
def compare(name: Optional[str], project: Path) -> None:
    """So sánh một mô hình (mặc định: mới nhất) với mô hình đang dùng, trên bộ câu hỏi đo."""
    settings = _settings()
    candidate, now = _candidate(settings, name, project), release.live_model(settings, project)
    if now is None:
        raise ModelError("Chưa có mô hình nào đang dùng để so sánh. Huấn luyện: bot train")
    for path in (now, candidate):
        _measure(settings, path, project)
    rows = release.table(settings, candidate, project)
    assert rows is not None
    click.echo(f"Đang dùng: {now.name}\nSo với:    {candidate.name}\n\n{_shown(rows)}")
    worse = [release.name_of(row.field) for row in rows if row.has_fallen]
    click.echo(f"\nKém hơn ở: {', '.join(worse)}." if worse else "\nKhông kém rõ ở lĩnh vực nào.")
    if not worse:
        click.echo(f"Đưa vào dùng: bot model promote {candidate.name}")


@model.command()
@NAME
@click.option("--force", is_flag=True, help="Đưa vào dùng cả khi có lĩnh vực kém đi; cần --reason.")
@click.option("--reason", default="", metavar="LÝ_DO", help="Vì sao; được ghi vào nhật ký.")
@PROJECT
def promote(name: Optional[str], force: bool, reason: str, project: Path) -> None:
    """Đưa một mô hình (mặc định: mới nhất) vào dùng, từ lần khởi động sau."""
    if force and not reason.strip():
        raise ModelError('--force cần kèm lý do: --reason "…"')
    settings = _settings()
    candidate = _candidate(settings, name, project)
    with UnitOfWork(engine(settings.database_url)) as uow:
        release.promote(uow, settings, candidate, getuser(), reason.strip(), force, project=project)
    click.echo(f"{candidate.name} được dùng từ lần khởi động sau (bot up). Quay lại: bot model rollback")


@model.command()
@click.option("--reason", default="", metavar="LÝ_DO", help="Vì sao; được ghi vào nhật ký.")
@PROJECT
def rollback(reason: str, project: Path) -> None:
    """Quay lại mô hình đã dùng trước đó, từ lần khởi động sau."""
    settings = _settings()
    with UnitOfWork(engine(settings.database_url)) as uow:
        path = release.roll_back(uow, settings, getuser(), reason.strip(), project=project)
    click.echo(f"Đã quay lại {path.name}, được dùng từ lần khởi động sau (bot up).")


def answered(path: Path) -> list[Judged]:
    """The frozen questions as this model answers them."""
    from bot.commands.assistant import assistant

    questions = [one for file in sorted(scores.QUESTIONS.glob("*.jsonl")) for one in read(file)]
    return asyncio.run(judge_all(assistant(path), questions))


def _measure(settings: Settings, path: Path, project: Path) -> None:
    key = scores.key(settings, project)
    with UnitOfWork(engine(settings.database_url)) as uow:
        version, by_field = catalogue.version(uow.session), catalogue.fields(uow.session)
    known = scores.kept(path, key)
    if known is None or known.catalogue != version:
        click.echo(f"Đang chấm {path.name}…", err=True)
        scores.keep(path, scores.judge(answered(path), by_field, key, version))


def _candidate(settings: Settings, name: Optional[str], project: Path) -> Path:
    """The model that is meant, with or without its ending."""
    if name:
        path = settings.models / Path(name).name
        path = path if path.name.endswith(".tar.gz") else path.with_name(f"{path.name}.tar.gz")
        if not path.is_file():
            raise ModelError(f"{path.name}: không có mô hình này. Xem: bot model list")
        return path
    found = release.candidates(settings, project)
    if not found:
        raise ModelError("Không có mô hình nào khác mô hình đang dùng. Huấn luyện: bot train")
    return found[0]


def _settings() -> Settings:
    settings = Settings.from_env()
    schema.upgrade(settings.database_url)
    return settings


def _mark(row: Row) -> str:
    if row.has_fallen:
        return "  ▼"
    return "  trong mức ngẫu nhiên" if row.lost > row.gained else ""


def _shown(rows: list[Row]) -> str:
    head = (
        f"{'lĩnh vực':<32}{'số câu':>7}  {'đang dùng':<20}{'mô hình mới':<20}{'thêm đúng':>10}{'mất đi':>8}"
    )
    lines = [
        f"{release.name_of(row.field):<32}{row.live.total:>7}  {row.live.text:<20}{row.candidate.text:<20}"
        f"{row.gained:>10}{row.lost:>8}{_mark(row)}"
        for row in rows
    ]
    return "\n".join([head, *lines])
