"""One request as a room sees it: who came, what was asked, and what there is to answer with."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from bot.catalogue.agency import Agency
from bot.catalogue.authority import Authority, authority
from bot.catalogue.library import Library
from bot.catalogue.shelf import Shelf
from bot.console import shown
from bot.console.gathered import Gathered
from bot.console.memory import Memory
from bot.console.names import Names
from bot.console.safety import LIVE_POLICY
from bot.console.suggesting import Suggester
from bot.desk.hours import Hours
from bot.desk.seal import Seal
from bot.errors import SettingError
from bot.gate import release
from bot.settings import Settings
from bot.staff.entrance import Inside
from bot.staff.model import Role, Staff
from bot.storage.database import UnitOfWork, lasting_engine

# A path of ours: browsers read // and /\ as another host.
_OWN_PATH = re.compile(r"/(?![/\\])[\x21-\x7e]*")
# Below what a 32-bit column can hold.
_LONGEST_NUMBER = 9


@dataclass
class Console:
    """What all requests share."""

    given: Settings
    engine: Any = field(init=False)
    authority: Authority = field(init=False)
    names: Names = field(init=False, default_factory=Names)
    memory: Memory = field(init=False, default_factory=Memory)
    library: Library = field(init=False)
    gathered: Gathered = field(init=False, default_factory=Gathered)
    suggester: Suggester = field(init=False)
    seal: Seal | None = field(init=False)
    """None without MOTCUA_SECRET: then no telephone number can be read."""

    def __post_init__(self) -> None:
        self.engine = lasting_engine(self.given.database_url)
        self.library = Library(self.given.database_url)
        shelf = Shelf(self.given.database_url)
        self.suggester = Suggester(self.library, shelf, release.live_model(self.given))
        self.authority = authority(self.given)
        self.seal = _seal(self.given.secret)

    @property
    def agency(self) -> Agency:
        return self.authority.agency

    @property
    def settings(self) -> Settings:
        """The server's, with what the agency room sets instead."""
        return self.authority.settings

    @property
    def hours(self) -> Hours:
        return Hours.of(self.agency)

    def render(self, template: str, status: int = 200, **facts: Any) -> HTMLResponse:
        return HTMLResponse(shown.render(template, agency=self.agency, **facts), status)


@dataclass
class Visit:
    """Reads and writes through `uow`; what a room changes it must commit."""

    request: Request
    console: Console
    uow: UnitOfWork
    inside: Inside | None
    form: Mapping[str, str]
    here: bool = False
    """An officer who says that he is at the desk."""

    @property
    def session(self) -> Any:
        return self.uow.session

    @property
    def person(self) -> Staff:
        """Whoever signed in; rooms that are open to strangers must look at `inside` first."""
        assert self.inside is not None
        return self.inside.person

    @property
    def address(self) -> str:
        return self.request.client.host if self.request.client else ""

    @property
    def query(self) -> dict[str, str]:
        return {name: value.replace("\0", "") for name, value in self.request.query_params.items()}

    def may(self, role: str) -> bool:
        return self.inside is not None and self.person.role >= Role.of(role)

    def number(self, name: str = "number") -> int:
        """A number of the address; 404 when no row can have it."""
        text = str(self.request.path_params[name])
        if not (text.isascii() and text.isdecimal() and len(text) <= _LONGEST_NUMBER):
            raise HTTPException(404)
        return int(text)

    def word(self, name: str) -> str:
        """A word of the address; 404 for what no database takes."""
        text = str(self.request.path_params[name])
        if "\0" in text:
            raise HTTPException(404)
        return text

    def rows(self, query: Any) -> list[Any]:
        return list(self.session.execute(query).mappings())

    def count(self, query: Any) -> int:
        return int(self.session.execute(query).scalar_one())

    def show(self, template: str, status: int = 200, live: bool = False, **facts: Any) -> HTMLResponse:
        """A page; a `live` one has the script that keeps it up to date."""
        answer = self.console.render(
            template,
            status,
            person=self.person if self.inside else None,
            may=self.may,
            path=self.request.url.path,
            query=self.query,
            link=self.link,
            here=self.here,
            address=self.link() if self.request.method == "GET" else "/desk",
            live=live,
            **facts,
        )
        if live:
            answer.headers["Content-Security-Policy"] = LIVE_POLICY
        return answer

    def link(self, **changes: Any) -> str:
        """This page's address with other filters; None takes one away."""
        kept = {**self.query, **changes}
        words = {name: value for name, value in kept.items() if value not in (None, "")}
        return f"{self.request.url.path}?{urlencode(words)}" if words else self.request.url.path


def _seal(secret: str) -> Seal | None:
    try:
        return Seal(secret)
    except SettingError:
        return None


def own_path(address: str) -> str:
    """The address if it is one of ours, else nothing."""
    return address if _OWN_PATH.fullmatch(address) else ""


def go(address: str) -> Response:
    """To another page, after a change."""
    return RedirectResponse(address, 303)


def missing(thing: Any) -> Any:
    """The thing; 404 when there is none."""
    if thing is None:
        raise HTTPException(404)
    return thing
