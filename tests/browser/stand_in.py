"""A server that speaks the widget's protocol to the letter and says what a test tells it to say."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from importlib.resources import files
from typing import Any
from urllib.parse import parse_qs, urlsplit

from bot.channels.web.widget import widget

BASE = "/webhooks/web/"
TYPES = {".html": "text/html", ".js": "text/javascript", ".json": "application/json", ".svg": "image/svg+xml"}
PAGES = {"/": "index.html", "/khung": "index.html"}
POLICY = "default-src 'self'; base-uri 'none'; form-action 'self'; object-src 'none'; frame-ancestors {}"
RATING = [{"title": "Hài lòng", "id": "rate-yes"}, {"title": "Chưa hài lòng", "id": "rate-no"}]

AGENCY = {
    "name": "Ban Quản lý các Khu công nghiệp Đồng Nai",
    "hotline": "(0251) 1022",
    "greeting": "Xin chào anh/chị. Tôi là **Trợ lý Một Cửa**. Anh/chị cứ hỏi về thủ tục hành chính bằng lời của mình.",
    "suggestions": ["Cấp giấy phép lao động cần hồ sơ gì?", "Giấy phép xây dựng mất bao lâu?"],
    "open": True,
    "hours": "07:30–11:30, 13:00–17:00, thứ Hai đến thứ Sáu",
    "opens": None,
    "privacy": "Nội dung trò chuyện được xóa sau 30 ngày không hoạt động. Tôi không hỏi tên.",
    "languages": ["vi", "en"],
}
PROCEDURES = [
    {"code": "1.014199", "name": "Cấp giấy phép lao động cho người nước ngoài"},
    {"code": "1.014200", "name": "Gia hạn giấy phép lao động cho người nước ngoài"},
]


def paper(
    name: str, originals: int = 1, copies: int = 0, form: str = "", mandatory: bool = True
) -> dict[str, Any]:
    return {
        "name": name,
        "originals": originals,
        "copies": copies,
        "form": form or None,
        "mandatory": mandatory,
    }


DOSSIER = {
    "code": "1.014199",
    "name": "Cấp giấy phép lao động cho người nước ngoài",
    "groups": [
        {
            "case": None,
            "items": [
                paper("Văn bản giải trình nhu cầu và đề nghị cấp phép", form="Mẫu số 03, NĐ 219/2025"),
                paper("Giấy khám sức khỏe"),
            ],
        },
        {"case": "Chuyên gia", "items": [paper("Văn bản chứng minh là chuyên gia", 0, 1)]},
        {"case": "Lao động kỹ thuật", "items": [paper("Văn bản chứng minh tay nghề", 0, 1, mandatory=False)]},
    ],
    "warnings": ["Nộp trong vòng 60 ngày và chậm nhất 10 ngày trước ngày dự kiến làm việc."],
    "source": "QĐ 886/QĐ-BNV (11/8/2025)",
    "checked": "2025-11-22",
    "portal": "https://dichvucong.gov.vn",
    "forms": [{"name": "Mẫu số 03", "href": "forms/1.014199/mau-03.docx"}],
}

Line = dict[str, Any]


@dataclass
class StandIn:
    """Everything that a test may look at or change while the server runs."""

    port: int = 0
    origins: tuple[str, ...] = ()
    agency: dict[str, Any] = field(default_factory=lambda: dict(AGENCY))
    # What is answered to a text: lines without their numbers.
    answer: Callable[[str], list[Line]] = lambda text: [{"text": f"Đã nghe: {text}"}]
    # What the record shows of a text.
    take_as: Callable[[str], str] = lambda text: text
    # "open", "held" (connected, but no byte goes out) or "closed" (404).
    streams: str = "open"
    # Refusal of the next messages: (status, body).
    refusing: tuple[int, dict[str, str]] | None = None
    lines: dict[str, list[Line]] = field(default_factory=dict)
    state: dict[str, Any] = field(default_factory=lambda: {"working": False, "handoff": None})
    received: list[dict[str, Any]] = field(default_factory=list)
    requests: list[str] = field(default_factory=list)
    forgotten: set[str] = field(default_factory=set)
    news: threading.Condition = field(default_factory=threading.Condition)
    # Each request has a thread: as the door does it, what was sent first is answered first.
    order: threading.Lock = field(default_factory=threading.Lock)
    _numbers: int = 0
    _server: ThreadingHTTPServer | None = None

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def session(self) -> str:
        """The session begun last."""
        return list(self.lines)[-1]

    def say(self, text: str, author: str = "assistant", session: str | None = None, **more: Any) -> int:
        """A line for the last session, as the server would give it; answers its number."""
        empty = {
            "staff": None,
            "buttons": [],
            "rating": [],
            "turn": None,
            "outcome": None,
            "procedure": None,
            "aspects": [],
            "key": None,
        }
        with self.news:
            self._numbers += 1
            line = {
                "number": self._numbers,
                "author": author,
                "text": text,
                "at": "2026-11-26T02:00:00+00:00",
            }
            self.lines[session or self.session].append(empty | line | more)
            self.news.notify_all()
            return self._numbers

    def tell(self, **state: Any) -> None:
        """How the conversation stands from now on."""
        with self.news:
            self.state = {**self.state, **state}
            self.news.notify_all()

    def until(self, happened: Callable[[list[dict[str, Any]]], bool], patience: float = 20) -> None:
        """Waits for what the page sends."""
        with self.news:
            assert self.news.wait_for(lambda: happened(self.received), patience), self.received

    def forget(self) -> None:
        with self.news:
            self.forgotten.add(self.session)
            self.news.notify_all()

    def take(self, session: str, sent: dict[str, Any]) -> None:
        """Each id once, as the door does it."""
        with self.news:
            if any(sent["id"] == known["id"] for known in self.received):
                return
            self.received.append(sent)
            self.news.notify_all()
        if sent.get("command") or "text" not in sent:
            return
        is_rating = sent.get("button", "").startswith("rate-")
        answered = [] if is_rating else self.answer(sent["text"])
        # What was asked becomes a line together with its answer.
        self.say(self.take_as(sent["text"]), "person", session, key=sent["id"])
        for line in answered:
            self.say(**{"session": session, **line})

    def start(self) -> None:
        handler = type("Bound", (Handler,), {"told": self})
        self._server = Server(("127.0.0.1", self.port), handler)
        self.port = self._server.server_address[1]
        threading.Thread(target=self._server.serve_forever, args=(0.05,), daemon=True).start()

    def stop(self) -> None:
        """As when the process is killed: streams break, nobody answers."""
        server, self._server = self._server, None
        if server is not None:
            server.shutdown()
            server.server_close()
        with self.news:
            self.news.notify_all()

    @property
    def is_over(self) -> bool:
        return self._server is None


class Server(ThreadingHTTPServer):
    daemon_threads = True
    allow_reuse_address = True

    def handle_error(self, *_: Any) -> None:
        """A browser that hangs up is no error."""


class Handler(BaseHTTPRequestHandler):
    """One request a connection: what is stopped is stopped."""

    told: StandIn

    def log_message(self, *_: Any) -> None:
        """Quiet."""

    def do_OPTIONS(self) -> None:
        self._send(204 if self._welcome() else 403, b"", "text/plain")

    def do_GET(self) -> None:
        path, query = urlsplit(self.path).path, parse_qs(urlsplit(self.path).query)
        self.told.requests.append(path)
        if path in PAGES:
            self._file(PAGES[path])
        elif path.endswith("/widget.js"):
            self._send(200, widget(), TYPES[".js"])
        elif path == f"{BASE}events":
            self._events()
        elif path == f"{BASE}lines":
            self._lines(int(query["after"][0]), float(query["wait"][0]))
        elif path == f"{BASE}agency":
            self._json(self.told.agency)
        elif path == f"{BASE}suggest":
            self._json({"procedures": PROCEDURES if "giay" in query["q"][0] else []})
        elif path.startswith(f"{BASE}dossier/"):
            self._json(DOSSIER)
        else:
            self._file(path.removeprefix(BASE))

    def do_POST(self) -> None:
        told = self.told
        sent = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        if self.path == f"{BASE}session":
            with told.news:
                token = f"token-{len(told.lines)}"
                told.lines[token] = []
            return self._json({"session": token})
        session = self._session()
        if session is None:
            return self._json({"error": "unknown_session", "message": "Phiên đã hết hạn."}, 401)
        if told.refusing:
            status, body = told.refusing
            return self._json(body, status)
        with told.order:
            self._json({}, 202)
            told.take(session, {**sent, "path": self.path.removeprefix(BASE)})

    # --- what is new ---

    def _events(self) -> None:
        told, session = self.told, self._session()
        if session is None:
            return self._json({"error": "unknown_session", "message": "Phiên đã hết hạn."}, 401)
        if told.streams == "closed":
            return self._send(404, b"", "text/plain")
        self._head(200, "text/event-stream")
        self.wfile.flush()
        if told.streams == "held":
            while not told.is_over:
                time.sleep(0.05)
            return
        self.wfile.write(b": ping\n\n")
        last, state = int(self.headers.get("Last-Event-ID", 0)), None
        while not told.is_over:
            with told.news:
                fresh = [line for line in told.lines[session] if line["number"] > last]
                changed, gone = told.state != state, session in told.forgotten
                if not fresh and not changed and not gone:
                    told.news.wait(15)
                    continue
                state = told.state
            for line in fresh:
                self._event("line", line, line["number"])
                last = line["number"]
            if gone:
                return self._event("forgotten", {"message": "Đã xóa."})
            if changed:
                self._event("state", state)

    def _event(self, kind: str, data: Any, number: int | None = None) -> None:
        head = f"id: {number}\n" if number else ""
        self.wfile.write(f"{head}event: {kind}\ndata: {json.dumps(data, ensure_ascii=False)}\n\n".encode())
        self.wfile.flush()

    def _lines(self, after: int, wait: float) -> None:
        told, session = self.told, self._session()
        if session is None:
            return self._json({"error": "unknown_session", "message": "Phiên đã hết hạn."}, 401)
        until, state = time.monotonic() + wait, told.state
        with told.news:
            while not (fresh := [line for line in told.lines[session] if line["number"] > after]):
                left = until - time.monotonic()
                if left <= 0 or told.is_over or told.state != state:
                    break
                told.news.wait(left)
        if session in told.forgotten:
            return self._json({"lines": [], "state": told.state, "forgotten": {"message": "Đã xóa."}})
        self._json({"lines": fresh, "state": told.state})

    # --- answers ---

    def _session(self) -> str | None:
        token = self.headers.get("Authorization", "").removeprefix("Bearer ")
        return token if token in self.told.lines else None

    def _welcome(self) -> bool:
        origin = self.headers.get("Origin")
        return origin in (None, self.told.address, *self.told.origins)

    def _json(self, body: Any, status: int = 200) -> None:
        self._send(status, json.dumps(body, ensure_ascii=False).encode(), TYPES[".json"])

    def _file(self, name: str) -> None:
        found = files("bot.channels.web").joinpath(f"page/{name}")
        suffix = f".{name.rpartition('.')[2]}"
        if "/" in name or suffix not in TYPES or not found.is_file():
            return self._send(404, b"", "text/plain")
        self._send(200, found.read_bytes(), TYPES[suffix], public=True)

    def _send(self, status: int, body: bytes, kind: str, public: bool = False) -> None:
        self._head(status, kind, public, len(body))
        self.wfile.write(body)

    def _head(self, status: int, kind: str, public: bool = False, size: int | None = None) -> None:
        self.send_response(status)
        if size is not None:
            self.send_header("Content-Length", str(size))
        self.send_header("Content-Type", f"{kind}; charset=utf-8")
        ancestors = " ".join(["'self'", *self.told.origins]) if self.path == "/khung" else "'none'"
        self.send_header("Content-Security-Policy", POLICY.format(ancestors))
        origin = self.headers.get("Origin")
        if public or (origin and self._welcome()):
            self.send_header("Access-Control-Allow-Origin", "*" if public else origin or "")
            self.send_header("Access-Control-Allow-Methods", "GET, HEAD, POST")
            self.send_header("Access-Control-Allow-Headers", "Authorization, Content-Type, Last-Event-ID")
        self.end_headers()


@contextmanager
def standing_in(**wishes: Any) -> Iterator[StandIn]:
    told = StandIn(**wishes)
    told.start()
    try:
        yield told
    finally:
        told.stop()
