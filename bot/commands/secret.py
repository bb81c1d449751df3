"""bot secret: what was encrypted under a former MOTCUA_SECRET is encrypted under the present one."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from getpass import getuser
from pathlib import Path

import click
from tqdm import tqdm

from bot.commands.train import PROJECT
from bot.desk import sealing
from bot.desk.seal import Seal
from bot.desk.sealing import Count
from bot.launch.secret import kept_secret
from bot.settings import Settings
from bot.storage import audit, sealed
from bot.storage.database import UnitOfWork, engine

COLUMNS = {
    "sender.address": "Địa chỉ để trả lời",
    "inbox.body": "Tin đến chưa xử lý",
    "petition.contact": "Liên lạc của người phản ánh",
    "callback.phone": "Số điện thoại hẹn gọi lại",
    "zalo_token.access": "Token Zalo",
    "zalo_token.refresh": "Token làm mới của Zalo",
}


@click.group()
def secret() -> None:
    """Khóa bí mật MOTCUA_SECRET."""


@secret.command()
@click.option("--dry-run", is_flag=True, help="Chỉ đếm, không ghi gì.")
@PROJECT
def rotate(dry_run: bool, project: Path) -> None:
    """Mã hóa lại bằng khóa mới những gì còn khóa bằng khóa cũ, trong khi trợ lý vẫn chạy.

    Trước đó: đặt khóa mới trước khóa cũ trong MOTCUA_SECRET, cách nhau một dấu cách, và khởi động lại mọi máy chủ.
    Bị ngắt giữa chừng thì chạy lại là tiếp tục. Mã thoát 1 khi có mục không khóa nào mở được.
    """
    settings = Settings.from_env()
    seal = Seal(settings.secret or kept_secret(project))
    counts = sealing.count(engine(settings.database_url), seal)
    for name, one in counts.items():
        click.echo(f"{COLUMNS[name]:<30} {one.former + one.present + one.lost:>8} mục, {one.former} khóa cũ")
    total = sum(counts.values(), Count())
    if total.former and not dry_run:
        _rotate(settings, seal, counts)
        total = sum(sealing.count(engine(settings.database_url), seal).values(), Count())
    _tell(total, seal.has_former)
    sys.exit(1 if total.lost else 0)


def _rotate(settings: Settings, seal: Seal, counts: Mapping[str, Count]) -> None:
    """The log first: who began, and with how much, is known however it ends."""
    made = engine(settings.database_url)
    with UnitOfWork(made) as uow:
        due = {name: one.former for name, one in counts.items() if one.former}
        audit.record(uow.session, getuser(), "secret_rotate", "", due)
        uow.commit()
    done = 0
    for column in sealed.COLUMNS:
        title, all_ = COLUMNS[column.name], sealed.count(made, column)
        with tqdm(total=all_, desc=title, unit=" mục", disable=None) as bar:
            done += sealing.rotate(made, seal, column, bar.update)
    click.echo(f"✔ Đã mã hóa lại {done} mục bằng khóa mới.")


def _tell(total: Count, has_former: bool) -> None:
    if total.lost:
        click.echo(
            f"✘ {total.lost} mục không khóa nào mở được. Nếu còn giữ khóa của lúc ấy, xin thêm vào cuối MOTCUA_SECRET.",
            err=True,
        )
    if total.former:
        click.echo(f"Còn {total.former} mục khóa bằng khóa cũ.")
    elif has_former:
        click.echo("Không còn mục nào khóa bằng khóa cũ: có thể bỏ khóa cũ khỏi MOTCUA_SECRET.")
    else:
        click.echo("MOTCUA_SECRET chỉ có một khóa: không có gì để đổi.")
