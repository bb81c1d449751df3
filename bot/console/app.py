"""The application: every room with the least role that may enter, and nothing beside them."""

from __future__ import annotations

from pathlib import Path
from threading import Thread
from typing import Any

from starlette.applications import Starlette
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Mount
from starlette.staticfiles import StaticFiles
from starlette.types import ASGIApp

from bot.console import (
    account,
    asked,
    catalogue,
    errors,
    feedback,
    feedback_bulk,
    feedback_export,
    figure_rows,
    groups,
    home,
    indicators,
    log,
    models,
    overview,
    petition_export,
    petition_steps,
    petitions,
    teaching,
    unanswered,
)
from bot.console.agency import room as agency
from bot.console.agency import switch
from bot.console.desk import callbacks, canned, past, presence, queue, steps
from bot.console.desk import talk as desk
from bot.console.editing import changes, checked, files
from bot.console.editing import procedure as editing
from bot.console.rooms import EVERY, Room
from bot.console.safety import Safety
from bot.console.visit import Console, Visit
from bot.settings import Settings
from bot.staff.model import Role
from bot.storage import schema


def healthy(visit: Visit) -> Response:
    return PlainTextResponse("ok")


def ready(visit: Visit) -> Response:
    """Whether the database has the tables that this software needs; for machines beside it."""
    is_ready = schema.is_ready(visit.console.settings.database_url)
    return PlainTextResponse("ok") if is_ready else PlainTextResponse("database", 503)


