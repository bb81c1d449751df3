"""Every setting, read from the environment in this file and nowhere else."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches
from os import environ as process_environ
from pathlib import Path
from typing import Any

from bot.errors import SettingError

_ORIGIN = re.compile(r"https?://(?:[a-z0-9_-]+(?:\.[a-z0-9_-]+)*|\[[0-9a-f:]+\])(?::[1-9][0-9]{0,4})?")
_USUAL_PORT = re.compile(r"^(http(?=:.*:80$).*|https(?=:.*:443$).*):\d+$")

_CHOICES = {"MOTCUA_LOG": ("text", "json")}
# Set by `bot up` for the Procfile's commands.
OF_PROCESSES = ("MOTCUA_MODEL", "MOTCUA_ENDPOINTS", "MOTCUA_CREDENTIALS")
ROOT = Path(__file__).resolve().parent.parent


@dataclass(frozen=True)
class Settings:
    """What an operator may choose. Paths are absolute, ports are TCP ports on `host`."""

    agency: str = "dong-nai-kcn"
    database_url: str = f"sqlite:///{ROOT / 'var' / 'motcua.db'}"
    # What servers write: for people, or for machines.
    log: str = "text"
    redis_url: str = field(default="", repr=False)
    models: Path = ROOT / "models"
    models_kept: int = 3
    catalogue: Path = ROOT / "data" / "catalogue"
    agencies: Path = ROOT / "data" / "agencies"
    forms: Path = ROOT / "data" / "forms"
    host: str = "127.0.0.1"
    rasa_port: int = 5005
    actions_port: int = 5055
    actions_url: str = ""
    console_host: str = "127.0.0.1"
    console_port: int = 5006
    stale_days: int = 180
    secret: str = field(default="", repr=False)
    dossier_url: str = ""
    dossier_token: str = field(default="", repr=False)
    web_origins: str = ""
    public_url: str = ""
    telegram_token: str = field(default="", repr=False)
    telegram_secret: str = field(default="", repr=False)
    telegram_api: str = "https://api.telegram.org"
    zalo_app_id: str = ""
    zalo_app_secret: str = field(default="", repr=False)
    zalo_oa_id: str = ""
    zalo_webhook_secret: str = field(default="", repr=False)
    zalo_signed_id: str = "app_id"
    zalo_signature_form: str = "either"
    zalo_template_type: str = ""
    zalo_file_key: str = "token"
    zalo_billable: bool = False
    zalo_proof: bool = False
    zalo_callback_url: str = ""
    zalo_verification: str = ""
    zalo_api_url: str = "https://openapi.zalo.me"
    zalo_oauth_url: str = "https://oauth.zaloapp.com"
    zalo_bot_token: str = field(default="", repr=False)
    zalo_bot_mode: str = "polling"
    zalo_bot_secret: str = field(default="", repr=False)
    zalo_bot_url: str = "https://bot-api.zaloplatforms.com"
    # Of one person, before he is asked to wait: more than people type, button after button included.
    messages_per_minute: int = 30
    pause_minutes: int = 60
    # Working time after which the desk marks a wait, and after which a call-back is overdue.
    wait_minutes: int = 15
    callback_hours: int = 8
    keep_days: int = 30
    petition_days: int = 730
    words_days: int = 1825

    @classmethod
    def from_env(cls, environ: Mapping[str, str] | None = None) -> Settings:
        """Read MOTCUA_<NAME> (or the file named by MOTCUA_<NAME>_FILE) for every field.

        Raises SettingError naming the variable when a value does not fit.
        """
        given = process_environ if environ is None else environ
        chosen: dict[str, Any] = {}
        for name, default in vars(cls()).items():
            text = _read(given, f"MOTCUA_{name.upper()}")
            if text is not None:
                chosen[name] = _cast(f"MOTCUA_{name.upper()}", text, type(default))
        return cls(**chosen)


def strangers(environ: Mapping[str, str] | None = None) -> dict[str, str]:
    """Variables that look like ours and are not: name → the nearest that is, or nothing."""
    given = process_environ if environ is None else environ
    known = [f"MOTCUA_{name.upper()}" for name in vars(Settings())] + list(OF_PROCESSES)
    known += [f"{name}_FILE" for name in known]
    names = sorted(name for name in given if name.startswith("MOTCUA_") and name not in known)
    return {name: next(iter(get_close_matches(name, known, 1)), "") for name in names}


def _read(environ: Mapping[str, str], name: str) -> str | None:
    path = environ.get(f"{name}_FILE")
    if path:
        try:
            return Path(path).read_text("utf-8").strip()
        except OSError as error:
            raise SettingError(f"{name}_FILE", f"không đọc được {path}: {error.strerror}") from error
    return environ.get(name) or None


def _cast(name: str, text: str, kind: type) -> object:
    if kind is bool:
        return _yes_or_no(name, text)
    if kind is int:
        if not text.isdecimal():
            raise SettingError(name, f"cần một số nguyên, nhận được {text!r}")
        number = int(text)
        if name.endswith("_PORT") and not 1 <= number <= 65535:
            raise SettingError(name, f"cổng phải từ 1 đến 65535, nhận được {number}")
        # Spans of time: none of them means anything when it is over at once.
        if number < 1:
            raise SettingError(name, f"cần một số nguyên từ 1, nhận được {number}")
        return number
    if text not in _CHOICES.get(name, (text,)):
        raise SettingError(name, f"cần {' hoặc '.join(_CHOICES[name])}, nhận được {text!r}")
    if name.endswith("_ORIGINS"):
        return _origins(name, text)
    if issubclass(kind, Path):
        return Path(text).expanduser().resolve()
    return text


def _origins(name: str, text: str) -> str:
    """As browsers tell them, each once: without the usual port, compared letter by letter."""
    for origin in text.split():
        if not _ORIGIN.fullmatch(origin):
            told = "cần các nguồn dạng https://tên-miền hoặc https://tên-miền:cổng, chữ thường, không có đường dẫn"
            raise SettingError(name, f"{told}; nhận được {origin!r}")
    plain = (_USUAL_PORT.sub(r"\1", origin) for origin in text.split())
    return " ".join(dict.fromkeys(plain))


def _yes_or_no(name: str, text: str) -> bool:
    # 'False' is what a table or a file shows, '1' what people type.
    words = {"true": True, "1": True, "yes": True, "false": False, "0": False, "no": False}
    if text.lower() not in words:
        raise SettingError(name, f"cần true hoặc false, nhận được {text!r}")
    return words[text.lower()]
