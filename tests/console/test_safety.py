"""The console against those who do not belong there."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from sqlalchemy import insert, select, update
from starlette.testclient import TestClient

from bot.console.app import create
from bot.console.rooms import MOST_BODY
from bot.console.safety import HEADERS
from bot.settings import Settings
from bot.staff import accounts, entrance, limits
from bot.staff.model import Role
from bot.storage import staff_tables, tables
from bot.storage.database import UnitOfWork, engine
from tests.console import office
from tests.console.conftest import NOTHING, OWN, Enter

REVIEW = {"state": "done", "note": "", "seen": ""}
EVIL = "<script>alert(1)</script><img src=x onerror=alert(2)>\"'{{ 7*7 }}"


def sign_in(client: TestClient, name: str = "quantri", password: str = office.PASSWORD) -> int:
    return client.post("/sign-in", data={"name": name, "password": password}).status_code


# --- Requests from elsewhere ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "headers",
    [
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
        {"Sec-Fetch-Site": ""},
        {"Sec-Fetch-Site": "cross-site", "Origin": "http://testserver"},
        {"Origin": "https://evil.example"},
        {"Origin": "http://testserver.evil.example"},
        {"Origin": "http://testserver:81"},
        {"Origin": "null"},
        {"Origin": ""},
        {},
    ],
    ids=str,
)
def test_a_change_asked_for_by_another_site_is_refused(
    enter: Enter, headers: dict[str, str], uow: UnitOfWork
) -> None:
    client = enter(Role.REVIEWER)
    del client.headers["Sec-Fetch-Site"]
    answer = client.post("/unanswered/1/review", data=REVIEW, headers=headers)
    assert answer.status_code == 403
    assert "không đến từ trang cán bộ" in answer.text
    assert states(uow)[1] == "new"


@pytest.mark.parametrize(
    "headers",
    [{"Sec-Fetch-Site": "same-origin"}, {"Sec-Fetch-Site": "none"}, {"Origin": "http://testserver"}],
    ids=str,
)
def test_a_change_from_our_own_page_is_done(enter: Enter, headers: dict[str, str], uow: UnitOfWork) -> None:
    client = enter(Role.REVIEWER)
    del client.headers["Sec-Fetch-Site"]
    assert client.post("/unanswered/1/review", data=REVIEW, headers=headers).status_code == 303
    assert states(uow)[1] == "done"


def test_signing_in_and_out_are_protected_alike(visitor: TestClient, enter: Enter) -> None:
    for client, path in ((visitor, "/sign-in"), (enter(Role.VIEWER), "/sign-out")):
        answer = client.post(path, data=NOTHING, headers={"Sec-Fetch-Site": "cross-site"})
        assert answer.status_code == 403


def test_nothing_changes_by_a_link(enter: Enter, uow: UnitOfWork) -> None:
    client = enter(Role.ADMINISTRATOR)
    for path in ("/unanswered/1/review?state=done", "/sign-out", "/account/sign-out-elsewhere"):
        assert client.get(path).status_code == 405
    assert states(uow)[1] == "new"


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


# --- What is shown ----------------------------------------------------------------------------------------


@pytest.fixture
def poisoned(url: str) -> str:
    """Everything that people or files can write holds markup."""
    candidate = {"code": EVIL, "name": EVIL, "confidence": 0.3}
    turn = {
        "sender": EVIL,
        "channel": EVIL,
        "text": EVIL,
        "procedure": EVIL,
        "outcome": EVIL,
        "aspects": [EVIL],
    }
    row = {
        "id": 9000,
        "sender": EVIL,
        "text": EVIL,
        "aspects": [EVIL],
        "outcome": EVIL,
        "candidates": [candidate],
    }
    with engine(url).begin() as connection:
        connection.execute(insert(tables.turn).values(id=9000, **turn))
        connection.execute(
            insert(tables.unanswered).values(**row, note=EVIL, reviewed_by=EVIL, reviewed_at=tables.now())
        )
        connection.execute(
            update(tables.procedure).values(name=EVIL, short_name=EVIL, notes=EVIL, warnings=[EVIL])
        )
        connection.execute(update(staff_tables.staff).values(full_name=EVIL))
        connection.execute(
            insert(staff_tables.audit).values(who=EVIL, action=EVIL, subject=EVIL, address=EVIL)
        )
    return url


@pytest.mark.parametrize(
    "path",
    [
        *(
            "/",
            "/questions",
            "/unanswered",
            "/unanswered?state=all",
            "/unanswered/9000",
            "/talks",
            "/talks/9000",
        ),
        *("/catalogue", "/catalogue/1.014199", "/catalogue/1.014199/history", "/log?period=all", "/account"),
        *(
            f"/questions?q={EVIL}&procedure={EVIL}&from={EVIL}",
            f"/catalogue?q={EVIL}",
            f"/sign-in?next={EVIL}",
        ),
    ],
)
def test_what_people_write_is_shown_as_text(poisoned: str, enter: Enter, path: str) -> None:
    text = enter(Role.ADMINISTRATOR).get(path).text
    assert "<script" not in text
    assert "<img src=x" not in text
    assert not re.search(r'(href|value)="[^"]*<', text)
    assert "49" not in re.findall(r"'(\d+)", text)


def test_an_answer_links_to_https_only(enter: Enter) -> None:
    from bot.console import shown

    told = str(shown.answer(f'**đậm** [a](https://x.vn/?a=1&b="2) [b](javascript:alert(1)) {EVIL}'))
    assert told.startswith(
        '<strong>đậm</strong> <a href="https://x.vn/?a=1&amp;b=&#34;2" rel="noreferrer">a</a>'
    )
    assert "[b](javascript:alert(1))" in told
    assert "<script" not in told


def test_no_page_has_code_or_style_of_its_own(enter: Enter) -> None:
    client = enter(Role.ADMINISTRATOR)
    for path in (
        "/",
        "/questions",
        "/unanswered/1",
        "/talks/1",
        "/catalogue/1.014199",
        "/log",
        "/account",
        "/nope",
    ):
        assert not re.search(r"<script|<style|\sstyle=|\son\w+=|javascript:", client.get(path).text), path


@pytest.mark.parametrize("path", ["/", "/sign-in", "/nope", "/health", "/catalogue", "/static/console.css"])
def test_every_answer_carries_the_headers_that_keep_foreign_code_out(visitor: TestClient, path: str) -> None:
    answer = visitor.get(path)
    assert {name: answer.headers[name] for name in HEADERS} == HEADERS
    assert answer.headers["Cache-Control"] == ("no-cache" if path.startswith("/static/") else "no-store")
    assert "frame-ancestors 'none'" in answer.headers["Content-Security-Policy"]
    assert "unsafe" not in answer.headers["Content-Security-Policy"]


# --- Odd requests -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "path",
    [
        *(
            "/unanswered/0",
            "/unanswered/99999999999999999999",
            "/unanswered/-1",
            "/unanswered/1.5",
            "/unanswered/²",
        ),
        *(
            "/talks/999999",
            "/catalogue/none",
            "/catalogue/%00",
            "/catalogue/none/history",
            "/catalogue/..%2f..%2fetc",
        ),
        *("/static/..%2fapp.py", "/static/none", "/nowhere"),
    ],
)
def test_what_is_not_there_is_said_politely(enter: Enter, path: str) -> None:
    answer = enter(Role.ADMINISTRATOR).get(path)
    assert answer.status_code == 404
    assert "Không có trang này" in answer.text


@pytest.mark.parametrize(
    "query",
    [
        *(
            "page=0",
            "page=-1",
            "page=99999999999999",
            "page=²",
            "page=abc",
            "period=nonsense",
            "outcome=nonsense",
        ),
        *(
            "period=between&from=2026-02-30&to=x",
            "period=between&from=9999-12-31&to=9999-12-31",
            "q=%00",
            "q=%ED%A0%80",
        ),
        *("period=between&from=2026-12-01&to=2026-01-01", "q=%25_%25", "state=nonsense", f"q={'a' * 5000}"),
    ],
)
@pytest.mark.parametrize("path", ["/questions", "/unanswered", "/talks", "/catalogue", "/log"])
def test_an_address_of_any_kind_gives_a_page(enter: Enter, path: str, query: str) -> None:
    assert enter(Role.ADMINISTRATOR).get(f"{path}?{query}").status_code == 200


@pytest.mark.parametrize(
    ("kind", "body", "status"),
    [
        ("application/json", b'{"name": "quantri"}', 415),
        ("multipart/form-data; boundary=x", b"--x--", 415),
        ("text/plain", b"name=quantri", 415),
        ("application/x-www-form-urlencoded", b"name=" + b"a" * MOST_BODY, 413),
        ("application/x-www-form-urlencoded", b"name=%ff", 400),
        ("application/x-www-form-urlencoded", b"name=\xff", 400),
        ("application/x-www-form-urlencoded", b"&".join([b"a=1"] * 60), 400),
        ("application/x-www-form-urlencoded", b"", 401),
    ],
    ids=str,
)
def test_only_a_plain_form_of_a_sensible_size_is_read(
    visitor: TestClient, kind: str, body: bytes, status: int
) -> None:
    assert visitor.post("/sign-in", content=body, headers={"Content-Type": kind}).status_code == status


@pytest.mark.parametrize(
    "next_", ["//evil.example", "/\\evil.example", "https://evil.example", "/sign-in", "x", "/a\r\nb"]
)
def test_signing_in_never_leads_elsewhere(visitor: TestClient, next_: str) -> None:
    answer = visitor.post("/sign-in", data={"name": "binh", "password": office.PASSWORD, "next": next_})
    assert answer.headers["location"] == "/"


def test_signing_in_leads_back_to_where_one_was_going(visitor: TestClient) -> None:
    led = visitor.get("/unanswered?state=done&q=a b").headers["location"]
    page = visitor.get(led).text
    back = re.search(r'name="next" value="([^"]*)"', page)
    assert back
    data = {"name": "binh", "password": office.PASSWORD, "next": back[1].replace("&amp;", "&")}
    assert visitor.post("/sign-in", data=data).headers["location"] == "/unanswered?state=done&q=a%20b"


def test_an_unforeseen_error_tells_nothing_of_the_inside(url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    client = TestClient(create(Settings(database_url=url)), headers=OWN, raise_server_exceptions=False)
    monkeypatch.setattr(entrance, "inside", lambda *_: 1 / 0)
    answer = client.get("/")
    assert answer.status_code == 500
    assert "Có trục trặc ở máy chủ" in answer.text
    assert "ZeroDivision" not in answer.text
    assert answer.headers["Content-Security-Policy"]


def test_a_database_that_is_away_is_said(tmp_path: object) -> None:
    app = create(Settings(database_url=f"sqlite:///{tmp_path}/none.db"))
    answer = TestClient(app, headers=OWN).get("/catalogue")
    assert answer.status_code in (200, 503)
    answer = TestClient(app, headers=OWN).post("/sign-in", data={"name": "a", "password": "b"})
    assert answer.status_code == 503
    assert "Chưa đọc được dữ liệu" in answer.text


def states(uow: UnitOfWork) -> dict[int, str]:
    rows = uow.session.execute(select(tables.unanswered.c.id, tables.unanswered.c.state)).all()
    return dict(rows)


def age(url: str, column: str, by: timedelta) -> None:
    with engine(url).begin() as connection:
        connection.execute(update(staff_tables.staff_session).values({column: tables.now() - by}))
