"""A site of somebody else that has the widget on its pages."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

TEXT = """<!doctype html><html lang="vi"><head><meta charset="utf-8"><title>Trang của cơ quan</title>
<meta name="viewport" content="width=device-width, initial-scale=1">{head}</head>
<body><main><h1>Trang của cơ quan</h1><p>Nội dung của trang. <a href="{other}">Trang khác</a></p>{body}</main>
</body></html>"""


@contextmanager
def site(policy: str = "", port: int = 0) -> Iterator[tuple[str, dict[str, str]]]:
    """Its address, and its pages by path: whatever a test puts there."""
    pages: dict[str, str] = {}

    class Handler(BaseHTTPRequestHandler):
        def log_message(self, *_: Any) -> None:
            """Quiet."""

        def do_GET(self) -> None:
            content = pages.get(self.path)
            self.send_response(200 if content else 204)
            self.send_header("Content-Type", "text/html; charset=utf-8")
            if policy:
                self.send_header("Content-Security-Policy", policy)
            self.end_headers()
            self.wfile.write((content or "").encode())

    server = ThreadingHTTPServer(("127.0.0.1", port), Handler)
    threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}", pages
    finally:
        server.shutdown()
        server.server_close()


def written(head: str = "", body: str = "", other: str = "/khac") -> str:
    return TEXT.format(head=head, body=body, other=other)
