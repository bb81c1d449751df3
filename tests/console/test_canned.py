"""Canned answers: kept by officers, filled with facts, and never sent with a gap."""

from __future__ import annotations

import re
from html import unescape
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select
from starlette.testclient import TestClient

from bot.catalogue import agency
from bot.console.desk import filling, writing
from bot.console.shown import words
from bot.desk.hours import Hours
from bot.settings import Settings
from bot.storage import desk_tables, staff_tables, tables
from bot.storage.database import UnitOfWork
from tests.console.conftest import NOTHING
from tests.real import real

AGENCY = agency.load(Settings().agencies, "dong-nai-kcn")
HOURS = Hours.of(AGENCY)


def known(code: str | None) -> dict[str, str]:
    return filling.known(AGENCY, HOURS, real(code) if code else None, 180)


def kept(uow: UnitOfWork) -> dict[str, str]:
    rows = uow.session.execute(select(desk_tables.canned)).mappings()
    return {row["title"]: row["text"] for row in rows}


# --- Filling ----------------------------------------------------------------------------------------------


def test_holes_are_filled_with_the_catalogues_facts_in_plain_words() -> None:
    text = filling.fill("{ten_thu_tuc}. {thoi_han}\nNguồn: {nguon}", known("1.014199"))
    assert text.startswith("Cấp mới giấy phép lao động cho người nước ngoài. 10 ngày làm việc kể từ")
    assert "Nguồn: QĐ 886/QĐ-BNV (11/8/2025), kiểm tra 22/11/2025" in text
    assert text.count("Nguồn:") == 1
    assert "**" not in text


def test_a_link_keeps_its_address() -> None:
    assert "Cổng Dịch vụ công quốc gia: https://dichvucong.gov.vn" in known("1.014199")["noi_nop"]


def test_what_is_not_known_stays_marked() -> None:
    # The fee of a work permit is set by the province, and we do not have it.
    text = filling.fill("Lệ phí: {le_phi}. Hỏi {hotline}.", known("1.014199"))
    assert text == "Lệ phí: {le_phi}. Hỏi (0251) 1022."
    assert filling.holes(text) == ["{le_phi}"]


@pytest.mark.parametrize("code", [None, "2.000205"], ids=["no procedure", "a replaced one"])
def test_facts_of_nothing_in_force_are_not_told(code: str | None) -> None:
    told = set(filling.HOLES) - set(known(code))
    assert told == {"ten_thu_tuc", "ho_so", "le_phi", "thoi_han", "noi_nop", "nguon"}


def test_every_hole_has_words_and_every_built_in_answer_uses_known_holes() -> None:
    assert set(words()["holes"]) == set(filling.HOLES)
    assert [one.title for one in filling.built_in() if filling.strange_holes(one.text)] == []
    assert len({one.title for one in filling.built_in()}) == len(filling.built_in())


@given(st.text())
def test_filling_knows_its_own_holes_and_leaves_all_other_text(text: str) -> None:
    assert filling.fill(text, {}) == text
    assert filling.holes(filling.fill(text, dict.fromkeys(filling.HOLES, "x"))) == filling.strange_holes(text)


@given(st.text())
def test_what_is_written_has_one_form(text: str) -> None:
    once = writing.lines(text)
    assert writing.lines(once) == once
    assert "\r" not in once


# --- In a reply -------------------------------------------------------------------------------------------


def test_the_picker_offers_own_answers_before_built_in_ones_already_filled(officer: TestClient) -> None:
    page = unescape(officer.get("/desk/3").text)
    offered = re.findall(r'<option value="(\d+)" data-text="([^"]*)">([^<]*)<', page)
    assert [title for _, _, title in offered][:2] == ["Lịch tiếp", "Chào, xin thêm thông tin"]
    assert "Đường dây nóng: (0251) 1022." in offered[0][1]


def test_an_answer_is_put_behind_the_draft_and_nothing_is_sent(officer: TestClient, uow: UnitOfWork) -> None:
    data = {"text": "Chào anh/chị.", "step": "insert", "canned": "0"}
    page = unescape(officer.post("/desk/3/reply", data=data).text)
    assert "Chào anh/chị.\nCơ quan tiếp thứ Hai đến thứ Sáu" in page
    assert uow.session.execute(select(tables.outbox)).all() == []


