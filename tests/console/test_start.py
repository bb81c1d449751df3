"""The console as a process of its own."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import requests

from bot.settings import ROOT
from tests.servers import console_server


def test_it_starts_on_an_empty_folder_and_asks_for_a_sign_in(tmp_path: Path) -> None:
    with console_server(f"sqlite:///{tmp_path / 'var' / 'motcua.db'}") as address:
        answer = requests.get(f"{address}/catalogue", timeout=10)
        assert answer.url == f"{address}/sign-in?next=%2Fcatalogue"
        assert "server" not in answer.headers
        refused = requests.post(f"{address}/sign-in", data={"name": "a"}, timeout=10)
        assert refused.status_code == 403


def test_a_wrong_setting_is_told_in_one_line(tmp_path: Path) -> None:
    variables = [f"MOTCUA_DATABASE_URL=sqlite:///{tmp_path / 'motcua.db'}", "MOTCUA_AGENCY=sao-hoa"]
    command = ["env", *variables, sys.executable, "-W", "ignore", "-m", "bot.console"]
    told = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert told.returncode == 1
    assert told.stderr.startswith("MOTCUA_AGENCY: không có hồ sơ cơ quan")
    assert "Traceback" not in told.stderr
