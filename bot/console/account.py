"""Signing in and out, and one's own account."""

from __future__ import annotations

import json
from typing import Any

from starlette.responses import Response

from bot.console import cookies
from bot.console.visit import Visit, go, own_path
from bot.staff import accounts, entrance, limits, passwords
from bot.staff.entrance import Inside, Refusal
from bot.storage import staff

_LONGEST_NAME = 100
_LONGEST_PASSWORD = 1000


def sign_in_page(visit: Visit) -> Response:
    if visit.inside:
        return go("/")
    problem = "ended" if visit.query.get("ended") else ""
    back = _back(visit.query.get("next", ""))
    return visit.show("sign_in.html", problem=problem, name="", back=back, draft="", draft_path="")


def sign_in(visit: Visit) -> Response:
    """The same answer to a wrong password and to a name that there is not."""
    name = visit.form.get("name", "")[:_LONGEST_NAME]
    password = visit.form.get("password", "")[:_LONGEST_PASSWORD]
    back = _back(visit.form.get("next", ""))
    kept: dict[str, Any] = {
        "draft": visit.form.get("draft", ""),
        "draft_path": own_path(visit.form.get("draft_path", "")),
    }
    response: Response
    result = entrance.sign_in(visit.console.engine, name, password, visit.address)
    if isinstance(result, Refusal):
        response = visit.show(
            "sign_in.html",
            429 if result is Refusal.TOO_MANY else 401,
            problem=result.value,
            name=name,
            back=back,
            **kept,
        )
        if result is Refusal.TOO_MANY:
            response.headers["Retry-After"] = str(int(limits.WINDOW.total_seconds()))
        return response
    if visit.inside:
        staff.end_session(visit.session, visit.inside.digest)
        visit.uow.commit()
    response = (
        visit.show("draft.html", fields=_fields(kept["draft"]), **kept)
        if all(kept.values())
        else go(back or "/")
    )
    cookies.give(visit.request, response, result)
    return response


def _fields(draft: str) -> dict[str, str]:
    """The fields of a whole form that was kept; none of a single text."""
    try:
        fields = json.loads(draft)
    except ValueError:
        return {}
    return {str(name): str(value) for name, value in fields.items()} if isinstance(fields, dict) else {}


def sign_out(visit: Visit) -> Response:
    if visit.inside:
        entrance.sign_out(visit.session, visit.inside, visit.address)
        visit.uow.commit()
    response = go("/sign-in")
    cookies.take_back(visit.request, response)
    # What this browser may have kept of our pages, drafts among it, goes, too.
    response.headers["Clear-Site-Data"] = '"cache", "storage"'
    return response


def account(visit: Visit) -> Response:
    return _account(visit)


def change_password(visit: Visit) -> Response:
    old, new = visit.form.get("old", ""), visit.form.get("new", "")
    problem = _problem(visit, old[:_LONGEST_PASSWORD], new[:_LONGEST_PASSWORD])
    if problem:
        return _account(visit, 429 if problem == "too_many" else 422, problem)
    accounts.change_password(visit.session, visit.person, new, keep=_inside(visit).digest)
    visit.uow.commit()
    return go("/account?changed=1")


def sign_out_elsewhere(visit: Visit) -> Response:
    entrance.sign_out_elsewhere(visit.session, _inside(visit), visit.address)
    visit.uow.commit()
    return go("/account?ended=1")


def _problem(visit: Visit, old: str, new: str) -> str | None:
    """Why the password stays: a guess too many, the old one wrong, the new one weak, the same, or mistyped."""
    attempt = limits.Attempt(visit.console.engine, visit.person.name, visit.address)
    if not attempt.is_allowed():
        return "too_many"
    row = visit.session.execute(staff.by_name(visit.person.name)).mappings().one()
    if not passwords.fits(row["password"], old):
        return "wrong"
    attempt.succeeded(visit.session)
    visit.uow.commit()
    if new != visit.form.get("again", ""):
        return "mistyped"
    return "same" if new == old else passwords.weakness(new, visit.person.name)


def _account(visit: Visit, status: int = 200, problem: str = "") -> Response:
    elsewhere = len(visit.rows(staff.sessions_of(visit.person.id))) - 1
    return visit.show(
        "account.html", status, problem=problem, elsewhere=elsewhere, shortest=passwords.SHORTEST
    )


def _inside(visit: Visit) -> Inside:
    assert visit.inside is not None
    return visit.inside


def _back(address: str) -> str:
    """Where to go after signing in; empty for anything but a page of ours."""
    return "" if address.startswith("/sign-in") else own_path(address)
