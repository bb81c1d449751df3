"""The public survey at /khao-sat: a form that needs no script, for everybody, or for a counter or a procedure.

One answer a person, a day and a place; who answers again changes his answer.
"""

from __future__ import annotations

import asyncio
import logging
from typing import Any, Optional

from sanic import response
from sanic.request import Request
from sanic.response import HTTPResponse

from bot.channels.web import sheet
from bot.channels.web.assets import SURVEY_SAFETY
from bot.channels.web.information import Information
from bot.channels.web.limits import Limits, address_of
from bot.channels.web.plain import written
from bot.channels.web.requests import Refused
from bot.channels.web.sessions import LASTS, Session, Sessions
from bot.channels.web.sheet import LONGEST_COMMENT, Given
from bot.desk.invitation import sentences
from bot.desk.seal import Seal
from bot.errors import MotCuaError
from bot.feedback.model import FACTORS, PAGE
from bot.feedback.places import PARAMETERS, PATH, Place
from bot.settings import Settings
from bot.storage import surveys
from bot.storage.database import UnitOfWork, lasting_engine
from bot.storage.tables import now
from bot.storage.writing import Writing

logger = logging.getLogger(__name__)

_COOKIE = "motcua-khao-sat"
_DONE, _ANOTHER = "xong", "nguoi-khac"
_FRAME = {"style": "survey.css", "private": True, "stranger": "Bộ phận Một cửa"}


class SurveyPage:
    """For one authority. `answer` belongs to the server's loop; the database is asked in threads."""

    def __init__(self, settings: Settings, seal: Seal, information: Information, limits: Limits) -> None:
        self._agency = settings.agency
        self._days = settings.keep_days
        self._seal = seal
        self._visits = Sessions(settings.secret, b"survey visit")
        self._information = information
        self._limits = limits
        self._engine = lasting_engine(settings.database_url)

    def is_at(self, path: str) -> bool:
        return path in (PATH, f"{PATH}/")

    async def answer(self, request: Request) -> Optional[HTTPResponse]:
        if request.path != PATH:
            return _led_to(f"../khao-sat?{request.query_string}")
        if request.method not in ("GET", "HEAD", "POST"):
            return response.text("", 405, headers={**SURVEY_SAFETY, "Allow": "GET, HEAD, POST"})
        try:
            self._limits.looks_of_address.count(address_of(request))
        except Refused as refused:
            return _busy(refused)
        place = await asyncio.to_thread(self._place, request)
        if request.method == "POST":
            return await self._sent(request, place)
        return await self._shown(request, place)

    def _place(self, request: Request) -> Optional[Place]:
        """What the address asks for, if we have it."""
        for kind, name in PARAMETERS.items():
            try:
                found = self._information.place(kind, request.args.get(name, ""))
            except MotCuaError as error:
                logger.error("a survey's place cannot be looked up: %s", error)
                return None
            if found:
                return found
        return None

    async def _shown(self, request: Request, place: Optional[Place]) -> HTTPResponse:
        if _ANOTHER in request.args:
            # The next person at the same machine.
            return _with_visit(request, _led_to(_again(place)), self._visits.issue(now()))
        if _DONE in request.args:
            return await self._page(request, place, "thanks.html", 200)
        return await self._form(request, place)

    async def _sent(self, request: Request, place: Optional[Place]) -> HTTPResponse:
        """Kept, and led to the thanks; whatever is wrong, nothing that was typed is lost."""
        given = Given()
        try:
            if not _is_own(request):
                raise Refused(403, "foreign_origin")
            given = await sheet.read(request)
            visit = self._visit(request) or self._visits.read(given["visit"], now())
            if given.problem:
                raise Refused(422, given.problem)
            self._count(request, visit)
            await asyncio.to_thread(self._keep, visit, given, place)
        except Refused as refused:
            return await self._form(request, place, given, refused)
        except MotCuaError as error:
            logger.error("a sheet of the survey is not kept: %s", error)
            return await self._form(request, place, given, Refused(503, "not_kept"))
        return _with_visit(request, _led_to(_again(place, _DONE)), self._visits.issue(now(), visit.person))

    def _count(self, request: Request, visit: Session) -> None:
        self._limits.sheets.count(visit.person)
        self._limits.sheets_of_address.count(address_of(request))
        self._limits.sheets_of_all.count(PAGE)

    def _keep(self, visit: Session, given: Given, place: Optional[Place]) -> None:
        filled = given.sheet(self._agency, place)
        with Writing(self._engine) as uow:
            surveys.fill_in(uow.session, self._sender(visit), filled, now())
            uow.commit()

    async def _form(
        self,
        request: Request,
        place: Optional[Place],
        given: Optional[Given] = None,
        refused: Optional[Refused] = None,
    ) -> HTTPResponse:
        visit = self._visit(request)
        token = self._visits.issue(now(), visit.person if visit else None)
        again = visit is not None and await asyncio.to_thread(self._has_answered, visit, place)
        facts = {"visit": token, "again": again, "given": given or Given()}
        problem = refused.word if refused else None
        page = await self._page(
            request, place, "survey.html", refused.status if refused else 200, problem=problem, **facts
        )
        if refused and refused.retry_after:
            page.headers["Retry-After"] = str(refused.retry_after)
        return _with_visit(request, page, token)

    async def _page(
        self, request: Request, place: Optional[Place], template: str, status: int, **facts: Any
    ) -> HTTPResponse:
        authority = await asyncio.to_thread(self._information.authority)
        text = written(
            template,
            **_FRAME,
            authority=authority,
            title=place.title if place else "",
            place=place,
            unknown=place is None and any(request.args.get(name) for name in PARAMETERS.values()),
            here=_again(place),
            another=_again(place, _ANOTHER),
            days=self._days,
            longest=LONGEST_COMMENT,
            own=sentences(),
            factors=FACTORS,
            **facts,
        )  # fmt: skip
        return response.html(text, status, headers=dict(SURVEY_SAFETY))

    def _has_answered(self, visit: Session, place: Optional[Place]) -> bool:
        about = {place.kind: place.code} if place else {}
        try:
            with UnitOfWork(self._engine) as uow:
                found = about.get("counter"), about.get("procedure")
                return surveys.has_filled_in(uow.session, self._sender(visit), *found, now())
        except MotCuaError:
            return False

    def _visit(self, request: Request) -> Optional[Session]:
        """Of the cookie, when it is ours and young enough."""
        try:
            return self._visits.read(request.cookies.get(_cookie(request), ""), now())
        except Refused:
            return None

    def _sender(self, visit: Session) -> str:
        return self._seal.sender(PAGE, visit.person)


