"""bot channel zalo: consent, tokens and state of the Official Account."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timezone
from typing import Any, Optional, TextIO, TypeVar

import click

from bot.channels.zalo.http import NotReached, Unanswered
from bot.channels.zalo.oa import account
from bot.channels.zalo.oa.client import Held
from bot.channels.zalo.oa.codes import Refused, number
from bot.channels.zalo.oa.oauth import Pair, code_in
from bot.channels.zalo.oa.tokens import REFRESH_LIVES, WARNED_BEFORE, NoToken, Tokens
from bot.errors import ServiceError, SettingError
from bot.launch.secret import secret_file
from bot.settings import ROOT, Settings
from bot.storage import schema
from bot.storage.zalo import StoredPair

Answer = TypeVar("Answer")


@click.command()
def authorize() -> None:
    """Cấp quyền cho ứng dụng gửi tin thay OA, lấy cặp token đầu tiên."""
    settings = _ready_settings()
    if not settings.zalo_callback_url:
        raise SettingError("MOTCUA_ZALO_CALLBACK_URL", "cần địa chỉ đã khai ở Official Account Callback URL")
    tokens = account.tokens(settings)
    click.echo(
        f"1. Trang quản lý ứng dụng, mục Official Account, khai:\n"
        f"     Callback URL:   {settings.zalo_callback_url}\n"
        f"     Code challenge: {tokens.oauth.challenge}\n"
        f"2. Mở liên kết này, đăng nhập tài khoản quản trị OA, chọn OA và đồng ý:\n"
        f"     {tokens.oauth.consent_link(settings.zalo_callback_url)}\n"
        f"3. Trình duyệt chuyển tới một địa chỉ có ?code=…; mã chỉ dùng được một lần, trong 10 phút."
    )
    pasted = click.prompt("Dán địa chỉ đó (hoặc mã) vào đây", hide_input=True)
    tokens.keep(_asked(lambda: tokens.oauth.exchange(code_in(pasted))))
    _tell_account(settings, tokens)


@click.group()
def token() -> None:
    """Cặp token của OA."""


@token.command("import")
@click.option(
    "--json",
    "source",
    metavar="TỆP",
    type=click.File("r", encoding="utf-8"),
    help="Tệp JSON có access_token, refresh_token, expires_in như API Explorer trả về; - là đầu vào chuẩn.",
)
def import_(source: Optional[TextIO]) -> None:
    """Nhập cặp token lấy ở API Explorer; không cần qua bước cấp quyền."""
    settings = _ready_settings()
    tokens = account.tokens(settings)
    tokens.keep(_read(source) if source else _prompted())
    _tell_account(settings, tokens)


@click.command()
@click.option("--offline", is_flag=True, help="Chỉ xem những gì đã lưu, không hỏi Zalo.")
def status(offline: bool) -> None:
    """Tình trạng kết nối. Mã thoát 1 khi có việc cần người xử lý."""
    account.check(Settings.from_env())
    settings = _ready_settings()
    tokens = account.tokens(settings)
    click.echo(f"Ứng dụng: {settings.zalo_app_id}")
    click.echo("Webhook:  https://<tên miền>/webhooks/zalo/webhook")
    problems = _tell_pair(tokens.stored(), datetime.now(timezone.utc))
    if not offline and not problems:
        try:
            _tell_account(settings, tokens)
        except ServiceError as error:
            problems.append(str(error))
    for problem in problems:
        click.echo(f"⚠ {problem}")
    sys.exit(1 if problems else 0)


COMMANDS = {"authorize": authorize, "token": token, "status": status}


def _ready_settings() -> Settings:
    """As the servers have them: without a secret of the operator's, the one that `bot up` keeps."""
    settings = Settings.from_env()
    if not settings.secret:
        settings = replace(settings, secret=secret_file(ROOT).read_text("utf-8").strip())
    schema.upgrade(settings.database_url)
    return settings


def _tell_pair(pair: Optional[StoredPair], now: datetime) -> list[str]:
    """Shows what is stored; returns what somebody has to see to."""
    if pair is None:
        return ["Chưa có token. Hãy chạy: bot channel zalo authorize, hoặc bot channel zalo token import"]
    hours = max(0.0, (pair.expires - now).total_seconds() / 3600)
    left = pair.obtained + REFRESH_LIVES - now
    click.echo(f"Token:    lấy lúc {_moment(pair.obtained)}; access token còn {hours:.0f} giờ,")
    click.echo(f"          refresh token còn {left.days} ngày")
    problems = []
    if pair.failure and pair.failed:
        problems.append(f"Lần làm mới lúc {_moment(pair.failed)} không được: {pair.failure}")
    if left < WARNED_BEFORE:
        problems.append("Refresh token sắp hoặc đã hết hạn. Hãy chạy: bot channel zalo authorize")
    return problems


def _tell_account(settings: Settings, tokens: Tokens) -> None:
    found = _asked(account.client(settings, tokens).account)
    verified = (
        "đã xác thực" if str(found.get("is_verified", "")).lower() in ("true", "1") else "chưa xác thực"
    )
    click.echo(f"OA:       {found.get('name', '?')}, gói {found.get('package_name') or '?'}, {verified}")


def _read(source: TextIO) -> Pair:
    try:
        given = json.load(source)
    except ValueError as error:
        raise ServiceError(f"Không đọc được JSON: {error}") from error
    return _pair(given if isinstance(given, dict) else {})


def _prompted() -> Pair:
    return _pair(
        {
            "access_token": click.prompt("Access token", hide_input=True),
            "refresh_token": click.prompt("Refresh token", hide_input=True),
        }
    )


def _pair(given: dict[str, Any]) -> Pair:
    access, refresh = (str(given.get(name) or "").strip() for name in ("access_token", "refresh_token"))
    if not (access and refresh):
        raise ServiceError("Cần cả access_token và refresh_token.")
    seconds = number(given.get("expires_in"))
    return Pair(access, refresh, seconds) if seconds > 0 else Pair(access, refresh)


def _asked(ask: Callable[[], Answer]) -> Answer:
    try:
        return ask()
    except (Refused, NoToken, Held) as error:
        raise ServiceError(str(error)) from error
    except (NotReached, Unanswered) as error:
        raise ServiceError(f"Không kết nối được Zalo ({error}).") from error


def _moment(at: datetime) -> str:
    return f"{at.astimezone():%H:%M %d/%m/%Y}"
