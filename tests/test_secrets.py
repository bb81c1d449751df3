"""No file of the repository holds a secret: detect-secrets looks, and what it takes for one has to be explained."""

from __future__ import annotations

import json
import shutil
import subprocess
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml

from bot.settings import ROOT

pytestmark = pytest.mark.long

TOOL = "detect-secrets==1.5.0"
HARMLESS: dict[str, str] = yaml.safe_load((ROOT / "tests" / "no_secrets.yml").read_text("utf-8"))
# Of a value's SHA-1: enough to know it again.
BEGINNING = 8


def scan(*paths: str, folder: Path = ROOT) -> list[dict[str, Any]]:
    """What it found. `--no-verify`: a suspected token is not tried at its service."""
    uv = shutil.which("uv") or str(ROOT / ".tools" / "bin" / "uv")
    command = [uv, "tool", "run", TOOL, "scan", "--no-verify", *paths]
    told = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=True)
    return [one for found in json.loads(told.stdout)["results"].values() for one in found]


@cache
def found() -> list[dict[str, Any]]:
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=False)
    if listed.returncode:
        pytest.skip("no git repository: an unpacked archive is checked where it was made")
    return scan(*(name for name in listed.stdout.split("\0") if name and (ROOT / name).is_file()))


def test_everything_that_looks_like_a_secret_is_explained() -> None:
    """Never with the value itself: this goes into logs."""
    unexplained = [
        f"{one['filename']}:{one['line_number']}: {one['type']} ({one['hashed_secret'][:BEGINNING]})"
        for one in found()
        if one["hashed_secret"][:BEGINNING] not in HARMLESS
    ]
    assert unexplained == []


def test_nothing_is_explained_that_is_not_there_any_more() -> None:
    assert set(HARMLESS) - {one["hashed_secret"][:BEGINNING] for one in found()} == set()


def test_a_secret_that_somebody_forgot_in_a_file_is_found(tmp_path: Path) -> None:
    # Joined here so that this file does not hold one itself.
    token = "".join(("9911223344", ":", "AAGd7Hx0bVqk3tZr5", "WmYpL2sQeNfUcJ8iXo"))
    (tmp_path / "forgotten.py").write_text(f'TOKEN = "{token}"\n', "utf-8")
    assert [one["type"] for one in scan("forgotten.py", folder=tmp_path)] == ["Telegram Bot Token"]
