"""Missed questions in groups: what belongs together, what staff make of it, and the way back."""

from __future__ import annotations

import re
import time
from collections.abc import Callable
from datetime import datetime, timedelta, timezone
from html import unescape
from typing import Any

import pytest
from sqlalchemy import delete, insert, select
from starlette.testclient import TestClient

from bot.catalogue import library
from bot.catalogue.library import Library
from bot.catalogue.model import Example
from bot.console import teaching
from bot.feedback.model import Asking, Opinion
from bot.staff.model import Role
from bot.storage import catalogue, feedback_tables, lesson_tables, ratings, tables
from bot.storage.database import UnitOfWork, engine
from bot.text.question import read
from tests.console.conftest import Enter
from tests.console.looking import Find, log
from tests.console.test_rooms import titles

CODE = "1.014199"
MINUTES = timedelta(minutes=1)
Miss = Callable[..., int]


@pytest.fixture(autouse=True)
def _empty(url: str) -> None:
    """Nothing missed yet; the lists look at what is new at once."""
    with engine(url).begin() as connection:
        for table in (tables.unanswered, feedback_tables.rating, tables.turn):
            connection.execute(delete(table))


@pytest.fixture
def miss(url: str) -> Miss:
    """A question that went wrong; answers its turn."""

    def missing(text: str, outcome: str = "unknown", channel: str = "web", **more: Any) -> int:
        at = more.pop("at", datetime.now(timezone.utc) - MINUTES)
        sender = more.pop("sender", f"{channel}:{text}")
        row = {"at": at, "sender": sender, "text": text, "outcome": outcome, **more}
        with engine(url).begin() as connection:
            made = connection.execute(insert(tables.turn).values(channel=channel, **row))
            if outcome in ("unknown", "declined"):
                connection.execute(insert(tables.unanswered).values(**row))
        return int(made.inserted_primary_key[0])

    return missing


@pytest.fixture
def reviewer(enter: Enter) -> TestClient:
    return enter(Role.REVIEWER)


def settle(client: TestClient, number: int, kind: str, **fields: str) -> Any:
    given = {"text": "sếp Nhật hết hạn gplđ", "code": CODE, "aspect-dossier": "1", **fields}
    return client.post(f"/unanswered/groups/{number}/settle", data={"kind": kind, **given})


def procedure(url: str, code: str = CODE) -> Any:
    with UnitOfWork(engine(url)) as uow:
        return catalogue.by_code(uow.session, code)


# --- Groups ------------------------------------------------------------------------------------------------


def test_the_same_question_in_other_spellings_is_one_group_with_its_channels(
    reviewer: TestClient, miss: Miss
) -> None:
    miss("Làm thẻ tạm trú cho vợ con của chuyên gia?")
    miss("lam the tam tru cho vo con cua chuyen gia", channel="zalo")
    miss("làm thẻ tạm trú cho vợ con chuyên gia ạ", "declined")
    miss("giá vàng hôm nay")
    assert len(titles(reviewer, "/unanswered/groups")) == 2
    page = unescape(reviewer.get("/unanswered/groups").text)
    assert "2 nhóm, 4 câu hỏi" in page
    assert "<strong>3 câu</strong>" in page
    assert "Trang web 2, Zalo 1" in page
    assert "Chưa hiểu 2, Từ chối 1" in page


def test_what_was_asked_back_and_what_people_called_misunderstood_counts_too(
    reviewer: TestClient, miss: Miss, url: str
) -> None:
    miss("giấy phép xây dựng cấp mấy", "choices")
    number = miss("đổi chủ đầu tư thì sao", "answered", sender="web:x")
    miss("câu này đã trả lời đúng", "answered")
    with UnitOfWork(engine(url)) as uow:
        at = datetime.now(timezone.utc)
        ratings.ask(uow.session, "web:x", Asking(number, "web", "answered", "x"), at)
        ratings.note(uow.session, "web:x", Opinion(number, "web", "x", False, "wrong_procedure"), at)
        uow.commit()
    assert set(titles(reviewer, "/unanswered/groups")) == {
        "giấy phép xây dựng cấp mấy",
        "đổi chủ đầu tư thì sao",
    }
    assert titles(reviewer, "/unanswered/groups?source=misunderstood") == ["đổi chủ đầu tư thì sao"]
    assert titles(reviewer, "/unanswered/groups?q=xay+dung") == ["giấy phép xây dựng cấp mấy"]
    assert titles(reviewer, "/unanswered/groups?channel=zalo") == []


def test_old_questions_are_left_alone(reviewer: TestClient, miss: Miss) -> None:
    miss("chuyện của năm trước", at=datetime.now(timezone.utc) - timedelta(days=200))
    assert "Không còn nhóm nào chờ xử lý" in reviewer.get("/unanswered/groups").text


