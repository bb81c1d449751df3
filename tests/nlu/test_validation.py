"""Rasa's own check of domain, rules and examples, as its users run it."""

from __future__ import annotations

import os
import subprocess
import sys

from bot.launch.quiet import QUIET
from bot.settings import ROOT


def test_rasa_finds_nothing_to_warn_of() -> None:
    command = [sys.executable, "-W", "ignore::DeprecationWarning", "-m", "rasa", "data", "validate"]
    checked = subprocess.run(
        [*command, "--fail-on-warnings"],
        cwd=ROOT,
        env={**os.environ, **QUIET},
        capture_output=True,
        text=True,
        timeout=300,
    )
    assert checked.returncode == 0, checked.stdout + checked.stderr
