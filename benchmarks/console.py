"""Part `console`: the pages that staff open most, over a million people on PostgreSQL and a tenth of them on SQLite.

Elsewhere, or with fewer: python -m benchmarks.console DATABASE_URL PEOPLE (the database must be empty).
"""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from time import monotonic
from typing import Any

from sqlalchemy import create_engine
from starlette.testclient import TestClient

from benchmarks.console_rows import fill
from benchmarks.measure import spread, timed
from benchmarks.plan import Plan
from bot.catalogue.source.collection import read_all
from bot.console.app import create
from bot.feedback import charts
from bot.settings import Settings
from bot.staff import passwords
from bot.staff.model import Role
from bot.storage import catalogue, schema
from bot.storage.database import UnitOfWork, engine, lasting_engine
from tests.console import office

SERVER = "postgresql+psycopg2://root@127.0.0.1:5432"
PEOPLE = {"postgresql": 1_000_000, "sqlite": 100_000}
# Enough that the slowest page of all is not the p95.
REPEATS = 40
LATER = "/ (a minute later)"
LISTS = (
    "/feedback",
    "/feedback?state=all",
    "/feedback?state=all&page=400",
    "/feedback?state=all&satisfied=no",
    "/feedback?state=all&channel=zalo_bot",
    "/feedback?state=all&field=dat_dai",
    "/feedback?state=all&procedure=1.014199",
    "/feedback?state=all&reason=unclear&period=quarter",
    "/feedback?state=all&period=month&commented=1",
    "/feedback?state=all&q=le+phi",
    "/feedback?state=all&q=(77777)",
    "/feedback?state=all&q=gi",
    "/feedback?state=all&q=khong+co+chu+nao+nhu+vay",
    "/feedback?state=all&tag=khong-co",
    "/feedback?overdue=1",
    "/petitions",
    "/petitions?when=overdue",
    "/petitions?when=ended",
    "/petitions?when=ended&page=300",
    "/petitions?cause=elsewhere",
    "/petitions?when=ended&q=quay+so+3",
    "/petitions?unit=%C4%90%C6%A1n+v%E1%BB%8B+4",
    "/petitions/7",
    "/indicators/rows?of=petition_in_time",
    "/indicators/rows?of=factor&dimension=factor&group=access",
    "/indicators/rows?of=survey_page&dimension=counter&group=1",
    "/agency",
    "/agency/channels/web",
)


def run(plan: Plan) -> dict[str, Any]:
    with _throw_away() as url, tempfile.TemporaryDirectory() as folder:
        large = measured(url, PEOPLE["postgresql"])
        return {
            "databases": [large, measured(f"sqlite:///{folder}/motcua.db", PEOPLE["sqlite"])],
            "repeats": REPEATS,
        }


def measured(url: str, people: int) -> dict[str, Any]:
    settings = Settings(database_url=url)
    schema.upgrade(url)
    with timed(f"{people:,} people") as filling:
        with UnitOfWork(engine(url)) as uow:
            catalogue.replace_all(uow.session, procedures := read_all(settings.catalogue), "benchmark")
            office.employ(uow.session, Role.ADMINISTRATOR)
            uow.commit()
        fill(engine(url), settings.agency, people, procedures)
    passwords.hasher = office.CHEAP
    charts.load()
    pages = {"/": _cold(settings, "/"), LATER: _later(settings), "/ (again)": _times(_client(settings), "/")}
    pages["/indicators"] = _cold(settings, "/indicators")
    client = _client(settings)
    pages |= {address: _times(client, address) for address in LISTS}
    lasting_engine(url).dispose()
    engine(url).dispose()
    return {
        "database": url.partition(":")[0].partition("+")[0],
        "people": people,
        "fill_seconds": filling.seconds,
        "pages": pages,
    }


def _cold(settings: Settings, address: str) -> dict[str, float]:
    """Each time by a console that has just been started and remembers nothing."""
    times = []
    for _ in range(REPEATS):
        charts.chart.cache_clear()
        times.append(_milliseconds(_client(settings), address))
    return _said(address, times)


def _later(settings: Settings) -> dict[str, float]:
    """Each time when what is kept for a minute is older, and has to be counted and drawn again."""
    client = _client(settings)
    _milliseconds(client, "/")
    memory = client.app._app.state.console.memory  # type: ignore[attr-defined]
    times = []
    for number in range(1, REPEATS + 1):
        memory._clock = lambda number=number: monotonic() + 61 * number
        charts.chart.cache_clear()
        times.append(_milliseconds(client, "/"))
    return _said(LATER, times)


def _times(client: TestClient, address: str) -> dict[str, float]:
    _milliseconds(client, address)
    return _said(address, [_milliseconds(client, address) for _ in range(REPEATS)])


def _said(address: str, times: list[float]) -> dict[str, float]:
    found = spread(times)
    print(f"  {found['p50']:8.1f} {found['p95']:8.1f} ms  {address}", flush=True)
    return found


def _milliseconds(client: TestClient, address: str) -> float:
    with timed() as watch:
        answer = client.get(address)
    assert answer.status_code == 200, (address, answer.status_code)
    return watch.seconds * 1000


def _client(settings: Settings) -> TestClient:
    own = {"Sec-Fetch-Site": "same-origin"}
    client = TestClient(create(settings), headers=own, follow_redirects=False)
    answer = client.post("/sign-in", data={"name": "quantri", "password": office.PASSWORD})
    assert answer.status_code == 303
    # What is loaded at the first page of a process is not the database's.
    client.get("/account")
    return client


@contextmanager
def _throw_away() -> Iterator[str]:
    server = create_engine(f"{SERVER}/test", isolation_level="AUTOCOMMIT", future=True)
    with server.connect() as connection:
        connection.exec_driver_sql("DROP DATABASE IF EXISTS motcua_bench_console WITH (FORCE)")
        connection.exec_driver_sql("CREATE DATABASE motcua_bench_console")
        try:
            yield f"{SERVER}/motcua_bench_console"
        finally:
            connection.exec_driver_sql("DROP DATABASE motcua_bench_console WITH (FORCE)")
    server.dispose()


if __name__ == "__main__":
    measured(sys.argv[1], int(sys.argv[2]))
