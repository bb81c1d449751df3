"""What people said: gathered, found, read with the talk around it, seen through to an end."""

from __future__ import annotations

import csv
import re
from collections.abc import Callable
from datetime import datetime, timezone
from html import unescape
from io import BytesIO, StringIO

import pytest
from openpyxl import load_workbook
from sqlalchemy import delete, text
from starlette.testclient import TestClient

from bot.console import feedback as room
from bot.feedback.model import Asking, Opinion
from bot.staff.model import Role
from bot.storage import feedback_tables, lines, ratings
from bot.storage.database import UnitOfWork, engine
from tests.console.conftest import Enter
from tests.console.looking import Find, log
from tests.console.test_rooms import titles, total

NOW = datetime.now(timezone.utc)
Say = Callable[..., None]


@pytest.fixture
def say(url: str) -> Say:
    """Somebody rates an answer; nobody has before, so rows are numbered from 1."""
    with engine(url).begin() as connection:
        connection.execute(delete(feedback_tables.feedback))
        connection.execute(delete(feedback_tables.rating))
        connection.execute(text("DELETE FROM sqlite_sequence WHERE name = 'feedback'"))

    def saying(sender: str = "web:a", turn: int = 1, channel: str = "web", **said: object) -> None:
        with UnitOfWork(engine(url)) as uow:
            ratings.ask(
                uow.session, sender, Asking(turn, channel, "answered", "dong-nai-kcn", "1.014199"), NOW
            )
            ratings.note(uow.session, sender, Opinion(turn, channel, "dong-nai-kcn", **said), NOW)  # type: ignore[arg-type]
            uow.commit()

    return saying


@pytest.fixture
def three(say: Say) -> None:
    say("web:a", 1, satisfied=False, reason="unclear", comment="Lệ phí ghi chưa rõ")
    say("zalo:b", 2, "zalo", satisfied=True)
    say("telegram:c", 3, "telegram", satisfied=False, reason="wrong_facts", comment="=1+1 mẫu đơn cũ rồi")


def post(client: TestClient, number: int = 1, **changed: str) -> tuple[int, str]:
    page = client.get(f"/feedback/{number}").text
    seen = re.search(r'name="seen" value="([^"]*)"', page)
    data = {
        "state": "read",
        "assignee": "",
        "tags": "",
        "note": "",
        "due": "",
        "seen": seen[1] if seen else "",
    }
    answer = client.post(f"/feedback/{number}/review", data={**data, **changed})
    return answer.status_code, unescape(answer.text)


@pytest.mark.usefixtures("three")
@pytest.mark.parametrize(
    ("filters", "count"),
    [
        ("", 3),
        ("satisfied=no", 2),
        ("satisfied=yes", 1),
        ("reason=unclear", 1),
        ("channel=zalo", 1),
        ("commented=1", 2),
        ("q=le+phi", 1),
        ("q=MẪU+cu", 1),
        ("q=%25", 0),
        ("state=closed", 0),
        ("procedure=1.014199", 3),
        ("tag=x", 0),
        ("overdue=1", 0),
        ("state=nonsense&reason=nonsense&satisfied=nonsense", 3),
    ],
)
def test_filters_find(enter: Enter, filters: str, count: int) -> None:
    assert total(enter(Role.VIEWER), f"/feedback?{filters}") == count


def test_one_person_and_day_make_one_row_with_all_that_was_said(enter: Enter, say: Say, find: Find) -> None:
    say(turn=1, satisfied=True)
    say(turn=2, satisfied=False, reason="unclear", comment="chưa rõ")
    client = enter(Role.VIEWER)
    assert total(client, "/feedback") == 1
    assert "2 lượt đánh giá, 1 chưa hài lòng" in client.get("/feedback").text
    (row,) = find(feedback_tables.feedback)
    assert (row["satisfied"], row["rated"], row["comment"]) == (False, 2, "chưa rõ")


def test_who_says_more_after_it_was_looked_at_is_new_again(enter: Enter, say: Say, find: Find) -> None:
    say(turn=1, satisfied=True)
    assert post(enter(Role.REVIEWER), state="closed", note="cảm ơn")[0] == 303
    say(turn=2, satisfied=False)
    (row,) = find(feedback_tables.feedback)
    assert (row["state"], row["note"]) == ("new", "cảm ơn")


@pytest.mark.usefixtures("three")
def test_a_review_is_kept_with_all_its_parts_and_in_the_log(enter: Enter, find: Find) -> None:
    client = enter(Role.REVIEWER)
    typed = {
        "assignee": "cuong",
        "tags": "Lệ phí, biểu mẫu,lệ phí",
        "note": "gọi 0912345678",
        "due": "2030-01-02",
    }
    assert post(client, state="forwarded", **typed)[0] == 303
    row = find(feedback_tables.feedback)[0]
    assert (row["state"], row["assignee"], row["tags"]) == ("forwarded", "cuong", "|lệ phí|biểu mẫu|")
    assert "0912345678" not in row["note"]
    assert str(row["due"]) == "2030-01-02"
    (line,) = log(find, "feedback_review")
    assert (line["subject"], line["detail"]["after"]["state"]) == ("feedback 1", "forwarded")
    assert total(client, "/feedback?state=all&tag=l%E1%BB%87+ph%C3%AD") == 1
    assert total(client, "/feedback?state=all&assignee=cuong") == 1


