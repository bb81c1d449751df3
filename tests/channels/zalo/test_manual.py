"""What docs/zalo.md says is what the code does."""

from __future__ import annotations

import re

from bot.channels.zalo.bot import polling
from bot.channels.zalo.oa.codes import Class, Refused
from bot.settings import ROOT, Settings

MANUAL = (ROOT / "docs" / "zalo.md").read_text("utf-8")
CLASSES = {
    "token": Class.TOKEN,
    "consent ended": Class.DEAD,
    "set-up": Class.CONFIG,
    "permanent": Class.PERMANENT,
    "passing": Class.PASSING,
}


def test_every_setting_of_the_channel_is_told_and_no_other() -> None:
    ours = {f"MOTCUA_{name.upper()}" for name in vars(Settings()) if name.startswith("zalo_")}
    addresses = {name for name in ours if name.endswith("_URL") and "CALLBACK" not in name}
    assert set(re.findall(r"MOTCUA_ZALO_[A-Z_]+", MANUAL)) == ours - addresses


def test_the_classes_of_the_codes_are_those_in_force() -> None:
    part = MANUAL.partition("## Error codes")[2]
    for name, kind in CLASSES.items():
        (row,) = [line for line in part.splitlines() if line.startswith(f"| {name} |")]
        codes = re.findall(r"-?\b\d{2,5}\b", " ".join(re.findall(r"`([^`]*)`", row.split("|")[2])))
        assert codes
        assert {Refused(int(code)).kind for code in codes} == {kind}


def test_the_seconds_of_a_poll_are_those_in_force() -> None:
    assert "at most ten seconds" in MANUAL
    assert polling.WAIT == 10