def test_a_question_reviewed_on_its_own_waits_in_no_group(
    reviewer: TestClient, miss: Miss, find: Find
) -> None:
    miss("giá vàng hôm nay")
    assert titles(reviewer, "/unanswered/groups") == ["giá vàng hôm nay"]
    number = find(tables.unanswered)[0]["id"]
    reviewer.post(f"/unanswered/{number}/review", data={"state": "done", "note": "", "seen": ""})
    assert titles(reviewer, "/unanswered/groups") == []


def test_a_group_suggests_a_procedure_and_what_was_asked(reviewer: TestClient, miss: Miss) -> None:
    number = miss("cấp giấy phép lao động cho người nước ngoài cần gì", aspects=["dossier"])
    page = reviewer.get(f"/unanswered/groups/{number}").text
    assert re.search(r'type="radio" name="code" value="1\.0141\d\d"', page)
    assert 'name="aspect-dossier" value="1" checked' in page


def test_a_question_that_waits_no_more_says_so_and_one_that_never_was_is_missing(
    reviewer: TestClient, miss: Miss
) -> None:
    number = miss("câu này đã trả lời đúng", "answered")
    assert "không còn chờ xử lý" in reviewer.get(f"/unanswered/groups/{number}").text
    assert reviewer.get("/unanswered/groups/999999").status_code == 404


# --- Taught ------------------------------------------------------------------------------------------------


