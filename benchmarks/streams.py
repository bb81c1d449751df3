"""Part `streams`: how soon what is said stands on an open stream, on SQLite and on PostgreSQL.

Real servers with an agent that only repeats, one page that listens over HTTP; from the moment at which the message is
sent to that at which its answer has been heard: taken in, turned, stored and told. `elsewhere`: the page listens at
another server over the same database than the one that answers.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from tempfile import TemporaryDirectory
from typing import Any

from benchmarks.measure import spread
from benchmarks.plan import Plan
from tests.channels.web.page import Heard, Page
from tests.databases import postgresql
from tests.servers import echo_server

PAGES, LINES = 10, 6
# Seconds between two messages, for the server's limits by person and by address.
_PAUSE = 0.3


def run(_: Plan) -> dict[str, Any]:
    figures = {}
    with sqlite() as url:
        figures["sqlite"] = measured(url)
    with postgresql() as url:
        figures["postgresql"] = measured(url)
    return figures


@contextmanager
def sqlite() -> Iterator[str]:
    with TemporaryDirectory() as folder:
        yield f"sqlite:///{folder}/motcua.db"


def measured(url: str) -> dict[str, Any]:
    with echo_server(url) as here, echo_server(url) as there:
        figures = {"here": spread(delays(here, here)), "elsewhere": spread(delays(here, there))}
    print(figures, flush=True)
    return figures


def delays(asked: str, heard_at: str) -> list[float]:
    """Milliseconds from sending to hearing, of all pages."""
    return [delay for _ in range(PAGES) for delay in _of_a_page(Page(asked), heard_at)]


def _of_a_page(page: Page, heard_at: str) -> Iterator[float]:
    page.ask("xin chào")
    with page.elsewhere(heard_at).listening(page.seen) as heard:
        for number in range(LINES):
            begun = time.perf_counter()
            page.send(f"câu {number}")
            hear(heard, number + 1)
            yield (time.perf_counter() - begun) * 1000
            time.sleep(_PAUSE)


def hear(heard: Heard, lines: int) -> None:
    """More closely than tests look, which need no milliseconds."""
    deadline = time.monotonic() + 15
    while len(heard.texts()) < lines:
        assert time.monotonic() < deadline, f"heard only {heard.events}"
        time.sleep(0.0005)
