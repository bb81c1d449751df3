"""The application: every room with the least role that may enter, and nothing beside them."""

from __future__ import annotations

from pathlib import Path

from starlette.applications import Starlette
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Mount
from starlette.staticfiles import StaticFiles
from starlette.types import ASGIApp

from bot.console import account, asked, catalogue, errors, home, log, unanswered
from bot.console.rooms import Room
from bot.console.safety import Safety
from bot.console.visit import Console, Visit
from bot.settings import Settings
from bot.staff.model import Role


def healthy(visit: Visit) -> Response:
    return PlainTextResponse("ok")


# A later room is a line here; tests/console/test_roles.py holds the table of who may.
ROOMS = (
    Room("/health", None, healthy),
    Room("/sign-in", None, account.sign_in_page, account.sign_in),
    Room("/sign-out", None, post=account.sign_out),
    Room("/account", Role.VIEWER, account.account, account.change_password, before_change=True),
    Room("/account/sign-out-elsewhere", Role.VIEWER, post=account.sign_out_elsewhere),
    Room("/", Role.VIEWER, home.home),
    Room("/questions", Role.VIEWER, asked.all_questions),
    Room("/talks", Role.OFFICER, asked.talks),
    Room("/talks/{number}", Role.OFFICER, asked.talk),
    Room("/unanswered", Role.VIEWER, unanswered.unanswered),
    Room("/unanswered/{number}", Role.VIEWER, unanswered.question),
    Room("/unanswered/{number}/review", Role.REVIEWER, post=unanswered.review),
    Room("/catalogue", Role.VIEWER, catalogue.catalogue),
    Room("/catalogue/{code}", Role.VIEWER, catalogue.procedure),
    Room("/catalogue/{code}/history", Role.VIEWER, catalogue.history),
    Room("/log", Role.ADMINISTRATOR, log.log),
)


def create(settings: Settings | None = None) -> ASGIApp:
    """The console for these settings, or for those of the environment."""
    files = StaticFiles(directory=Path(__file__).with_name("static"))
    app = Starlette(
        routes=[*(room.route() for room in ROOMS), Mount("/static", files)],
        exception_handlers=errors.HANDLERS,
    )
    app.state.console = Console(settings or Settings.from_env())
    return Safety(app)
