"""The threat model names tests that there are, and every letter of STRIDE has some."""

from __future__ import annotations

import ast
import re
import shutil
import subprocess
from functools import cache

import pytest

from bot.settings import ROOT

PAGE = (ROOT / "docs" / "threats.md").read_text("utf-8")
ROWS = [line for line in PAGE.splitlines() if re.match(r"\| [STRIDE] \|", line)]


@cache
def named_in(path: str) -> set[str]:
    tree = ast.parse((ROOT / path).read_text("utf-8"))
    return {node.name for node in tree.body if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef))}


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.split("|")[3].strip())
def test_each_row_names_a_test_that_there_is(row: str) -> None:
    ((path, name),) = re.findall(r"`(tests/[\w/]+\.py)::(\w+)`", row)
    assert name in named_in(path)


def test_every_kind_of_threat_has_rows() -> None:
    assert {row[2] for row in ROWS} == set("STRIDE")
    assert len(ROWS) > 40


@pytest.mark.long
def test_no_expression_of_ours_can_be_made_to_take_for_ever() -> None:
    """By regexploit, which reads those of `re`; those of `regex` with the same syntax as well."""
    uv = shutil.which("uv") or str(ROOT / ".tools" / "bin" / "uv")
    files = [str(path) for folder in ("bot", "actions") for path in (ROOT / folder).rglob("*.py")]
    command = [uv, "tool", "run", "-q", "--from", "regexploit==1.0.0", "regexploit-py", *files]
    told = subprocess.run(command, check=True, capture_output=True, text=True, timeout=300).stdout
    assert int(re.findall(r"Processed (\d+) regexes", told)[0]) > 50
    assert "Vulnerable" not in told, told