@pytest.mark.usefixtures("three")
@pytest.mark.parametrize(
    ("field", "value", "told"),
    [
        ("state", "gone", "Chưa chọn tình trạng"),
        ("assignee", "nobody-here", "Không có tài khoản"),
        ("due", "hôm qua", "không phải là một ngày"),
        ("tags", "a,b,c,d,e,g", "Nhãn quá nhiều"),
        ("tags", "x" * 31, "Nhãn quá nhiều"),
        ("note", "x" * 1001, "Ghi chú dài quá"),
    ],
)
def test_what_does_not_fit_is_named_and_nothing_typed_is_lost(
    enter: Enter, find: Find, field: str, value: str, told: str
) -> None:
    status, page = post(enter(Role.REVIEWER), **{"note": "giữ lại", field: value})
    assert status == 422
    assert told in page
    assert ("giữ lại" if field != "note" else value) in page
    assert find(feedback_tables.feedback)[0]["state"] == "new"


@pytest.mark.usefixtures("three")
def test_whoever_saves_second_is_shown_what_the_first_has_written(enter: Enter) -> None:
    first, second = enter(Role.REVIEWER), enter(Role.EDITOR)
    assert post(first, note="tôi trước")[0] == 303
    answer = second.post(
        "/feedback/1/review",
        data={"state": "closed", "assignee": "", "tags": "", "note": "tôi sau", "due": "", "seen": ""},
    )
    assert answer.status_code == 409
    assert "vừa được đồng nghiệp lưu" in answer.text
    assert "tôi trước" in answer.text
    assert "tôi sau" in answer.text


@pytest.mark.usefixtures("three")
def test_what_is_due_is_late_after_that_day_until_it_is_done(enter: Enter) -> None:
    client = enter(Role.REVIEWER)
    post(client, state="forwarded", due="2026-01-01")
    assert total(client, "/feedback?overdue=1") == 1
    assert "Quá hạn 01/01/2026" in client.get("/feedback?overdue=1").text
    post(client, state="answered", due="2026-01-01")
    assert total(client, "/feedback?overdue=1") == 0


def test_the_talk_stands_around_a_rating_for_officers_only(enter: Enter, url: str, say: Say) -> None:
    with UnitOfWork(engine(url)) as uow:
        lines.add(uow.session, "web:a", "person", "gia hạn giấy phép?", NOW)
        lines.add(uow.session, "web:a", "assistant", "Anh/chị cần hồ sơ sau", NOW)
        uow.commit()
    say(satisfied=False)
    assert "Anh/chị cần hồ sơ sau" in enter(Role.OFFICER).get("/feedback/1").text
    page = enter(Role.VIEWER).get("/feedback/1").text
    assert "Anh/chị cần hồ sơ sau" not in page
    assert "chưa xem được hội thoại" in page


def test_of_a_forgotten_person_the_row_stays_without_talk(
    enter: Enter, url: str, say: Say, find: Find
) -> None:
    from bot.storage import senders

    say(satisfied=False, comment="tôi là ai")
    with UnitOfWork(engine(url)) as uow:
        senders.erase(uow.session, "web:a")
        uow.commit()
    (row,) = find(feedback_tables.feedback)
    assert (row["sender"], row["key"], row["comment"], row["satisfied"]) == ("forgotten", None, None, False)
    assert "Hội thoại không còn được lưu" in enter(Role.OFFICER).get("/feedback/1").text


# --- Several at once --------------------------------------------------------------------------------------


def several(client: TestClient, **more: str) -> tuple[int, str, str]:
    data = {"filters": "", "whole": "0", "state": "=", "assignee": "=", **more}
    answer = client.post("/feedback/bulk", data=data)
    return answer.status_code, unescape(answer.text), answer.headers.get("location", "")


@pytest.mark.usefixtures("three")
def test_several_are_changed_after_a_look_and_taken_back(enter: Enter, find: Find) -> None:
    client = enter(Role.REVIEWER)
    ticked = {"row-1": "1", "row-3": "1", "state": "closed", "assignee": "cuong"}
    status, page, _ = several(client, **ticked)
    assert (status, "2 góp ý" in page) == (200, True)
    assert {row["state"] for row in find(feedback_tables.feedback)} == {"new"}
    status, _, address = several(client, **ticked, sure="2")
    assert status == 303
    assert [row["state"] for row in find(feedback_tables.feedback)] == ["closed", "new", "closed"]
    undo = re.search(r'action="(/feedback/bulk/\d+/undo)"', client.get(address).text)
    assert undo
    post(client, 3, state="answered", note="đã gọi")
    assert "undone=1" in client.post(undo[1], data={"nothing": ""}).headers["location"]
    rows = find(feedback_tables.feedback)
    assert [(row["state"], row["assignee"]) for row in rows] == [
        ("new", None),
        ("new", None),
        ("answered", None),
    ]
    assert len(log(find, "feedback_bulk")) == len(log(find, "feedback_undo")) == 1


