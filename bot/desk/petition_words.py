"""What is said about petitions, and how one is told to whoever has its code."""

from __future__ import annotations

from datetime import date, datetime
from functools import cache
from importlib.resources import files
from typing import Any

import yaml

from bot.catalogue.working import VIETNAM
from bot.storage.petition_tables import OPEN

# '/phan-anh <step> …'. Nobody types it: typed texts lose their '/'.
PETITION = "/phan-anh"


@cache
def sentences() -> dict[str, Any]:
    return dict(yaml.safe_load(files("bot.desk").joinpath("petitions.yml").read_text("utf-8")))


def payload(*words: str) -> str:
    return " ".join((PETITION, *words))


def day(at: date | datetime) -> str:
    """As it is at the authority: '10/12/2026'."""
    local = at.astimezone(VIETNAM) if isinstance(at, datetime) else at
    return f"{local:%d/%m/%Y}"


def status(row: Any, today: date) -> str:
    """What became of it; never what the person wrote, nor who he is."""
    own = sentences()
    done = day(row["done"]) if row["done"] else ""
    state = own["states"][row["state"]].format(unit=row["unit"] or "", done=done)
    kind = own["kinds"][row["kind"]]
    told = [own["status"].format(code=row["code"], kind=kind, at=day(row["at"]), state=state)]
    if row["state"] in OPEN:
        late = row["due"] < today
        told.append(own["status_late" if late else "status_due"].format(due=day(row["due"])))
    if row["first_due"]:
        told.append(own["status_extended"].format(due=day(row["first_due"])))
    if row["answer"]:
        told.append(own["status_answer"].format(answer=row["answer"]))
    if row["published"]:
        public = {"matter": row["published_matter"], "answer": row["published_answer"]}
        told.append(own["status_published"].format(**public))
    return "\n".join(told)


def rating(number: int) -> tuple[tuple[str, str], ...]:
    """The buttons that rate how it was handled."""
    own = sentences()
    return (own["good"], payload("rate", str(number), "1")), (own["bad"], payload("rate", str(number), "0"))
