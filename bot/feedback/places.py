"""What an address of the survey page is about: a counter of the authority's, or a procedure of the catalogue."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, Optional
from urllib.parse import urlencode

from bot.catalogue.agency import Agency
from bot.catalogue.shelf import Shelf

PATH = "/khao-sat"
Kind = Literal["counter", "procedure"]
# What is asked for in the address.
PARAMETERS: dict[Kind, str] = {"counter": "quay", "procedure": "thu-tuc"}
# No code is longer; what is, is not looked for.
_LONGEST = 60


@dataclass(frozen=True)
class Place:
    """`title` is its name as people read it."""

    kind: Kind
    code: str
    title: str

    @property
    def query(self) -> str:
        """'quay=1', as it stands in the address."""
        return urlencode({PARAMETERS[self.kind]: self.code})


def find(kind: Kind, code: str, agency: Optional[Agency], shelf: Shelf) -> Optional[Place]:
    """None for a code that neither the profile nor the catalogue has."""
    if not 0 < len(code) <= _LONGEST:
        return None
    if kind == "counter":
        title = agency.counter(code) if agency else None
    else:
        procedure = shelf.procedures([code]).get(code)
        title = procedure.title if procedure else None
    return Place(kind, code, title) if title else None


def address(public_url: str, place: Optional[Place]) -> str:
    """Of the general survey without a place."""
    return f"{public_url.rstrip('/')}{PATH}{f'?{place.query}' if place else ''}"
