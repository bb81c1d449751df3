"""`make sbom` names every package of the lock: for whoever has to ask whether one of them is affected."""

from __future__ import annotations

import json
import re
import subprocess

import pytest

from bot.settings import ROOT

pytestmark = pytest.mark.long


def test_the_list_of_parts_has_every_locked_package_and_no_other() -> None:
    subprocess.run(["make", "--silent", "sbom"], cwd=ROOT, check=True, capture_output=True)
    told = json.loads((ROOT / "var" / "sbom.json").read_text("utf-8"))
    assert (told["bomFormat"], told["metadata"]["component"]["name"]) == ("CycloneDX", "motcua")
    lock = (ROOT / "requirements.lock").read_text("utf-8")
    locked = re.findall(r"^([\w.-]+)(?:\[[\w,-]+\])?==([^\s;\\]+)", lock, re.MULTILINE)
    named = {(one["name"].lower(), one["version"]) for one in told["components"]}
    assert len(locked) > 100
    assert named == {(name.lower(), version) for name, version in locked}
    hashes = [one for part in told["components"] for one in part["externalReferences"] if one.get("hashes")]
    assert len(hashes) == len(told["components"])
