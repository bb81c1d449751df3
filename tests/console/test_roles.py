"""Who may enter which room: the whole table, and nothing beside it."""

from __future__ import annotations

import pytest
from starlette.routing import Mount, Route
from starlette.testclient import TestClient

from bot.console.app import ROOMS, create
from bot.settings import Settings
from bot.staff.model import Role
from bot.storage.database import UnitOfWork, engine
from tests.console import office
from tests.console.conftest import NOTHING, OWN, Enter

ANYBODY = None
V, O, R, E, A = Role  # noqa: E741
# Method and address → the least role; beyond it 200 or a redirect, below it 403, for strangers the sign-in.
TABLE = {
    "GET /health": ANYBODY,
    "GET /ready": ANYBODY,
    "GET /sign-in": ANYBODY,
    "POST /sign-in": ANYBODY,
    "POST /sign-out": ANYBODY,
    "GET /account": V,
    "POST /account": V,
    "POST /account/sign-out-elsewhere": V,
    "GET /": V,
    "GET /questions": V,
    "GET /talks": O,
    "GET /talks/{number}": O,
    "GET /desk": O,
    "GET /desk/lists": O,
    "POST /desk/presence": O,
    "GET /desk/canned": O,
    "POST /desk/canned": O,
    "GET /desk/canned/{number}": O,
    "POST /desk/canned/{number}": O,
    "POST /desk/canned/{number}/delete": O,
    "GET /desk/history": O,
    "GET /desk/{number}": O,
    "GET /desk/{number}/news": O,
    "POST /desk/{number}/claim": O,
    "POST /desk/{number}/reply": O,
    "POST /desk/{number}/transfer": O,
    "POST /desk/{number}/back": O,
    "POST /desk/{number}/close": O,
    "GET /callbacks": O,
    "GET /callbacks/{number}": O,
    "POST /callbacks/{number}/phone": O,
    "POST /callbacks/{number}/result": O,
    "GET /unanswered": V,
    "GET /unanswered/groups": V,
    "GET /unanswered/groups/{number}": V,
    "POST /unanswered/groups/{number}/settle": R,
    "GET /unanswered/lessons": V,
    "POST /unanswered/lessons/{number}/undo": R,
    "GET /unanswered/{number}": V,
    "POST /unanswered/{number}/review": R,
    "GET /catalogue": V,
    "GET /catalogue/new": E,
    "POST /catalogue/new": E,
    "GET /catalogue/changes": V,
    "GET /catalogue/changes/{number}": V,
    "POST /catalogue/changes/{number}/restore": E,
    "POST /catalogue/checked": E,
    "GET /catalogue/export": E,
    "GET /catalogue/template": E,
    "GET /catalogue/import": E,
    "POST /catalogue/import": E,
    "GET /catalogue/{code}": V,
    "GET /catalogue/{code}/edit": E,
    "POST /catalogue/{code}/edit": E,
    "GET /catalogue/{code}/history": V,
    "GET /feedback": V,
    "POST /feedback/bulk": R,
    "POST /feedback/bulk/{number}/undo": R,
    "GET /feedback/export": R,
    "GET /feedback/{number}": V,
    "POST /feedback/{number}/review": R,
    "GET /petitions": O,
    "GET /petitions/export": R,
    "GET /petitions/{number}": O,
    "POST /petitions/{number}/contact": O,
    "POST /petitions/{number}/accept": O,
    "POST /petitions/{number}/forward": O,
    "POST /petitions/{number}/extend": O,
    "POST /petitions/{number}/answer": O,
    "POST /petitions/{number}/close": O,
    "POST /petitions/{number}/publish": R,
    "POST /petitions/{number}/unpublish": R,
    "GET /indicators": V,
    "GET /indicators/open-data": R,
    "GET /indicators/rows": V,
    "GET /indicators/report": R,
    "GET /models": R,
    "POST /models/promote": A,
    "POST /models/rollback": A,
    "GET /agency": A,
    "POST /agency": A,
    "POST /agency/undo": A,
    "GET /agency/channels/{channel}": A,
    "POST /agency/channels/{channel}": A,
    "GET /log": A,
}
GUARDED = {name: least for name, least in TABLE.items() if least is not None}


