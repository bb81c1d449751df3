"""bot backup, bot restore: all that an authority would lose with its machine, and back."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Optional

import click

from bot.commands.train import PROJECT
from bot.errors import BackupError, MotCuaError
from bot.gate import release
from bot.launch import addresses
from bot.launch import backup as archives
from bot.launch.ports import require_free
from bot.launch.secret import kept_secret
from bot.settings import Settings
from bot.storage.database import shown

_PATH = click.Path(path_type=Path, resolve_path=True)


@click.command()
@click.argument("to", metavar="TỆP_HOẶC_THƯ_MỤC", type=_PATH)
@click.option(
    "--keep",
    metavar="SỐ",
    type=click.IntRange(min=1),
    help="Trong thư mục, chỉ giữ lại chừng ấy bản mới nhất.",
)
@click.option("--force", is_flag=True, help="Ghi đè tệp đã có.")
@PROJECT
def backup(to: Path, keep: Optional[int], force: bool, project: Path) -> None:
    """Sao lưu cơ sở dữ liệu, mẫu đơn và mô hình đang dùng vào một tệp, trong khi trợ lý vẫn chạy.

    Cho tên thư mục thì tệp được đặt tên theo giờ. Khóa bí mật MOTCUA_SECRET không nằm trong bản sao lưu: xin giữ riêng.
    """
    settings = _settings(project)
    is_folder = to.is_dir() or keep is not None
    path = to / archives.named_by_time() if is_folder else to
    if path.exists() and not force:
        raise BackupError(str(path), "tệp đã có; thêm --force để ghi đè")
    archives.back_up(settings, release.live_model(settings, project), path, click.echo)
    for gone in archives.forget_old(to, keep) if keep is not None else ():
        click.echo(f"đã xóa bản cũ: {gone.name}")


@click.command()
@click.argument("archive", metavar="TỆP", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@click.option("--yes", is_flag=True, help="Không hỏi lại.")
@PROJECT
def restore(archive: Path, yes: bool, project: Path) -> None:
    """Thay toàn bộ dữ liệu hiện có bằng một bản sao lưu. Dừng trợ lý trước khi chạy."""
    settings = _settings(project)
    manifest = archives.read(archive)
    _require_rest(settings)
    click.echo(f"Bản sao lưu lúc {manifest.made}, cơ quan {manifest.agency}, dữ liệu {manifest.revision}:")
    click.echo(f"  {manifest.rows.get('procedure', 0)} thủ tục, {manifest.rows.get('turn', 0)} lượt hỏi đáp")
    if manifest.agency != settings.agency:
        click.echo(f"⚠ MOTCUA_AGENCY hiện là {settings.agency}, khác với bản sao lưu.")
    if manifest.secret != archives.sign_of(settings.secret):
        click.echo(
            "⚠ MOTCUA_SECRET khác với lúc sao lưu: thông tin liên lạc sẽ không đọc được, hội thoại bắt đầu lại."
        )
        click.echo("  Đặt lại khóa cũ trước khi phục hồi nếu còn giữ.")
    if not yes:
        click.confirm(f"Thay toàn bộ dữ liệu ở {shown(settings.database_url)}?", abort=True)
    archives.restore(archive, settings, click.echo)
    click.echo("✔ Đã phục hồi.")


def _settings(project: Path) -> Settings:
    settings = Settings.from_env()
    return settings if settings.secret else replace(settings, secret=kept_secret(project))


def _require_rest(settings: Settings) -> None:
    """Who answers meanwhile would go on with data that are not there any more."""
    for name, (host, port) in addresses.listening(settings).items():
        try:
            require_free(host, port, name)
        except MotCuaError as error:
            told = "xin dừng trợ lý, và mọi máy khác dùng chung dữ liệu, trước khi phục hồi"
            raise BackupError(name, f"cổng {port} đang được dùng; {told}") from error
