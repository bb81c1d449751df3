"""A page without a browser: what it sends and what it is told, over real HTTP."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from itertools import count
from socket import SHUT_RDWR
from threading import Thread
from typing import Any

import requests

# Sites that may have the widget; a procedure of the catalogue's, and the form that can be downloaded for it.
WELCOME = ("https://banquanly.vi-du.vn", "http://localhost:8080")
CODE, FORM = "1.014199", "Mẫu số 03 – đề nghị cấp.docx"
_numbers = count(1)


@dataclass
class Heard:
    """What a stream has told so far: (event, data), and the ids of its lines."""

    events: list[tuple[str, Any]] = field(default_factory=list)
    ids: list[int] = field(default_factory=list)
    pings: int = 0
    is_over: bool = False

    def of(self, name: str) -> list[Any]:
        return [data for event, data in self.events if event == name]

    def texts(self) -> list[str]:
        return [line["text"] for line in self.of("line") if line["author"] == "assistant"]

    def wait_for(self, happened: Any, patience: float = 15) -> None:
        deadline = time.monotonic() + patience
        while not happened(self):
            assert time.monotonic() < deadline, f"heard only {self.events}"
            time.sleep(0.01)


class Page:
    """One conversation at a server; `elsewhere` is the same at another."""

    def __init__(self, server: str, token: str = "", origin: str | None = None) -> None:
        self.base = f"{server}/webhooks/web"
        self._origin = {"Origin": origin} if origin else {}
        self.token = token or str(self.post("session", {}).json()["session"])
        self.seen = 0

    def elsewhere(self, server: str) -> Page:
        other = Page(server, self.token)
        other.seen = self.seen
        return other

    def headers(self, **more: str) -> dict[str, str]:
        known = {"Authorization": f"Bearer {self.token}"} if getattr(self, "token", "") else {}
        return {**known, **self._origin, **more}

    def post(self, path: str, body: Any, **more: str) -> requests.Response:
        return requests.post(f"{self.base}/{path}", json=body, headers=self.headers(**more), timeout=20)

    def get(self, path: str, **more: str) -> requests.Response:
        return requests.get(f"{self.base}/{path}", headers=self.headers(**more), timeout=40)

    def send(self, text: str = "", **body: Any) -> requests.Response:
        """A message under a number of its own, unless one is given."""
        return self.post("message", {"id": f"q{next(_numbers)}", "text": text, **body})

    def news(self, wait: int = 0) -> dict[str, Any]:
        """What was said since the last look."""
        answer = self.get(f"lines?after={self.seen}&wait={wait}").json()
        self.seen = max([self.seen, *(line["number"] for line in answer["lines"])])
        return dict(answer)

    def answers(self, number: int = 1, patience: float = 15) -> list[dict[str, Any]]:
        """The assistant's next lines, so many at least."""
        found: list[dict[str, Any]] = []
        deadline = time.monotonic() + patience
        while len(found) < number:
            assert time.monotonic() < deadline, f"told only {found}"
            found += [line for line in self.news(wait=5)["lines"] if line["author"] == "assistant"]
        return found

    def ask(self, text: str, number: int = 1, **body: Any) -> list[str]:
        """The texts of what the assistant says to it."""
        answer = self.send(text, **body)
        assert answer.status_code == 202, answer.text
        return [line["text"] for line in self.answers(number)]

    @contextmanager
    def listening(self, after: int = 0) -> Iterator[Heard]:
        """A stream, read in a thread until the block is left."""
        heard = Heard()
        headers = self.headers(**{"Last-Event-ID": str(after)})
        with requests.get(f"{self.base}/events", headers=headers, stream=True, timeout=40) as answer:
            assert answer.status_code == 200, answer.text
            assert answer.headers["Content-Type"].startswith("text/event-stream")
            socket = answer.raw._fp.fp.raw._sock
            reader = Thread(target=_read, args=(answer, heard), daemon=True)
            reader.start()
            try:
                yield heard
            finally:
                # Closing alone would wait for whoever reads. The server may have hung up before.
                with suppress(OSError):
                    socket.shutdown(SHUT_RDWR)
                reader.join(10)


def _read(answer: requests.Response, heard: Heard) -> None:
    block: dict[str, str] = {}
    try:
        for line in answer.iter_lines(chunk_size=1):
            name, _, value = line.decode("utf-8").partition(": ")
            if line.startswith(b":"):
                heard.pings += 1
            elif name:
                block[name] = value
            elif block:
                heard.ids += [int(block["id"])] if "id" in block else []
                heard.events.append((block["event"], json.loads(block["data"])))
                block = {}
    except Exception:
        # The block was left, or the server was killed: what was heard until then counts.
        pass
    heard.is_over = True
