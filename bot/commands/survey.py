"""bot survey: what leads people to the survey page."""

from __future__ import annotations

from pathlib import Path
from typing import Optional

import click

from bot.catalogue import agency
from bot.catalogue.agency import Agency
from bot.catalogue.shelf import Shelf
from bot.errors import SettingError
from bot.feedback.places import PATH, Kind, Place, address, find
from bot.settings import Settings


@click.group()
def survey() -> None:
    """Trang khảo sát hài lòng (/khao-sat)."""


@survey.command()
@click.option("--counter", metavar="MÃ", help="Mã quầy, như trong mục counters của hồ sơ cơ quan.")
@click.option("--procedure", metavar="MÃ", help="Mã thủ tục, như trong danh mục.")
@click.option("--all", "everything", is_flag=True, help="Phiếu chung và mọi quầy của cơ quan.")
@click.option(
    "--format", "form", type=click.Choice(("png", "svg", "pdf")), default="pdf", show_default=True,
    help="png, svg: riêng mã QR. pdf: tờ A4 để in, có tên cơ quan, lời mời, mã QR và địa chỉ.",
)  # fmt: skip
@click.option(
    "--out", "folder", type=click.Path(file_okay=False, path_type=Path), default=Path("."), metavar="THƯ_MỤC",
    help="Ghi vào thư mục này; mặc định là thư mục hiện tại.",
)  # fmt: skip
def qr(counter: Optional[str], procedure: Optional[str], everything: bool, form: str, folder: Path) -> None:
    """Mã QR dẫn tới trang khảo sát, của một quầy, một thủ tục, hoặc chung.

    Địa chỉ lấy từ MOTCUA_PUBLIC_URL.

    \b
    Ví dụ:
      bot survey qr --out in              phiếu chung, tờ A4
      bot survey qr --counter 1 --out in  quầy 1
      bot survey qr --procedure 1.014199 --format svg --out in
      bot survey qr --all --out in        phiếu chung và mọi quầy
    """
    if sum((counter is not None, procedure is not None, everything)) > 1:
        raise click.UsageError("Chỉ chọn một trong --counter, --procedure, --all.")
    settings = Settings.from_env()
    public_url = _public(settings)
    authority = agency.load(settings.agencies, settings.agency)
    for place in _wanted(settings, authority, counter, procedure, everything):
        _write(folder, public_url, authority, place, form)


def _public(settings: Settings) -> str:
    if not settings.public_url.startswith("https://"):
        told = (
            "mã QR cần địa chỉ công khai của trợ lý, bắt đầu bằng https://, ví dụ https://hoi.co-quan.gov.vn"
        )
        given = f"; hiện là {settings.public_url!r}" if settings.public_url else "; hiện chưa đặt"
        raise SettingError("MOTCUA_PUBLIC_URL", told + given)
    return settings.public_url


def _wanted(
    settings: Settings, authority: Agency, counter: Optional[str], procedure: Optional[str], everything: bool
) -> list[Optional[Place]]:
    """None is the general survey."""
    if everything:
        return [None, *(Place("counter", each.code, each.name) for each in authority.counters)]
    kind: Kind = "counter" if counter is not None else "procedure"
    code = counter if counter is not None else procedure
    if code is None:
        return [None]
    place = find(kind, code, authority, Shelf(settings.database_url))
    if place is None:
        raise click.UsageError(_unknown(kind, code, authority))
    return [place]


def _unknown(kind: Kind, code: str, authority: Agency) -> str:
    if kind == "procedure":
        return f"Danh mục không có thủ tục {code!r}."
    known = ", ".join(each.code for each in authority.counters) or "chưa có quầy nào"
    return f"Hồ sơ cơ quan {authority.code} không có quầy {code!r}; có: {known}. Quầy khai ở mục counters."


def _write(folder: Path, public_url: str, authority: Agency, place: Optional[Place], form: str) -> None:
    from bot.feedback.poster import written

    where = address(public_url, place)
    name = PATH.strip("/") + (f"-{place.query.replace('=', '-')}" if place else "")
    path = folder / f"{name}.{form}"
    content = written(where, authority.name, place, form)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    except OSError as error:
        raise click.ClickException(f"{path}: không ghi được ({error.strerror}).") from error
    click.echo(f"Đã ghi {path}: {where}")
