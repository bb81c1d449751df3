"""The SQL of README.md, by which an inspector recomputes figures without our code, says what we say."""

from __future__ import annotations

import re
from pathlib import Path

from sqlalchemy import text

from bot.feedback.figures import Figure, Wait
from bot.feedback.indicators import Result
from bot.storage.database import UnitOfWork, engine
from tests.feedback.test_golden import laid_on

README = Path(__file__).with_name("README.md")
FIVE = {
    "satisfaction": None,
    "response_rate": None,
    "factor": "access",
    "petition_in_time": None,
    "wait_p90": None,
}


def told(one: Result) -> tuple[int, int]:
    if isinstance(one, Wait):
        return one.seconds or 0, one.count
    assert isinstance(one, Figure)
    return one.numerator, one.denominator


def test_five_figures_come_out_by_sql_as_we_tell_them(sqlite_url: str) -> None:
    block = README.read_text("utf-8").partition("```sql\n")[2].partition("```")[0]
    asked = [re.sub(r"--.*", "", one) for one in block.split(";") if one.strip()]
    with UnitOfWork(engine(sqlite_url)) as uow:
        results = laid_on(uow)
        found = [tuple(uow.session.execute(text(one)).one()) for one in asked]
    ours = [
        told(one)
        for name, group in FIVE.items()
        for one in results
        if one.indicator == name and getattr(one, "group", None) == group
    ]
    engine(sqlite_url).dispose()
    assert found == ours
