"""The console against those who do not belong there."""

from __future__ import annotations

import re

import pytest
from sqlalchemy import insert, select, update
from starlette.testclient import TestClient

from bot.console.app import create
from bot.console.editing.procedure import MOST_BODY
from bot.console.safety import HEADERS
from bot.settings import Settings
from bot.staff import entrance
from bot.staff.model import Role
from bot.storage import desk_tables, staff_tables, tables
from bot.storage.database import UnitOfWork, engine
from tests.console import office
from tests.console.conftest import NOTHING, OWN, Enter

REVIEW = {"state": "done", "note": "", "seen": ""}
OUR_SCRIPT = '<script src="/static/desk.js" defer></script>'
EVIL = "<script>alert(1)</script><img src=x onerror=alert(2)>\"'{{ 7*7 }}"


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
        {"Origin": "http://["},
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
        connection.execute(update(staff_tables.staff).values(full_name=EVIL, unit=EVIL))
        written = {"subject": EVIL, "note": EVIL, "procedure": EVIL, "channel": EVIL}
        connection.execute(update(desk_tables.handoff).values(**written, unit=EVIL, wanted=EVIL))
        connection.execute(update(desk_tables.line).values(text=EVIL, buttons=[[EVIL, EVIL]]))
        connection.execute(update(desk_tables.callback).values(**written, best=EVIL))
        connection.execute(update(desk_tables.canned).values(title=EVIL, text=EVIL))
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
            "/desk",
            "/desk/lists",
            "/desk/1",
            "/desk/3",
            "/desk/3/news",
            "/desk/5",
            "/desk/history?period=all",
        ),
        *("/desk/canned", "/desk/canned/1", "/callbacks", "/callbacks/1"),
        *(
            f"/desk/3?procedure={EVIL}",
            f"/questions?q={EVIL}&procedure={EVIL}&from={EVIL}",
            f"/catalogue?q={EVIL}",
            f"/sign-in?next={EVIL}",
        ),
    ],
)
def test_what_people_write_is_shown_as_text(poisoned: str, enter: Enter, path: str) -> None:
    text = enter(Role.OFFICER if path.startswith(("/desk", "/call")) else Role.ADMINISTRATOR).get(path).text
    assert "<script" not in text.replace(OUR_SCRIPT, "")
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
            "/desk/999999",
            "/desk/x",
            "/desk/999999/news",
            "/desk/canned/999999",
            "/callbacks/999999",
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
            "q=%E2%80%8B",
            "q=%3F",
            "q=%ED%A0%80",
        ),
        *("period=between&from=2026-12-01&to=2026-01-01", "q=%25_%25", "state=nonsense", f"q={'a' * 5000}"),
    ],
)
@pytest.mark.parametrize(
    "path",
    [
        *("/questions", "/unanswered", "/talks", "/catalogue", "/log"),
        *("/desk/history", "/callbacks", "/desk/3"),
    ],
)
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


@pytest.mark.parametrize(
    "headers",
    [{"Host": "["}, {"Host": ""}, {"Referer": "http://["}, {"Cookie": "="}, {"X-Forwarded-Proto": "x"}],
)
def test_odd_headers_break_nothing(visitor: TestClient, headers: dict[str, str]) -> None:
    for path in ("/", "/sign-in"):
        assert visitor.get(path, headers=headers).status_code < 500
        assert visitor.post(path, data=NOTHING, headers=headers).status_code < 500
    assert visitor.post("/account", data=NOTHING, headers=headers).status_code < 500


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
