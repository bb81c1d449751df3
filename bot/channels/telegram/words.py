"""The channel's own words, read once."""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from typing import Any

import yaml


@cache
def words() -> dict[str, Any]:
    return dict(yaml.safe_load(files("bot.channels.telegram").joinpath("words.yml").read_text("utf-8")))
