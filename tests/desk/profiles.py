"""Profiles of authorities that work all the time, or just now not at all; one of them has counters."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path
from shutil import copytree
from typing import Any

import yaml

from bot.catalogue.agency import NATIONAL
from bot.catalogue.authority import authority
from bot.catalogue.working import DAYS, VIETNAM
from bot.settings import Settings
from bot.storage import agency_changes
from bot.storage.database import UnitOfWork, engine

COUNTERS = """
counters:
- code: lao-dong
  name: Quầy Lao động
- code: '2'
  name: Quầy 2 & <Đầu tư>
"""


def profiles(folder: Path, is_open: bool) -> Path:
    """A folder for MOTCUA_AGENCIES."""
    made = Path(copytree(Settings().agencies, folder / "agencies"))
    path = made / NATIONAL
    profile = yaml.safe_load(path.read_text("utf-8"))
    today = datetime.now(VIETNAM).date()
    profile["working"] |= {
        "days": list(DAYS),
        "spells": ["00:00-24:00"],
        "open" if is_open else "closed": [today + timedelta(days=days) for days in range(-1, 3)],
    }
    path.write_text(yaml.safe_dump(profile, allow_unicode=True), "utf-8")
    own = made / f"{Settings().agency}.yml"
    own.write_text(own.read_text("utf-8") + COUNTERS, "utf-8")
    return made


def change(url: str, overlay: dict[str, Any], part: str) -> None:
    """What staff changed of the profile in the console, felt at once."""
    settings = Settings(database_url=url)
    with UnitOfWork(engine(url)) as uow:
        agency_changes.add(uow.session, settings.agency, "quantri", part, overlay)
        uow.commit()
    authority(settings).look_again()
