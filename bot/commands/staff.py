"""bot staff: accounts of the staff's console."""

from __future__ import annotations

from getpass import getuser
from typing import Optional

import click

from bot.settings import Settings
from bot.staff import accounts
from bot.staff.model import ROLES, Role
from bot.storage import schema
from bot.storage.database import UnitOfWork, engine

NAME = click.argument("name", metavar="TÊN")
ROLE_WORDS = "viewer < officer < reviewer < editor < administrator"
TITLES = {
    Role.VIEWER: "người xem",
    Role.OFFICER: "cán bộ",
    Role.REVIEWER: "người rà soát",
    Role.EDITOR: "biên tập",
    Role.ADMINISTRATOR: "quản trị",
}


@click.group()
def staff() -> None:
    """Tài khoản của trang cán bộ: thêm, cấp lại mật khẩu, đổi vai trò và đơn vị, khóa, liệt kê."""


@staff.command()
@NAME
@click.option("--role", metavar="VAI_TRÒ", type=click.Choice(ROLES), required=True, help=f"{ROLE_WORDS}.")
@click.option("--full-name", metavar="HỌ_TÊN", help="Họ và tên để đồng nghiệp nhận ra.")
@click.option("--unit", metavar="ĐƠN_VỊ", help="Phòng hoặc bộ phận, để hội thoại chuyển đến được.")
def add(name: str, role: str, full_name: Optional[str], unit: Optional[str]) -> None:
    """Thêm một tài khoản; mật khẩu ngẫu nhiên chỉ hiện một lần."""
    with _work() as uow:
        password = accounts.add(uow.session, name, Role.of(role), full_name, getuser(), unit)
        uow.commit()
    click.echo(f"Đã thêm {accounts.one_form(name)} ({TITLES[Role.of(role)]}).")
    _show(password)


@staff.command()
@NAME
def reset(name: str) -> None:
    """Cấp lại mật khẩu; mở lại tài khoản đã khóa, đăng xuất ở mọi nơi."""
    with _work() as uow:
        password = accounts.reset(uow.session, name, getuser())
        uow.commit()
    click.echo(f"Đã cấp lại mật khẩu cho {accounts.one_form(name)}.")
    _show(password)


@staff.command()
@NAME
@click.argument("role", metavar="VAI_TRÒ", type=click.Choice(ROLES))
def role(name: str, role: str) -> None:
    """Đổi vai trò, có hiệu lực ngay."""
    with _work() as uow:
        accounts.give_role(uow.session, name, Role.of(role), getuser())
        uow.commit()
    click.echo(f"{accounts.one_form(name)} nay là {TITLES[Role.of(role)]}.")


@staff.command()
@NAME
@click.argument("unit", metavar="ĐƠN_VỊ")
def unit(name: str, unit: str) -> None:
    """Ghi cán bộ thuộc phòng, bộ phận nào; "" là không thuộc đơn vị nào."""
    with _work() as uow:
        accounts.give_unit(uow.session, name, unit, getuser())
        uow.commit()
        now = accounts.find(uow.session, name).unit
    where = f"thuộc {now}" if now else "không thuộc đơn vị nào"
    click.echo(f"{accounts.one_form(name)} nay {where}.")


@staff.command()
@NAME
def disable(name: str) -> None:
    """Khóa tài khoản và đăng xuất ngay ở mọi nơi; việc đã làm vẫn còn trong nhật ký."""
    with _work() as uow:
        accounts.disable(uow.session, name, getuser())
        uow.commit()
    click.echo(f"Đã khóa {accounts.one_form(name)}. Mở lại: bot staff reset {accounts.one_form(name)}")


@staff.command("list")
def list_() -> None:
    """Liệt kê các tài khoản."""
    with _work() as uow:
        everyone = accounts.everyone(uow.session)
    for one in everyone:
        state = "đã khóa" if one.disabled else "chưa đổi mật khẩu" if one.must_change else ""
        parts = [
            f"{one.name:<24}",
            f"{TITLES[one.role]:<16}",
            one.full_name or "",
            one.unit or "",
            f"({state})" if state else "",
        ]
        click.echo(" ".join(part for part in parts if part).rstrip())
    if not everyone:
        click.echo("Chưa có tài khoản nào. Thêm: bot staff add TÊN --role administrator")


def _show(password: str) -> None:
    click.echo(f"Mật khẩu: {password}")
    click.echo("Mật khẩu chỉ hiện một lần này, và phải đổi khi đăng nhập lần đầu.")


def _work() -> UnitOfWork:
    url = Settings.from_env().database_url
    schema.upgrade(url)
    return UnitOfWork(engine(url))
