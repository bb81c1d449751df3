"""Sessions end when they should, and guessing leads nowhere."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select, update
from starlette.testclient import TestClient

from bot.console.app import create
from bot.settings import Settings
from bot.staff import accounts, entrance, limits
from bot.staff.model import Role
from bot.storage import staff_tables, tables
from bot.storage.database import UnitOfWork, engine
from tests.console import office
from tests.console.conftest import NOTHING, OWN, Enter


def sign_in(client: TestClient, name: str = "quantri", password: str = office.PASSWORD) -> int:
    return client.post("/sign-in", data={"name": name, "password": password}).status_code


# --- Sessions ---------------------------------------------------------------------------------------------


def test_the_cookie_is_for_the_browser_alone(visitor: TestClient) -> None:
    answer = visitor.post("/sign-in", data={"name": "quantri", "password": office.PASSWORD})
    cookie = answer.headers["set-cookie"]
    assert cookie.startswith("motcua-staff=")
    assert {"HttpOnly", "SameSite=lax", "Path=/"} <= set(cookie.split("; "))
    assert "Secure" not in cookie


def test_over_https_the_cookie_is_secure_and_bound_to_the_host(url: str) -> None:
    client = TestClient(create(Settings(database_url=url)), base_url="https://testserver", headers=OWN)
    client.follow_redirects = False
    answer = client.post("/sign-in", data={"name": "quantri", "password": office.PASSWORD})
    assert answer.headers["set-cookie"].startswith("__Host-motcua-staff=")
    assert "; Secure" in answer.headers["set-cookie"]
    assert client.get("/").status_code == 200


def test_what_the_database_keeps_of_a_session_opens_no_door(
    enter: Enter, visitor: TestClient, uow: UnitOfWork
) -> None:
    enter(Role.ADMINISTRATOR)
    kept = uow.session.execute(select(staff_tables.staff_session.c.token)).scalar_one()
    visitor.cookies.set("motcua-staff", kept)
    assert visitor.get("/").status_code == 303


@pytest.mark.parametrize("token", ["", "x", "ờ".encode().hex(), "a" * 5000, "' OR 1=1 --"])
def test_a_made_up_session_opens_no_door(visitor: TestClient, token: str) -> None:
    visitor.cookies.set("motcua-staff", token)
    assert visitor.get("/").status_code == 303


@pytest.mark.parametrize(
    ("column", "bound"), [("seen", entrance.IDLE), ("began", entrance.ABSOLUTE)], ids=["idle", "absolute"]
)
def test_a_session_ends_by_itself(enter: Enter, url: str, column: str, bound: timedelta) -> None:
    client = enter(Role.VIEWER)
    age(url, column, bound - timedelta(minutes=1))
    assert client.get("/").status_code == 200
    age(url, column, bound + timedelta(seconds=1))
    assert client.get("/").status_code == 303


def test_whoever_comes_back_to_an_ended_session_is_told_and_led_on(enter: Enter, url: str) -> None:
    client = enter(Role.REVIEWER)
    age(url, "seen", entrance.IDLE + timedelta(seconds=1))
    from_page = {"Referer": "http://testserver/unanswered/1?x=1"}
    answer = client.post("/unanswered/1/review", data={"state": "done", "seen": ""}, headers=from_page)
    assert answer.headers["location"] == "/sign-in?next=%2Funanswered%2F1%3Fx%3D1&ended=1"
    page = client.get(answer.headers["location"]).text
    assert "Phiên làm việc đã hết" in page
    assert 'name="next" value="/unanswered/1?x=1"' in page


def test_being_at_work_keeps_a_session(enter: Enter, url: str, uow: UnitOfWork) -> None:
    client = enter(Role.VIEWER)
    age(url, "seen", timedelta(minutes=50))
    client.get("/")
    seen = uow.session.execute(select(staff_tables.staff_session.c.seen)).scalar_one()
    assert tables.now() - seen < timedelta(minutes=1)


def test_after_signing_out_the_old_cookie_is_worth_nothing(enter: Enter, visitor: TestClient) -> None:
    client = enter(Role.VIEWER)
    stolen = client.cookies["motcua-staff"]
    assert client.post("/sign-out", data=NOTHING).headers["location"] == "/sign-in"
    visitor.cookies.set("motcua-staff", stolen)
    assert visitor.get("/").status_code == 303


def test_signing_in_again_begins_a_new_session_and_ends_the_old(enter: Enter, visitor: TestClient) -> None:
    client = enter(Role.VIEWER)
    old = client.cookies["motcua-staff"]
    assert sign_in(client, "binh") == 303
    assert client.cookies["motcua-staff"] != old
    visitor.cookies.set("motcua-staff", old)
    assert visitor.get("/").status_code == 303


def test_a_disabled_account_is_outside_at_once(enter: Enter, url: str) -> None:
    client = enter(Role.VIEWER)
    with UnitOfWork(engine(url)) as uow:
        accounts.disable(uow.session, "binh", "tests")
        uow.commit()
    assert client.get("/").status_code == 303
    assert sign_in(client, "binh") == 401


def test_a_new_password_ends_the_sessions_elsewhere(enter: Enter) -> None:
    here, there = enter(Role.VIEWER), enter(Role.VIEWER)
    new = "nước chảy đá mòn"
    assert here.post("/account", data={"old": office.PASSWORD, "new": new, "again": new}).status_code == 303
    assert (here.get("/").status_code, there.get("/").status_code) == (200, 303)


def test_one_can_sign_out_everywhere_else(enter: Enter) -> None:
    here, there = enter(Role.VIEWER), enter(Role.VIEWER)
    assert "ở 1 nơi khác" in here.get("/account").text
    assert here.post("/account/sign-out-elsewhere", data=NOTHING).status_code == 303
    assert (here.get("/").status_code, there.get("/").status_code) == (200, 303)


# --- Guessing ---------------------------------------------------------------------------------------------


def test_a_wrong_password_and_an_unknown_name_get_the_same_answer(visitor: TestClient) -> None:
    texts = []
    for name in ("binh", "khong-co"):
        answer = visitor.post("/sign-in", data={"name": name, "password": "sai"})
        assert answer.status_code == 401
        texts.append(answer.text.replace(name, "…"))
    assert texts[0] == texts[1]


def test_guessing_one_account_is_stopped_even_when_the_guess_is_right(visitor: TestClient) -> None:
    told = [sign_in(visitor, "binh", f"đoán {number}") for number in range(limits.SAME_ACCOUNT_AND_ADDRESS)]
    assert told == [401] * limits.SAME_ACCOUNT_AND_ADDRESS
    answer = visitor.post("/sign-in", data={"name": "binh", "password": office.PASSWORD})
    assert answer.status_code == 429
    assert int(answer.headers["Retry-After"]) == 900
    assert "xin chờ khoảng 15 phút" in answer.text


def test_another_account_at_the_same_place_may_still_enter(visitor: TestClient) -> None:
    for number in range(limits.SAME_ACCOUNT_AND_ADDRESS + 3):
        sign_in(visitor, "binh", f"đoán {number}")
    assert sign_in(visitor, "cuong") == 303


def test_a_name_that_does_not_exist_is_limited_alike(visitor: TestClient) -> None:
    told = [sign_in(visitor, "khong-co", "x") for _ in range(limits.SAME_ACCOUNT_AND_ADDRESS + 1)]
    assert told[-1] == 429


def test_trying_many_accounts_from_one_place_is_stopped(visitor: TestClient) -> None:
    told = [sign_in(visitor, f"ten-{number}", "x") for number in range(limits.SAME_ADDRESS + 1)]
    assert (told[-2], told[-1]) == (401, 429)


def test_the_wait_is_over_after_a_quarter_of_an_hour(visitor: TestClient, url: str) -> None:
    for _ in range(limits.SAME_ACCOUNT_AND_ADDRESS + 1):
        sign_in(visitor, "binh", "x")
    with engine(url).begin() as connection:
        past = tables.now() - limits.WINDOW - timedelta(seconds=1)
        connection.execute(update(staff_tables.sign_in_attempt).values(at=past))
    assert sign_in(visitor, "binh") == 303


def test_a_success_forgives_the_slips_before_it(visitor: TestClient) -> None:
    for _ in range(3):
        for _ in range(limits.SAME_ACCOUNT_AND_ADDRESS - 1):
            assert sign_in(visitor, "binh", "x") == 401
        assert sign_in(visitor, "binh") == 303


def test_the_old_password_cannot_be_guessed_in_an_open_session(enter: Enter) -> None:
    client = enter(Role.VIEWER)
    data = {"old": "sai", "new": "nước chảy đá mòn", "again": "nước chảy đá mòn"}
    told = [
        client.post("/account", data=data).status_code for _ in range(limits.SAME_ACCOUNT_AND_ADDRESS + 1)
    ]
    assert (told[0], told[-1]) == (422, 429)


def age(url: str, column: str, by: timedelta) -> None:
    with engine(url).begin() as connection:
        connection.execute(update(staff_tables.staff_session).values({column: tables.now() - by}))
