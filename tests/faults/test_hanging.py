"""The action server hangs, as a process without a processor does: it takes calls and never answers."""

from __future__ import annotations

import signal
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
import requests

from tests.serving.test_servers import QUESTION, Servers, both_servers

pytestmark = [pytest.mark.long, pytest.mark.model]

PEOPLE = 8
# Of bot.channels.replies.LONGEST_TURN, and some for the way.
_PATIENCE = 60


class Visitor:
    """Somebody on the web page."""

    def __init__(self, servers: Servers) -> None:
        self._web = f"http://127.0.0.1:{servers.rasa_port}/webhooks/web"
        session = requests.post(f"{self._web}/session", json={}, timeout=20).json()["session"]
        self._own = {"Authorization": f"Bearer {session}"}
        self._seen, self._sent = 0, 0

    def ask(self) -> None:
        self._sent += 1
        body = {"id": str(self._sent), "text": QUESTION}
        answer = requests.post(f"{self._web}/message", json=body, headers=self._own, timeout=20)
        assert answer.status_code == 202

    def hear(self) -> str:
        """The assistant's next words; nothing when there are none in time."""
        deadline = time.monotonic() + _PATIENCE
        while time.monotonic() < deadline:
            asked = {"after": str(self._seen), "wait": "5"}
            lines = requests.get(f"{self._web}/lines", params=asked, headers=self._own, timeout=20).json()[
                "lines"
            ]
            self._seen = max([self._seen, *(line["number"] for line in lines)])
            said = [line["text"] for line in lines if line["author"] == "assistant"]
            if said:
                return "\n".join(said)
        return ""


@pytest.fixture
def servers(models: Path, tmp_path: Path) -> Iterator[Servers]:
    with both_servers(tmp_path, models) as made:
        yield made


def test_people_are_excused_politely_and_answered_as_soon_as_it_goes_on(servers: Servers) -> None:
    visitors = [Visitor(servers) for _ in range(PEOPLE)]
    with ThreadPoolExecutor(PEOPLE) as pool:
        servers.processes["actions"].send_signal(signal.SIGSTOP)
        try:
            list(pool.map(Visitor.ask, visitors))
            assert all(said.startswith("Xin lỗi anh/chị") for said in pool.map(Visitor.hear, visitors))
        finally:
            servers.processes["actions"].send_signal(signal.SIGCONT)
        began = time.monotonic()
        list(pool.map(Visitor.ask, visitors))
        assert all("không thu phí" in said for said in pool.map(Visitor.hear, visitors))
        assert time.monotonic() - began < 30
