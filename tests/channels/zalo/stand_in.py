"""What the stand-ins of Zalo's servers share: real HTTP, scripted troubles, a record of what was asked."""

from __future__ import annotations

import json
import threading
import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

Answer = tuple[int, dict[str, Any]]


@dataclass(frozen=True)
class Asked:
    """One request as the server saw it."""

    method: str
    path: str
    headers: dict[str, str]
    body: bytes

    @property
    def json(self) -> dict[str, Any]:
        return dict(json.loads(self.body or b"{}"))


@dataclass
class StandIn:
    """Serves on a free port until closed. `troubles` are answered first, one request each."""

    asked: list[Asked] = field(default_factory=list)
    troubles: deque[Callable[[], Answer | None]] = field(default_factory=deque)
    headers: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.lock = threading.Lock()
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        self._server.daemon_threads = True
        threading.Thread(target=self._server.serve_forever, args=(0.02,), daemon=True).start()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._server.server_address[1]}"

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()

    def __enter__(self) -> Any:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def answer(self, asked: Asked) -> Answer:
        raise NotImplementedError

    def trouble(self, status: int, body: dict[str, Any] | None = None) -> None:
        """The next request gets this instead of an answer."""
        self.troubles.append(lambda: (status, body or {}))

    def silence(self, seconds: float) -> None:
        """The next request is carried out, and its answer comes too late."""
        self.troubles.append(lambda: time.sleep(seconds))

    def paths(self) -> list[str]:
        return [asked.path for asked in self.asked]

    def _serve(self, asked: Asked) -> Answer:
        with self.lock:
            self.asked.append(asked)
            trouble = self.troubles.popleft() if self.troubles else None
        scripted = trouble() if trouble else None
        return scripted or self.answer(asked)

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        stand_in = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"
            disable_nagle_algorithm = True

            def do_POST(self) -> None:
                self._answer()

            def do_GET(self) -> None:
                self._answer()

            def _answer(self) -> None:
                body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
                status, found = stand_in._serve(Asked(self.command, self.path, dict(self.headers), body))
                content = json.dumps(found).encode()
                self.send_response(status)
                for name, value in {**stand_in.headers, "Content-Length": str(len(content))}.items():
                    self.send_header(name, value)
                self.end_headers()
                self.wfile.write(content)

            def log_message(self, *_: object) -> None:
                """Tests are quiet."""

        return Handler
