"""Requests written byte by byte, so that they can be wrong in any way."""

from __future__ import annotations

import socket
from dataclasses import dataclass

Headers = tuple[tuple[str, bytes], ...]
JSON: Headers = (("Content-Type", b"application/json"),)


@dataclass(frozen=True)
class Case:
    """One request. `framing`: how its body's end is told; 'cut' promises more than comes."""

    why: str
    path: str
    body: bytes = b""
    headers: Headers = JSON
    method: str = "POST"
    framing: str = "length"

    @property
    def wire(self) -> bytes:
        named = {name.lower() for name, _ in self.headers}
        head = [f"{self.method} {self.path} HTTP/1.1".encode(), b"Host: x", b"Connection: close"]
        head += [name.encode() + b": " + value for name, value in self.headers]
        if self.framing == "chunked":
            head.append(b"Transfer-Encoding: chunked")
        elif "content-length" not in named:
            promised = len(self.body) + (100 if self.framing == "cut" else 0)
            head.append(f"Content-Length: {promised}".encode())
        body = _chunked(self.body) if self.framing == "chunked" else self.body
        return b"\r\n".join(head) + b"\r\n\r\n" + body


def send(port: int, case: Case) -> int:
    """The answer's status; 0 when the server hung up without one."""
    with socket.create_connection(("127.0.0.1", port), timeout=15) as connection:
        try:
            connection.sendall(case.wire)
            if case.framing == "cut":
                connection.shutdown(socket.SHUT_WR)
            told = connection.recv(64)
        except ConnectionError:
            return 0
    _, _, rest = told.partition(b" ")
    return int(rest[:3]) if rest[:3].isdigit() else 0


def _chunked(body: bytes) -> bytes:
    size = 16_000
    parts = [body[at : at + size] for at in range(0, len(body), size)]
    return b"".join(f"{len(part):x}\r\n".encode() + part + b"\r\n" for part in parts) + b"0\r\n\r\n"
