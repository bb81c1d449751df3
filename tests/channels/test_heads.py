"""Heads of requests: one that tells its body's end in no way or in one is read, any other refused."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.channels.heads import is_plain

START = b"POST /webhooks/zalo/webhook HTTP/1.1\r\nHost: x\r\n"


@pytest.mark.parametrize(
    "framing",
    [
        b"",
        b"Content-Length: 0",
        b"content-length:  17 ",
        b"Transfer-Encoding: chunked",
        b"X-Content-Length: -1",
    ],
)
def test_what_http_knows_is_read(framing: bytes) -> None:
    assert is_plain(START + framing)


@pytest.mark.parametrize(
    "framing",
    [
        *(b"Content-Length: -5", b"Content-Length: ten", b"Content-Length:", b"Content-Length: +5"),
        *(b"Content-Length: 1_0", b"Content-Length: " + b"9" * 30, b"Content-Length: \xd9\xa1"),
        *(b"Transfer-Encoding: gzip", b"Transfer-Encoding: gzip, chunked", b"Transfer-Encoding : xchunked"),
        b"Content-Length: 5\r\nContent-Length: 5",
        b"Content-Length: 5\r\nTransfer-Encoding: chunked",
    ],
)
def test_anything_else_is_refused(framing: bytes) -> None:
    assert not is_plain(START + framing)


@given(st.integers(0, 10**14), st.sampled_from(["Content-Length", "content-length", "CONTENT-LENGTH"]))
def test_every_length_is_read_however_it_is_written(length: int, name: str) -> None:
    assert is_plain(START + f"{name}: {length}".encode())


def test_a_head_of_spaces_holds_nobody_up() -> None:
    """Sanic reads eight kilobytes of a head; with an expression that tried every split they took minutes."""
    assert not is_plain(b"content-length:" + b" " * 8_000 + b"\rx\r\n")
    assert not is_plain(b"content-length:" + b"\t" * 8_000 + b"\r\r\n")