@pytest.mark.parametrize("place", ["", "-1", "99", "999999", "x", "²"])
def test_a_choice_that_there_is_not_changes_nothing(officer: TestClient, place: str) -> None:
    page = officer.post("/desk/3/reply", data={"text": "giữ", "step": "insert", "canned": place})
    assert page.status_code == 200
    assert ">giữ</textarea>" in page.text


def test_an_answer_is_filled_for_the_procedure_that_the_officer_looks_at(officer: TestClient) -> None:
    place = next(
        place for place, one in enumerate(filling.built_in(), 1) if one.title == "Thời hạn giải quyết"
    )
    data = {"text": "", "step": "insert", "canned": str(place), "procedure": "1.013236"}
    page = officer.post("/desk/3/reply", data=data).text
    assert (
        "Cấp mới giấy phép xây dựng" in re.findall(r'<textarea id="reply".*?</textarea>', page, re.DOTALL)[0]
    )


# --- Keeping them -----------------------------------------------------------------------------------------


def write(client: TestClient, path: str = "/desk/canned", **fields: str) -> Any:
    return client.post(path, data={"title": "Nghỉ lễ", "text": "Cơ quan nghỉ lễ.", **fields})


def test_an_answer_is_added_changed_and_deleted_and_the_log_has_its_title(
    officer: TestClient, uow: UnitOfWork
) -> None:
    assert write(officer).headers["location"] == "/desk/canned?saved=1"
    assert kept(uow)["Nghỉ lễ"] == "Cơ quan nghỉ lễ."
    number = re.findall(r'href="/desk/canned/(\d+)">Nghỉ lễ<', officer.get("/desk/canned").text)[0]
    write(officer, f"/desk/canned/{number}", text="Nghỉ đến\r\nthứ Hai.")
    uow.rollback()
    assert kept(uow)["Nghỉ lễ"] == "Nghỉ đến\nthứ Hai."
    for _ in range(2):
        assert officer.post(f"/desk/canned/{number}/delete", data=NOTHING).status_code == 303
    uow.rollback()
    assert "Nghỉ lễ" not in kept(uow)
    assert officer.get(f"/desk/canned/{number}").status_code == 404
    rows = uow.session.execute(select(staff_tables.audit)).mappings().all()
    canned = [(row["action"], row["detail"]["title"]) for row in rows if row["action"].startswith("canned")]
    assert canned == [("canned_add", "Nghỉ lễ"), ("canned_change", "Nghỉ lễ"), ("canned_delete", "Nghỉ lễ")]


@pytest.mark.parametrize(
    ("fields", "told"),
    [
        ({"title": ""}, "Cần cả tên gọi và nội dung"),
        ({"text": " "}, "Cần cả tên gọi và nội dung"),
        ({"title": "a" * 81}, "Tên gọi dài quá 80 ký tự"),
        ({"text": "a" * 2001}, "nội dung dài quá 2.000 ký tự"),
        ({"text": "Phí {le_phi_moi}"}, "Không có gì để điền vào {le_phi_moi}"),
        ({"title": "Lịch tiếp"}, "Đã có câu mang tên này"),
        ({"title": "Lệ phí"}, "Đã có câu mang tên này"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_an_answer_that_will_not_do_is_told_and_kept_in_the_form(
    officer: TestClient, uow: UnitOfWork, fields: dict[str, str], told: str
) -> None:
    before = kept(uow)
    for path in ("/desk/canned",) if "Lịch tiếp" in fields.values() else ("/desk/canned", "/desk/canned/1"):
        answer = write(officer, path, **fields)
        assert answer.status_code == 422
        assert told in answer.text
    uow.rollback()
    assert kept(uow) == before


def test_a_form_sent_twice_adds_one_answer(officer: TestClient, uow: UnitOfWork) -> None:
    answers = [write(officer, form="cùng-một-biểu-mẫu").status_code for _ in range(2)]
    assert answers == [303, 303]
    assert list(kept(uow)).count("Nghỉ lễ") == 1
