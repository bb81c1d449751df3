"""Call-backs: the number is for whoever calls, every look at it is on record, and nothing is counted twice."""

from __future__ import annotations

import re
from html import unescape
from typing import Any

import pytest
from sqlalchemy import select, update
from starlette.testclient import TestClient

from bot.console.app import create
from bot.settings import Settings
from bot.staff.model import Role
from bot.storage import desk_tables, staff_tables, tables
from bot.storage.database import UnitOfWork, engine
from tests.console import desk, office
from tests.console.conftest import NOTHING, OWN, Enter


def inside(url: str, secret: str) -> TestClient:
    client = TestClient(create(Settings(database_url=url, secret=secret)), headers=OWN)
    client.post("/sign-in", data={"name": desk.OFFICER, "password": office.PASSWORD})
    return client


def row(uow: UnitOfWork, number: int = 1) -> Any:
    uow.rollback()
    table = desk_tables.callback
    return uow.session.execute(select(table).where(table.c.id == number)).mappings().one()


def log(uow: UnitOfWork) -> list[tuple[str, str]]:
    uow.rollback()
    rows = uow.session.execute(select(staff_tables.audit).order_by(staff_tables.audit.c.id)).mappings()
    return [(one["action"], one["subject"]) for one in rows if one["subject"].startswith("callback")]


def result(client: TestClient, said: str, number: int = 1, **fields: str) -> Any:
    return client.post(f"/callbacks/{number}/result", data={"result": said, "note": "", **fields})


# --- The list ---------------------------------------------------------------------------------------------


def test_the_list_has_what_is_to_do_the_oldest_first_and_marks_what_is_late(officer: TestClient) -> None:
    page = unescape(officer.get("/callbacks").text)
    assert re.findall(r'href="/callbacks/(\d+)"', page) == ["1", "2"]
    first, second = page.split('href="/callbacks/', 2)[1:]
    assert "quá 8 giờ làm việc" in first
    assert "Nên gọi: sau 15 giờ" in first
    assert "quá" not in second
    assert "giờ nào cũng được" in second


def test_a_list_is_one_of_a_state(officer: TestClient) -> None:
    assert re.findall(r'href="/callbacks/(\d+)"', officer.get("/callbacks?state=reached").text) == ["3"]
    assert "Không có lời nhắn nào như vậy" in officer.get("/callbacks?state=cancelled").text
    assert officer.get("/callbacks?state=nonsense").text.count('<p class="title">') == 2


# --- The number -------------------------------------------------------------------------------------------


def test_the_number_is_shown_to_whoever_takes_the_call_and_each_look_is_on_record(
    officer: TestClient, uow: UnitOfWork
) -> None:
    for path in ("/callbacks", "/callbacks/1", "/desk", "/"):
        assert desk.PHONE not in officer.get(path).text, path
    page = officer.post("/callbacks/1/phone", data=NOTHING).text
    assert f'href="tel:{desk.PHONE}"' in page
    assert row(uow)["officer"] == desk.OFFICER
    assert log(uow) == [("callback_phone", "callback 1")]
    assert desk.PHONE not in officer.get("/callbacks/1").text


def test_a_call_that_a_colleague_has_taken_is_told_and_leaves_the_others_list(
    officer: TestClient, enter: Enter
) -> None:
    colleague = enter(Role.REVIEWER)
    colleague.post("/callbacks/1/phone", data=NOTHING)
    assert "Cán bộ rà soát đã nhận cuộc gọi này" in officer.get("/callbacks/1").text
    assert 'href="/callbacks/1"' not in officer.get("/desk").text
    assert 'href="/callbacks/1"' in colleague.get("/desk").text


