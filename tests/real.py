"""Real procedures of data/catalogue, for tests that should not need all of them."""

from __future__ import annotations

from functools import cache

from bot.catalogue.model import Procedure
from bot.catalogue.source.files import read
from bot.settings import Settings

# Work permits with their replaced codes, building permits, one abolished, one that is a name only.
DOZEN = (
    *("1.014199", "1.014200", "1.014201", "1.014196", "2.000205", "2.000192", "1.009811", "2.001955"),
    *("1.013236", "1.013225", "1.010727", "3.000490", "MC-01"),
)


@cache
def real(code: str) -> Procedure:
    (path,) = Settings().catalogue.rglob(f"{code}.yml")
    return read(path)[0][0]


def dozen() -> list[Procedure]:
    return [real(code) for code in DOZEN]
