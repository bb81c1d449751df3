"""A stand-in of a one-stop system, built strictly from docs/dossier-status.md."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

TOKEN = "one-stop-token"
GOOD = "H06.12-251101-0001"


def standing(code: str = GOOD, **other: Any) -> dict[str, Any]:
    told = {"code": code, "state": "processing", "since": "2025-11-03T08:15:00+07:00", "due": None}
    return {**told, **other}


@dataclass
class OneStop:
    """`script`: status, body and headers of the next answers; afterwards what `dossiers` hold."""

    url: str = ""
    dossiers: dict[str, dict[str, Any]] = field(default_factory=lambda: {GOOD: standing()})
    script: list[tuple[int, Any, dict[str, str]]] = field(default_factory=list)
    asked: list[tuple[str, str]] = field(default_factory=list)
    slow: float = 0.0

    def answer(self, path: str, token: str, code: str) -> tuple[int, Any, dict[str, str]]:
        self.asked.append((path, code))
        time.sleep(self.slow)
        if self.script:
            return self.script.pop(0)
        if token != f"Bearer {TOKEN}":
            return 401, {}, {}
        return (200, self.dossiers[code], {}) if code in self.dossiers else (404, {}, {})


@contextmanager
def one_stop() -> Iterator[OneStop]:
    system = OneStop()

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self) -> None:
            sent = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            status, body, headers = system.answer(self.path, self.headers["Authorization"], sent["code"])
            content = body if isinstance(body, bytes) else json.dumps(body).encode()
            try:
                self.send_response(status)
                for name, value in {"Content-Length": str(len(content)), **headers}.items():
                    self.send_header(name, value)
                self.end_headers()
                self.wfile.write(content)
            except OSError:
                self.close_connection = True

        def log_message(self, *_: Any) -> None: ...

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    system.url = f"http://127.0.0.1:{server.server_port}/status"
    threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
    try:
        yield system
    finally:
        server.shutdown()
        server.server_close()
