"""axe-core in a page: every fault against WCAG 2.2 A and AA, told in one line each."""

from __future__ import annotations

import fcntl
import shutil
import subprocess
from pathlib import Path

import pytest
from playwright.sync_api import Page

HERE = Path(__file__).parent
_RUN = """async () => (await axe.run(document, {
  runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'],
  resultTypes: ['violations'],
})).violations.map(each => `${each.id}: ${each.help} ${each.nodes.map(node => node.target).join(' | ')}`)"""


def source(folder: Path) -> str:
    """The script, installed by npm into a folder that is kept between runs; skips where that cannot be."""
    npm = shutil.which("npm")
    if npm is None:
        pytest.skip("no npm on this machine: accessibility is not judged")
    script = folder / "node_modules" / "axe-core" / "axe.min.js"
    with (folder / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not script.exists():
            for name in ("package.json", "package-lock.json"):
                shutil.copy(HERE / name, folder)
            command = [npm, "ci", "--ignore-scripts", "--no-audit", "--no-fund"]
            done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
            if done.returncode:
                pytest.skip(f"npm cannot install axe-core: {done.stderr[-300:]}")
    return script.read_text("utf-8")


def faults(page: Page, script: str) -> list[str]:
    """What a person with a screen reader or weak sight would stumble over."""
    # Evaluated, not added as an element: the page's own policy forbids every script.
    if page.evaluate("typeof axe === 'undefined'"):
        page.evaluate(script)
    return list(page.evaluate(_RUN))