def test_an_alias_is_understood_by_the_running_assistant_at_once(
    reviewer: TestClient, miss: Miss, url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(library, "_PATIENCE", 0.0)
    running = Library(url)
    text = "giấy thông hành chuyên viên xứ lạ"
    assert running.index().find(read(text)).codes[:1] != [CODE]
    number = miss(text)
    answer = settle(reviewer, number, "alias", text=text)
    assert answer.status_code == 303
    until = time.monotonic() + 10
    while running.index().find(read(text)).codes[:1] != [CODE] and time.monotonic() < until:
        time.sleep(0.05)
    assert running.index().find(read(text)).codes[0] == CODE
    assert procedure(url).aliases[-1] == text


def test_an_example_is_added_with_its_aspects_and_settles_the_whole_group(
    reviewer: TestClient, miss: Miss, url: str, find: Find
) -> None:
    number = miss("sếp Nhật hết hạn gplđ")
    miss("sep nhat het han gpld", channel="zalo")
    answer = settle(reviewer, number, "example", **{"aspect-fee": "1"})
    (lesson,) = find(lesson_tables.lesson)
    assert answer.headers["location"] == f"/unanswered/groups?taught={lesson['id']}"
    assert procedure(url).examples[-1] == Example("sếp Nhật hết hạn gplđ", ["dossier", "fee"])
    assert (lesson["kind"], lesson["procedure"], lesson["questions"]) == ("example", CODE, 2)
    assert titles(reviewer, "/unanswered/groups") == []
    assert {row["state"] for row in find(tables.unanswered)} == {"done"}
    (line,) = log(find, "lesson_add")
    assert line["detail"]["text"] == "sếp Nhật hết hạn gplđ"
    assert "Hoàn tác" in reviewer.get(answer.headers["location"]).text
    assert reviewer.get("/unanswered/lessons").text.count("sếp Nhật hết hạn gplđ") >= 1


def test_what_was_taught_is_taken_back_with_one_click(
    reviewer: TestClient, miss: Miss, url: str, find: Find
) -> None:
    before, number = procedure(url), miss("sếp Nhật hết hạn gplđ")
    for kind in ("example", "alias", "out_of_scope", "done"):
        assert settle(reviewer, number, kind).status_code == 303, kind
        assert titles(reviewer, "/unanswered/groups") == [], kind
        lesson = find(lesson_tables.lesson)[-1]["id"]
        assert reviewer.post(f"/unanswered/lessons/{lesson}/undo", data={"x": ""}).status_code == 303
        assert titles(reviewer, "/unanswered/groups") == ["sếp Nhật hết hạn gplđ"], kind
        assert procedure(url) == before, kind
        reviewer.post(f"/unanswered/lessons/{lesson}/undo", data={"x": ""})
    assert len(log(find, "lesson_undo")) == 4


def test_out_of_scope_is_for_good_and_done_until_it_is_asked_again(
    reviewer: TestClient, enter: Enter, miss: Miss
) -> None:
    settle(reviewer, miss("giá vàng hôm nay"), "out_of_scope")
    settle(reviewer, miss("trang nộp hồ sơ bị lỗi"), "done")
    again = datetime.now(timezone.utc) + MINUTES
    miss("gia vang hom nay", at=again, sender="b")
    miss("trang nop ho so bi loi", at=again, sender="b")
    fresh = enter(Role.REVIEWER)
    assert titles(fresh, "/unanswered/groups") == ["trang nop ho so bi loi"]


@pytest.mark.parametrize(
    ("kind", "fields", "told"),
    [
        ("example", {"text": "gplđ"}, "Câu quá ngắn"),
        ("example", {"text": "giấy phép " * 40}, "dài quá 300"),
        ("example", {"aspect-dossier": ""}, "Chưa chọn câu này hỏi về điều gì"),
        ("example", {"other": "9.999999"}, "Không có thủ tục còn hiệu lực"),
        ("alias", {"code": ""}, "Chưa chọn thủ tục"),
        ("nothing", {}, "Chưa chọn việc cần làm"),
    ],
)
def test_what_cannot_be_taught_is_said_and_nothing_is_lost(
    reviewer: TestClient, miss: Miss, find: Find, kind: str, fields: dict[str, str], told: str
) -> None:
    number = miss("sếp Nhật hết hạn gplđ")
    answer = settle(reviewer, number, kind, **fields)
    assert answer.status_code == 422
    assert told in answer.text
    if "text" in fields:
        assert fields["text"].strip() in answer.text
    assert find(lesson_tables.lesson) == []


def test_a_question_of_the_measurement_is_refused(
    reviewer: TestClient, miss: Miss, monkeypatch: pytest.MonkeyPatch, find: Find
) -> None:
    monkeypatch.setattr(teaching, "is_held_out", lambda text: "sếp" in text)
    number = miss("sếp Nhật hết hạn gplđ")
    for kind in ("example", "alias"):
        answer = settle(reviewer, number, kind)
        assert answer.status_code == 422
        assert "bộ đo chất lượng" in answer.text
    assert find(lesson_tables.lesson) == []


def test_a_name_of_another_procedure_and_one_that_is_known_are_refused(
    reviewer: TestClient, miss: Miss, url: str
) -> None:
    number = miss("sếp Nhật hết hạn gplđ")
    other = procedure(url, "1.014200")
    assert "tên của một thủ tục khác" in settle(reviewer, number, "alias", text=other.name).text
    assert "đã có câu hoặc tên này" in settle(reviewer, number, "alias", text=procedure(url).name).text


def test_personal_data_is_masked_before_it_is_taught(
    reviewer: TestClient, miss: Miss, url: str, find: Find
) -> None:
    settle(reviewer, miss("sếp Nhật hết hạn gplđ"), "example", text="gia hạn gplđ gọi em 0912345678 nhé")
    assert "0912345678" not in procedure(url).examples[-1].text
    assert "0912345678" not in str(find(lesson_tables.lesson)[0])


def test_of_two_who_settle_at_once_the_second_is_told(reviewer: TestClient, miss: Miss, find: Find) -> None:
    number = miss("giá vàng hôm nay")
    assert settle(reviewer, number, "out_of_scope").status_code == 303
    late = settle(reviewer, number, "done")
    assert late.status_code == 409
    assert "không còn chờ xử lý" in late.text
    assert len(find(lesson_tables.lesson)) == 1


def test_a_viewer_reads_and_changes_nothing(enter: Enter, miss: Miss, url: str) -> None:
    number = miss("sếp Nhật hết hạn gplđ")
    client = enter(Role.VIEWER)
    assert "/settle" not in client.get(f"/unanswered/groups/{number}").text
    assert settle(client, number, "done").status_code == 403
    with engine(url).connect() as connection:
        assert connection.execute(select(lesson_tables.lesson)).all() == []


# --- Two at once -------------------------------------------------------------------------------------------


def test_a_catalogue_that_moved_meanwhile_is_not_overwritten_and_nothing_typed_is_lost(
    reviewer: TestClient, miss: Miss, url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    number, before = miss("sếp Nhật hết hạn gplđ"), procedure(url).examples
    # As if somebody saved between our reading and our writing.
    monkeypatch.setattr(teaching.catalogue, "version", lambda session: -1)
    answer = settle(reviewer, number, "example", text="sếp Nhật sắp hết hạn gplđ")
    assert answer.status_code == 409
    assert "sếp Nhật sắp hết hạn gplđ" in answer.text
    assert procedure(url).examples == before
    monkeypatch.undo()
    assert settle(reviewer, number, "example").status_code in (200, 303)
    assert len(procedure(url).examples) == len(before) + 1


def test_a_group_that_somebody_settles_between_is_settled_once(
    reviewer: TestClient, miss: Miss, url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    number, before = miss("sếp Nhật hết hạn gplđ"), procedure(url).examples
    monkeypatch.setattr(teaching.lessons, "settle", lambda *given: 0)
    assert settle(reviewer, number, "example").status_code == 409
    assert procedure(url).examples == before