def _is_own(request: Request) -> bool:
    """As the console has it: sent from a page of ours, or refused. Every browser of the last years says where."""
    site = request.headers.get("Sec-Fetch-Site")
    if site is not None:
        return site in ("same-origin", "none")
    host = request.headers.get("Origin", "").partition("://")[2]
    return bool(host) and host == request.host


def _again(place: Optional[Place], *flags: str) -> str:
    """The same page, seen from itself."""
    return "?" + "&".join([*([place.query] if place else []), *(f"{flag}=1" for flag in flags)])


def _busy(refused: Refused) -> HTTPResponse:
    page = written("busy.html", **_FRAME, authority="")
    wait = {"Retry-After": str(refused.retry_after or 60)}
    return response.html(page, refused.status, headers={**SURVEY_SAFETY, **wait})


def _led_to(where: str) -> HTTPResponse:
    return response.empty(303, {**SURVEY_SAFETY, "Location": where})


def _with_visit(request: Request, answer: HTTPResponse, token: str) -> HTTPResponse:
    secure = "; Secure" if _is_secure(request) else ""
    age = int(LASTS.total_seconds())
    answer.headers["Set-Cookie"] = (
        f"{_cookie(request)}={token}; Path=/; Max-Age={age}; HttpOnly; SameSite=Lax{secure}"
    )
    return answer


def _cookie(request: Request) -> str:
    return f"__Host-{_COOKIE}" if _is_secure(request) else _COOKIE


def _is_secure(request: Request) -> bool:
    """The proxy's word; whoever forges it harms his own cookie alone."""
    return str(request.headers.get("X-Forwarded-Proto", request.scheme)) == "https"
