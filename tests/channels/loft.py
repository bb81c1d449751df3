"""The other end of the channel `pigeon`: what people are told, over real HTTP."""

from __future__ import annotations

import json
import time
from collections import defaultdict
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Lock, Thread
from typing import Any

APOLOGY = "Xin lỗi, tạm gián đoạn."


@dataclass
class Loft:
    """Where pigeons arrive: what each person was told, in order."""

    repeatable: bool = False
    told: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    buttons: dict[str, list[list[str]]] = field(default_factory=lambda: defaultdict(list))
    signs: list[tuple[str, str]] = field(default_factory=list)
    refusing: list[tuple[int, dict[str, Any]]] = field(default_factory=list)
    """Answers to the next letters, before they are taken again."""
    delay: float = 0.0
    """Seconds from a letter's arrival to the answer that it did."""
    _keys: set[str] = field(default_factory=set)
    _lock: Lock = field(default_factory=Lock)

    def take(self, path: str, body: dict[str, Any]) -> tuple[int, dict[str, Any]]:
        with self._lock:
            if path != "/send":
                self.signs.append((path[1:], body["to"]))
                return 200, {}
            if self.refusing:
                return self.refusing.pop(0)
            if not (self.repeatable and body["key"] in self._keys):
                self._keys.add(body["key"])
                self.told[body["to"]].append(body["text"])
                self.buttons[body["to"]] += body["buttons"]
            return 200, {"id": f"m{body['key']}"}

    def count(self) -> int:
        with self._lock:
            return sum(map(len, self.told.values()))


def open_loft(loft: Loft, port: int = 0) -> tuple[str, ThreadingHTTPServer]:
    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            status, answer = loft.take(self.path, body)
            time.sleep(loft.delay)
            content = json.dumps(answer).encode()
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, *_: Any) -> None:
            pass

    class Server(ThreadingHTTPServer):
        request_queue_size = 128
        allow_reuse_address = True

        def handle_error(self, *_: Any) -> None:
            """Whoever hung up was killed on purpose."""

    server = Server(("127.0.0.1", port), Handler)
    Thread(target=server.serve_forever, daemon=True).start()
    return f"http://127.0.0.1:{server.server_port}", server
