"""The Official Account as the settings describe it, and what is built from them."""

from __future__ import annotations

import re

from bot.channels.zalo.http import Http
from bot.channels.zalo.oa.client import Client
from bot.channels.zalo.oa.driver import NAME, OaDriver
from bot.channels.zalo.oa.interactions import StoredInteractions
from bot.channels.zalo.oa.oauth import OAuth
from bot.channels.zalo.oa.signature import FORMS, SIGNED_IDS, Signature
from bot.channels.zalo.oa.tokens import Tokens
from bot.desk.seal import Seal
from bot.errors import SettingError
from bot.settings import Settings

FILE_KEYS = ("token", "attachment_id")
# What Zalo's console shows, and where; they travel in headers and addresses.
_SHAPES = {
    "zalo_app_id": (re.compile(r"\d{5,25}"), "chỉ gồm chữ số, ở mục Cài đặt của ứng dụng"),
    "zalo_app_secret": (re.compile(r"[!-~]{4,}"), "không có dấu cách, ở mục Cài đặt của ứng dụng"),
    "zalo_webhook_secret": (re.compile(r"[!-~]{4,}"), "không có dấu cách, ở trang Webhook của ứng dụng"),
    "zalo_oa_id": (re.compile(r"(\d{5,25})?"), "chỉ gồm chữ số, ở trang quản lý OA"),
    "zalo_verification": (re.compile(r"[A-Za-z0-9_-]*"), "chỉ phần mã, không có zalo_verifier và .html"),
}


def check(settings: Settings) -> None:
    """Raises SettingError naming what is missing or malformed."""
    signature(settings)
    _one_of(settings, "zalo_file_key", FILE_KEYS)
    for name, what in (("zalo_app_id", "ID ứng dụng"), ("zalo_app_secret", "Khóa bí mật của ứng dụng")):
        _require(settings, name, what)
    for name, (shape, told) in _SHAPES.items():
        if not shape.fullmatch(getattr(settings, name)):
            raise SettingError(
                f"MOTCUA_{name.upper()}", f"không đúng dạng: {told}. Xin sao chép lại. Xem docs/zalo.md"
            )


def signature(settings: Settings) -> Signature:
    """Raises SettingError naming what is missing or not one of the possible words."""
    _require(settings, "zalo_webhook_secret", "Khóa bí mật OA, trang Webhook của ứng dụng")
    _one_of(settings, "zalo_signed_id", SIGNED_IDS)
    _one_of(settings, "zalo_signature_form", FORMS)
    if settings.zalo_signed_id == "oa_id":
        _require(settings, "zalo_oa_id", "MOTCUA_ZALO_SIGNED_ID là oa_id")
    return Signature(
        secret=settings.zalo_webhook_secret,
        app_id=settings.zalo_app_id,
        oa_id=settings.zalo_oa_id,
        signed_id=settings.zalo_signed_id,
        form=settings.zalo_signature_form,
    )


def tokens(settings: Settings) -> Tokens:
    _require(settings, "zalo_app_id", "ID ứng dụng")
    _require(settings, "zalo_app_secret", "Khóa bí mật của ứng dụng")
    oauth = OAuth(Http(), settings.zalo_oauth_url, settings.zalo_app_id, settings.zalo_app_secret)
    return Tokens(settings.database_url, oauth, Seal(settings.secret))


def client(settings: Settings, tokens: Tokens) -> Client:
    proof = settings.zalo_app_secret if settings.zalo_proof else ""
    return Client(tokens.oauth.http, settings.zalo_api_url, tokens, proof)


def driver(settings: Settings, tokens: Tokens) -> OaDriver:
    _one_of(settings, "zalo_file_key", FILE_KEYS)
    return OaDriver(
        client(settings, tokens),
        StoredInteractions(settings.database_url, Seal(settings.secret), NAME),
        billable=settings.zalo_billable,
        template_type=settings.zalo_template_type,
        file_key=settings.zalo_file_key,
    )


def _require(settings: Settings, name: str, what: str) -> None:
    if not getattr(settings, name):
        raise SettingError(f"MOTCUA_{name.upper()}", f"kênh Zalo cần giá trị này ({what}). Xem docs/zalo.md")


def _one_of(settings: Settings, name: str, known: tuple[str, ...]) -> None:
    given = getattr(settings, name)
    if given not in known:
        raise SettingError(
            f"MOTCUA_{name.upper()}", f"cần một trong: {', '.join(known)}; nhận được {given!r}"
        )
