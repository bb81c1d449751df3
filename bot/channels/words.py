"""The channels' own words, read once."""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from typing import Any

import yaml


@cache
def words() -> dict[str, Any]:
    return dict(yaml.safe_load(files("bot.channels").joinpath("words.yml").read_text("utf-8")))
