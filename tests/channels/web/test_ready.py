"""What keeps a chat server from being ready is named."""

from __future__ import annotations

import asyncio
import json
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from bot.channels.web.ready import ready
from tests.databases import make_tables
from tests.servers import free_port


def asked(url: str, agent: Any) -> tuple[int, list[str]]:
    request: Any = SimpleNamespace(app=SimpleNamespace(ctx=SimpleNamespace(agent=agent)))
    answer = asyncio.run(ready(url)(request))  # type: ignore[arg-type]
    return answer.status, json.loads(answer.body or b"")["missing"]


def test_model_database_and_action_server_are_missed_by_name(tmp_path: Path) -> None:
    away = SimpleNamespace(url=f"http://127.0.0.1:{free_port()}/webhook")
    agent = SimpleNamespace(is_ready=lambda: False, action_endpoint=away)
    assert asked(f"sqlite:///{tmp_path / 'none.db'}", agent) == (503, ["model", "database", "actions"])


def test_tables_of_this_version_are_enough_where_no_action_server_is_used(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'motcua.db'}"
    make_tables(url)
    assert asked(url, SimpleNamespace(is_ready=lambda: True, action_endpoint=None)) == (200, [])
