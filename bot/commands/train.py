"""bot train: the model for the present data, with what staff have accepted."""

from __future__ import annotations

from pathlib import Path
from time import monotonic

import click

from bot.errors import StorageError
from bot.gate import accepted, release
from bot.launch import live
from bot.launch.model import is_sound, model_path
from bot.launch.model import train as train_model
from bot.settings import ROOT, Settings

PROJECT = click.option(
    "--project",
    metavar="THƯ_MỤC",
    default=ROOT,
    hidden=True,
    type=click.Path(path_type=Path, exists=True, file_okay=False, resolve_path=True),
    help="Thư mục dự án Rasa.",
)


@click.command()
@click.option("--force", is_flag=True, help="Huấn luyện lại cả khi đã có mô hình khớp với dữ liệu.")
@PROJECT
def train(force: bool, project: Path) -> None:
    """Huấn luyện mô hình cho dữ liệu hiện tại, kể cả câu hỏi mẫu mà cán bộ đã chấp nhận."""
    settings = Settings.from_env()
    before = release.live_model(settings, project)
    _write_accepted(settings.database_url, project)
    path = model_path(project, settings.catalogue, settings.models)
    # What answers people goes on doing so: for the data of today there is only a candidate now.
    if before is not None and before != path and is_sound(before):
        release.hold(settings, before, project)
    if not force and path.exists() and is_sound(path):
        click.echo(f"Đã có mô hình khớp với dữ liệu: {path}. Huấn luyện lại: bot train --force")
    else:
        began = monotonic()
        train_model(project, path, click.echo, settings.models_kept)
        click.echo(f"Đã huấn luyện xong sau {monotonic() - began:.0f} giây: {path}")
    now = live.chosen(project, settings.catalogue, settings.models)
    if now is not None and now != path:
        click.echo(f"Đang dùng {now.name}; mô hình mới chờ so sánh: bot model compare")


def _write_accepted(url: str, project: Path) -> None:
    """Whatever is wrong with the database, the data in files can be learnt from."""
    try:
        count = accepted.write(url, project)
    except StorageError as error:
        click.echo(f"Lưu ý: chưa đọc được câu hỏi mẫu mà cán bộ đã chấp nhận ({error}).")
        return
    if count:
        click.echo(f"Học thêm {count} câu hỏi mẫu mà cán bộ đã chấp nhận.")
