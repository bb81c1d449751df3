"""bot dossier: the connection to the one-stop system."""

from __future__ import annotations

from datetime import datetime, timezone

import click

from bot.catalogue import agency
from bot.desk.dossier.code import codes
from bot.desk.dossier.enquiry import Enquiry
from bot.desk.dossier.telling import sentences, told
from bot.errors import SettingError
from bot.settings import Settings


@click.group()
def dossier() -> None:
    """Tình trạng hồ sơ từ hệ thống một cửa."""


@dossier.command()
@click.argument("code", metavar="MÃ")
def status(code: str) -> None:
    """Hỏi hệ thống một cửa về một hồ sơ, để thử kết nối.

    MÃ là mã hồ sơ, ví dụ H06.12-251101-0001. Cần MOTCUA_DOSSIER_URL và MOTCUA_DOSSIER_TOKEN.
    """
    settings = Settings.from_env()
    if not settings.dossier_url:
        raise SettingError(
            "MOTCUA_DOSSIER_URL", "chưa đặt địa chỉ hệ thống một cửa; xem docs/dossier-status.md"
        )
    found = codes(code)
    if not found:
        raise click.BadParameter(sentences()["shape"].replace("**", ""), param_hint="MÃ")
    authority = agency.load(settings.agencies, settings.agency)
    standing = Enquiry(settings.dossier_url, settings.dossier_token).ask(found[0])
    click.echo(told(authority, standing, datetime.now(timezone.utc)))
