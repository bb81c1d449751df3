"""bot prepare: what `bot up` does before it starts servers, for those who start them by other means."""

from __future__ import annotations

from pathlib import Path

import click

from bot.commands.train import PROJECT
from bot.commands.up import Launch
from bot.settings import Settings

STEPS = 3


@click.command()
@PROJECT
def prepare(project: Path) -> None:
    """Tạo hoặc nâng cấp cơ sở dữ liệu, nhập danh mục lần đầu, huấn luyện mô hình nếu cần; không chạy máy chủ."""
    Launch(project, Settings.from_env(), steps=STEPS).prepare()
