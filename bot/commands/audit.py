"""bot audit: whether the log of what staff did is as it was written."""

from __future__ import annotations

import sys

import click

from bot.settings import Settings
from bot.storage import audit as log
from bot.storage.database import UnitOfWork, engine


@click.group()
def audit() -> None:
    """Nhật ký việc làm của cán bộ."""


@audit.command()
@click.option("--noted", metavar="SỐ:MÃ", default="", help="Mắt xích đã ghi lại lần trước, để đối chiếu.")
def verify(noted: str) -> None:
    """Đọc lại toàn bộ nhật ký, báo dòng đầu tiên đã bị sửa, xóa hoặc chen vào.

    Mỗi dòng mang mã băm của chính nó và của dòng trước. Xin ghi lại mắt xích cuối ở nơi khác (sổ, thư) để lần sau
    đối chiếu: người sửa được cả cơ sở dữ liệu cũng không sửa được điều đã ghi ở ngoài.
    """
    with UnitOfWork(engine(Settings.from_env().database_url), snapshot=True) as uow:
        told = log.verify(uow.session, noted)
    if told.is_whole:
        click.echo(f"✔ {told.count} dòng nhật ký nguyên vẹn. Mắt xích cuối: {told.head}")
        return
    if told.broken:
        click.echo(
            f"✘ Nhật ký đã bị sửa: dòng {told.broken}, hoặc dòng ngay trước đó, không còn như lúc ghi.",
            err=True,
        )
    else:
        click.echo("✘ Nhật ký thiếu dòng ở cuối, hoặc không còn mắt xích đã ghi lại.", err=True)
    click.echo("  Lấy bản sao lưu gần nhất còn nguyên để đối chiếu; xem docs/backup.md.", err=True)
    sys.exit(1)
