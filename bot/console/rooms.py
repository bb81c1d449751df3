"""A room: an address, what happens there, and the least role that may enter. There is no other way in."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass

from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from bot.console import cookies, csrf
from bot.console.desk import presence
from bot.console.sent import MOST_BODY, MOST_FIELDS, read, read_upload
from bot.console.visit import Console, Visit
from bot.staff import entrance
from bot.staff.entrance import Inside
from bot.staff.model import Role
from bot.storage.database import UnitOfWork

# The draft of a whole form, as `Room.draft` names it.
EVERY = "*"

Action = Callable[[Visit], Response]


@dataclass(frozen=True)
class Room:
    """`least` None: open to strangers, which has to be said. `get` shows, `post` changes."""

    path: str
    least: Role | None
    get: Action | None = None
    post: Action | None = None
    # Where a person with a borrowed password may go: to change it, and out.
    before_change: bool = False
    # Asked for by a page, not by a person: whoever has left his desk is not kept signed in by it.
    quiet: bool = False
    # The field whose words are not lost when the session has ended before they were sent; EVERY: the whole form.
    draft: str = ""
    most_body: int = MOST_BODY
    most_fields: int = MOST_FIELDS
    # Bytes of the one file that may come with the form; 0: none.
    most_file: int = 0

    def route(self) -> Route:
        methods = [name for name, action in (("GET", self.get), ("POST", self.post)) if action]
        return Route(self.path, self._enter, methods=methods)

    async def _enter(self, request: Request) -> Response:
        csrf.require_own_page(request)
        form = await self._form(request) if request.method == "POST" else {}
        return await run_in_threadpool(self._answer, request, form)

    def _answer(self, request: Request, form: dict[str, str]) -> Response:
        console: Console = request.app.state.console
        with UnitOfWork(console.engine) as uow:
            one = entrance.inside(uow.session, cookies.token(request), touch=self._is_touch(request))
            here = presence.keep(uow.session, one)
            uow.commit()
            self._require(one, request, form)
            action = self.post if request.method == "POST" else self.get
            assert action is not None
            return action(Visit(request, console, uow, one, form, here))

    def _is_touch(self, request: Request) -> bool:
        """Whether a person is behind it; the script of a page says so when keys were pressed since."""
        return not self.quiet or request.query_params.get("active") == "1"

    def _require(self, one: Inside | None, request: Request, form: dict[str, str]) -> None:
        if self.least is None:
            return
        if one is None:
            raise SignInFirst(request, self._draft(form))
        if one.person.must_change and not self.before_change:
            raise ChangeFirst()
        if one.person.role < self.least:
            raise HTTPException(403, "role")

    def _draft(self, form: dict[str, str]) -> str:
        if self.draft == EVERY:
            return json.dumps(form, ensure_ascii=False) if any(form.values()) else ""
        return form.get(self.draft, "")

    async def _form(self, request: Request) -> dict[str, str]:
        if self.most_file:
            return await read_upload(request, self.most_file, self.most_fields)
        return await read(request, self.most_body, self.most_fields)


class SignInFirst(Exception):
    """A stranger before a closed door; knows where to lead him afterwards, and whether a session has ended.

    `draft` is what he had written, when its loss would hurt; `path` is where it was sent.
    """

    def __init__(self, request: Request, draft: str = "") -> None:
        super().__init__(request.url.path)
        self.path = request.url.path
        self.draft = draft
        self.back = _way_back(request)
        self.had_session = bool(cookies.token(request))


class ChangeFirst(Exception):
    """Somebody whose password was seen by another."""


def _way_back(request: Request) -> str:
    """The page that was wanted; for what was sent from a page, that page. Empty for the first page."""
    if request.method == "GET":
        way = request.url.path + (f"?{request.url.query}" if request.url.query else "")
    else:
        # https://host/path?query: what follows the third slash.
        way = "/" + "".join(request.headers.get("referer", "").split("/", 3)[3:])
    return "" if way == "/" else way