# Forms of hundreds of fields, none of which may be lost when a session ends.
_LONG: Any = {"draft": EVERY, "most_body": editing.MOST_BODY, "most_fields": editing.MOST_FIELDS}
# A later room is a line here; tests/console/test_roles.py holds the table of who may.
ROOMS = (
    Room("/health", None, healthy),
    Room("/ready", None, ready),
    # Takes along what was being written when a session ended.
    Room("/sign-in", None, account.sign_in_page, account.sign_in, most_body=editing.MOST_BODY),
    Room("/sign-out", None, post=account.sign_out),
    Room("/account", Role.VIEWER, account.account, account.change_password, before_change=True),
    Room("/account/sign-out-elsewhere", Role.VIEWER, post=account.sign_out_elsewhere),
    Room("/", Role.VIEWER, home.home),
    Room("/questions", Role.VIEWER, asked.all_questions),
    Room("/talks", Role.OFFICER, asked.talks),
    Room("/talks/{number}", Role.OFFICER, asked.talk),
    Room("/desk", Role.OFFICER, queue.desk),
    Room("/desk/lists", Role.OFFICER, queue.lists, quiet=True),
    Room("/desk/presence", Role.OFFICER, post=presence.switch),
    Room("/desk/canned", Role.OFFICER, canned.canned, canned.add),
    Room("/desk/canned/{number}", Role.OFFICER, canned.one, canned.change),
    Room("/desk/canned/{number}/delete", Role.OFFICER, post=canned.delete),
    Room("/desk/history", Role.OFFICER, past.past),
    Room("/desk/{number}", Role.OFFICER, desk.talk),
    Room("/desk/{number}/news", Role.OFFICER, desk.news, quiet=True),
    Room("/desk/{number}/claim", Role.OFFICER, post=steps.claim),
    Room("/desk/{number}/reply", Role.OFFICER, post=steps.reply, draft="text"),
    Room("/desk/{number}/transfer", Role.OFFICER, post=steps.transfer),
    Room("/desk/{number}/back", Role.OFFICER, post=steps.hand_back),
    Room("/desk/{number}/close", Role.OFFICER, post=steps.close),
    Room("/callbacks", Role.OFFICER, callbacks.callbacks),
    Room("/callbacks/{number}", Role.OFFICER, callbacks.callback),
    Room("/callbacks/{number}/phone", Role.OFFICER, post=callbacks.phone),
    Room("/callbacks/{number}/result", Role.OFFICER, post=callbacks.result),
    Room("/unanswered", Role.VIEWER, unanswered.unanswered),
    Room("/unanswered/groups", Role.VIEWER, groups.groups),
    Room("/unanswered/groups/{number}", Role.VIEWER, groups.group),
    Room("/unanswered/groups/{number}/settle", Role.REVIEWER, post=teaching.settle),
    Room("/unanswered/lessons", Role.VIEWER, groups.taught),
    Room("/unanswered/lessons/{number}/undo", Role.REVIEWER, post=teaching.undo),
    Room("/unanswered/{number}", Role.VIEWER, unanswered.question),
    Room("/unanswered/{number}/review", Role.REVIEWER, post=unanswered.review),
    Room("/catalogue", Role.VIEWER, catalogue.catalogue),
    Room("/catalogue/new", Role.EDITOR, editing.new, editing.work_new, **_LONG),
    Room("/catalogue/changes", Role.VIEWER, changes.changes),
    Room("/catalogue/changes/{number}", Role.VIEWER, changes.change),
    Room("/catalogue/changes/{number}/restore", Role.EDITOR, post=changes.restore),
    Room("/catalogue/checked", Role.EDITOR, post=checked.checked),
    Room("/catalogue/export", Role.EDITOR, files.export),
    Room("/catalogue/template", Role.EDITOR, files.template),
    Room("/catalogue/import", Role.EDITOR, files.upload, files.bring, most_file=files.MOST_FILE),
    Room("/catalogue/{code}", Role.VIEWER, catalogue.procedure),
    Room("/catalogue/{code}/edit", Role.EDITOR, editing.edit, editing.work, **_LONG),
    Room("/catalogue/{code}/history", Role.VIEWER, catalogue.history),
    Room("/feedback", Role.VIEWER, feedback.opinions),
    Room("/feedback/bulk", Role.REVIEWER, post=feedback_bulk.bulk),
    Room("/feedback/bulk/{number}/undo", Role.REVIEWER, post=feedback_bulk.undo),
    Room("/feedback/export", Role.REVIEWER, feedback_export.export),
    Room("/feedback/{number}", Role.VIEWER, feedback.opinion),
    Room("/feedback/{number}/review", Role.REVIEWER, post=feedback.review),
    Room("/petitions", Role.OFFICER, petitions.petitions),
    Room("/petitions/export", Role.REVIEWER, petition_export.export),
    Room("/petitions/{number}", Role.OFFICER, petitions.petition),
    Room("/petitions/{number}/contact", Role.OFFICER, post=petition_steps.contact),
    Room("/petitions/{number}/accept", Role.OFFICER, post=petition_steps.accept),
    Room("/petitions/{number}/forward", Role.OFFICER, post=petition_steps.forward),
    Room("/petitions/{number}/extend", Role.OFFICER, post=petition_steps.extend),
    Room("/petitions/{number}/answer", Role.OFFICER, post=petition_steps.answer),
    Room("/petitions/{number}/close", Role.OFFICER, post=petition_steps.close),
    Room("/petitions/{number}/publish", Role.REVIEWER, post=petition_steps.publish),
    Room("/petitions/{number}/unpublish", Role.REVIEWER, post=petition_steps.unpublish),
    Room("/indicators", Role.VIEWER, indicators.indicators),
    Room("/indicators/open-data", Role.REVIEWER, indicators.open_data),
    Room("/indicators/rows", Role.VIEWER, figure_rows.rows),
    Room("/indicators/report", Role.REVIEWER, indicators.download),
    Room("/models", Role.REVIEWER, models.models),
    Room("/models/promote", Role.ADMINISTRATOR, post=models.promote),
    Room("/models/rollback", Role.ADMINISTRATOR, post=models.roll_back),
    Room("/agency", Role.ADMINISTRATOR, agency.room, agency.change),
    Room("/agency/undo", Role.ADMINISTRATOR, post=agency.undo),
    Room("/agency/channels/{channel}", Role.ADMINISTRATOR, switch.switch, switch.turn),
    Room("/log", Role.ADMINISTRATOR, log.log),
)


def create(settings: Settings | None = None, ahead: bool = False) -> ASGIApp:
    """The console for these settings, or for those of the environment.

    `ahead`: what the first page takes longest for is computed beside, so that nobody has to wait for it.
    """
    static = StaticFiles(directory=Path(__file__).with_name("static"))
    app = Starlette(
        routes=[*(room.route() for room in ROOMS), Mount("/static", static)],
        exception_handlers=errors.HANDLERS,
    )
    console = app.state.console = Console(settings or Settings.from_env())
    if ahead:
        Thread(target=overview.ahead, args=(console,), daemon=True).start()
    return Safety(app)