@pytest.mark.usefixtures("three")
def test_all_that_the_filters_show_are_changed_and_no_others(enter: Enter, find: Find) -> None:
    client = enter(Role.REVIEWER)
    whole = {"filters": "satisfied=no", "whole": "1", "state": "read"}
    assert "2 góp ý" in several(client, **whole)[1]
    assert several(client, **whole, sure="2")[0] == 303
    assert [row["state"] for row in find(feedback_tables.feedback)] == ["read", "new", "read"]


@pytest.mark.usefixtures("three")
def test_one_more_that_arrived_meanwhile_is_asked_about_again(enter: Enter, say: Say, find: Find) -> None:
    client = enter(Role.REVIEWER)
    say("web:d", 9, satisfied=False)
    status, page, _ = several(client, filters="satisfied=no", whole="1", state="read", sure="2")
    assert (status, "3 góp ý" in page) == (200, True)
    assert {row["state"] for row in find(feedback_tables.feedback)} == {"new"}


@pytest.mark.usefixtures("three")
@pytest.mark.parametrize(
    ("more", "told"),
    [
        ({"state": "read"}, "Chưa chọn góp ý nào"),
        ({"row-1": "1"}, "Chưa chọn điều cần đổi"),
        ({"row-1": "1", "state": "burned"}, "không có trong danh sách"),
        ({"row-1": "1", "assignee": "nobody-here"}, "không có trong danh sách"),
        ({"row-999": "1", "row-x": "1", "state": "read"}, "Chưa chọn góp ý nào"),
    ],
)
def test_what_cannot_be_done_to_several_is_explained(enter: Enter, more: dict[str, str], told: str) -> None:
    status, page, _ = several(enter(Role.REVIEWER), **more)
    assert (status, told in page) == (422, True)


@pytest.mark.usefixtures("three")
def test_nobody_takes_back_what_another_has_done(enter: Enter, find: Find) -> None:
    several(enter(Role.REVIEWER), **{"row-1": "1", "state": "closed", "sure": "1"})
    number = log(find, "feedback_bulk")[0]["id"]
    assert enter(Role.EDITOR).post(f"/feedback/bulk/{number}/undo", data={"nothing": ""}).status_code == 404


# --- Exported ---------------------------------------------------------------------------------------------


@pytest.mark.usefixtures("three")
def test_a_file_has_exactly_what_is_shown(enter: Enter, find: Find) -> None:
    client = enter(Role.REVIEWER)
    answer = client.get("/feedback/export?format=csv&satisfied=no")
    table = list(csv.reader(StringIO(answer.content.decode("utf-8-sig"))))
    rows = table[5:]
    assert [row[0] for row in rows] == ["3", "1"]
    assert len(rows) == total(client, "/feedback?satisfied=no")
    assert rows[0][12] == "'=1+1 mẫu đơn cũ rồi"
    (line,) = log(find, "feedback_export")
    assert line["detail"] == {"format": "csv", "rows": 2, "filters": {"satisfied": "no"}}


@pytest.mark.usefixtures("three")
def test_the_workbook_has_no_formula_and_no_pseudonym(enter: Enter) -> None:
    content = enter(Role.REVIEWER).get("/feedback/export?format=xlsx").content
    cells = [cell for row in load_workbook(BytesIO(content)).active for cell in row]
    assert "f" not in {cell.data_type for cell in cells}
    assert not [
        cell.value for cell in cells if str(cell.value).startswith(("web:", "zalo:", "telegram:", "="))
    ]


def test_too_many_for_one_file_are_refused_with_the_cure(
    enter: Enter, monkeypatch: pytest.MonkeyPatch, say: Say
) -> None:
    from bot.console import feedback_export

    monkeypatch.setattr(feedback_export, "MOST", 0)
    say(satisfied=True)
    answer = enter(Role.REVIEWER).get("/feedback/export?format=csv")
    assert (answer.status_code, "khoảng thời gian ngắn hơn" in answer.text) == (422, True)


def test_the_first_page_counts_who_was_not_satisfied_and_leads_there(
    enter: Enter, say: Say, url: str
) -> None:
    say("web:a", 1, satisfied=False)
    say("web:b", 2, satisfied=True)
    client = enter(Role.VIEWER)
    figure = re.search(r'href="(/feedback[^"]*)"><span class="figure[^"]*">(\d+)<', client.get("/").text)
    assert figure
    assert total(client, unescape(figure[1])) == int(figure[2]) == 1


def test_tags_are_read_back_as_they_were_written() -> None:
    for typed, kept in (("", ""), (" , ", ""), ("A, b ,a", "|a|b|"), ("x|y", "|x/y|")):
        assert room.read_tags(typed) == kept
    assert room.tags_of("|a|b c|") == ["a", "b c"]


def test_titles_show_the_comment_or_that_there_is_none(enter: Enter, say: Say) -> None:
    say(satisfied=True)
    say("web:b", 2, comment="<b>hay</b>")
    assert sorted(titles(enter(Role.VIEWER), "/feedback")) == ["<b>hay</b>", "Đánh giá không kèm ý kiến"]