@pytest.mark.parametrize("secret", ["", "ngắn"])
def test_without_a_secret_the_room_says_so(url: str, secret: str, uow: UnitOfWork) -> None:
    client = inside(url, secret)
    for path in ("/callbacks", "/callbacks/1"):
        assert "MOTCUA_SECRET" in client.get(path).text
    answer = client.post("/callbacks/1/phone", data=NOTHING)
    assert answer.status_code == 409
    assert "Chưa đọc được số điện thoại" in answer.text
    assert log(uow) == []


def test_a_number_sealed_with_another_secret_is_said_to_be(url: str, uow: UnitOfWork) -> None:
    answer = inside(url, "một-khóa-khác-dài-hơn-ba-mươi-hai-ký-tự").post("/callbacks/1/phone", data=NOTHING)
    assert answer.status_code == 409
    assert "mã hóa bằng khóa khác" in answer.text
    assert log(uow) == []


# --- What came of it --------------------------------------------------------------------------------------


def test_somebody_reached_is_done(officer: TestClient, uow: UnitOfWork) -> None:
    answer = result(officer, "reached", note="hẹn thứ Hai, số khác 0987654321")
    assert answer.headers["location"] == "/callbacks?saved=1"
    kept = row(uow)
    assert (kept["state"], kept["tries"], kept["officer"]) == ("reached", 1, desk.OFFICER)
    assert kept["note"] == "hẹn thứ Hai, số khác [số điện thoại]"
    assert log(uow) == [("callback_tried", "callback 1")]


def test_somebody_not_reached_stays_to_be_called_and_is_told(officer: TestClient, uow: UnitOfWork) -> None:
    result(officer, "not_reached")
    assert row(uow)["state"] == "not_reached"
    letters = uow.session.execute(select(tables.outbox.c.text)).scalars().all()
    assert ["chưa gặp" in letter for letter in letters] == [True]
    page = officer.get("/callbacks").text
    assert "đã gọi 1 lần" in page
    # The clock begins anew with the try.
    assert "quá 8 giờ" not in page


def test_a_cancelled_one_has_no_number_any_more(officer: TestClient, uow: UnitOfWork) -> None:
    result(officer, "cancelled")
    assert (row(uow)["state"], row(uow)["phone"]) == ("cancelled", None)
    assert log(uow) == [("callback_cancel", "callback 1")]


def test_what_is_done_is_not_done_again(officer: TestClient, uow: UnitOfWork) -> None:
    assert "<textarea" not in officer.get("/callbacks/3").text
    for answer in (
        result(officer, "not_reached", 3),
        officer.post("/callbacks/3/phone", data=NOTHING),
    ):
        assert answer.status_code == 409
        assert "Lời nhắn này đã xong" in answer.text
    assert row(uow, 3)["tries"] == 2


@pytest.mark.parametrize("said", ["reached", "not_reached"])
def test_a_form_sent_twice_counts_one_try(officer: TestClient, uow: UnitOfWork, said: str) -> None:
    answers = [result(officer, said, form="cùng-một-biểu-mẫu").status_code for _ in range(2)]
    assert answers == [303, 303]
    assert row(uow)["tries"] == 1


@pytest.mark.parametrize(
    ("fields", "told"),
    [({"said": ""}, "Chưa chọn kết quả"), ({"said": "reached", "note": "a" * 1001}, "Ghi chú dài quá")],
    ids=["result", "note"],
)
def test_a_result_that_will_not_do_is_told(
    officer: TestClient, uow: UnitOfWork, fields: dict[str, str], told: str
) -> None:
    answer = result(officer, **fields)
    assert answer.status_code == 422
    assert told in answer.text
    assert row(uow)["tries"] == 0


def test_somebody_who_has_deleted_his_data_leaves_no_number(officer: TestClient, url: str) -> None:
    with engine(url).begin() as connection:
        values = {"sender": None, "phone": None, "subject": None, "best": None}
        connection.execute(update(desk_tables.callback).values(**values))
    assert officer.get("/callbacks").status_code == 200
    assert officer.post("/callbacks/1/phone", data=NOTHING).status_code == 409
