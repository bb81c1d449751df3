"""Something breaks while people write: nothing is lost, nothing doubled, and it goes on by itself."""

from __future__ import annotations

import os
import random
import shutil
import subprocess
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from tests.channels.town import Town, town
from tests.faults.talkers import survived
from tests.own_postgresql import OwnPostgres, own_postgres
from tests.servers import free_port, wait_for

# Minutes of outages, on purpose.
pytestmark = pytest.mark.long


@pytest.fixture
def place(tmp_path: Path) -> Iterator[tuple[Town, OwnPostgres]]:
    """Two servers over a PostgreSQL of their own."""
    with own_postgres() as server, town(server.url, tmp_path, servers=2, repeatable=True) as made:
        yield made, server


def test_processes_killed_at_random_for_two_minutes(database_url: str, tmp_path: Path) -> None:
    """Each is started again, as a service manager does."""
    with town(database_url, tmp_path, servers=2, repeatable=True) as made:
        chance = random.Random(11)

        def kill_and_start() -> None:
            deadline = time.monotonic() + 120
            while time.monotonic() < deadline:
                living = [number for number, one in enumerate(made.servers) if one.poll() is None]
                made.kill(chance.choice(living))
                made.launch()
                time.sleep(1 + 4 * chance.random())
            made.wait()

        survived(made, "processes killed at random", 120, kill_and_start)


def test_the_database_stopped_for_thirty_seconds(place: tuple[Town, OwnPostgres]) -> None:
    made, server = place

    def stop() -> None:
        server.stop()
        time.sleep(30)
        server.start()

    survived(made, "PostgreSQL stopped", 30, stop)


def test_the_database_restarted_five_times(place: tuple[Town, OwnPostgres]) -> None:
    made, server = place

    def restart() -> None:
        for _ in range(5):
            server.stop()
            server.start()
            time.sleep(2)

    survived(made, "PostgreSQL restarted five times", 15, restart)


def test_a_channel_that_asks_to_wait_for_half_a_minute_and_is_away_for_another(
    place: tuple[Town, OwnPostgres],
) -> None:
    made, _ = place

    def refuse() -> None:
        made.loft.refusing = [(429, {"after": 1})] * 100_000
        time.sleep(30)
        made.close_loft()
        made.loft.refusing = []
        time.sleep(30)
        made.reopen_loft()

    survived(made, "channel: 429, then no connection", 60, refuse)


@pytest.fixture
def apart() -> Iterator[str]:
    """Another network namespace with one cable to ours; the name of its end here."""
    if os.geteuid() != 0:
        pytest.skip("network namespaces are root's")
    name, here = f"motcua{free_port()}", f"mc{free_port()}"
    commands = [
        f"netns add {name}",
        f"link add {here} type veth peer name there netns {name}",
        f"addr add 10.203.77.1/30 dev {here}",
        f"link set {here} up",
        f"-n {name} addr add 10.203.77.2/30 dev there",
        f"-n {name} link set there up",
        f"-n {name} link set lo up",
    ]
    try:
        for command in commands:
            subprocess.run(["ip", *command.split()], check=True, capture_output=True)
    except (OSError, subprocess.CalledProcessError) as error:
        pytest.skip(f"no network namespaces here: {error}")
    yield f"{name} {here}"
    subprocess.run(["ip", "netns", "delete", name], check=False)


def test_the_cable_to_the_database_cut_for_twenty_seconds(apart: str, tmp_path: Path) -> None:
    """Nobody is told that it is cut: packets go nowhere."""
    name, here = apart.split()
    inside = ("ip", "netns", "exec", name)
    with (
        own_postgres("10.203.77.2", inside) as server,
        town(server.url, tmp_path, servers=2, repeatable=True) as made,
    ):

        def cut() -> None:
            subprocess.run(["ip", "link", "set", here, "down"], check=True)
            time.sleep(20)
            subprocess.run(["ip", "link", "set", here, "up"], check=True)

        survived(made, "network to the database cut", 20, cut)


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    if os.geteuid() != 0:
        pytest.skip("a disk of its own is root's to mount")
    folder = tmp_path / "disk"
    folder.mkdir()
    mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=16m", "tmpfs", str(folder)], check=False)
    if mounted.returncode:
        pytest.skip("nothing can be mounted here")
    yield folder
    subprocess.run(["umount", "-l", str(folder)], check=True)


def test_a_full_disk_under_sqlite_for_twenty_seconds(small_disk: Path, tmp_path: Path) -> None:
    with town(f"sqlite:///{small_disk / 'motcua.db'}", tmp_path, repeatable=True) as made:

        def fill() -> None:
            ballast = small_disk / "ballast"
            with ballast.open("wb", buffering=0) as file, suppress(OSError):
                while True:
                    file.write(bytes(4096))
            assert shutil.disk_usage(small_disk).free < 4096
            time.sleep(20)
            ballast.unlink()

        survived(made, "disk full (SQLite)", 20, fill)


def test_a_new_server_while_people_write(place: tuple[Town, OwnPostgres]) -> None:
    """A rolling restart: the next one answers before the one before is told to stop."""
    made, _ = place

    def roll() -> None:
        for number in range(2):
            made.launch()
            wait_for(f"http://127.0.0.1:{made.ports[-1]}/webhooks/pigeon/health", made.servers[-1])
            made.servers[number].terminate()
            made.servers[number].wait(30)

    survived(made, "rolling restart", 10, roll)
