"""The stand-in's door: HTTP in, and webhooks out."""

from __future__ import annotations

import email
import email.policy
import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import requests

from tests.channels.telegram.bot_api import BotApi
from tests.channels.telegram.rules import Refusal


class Server(ThreadingHTTPServer):
    daemon_threads = True
    # Dozens of senders at once are refused by the default of 5.
    request_queue_size = 128

    def __init__(self, api: BotApi) -> None:
        super().__init__(("127.0.0.1", 0), Door)
        self.api = api
        self.over = threading.Event()

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}"

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A connection that the other side has closed concerns nobody."""


class Door(BaseHTTPRequestHandler):
    server: Server
    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        self._serve(b"")

    def do_POST(self) -> None:
        self._serve(self.rfile.read(int(self.headers.get("Content-Length") or 0)))

    def _serve(self, body: bytes) -> None:
        place = urlsplit(self.path)
        token, _, method = place.path.removeprefix("/bot").partition("/")
        try:
            if not place.path.startswith("/bot") or ":" not in token or not method:
                raise Refusal(404, "Not Found")
            if token != self.server.api.token:
                raise Refusal(401, "Unauthorized")
            result = self.server.api.call(method, self._parameters(place.query, body))
        except Refusal as refusal:
            answer: dict[str, Any] = {
                "ok": False,
                "error_code": refusal.code,
                "description": refusal.description,
            }
            if refusal.parameters:
                answer["parameters"] = refusal.parameters
            self._answer(refusal.code, answer)
            return
        if method in self.server.api.cut:
            self.server.api.cut.remove(method)
            self.close_connection = True
            return
        self._answer(200, {"ok": True, "result": result})

    def _parameters(self, query: str, body: bytes) -> dict[str, Any]:
        found: dict[str, Any] = dict(parse_qsl(query))
        kind = self.headers.get("Content-Type", "").partition(";")[0]
        if kind == "application/x-www-form-urlencoded":
            found |= dict(parse_qsl(body.decode(), keep_blank_values=True))
        elif kind == "application/json":
            found |= json.loads(body or b"{}")
        elif kind == "multipart/form-data":
            found |= parts_of(self.headers["Content-Type"], body)
        elif body:
            raise Refusal(400, "Bad Request: unsupported content type")
        return found

    def _answer(self, status: int, answer: dict[str, Any]) -> None:
        content = json.dumps(answer).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, *arguments: Any) -> None:
        """Tests read `calls`."""


def parts_of(kind: str, body: bytes) -> dict[str, Any]:
    """Fields of a form with files; a file is its name and its content."""
    head = f"Content-Type: {kind}\r\n\r\n".encode()
    form = email.message_from_bytes(head + body, policy=email.policy.HTTP)
    found: dict[str, Any] = {}
    for part in form.iter_parts():
        content = part.get_payload(decode=True)
        assert isinstance(content, bytes)
        name = str(part.get_param("name", header="content-disposition"))
        found[name] = (part.get_filename(), content) if part.get_filename() else content.decode()
    return found


@contextmanager
def serving(api: BotApi) -> Iterator[str]:
    """The stand-in behind an address of this machine, delivering to the webhook once one is set."""
    server = Server(api)
    threads = [threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True)]
    threads.append(threading.Thread(target=_deliver, args=(api, server.over), daemon=True))
    for thread in threads:
        thread.start()
    try:
        yield server.address
    finally:
        server.over.set()
        server.shutdown()
        server.server_close()


def _deliver(api: BotApi, over: threading.Event) -> None:
    """In order, the next one only when the one before was taken: retried until then, as Telegram does."""
    while not over.wait(0.02):
        with api.changed:
            webhook, update = api.webhook, next(iter(api.updates), None)
        if webhook is None or update is None:
            continue
        headers = {"X-Telegram-Bot-Api-Secret-Token": webhook["secret"]} if webhook["secret"] else {}
        try:
            status = requests.post(webhook["url"], json=update, headers=headers, timeout=10).status_code
        except requests.RequestException:
            status = 0
        with api.changed:
            if 200 <= status < 300:
                api.updates = [each for each in api.updates if each is not update]
                api.changed.notify_all()
                continue
            api.last_error = f"Wrong response from the webhook: {status}" if status else "Connection refused"
        over.wait(0.2)