def ask(client: TestClient, name: str) -> int:
    method, path = name.split()
    data = {"state": "done", "seen": "", "part": "limits", "turn": "on"} if method == "POST" else None
    address = path.format(number=1, code="1.014199", channel="web")
    return client.request(method, address, data=data).status_code


def test_the_table_has_every_room_and_the_rooms_agree() -> None:
    rooms = {
        f"{method} {room.path}": room.least
        for room in ROOMS
        for method, action in (("GET", room.get), ("POST", room.post))
        if action
    }
    assert rooms == TABLE


def test_the_application_has_no_way_in_beside_the_rooms(url: str) -> None:
    app = create(Settings(database_url=url))
    routes = app._app.routes  # type: ignore[attr-defined]
    entered = [route for route in routes if isinstance(route, Route)]
    assert [route.path for route in entered] == [room.path for room in ROOMS]
    assert [route.path for route in routes if isinstance(route, Mount)] == ["/static"]


@pytest.mark.parametrize("role", Role, ids=lambda role: role.word)
def test_every_role_enters_the_rooms_up_to_its_own_and_no_other(enter: Enter, role: Role) -> None:
    client = enter(role)
    told = {name: ask(client, name) for name in GUARDED if name != "POST /account/sign-out-elsewhere"}
    refused = {name for name, status in told.items() if status == 403}
    assert refused == {name for name, least in GUARDED.items() if role < least}
    # Nothing was changed that could be taken back.
    nothing = {"POST /feedback/bulk/{number}/undo": 404, "POST /unanswered/lessons/{number}/undo": 404}
    passed = {name: status for name, status in told.items() if name not in refused}
    assert all(
        status in (200, 303, 409, 422) or nothing.get(name) == status for name, status in passed.items()
    )


@pytest.mark.parametrize("name", GUARDED)
def test_a_stranger_is_led_to_the_sign_in(visitor: TestClient, name: str) -> None:
    method, path = name.split()
    answer = visitor.request(
        method,
        path.format(number=1, code="1.014199", channel="web"),
        data=NOTHING if method == "POST" else None,
    )
    assert answer.status_code == 303
    assert answer.headers["location"].startswith("/sign-in")


def test_a_change_of_role_counts_at_once(enter: Enter, url: str) -> None:
    from bot.staff import accounts

    client = enter(Role.ADMINISTRATOR)
    assert client.get("/log").status_code == 200
    with UnitOfWork(engine(url)) as uow:
        office.employ_another(uow.session, "thu-hai", Role.ADMINISTRATOR)
        accounts.give_role(uow.session, "quantri", Role.VIEWER, "tests")
        uow.commit()
    assert client.get("/log").status_code == 403
    assert client.get("/").status_code == 200


def test_whoever_has_a_borrowed_password_gets_no_further_than_to_change_it(url: str) -> None:
    with UnitOfWork(engine(url)) as uow:
        office.employ_another(uow.session, "moi", Role.ADMINISTRATOR, must_change=True)
        uow.commit()
    client = TestClient(create(Settings(database_url=url)), headers=OWN, follow_redirects=False)
    client.post("/sign-in", data={"name": "moi", "password": office.PASSWORD})
    for name in GUARDED:
        method, path = name.split()
        if path != "/account":
            answer = client.request(
                method,
                path.format(number=1, code="x", channel="web"),
                data=NOTHING if method == "POST" else None,
            )
            assert (answer.status_code, answer.headers["location"]) == (303, "/account"), name
    assert "do người khác cấp" in client.get("/account").text
    new = "một mật khẩu mới dài"
    data = {"old": office.PASSWORD, "new": new, "again": new}
    assert client.post("/account", data=data).headers["location"] == "/account?changed=1"
    assert client.get("/").status_code == 200


def test_a_page_shows_only_the_ways_that_are_open(enter: Enter) -> None:
    viewer = enter(Role.VIEWER).get("/questions").text
    assert "/talks" not in viewer
    assert "/log" not in viewer
    administrator = enter(Role.ADMINISTRATOR).get("/questions").text
    assert 'href="/talks"' in administrator
    assert 'href="/log"' in administrator
