"""Two people at one procedure: what each has changed, put together."""

from __future__ import annotations

from dataclasses import dataclass, fields, replace

from bot.catalogue.model import Procedure


@dataclass(frozen=True)
class Merged:
    """Mine, with what only the other has changed. `disputed`: fields that both have changed; mine stands."""

    procedure: Procedure
    disputed: list[str]


def merge(base: Procedure, mine: Procedure, theirs: Procedure) -> Merged:
    """`base` is what both began with."""
    taken, disputed = {}, []
    for each in fields(Procedure):
        old, own, other = (getattr(one, each.name) for one in (base, mine, theirs))
        if own == old:
            taken[each.name] = other
        elif other not in (old, own):
            disputed.append(each.name)
    return Merged(replace(mine, **taken), disputed)
