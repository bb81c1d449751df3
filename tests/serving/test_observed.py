"""One turn through the real servers: what they count of it, and what they write about it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import requests

from bot.storage.database import UnitOfWork, engine
from tests.serving.test_servers import QUESTION, Servers, both_servers, soon

pytestmark = pytest.mark.model


@pytest.fixture(scope="module")
def servers(models: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Servers]:
    """Both have answered one question of the web page."""
    with both_servers(tmp_path_factory.mktemp("observed"), models, MOTCUA_LOG="json") as made:
        web = f"http://127.0.0.1:{made.rasa_port}/webhooks/web"
        session = requests.post(f"{web}/session", json={}, timeout=20).json()["session"]
        own = {"Authorization": f"Bearer {session}"}
        sent = requests.post(f"{web}/message", json={"id": "1", "text": QUESTION}, headers=own, timeout=20)
        assert sent.status_code == 202
        assert soon(lambda: 'result="sent"' in metrics(made).text)
        yield made


def metrics(servers: Servers, **heads: str) -> requests.Response:
    address = f"http://127.0.0.1:{servers.rasa_port}/webhooks/web/metrics"
    return requests.get(address, headers=heads, timeout=20)


def steps(servers: Servers, name: str) -> list[dict[str, Any]]:
    lines = servers.log(name).read_text("utf-8").splitlines()
    told = [json.loads(line) for line in lines if line.startswith("{")]
    return [line for line in told if line.get("logger") == "motcua.turn"]


@pytest.mark.parametrize(
    "line",
    [
        'motcua_events_total{channel="web"} 1.0',
        'motcua_turns_total{channel="web",outcome="answered"} 1.0',
        'motcua_stage_seconds_count{stage="parse"} 1.0',
        'motcua_stage_seconds_count{stage="action"} 1.0',
        'motcua_stage_seconds_count{stage="turn"} 1.0',
        'motcua_stage_seconds_count{stage="answer"} 1.0',
        "motcua_inbox_waiting 0.0",
        "motcua_outbox_waiting 0.0",
        "motcua_database_up 1.0",
    ],
)
def test_a_turn_is_counted(servers: Servers, line: str) -> None:
    assert line in metrics(servers).text.splitlines()


def test_the_model_is_named(servers: Servers) -> None:
    assert 'motcua_model_info{model="motcua-' in metrics(servers).text


def test_nothing_is_told_to_whom_a_proxy_lets_in(servers: Servers) -> None:
    answer = metrics(servers, **{"X-Forwarded-For": "203.0.113.9"})
    assert (answer.status_code, answer.content) == (404, b"")


def test_channel_action_server_and_outbox_tell_the_same_turn(servers: Servers) -> None:
    (action,) = steps(servers, "actions")
    chat = steps(servers, "rasa")
    assert action["message"].startswith("action answered: answered about 2.001955")
    assert action["turn"]
    assert {line["turn"] for line in chat} == {action["turn"]}
    said = " ".join(line["message"] for line in chat)
    assert all(word in said for word in ("taken up", "turn ended, answered", "sent"))


def test_no_line_says_what_was_asked_or_by_whom(servers: Servers) -> None:
    with UnitOfWork(engine(servers.url)) as uow:
        (sender,) = uow.session.execute("SELECT sender FROM sender").scalars()
    for name in ("rasa", "actions"):
        log = servers.log(name).read_text("utf-8")
        assert "Lệ phí của" not in log
        assert str(sender).rpartition(":")[2] not in log
