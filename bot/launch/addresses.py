"""endpoints.yml and credentials.yml as they are, or a copy that fits other ports and hosts."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import yaml

from bot.errors import ServiceError
from bot.launch.ports import ACTIONS_HOST, is_loopback, reachable
from bot.settings import Settings


def listening(settings: Settings) -> dict[str, tuple[str, int]]:
    """Where each server of this machine listens, by the setting of its port."""
    return {
        "MOTCUA_RASA_PORT": (settings.host, settings.rasa_port),
        "MOTCUA_ACTIONS_PORT": (ACTIONS_HOST, settings.actions_port),
        "MOTCUA_CONSOLE_PORT": (settings.console_host, settings.console_port),
    }


def health(settings: Settings) -> dict[str, str]:
    """Where each server of this machine says that it is there, by what people call it."""
    return {
        "trò chuyện": f"http://{reachable(settings.host)}:{settings.rasa_port}/webhooks/web/health",
        "xử lý": f"http://{ACTIONS_HOST}:{settings.actions_port}/health",
        "cán bộ": f"http://{reachable(settings.console_host)}:{settings.console_port}/health",
    }


def actions_url(settings: Settings) -> str:
    """Where Rasa finds the action server: on this machine, unless the operator says otherwise."""
    return settings.actions_url or f"http://{ACTIONS_HOST}:{settings.actions_port}/webhook"


def endpoints(project: Path, actions_url: str) -> Path:
    """The file itself when it names this address of the action server; else a copy under var/ that does."""
    path = project / "endpoints.yml"
    content = _read(path)
    if content.get("action_endpoint", {}).get("url") == actions_url:
        return path
    content["action_endpoint"] = {**content.get("action_endpoint", {}), "url": actions_url}
    return _write(project / "var" / path.name, content)


def credentials(project: Path, host: str, channels: Sequence[str] = ()) -> Path:
    """The file itself, or a copy with these channels, and on loopback only with `rest`, which trusts its callers."""
    path = project / "credentials.yml"
    content = _read(path)
    fitting = {name: values for name, values in content.items() if name != "rest" or is_loopback(host)}
    fitting = {**dict.fromkeys(channels), **fitting}
    return path if fitting == content else _write(project / "var" / path.name, fitting)


def _read(path: Path) -> dict[str, Any]:
    try:
        return dict(yaml.safe_load(path.read_text("utf-8")) or {})
    except (OSError, yaml.YAMLError, ValueError) as error:
        raise ServiceError(f"Không đọc được {path}: {error}") from error


def _write(path: Path, content: dict[str, Any]) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f"# Made by `bot up`.\n{yaml.safe_dump(content, allow_unicode=True)}", "utf-8")
    return path
