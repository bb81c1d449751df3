"""The record of processing knows every table, and promises nothing of one that is not there."""

from __future__ import annotations

import re

from bot.settings import ROOT
from bot.storage.tables import metadata


def test_every_table_stands_in_the_record_and_no_other() -> None:
    text = (ROOT / "docs" / "privacy.md").read_text("utf-8")
    part = text.partition("| table |")[2].partition("\n\n")[0]
    first = [line.split("|")[1] for line in part.splitlines() if line.startswith("| `")]
    named = [name for cell in first for name in re.findall(r"`(\w+)`", cell)]
    assert sorted(named) == sorted(metadata.tables)
