"""A real PostgreSQL for tests: a cluster and a port of its own, stopped, started and cut off as a test likes."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from tempfile import mkdtemp

import pytest
from sqlalchemy import create_engine

from tests.servers import free_port

_PROGRAMS = sorted(Path("/usr/lib/postgresql").glob("*/bin/pg_ctl"))


class OwnPostgres:
    """`around`: what its commands are run by, such as another network namespace; `host`: where it listens."""

    def __init__(self, host: str = "127.0.0.1", around: Sequence[str] = ()) -> None:
        self.host, self.port, self._around = host, free_port(), list(around)
        self.url = f"postgresql+psycopg2://postgres@{host}:{self.port}/motcua"
        self._folder = Path(mkdtemp(prefix="motcua-postgresql-"))
        # PostgreSQL refuses to be root's.
        if os.geteuid() == 0:
            shutil.chown(self._folder, "postgres")
        self._data = self._folder / "data"

    def make(self) -> None:
        self._run(
            "initdb", "-D", str(self._data), "-U", "postgres", "--auth=trust", "-N", "--no-instructions"
        )
        with (self._data / "pg_hba.conf").open("a") as rules:
            rules.write("host all all samenet trust\n")
        self.start()
        server = create_engine(
            self.url.replace("/motcua", "/postgres"), isolation_level="AUTOCOMMIT", future=True
        )
        with server.connect() as connection:
            connection.exec_driver_sql("CREATE DATABASE motcua")
        server.dispose()

    def start(self) -> None:
        options = f"-p {self.port} -c listen_addresses={self.host} -c unix_socket_directories="
        self._run(
            "pg_ctl", "start", "-w", "-D", str(self._data), "-o", options, "-l", str(self._folder / "log")
        )

    def stop(self) -> None:
        """As a machine that goes down: without a word to those who are connected."""
        self._run("pg_ctl", "stop", "-w", "-m", "immediate", "-D", str(self._data))

    def remove(self) -> None:
        if (self._data / "postmaster.pid").exists():
            self.stop()
        shutil.rmtree(self._folder, ignore_errors=True)

    def _run(self, program: str, *options: str) -> None:
        own = ["runuser", "-u", "postgres", "--"] if os.geteuid() == 0 else []
        command = [*self._around, *own, str(_PROGRAMS[-1].with_name(program)), *options]
        subprocess.run(
            command, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, cwd="/", timeout=60
        )


@contextmanager
def own_postgres(host: str = "127.0.0.1", around: Sequence[str] = ()) -> Iterator[OwnPostgres]:
    if not _PROGRAMS:
        pytest.skip("no PostgreSQL on this machine: apt-get install postgresql")
    made = OwnPostgres(host, around)
    try:
        made.make()
        yield made
    finally:
        made.remove()
