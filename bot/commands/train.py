"""bot train: the model for the present data."""

from __future__ import annotations

from pathlib import Path
from time import monotonic

import click

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
    """Huấn luyện mô hình cho dữ liệu hiện tại."""
    settings = Settings.from_env()
    path = model_path(project, settings.catalogue, settings.models)
    if not force and path.exists() and is_sound(path):
        click.echo(f"Đã có mô hình khớp với dữ liệu: {path}. Huấn luyện lại: bot train --force")
        return
    began = monotonic()
    train_model(project, path, click.echo)
    click.echo(f"Đã huấn luyện xong sau {monotonic() - began:.0f} giây: {path}")
