"""What the rooms show and do."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from html import unescape
from typing import Any

import pytest
from sqlalchemy import func, insert, select, update
from starlette.testclient import TestClient

from bot.console import times
from bot.staff.model import Role
from bot.storage import questions, staff_tables, tables
from bot.storage.database import UnitOfWork, engine
from bot.storage.tables import OUTCOMES
from tests.console import office
from tests.console.conftest import Enter


def titles(client: TestClient, address: str) -> list[str]:
    """What the rows of a list say first."""
    page = client.get(address).text
    found = re.findall(r'<p class="title">(.*?)</p>', page, re.DOTALL)
    return [unescape(re.sub(r"<[^>]+>", "", each)).strip() for each in found]


def total(client: TestClient, address: str) -> int:
    told = re.search(r'<p class="counted" role="status">(.*?)</p>', client.get(address).text, re.DOTALL)
    assert told, address
    return int(re.findall(r"([\d.]+) \D+$", told[1].strip())[0].replace(".", ""))


def ask(url: str, *questions: dict[str, Any]) -> None:
    """Unanswered questions with a turn each."""
    with engine(url).begin() as connection:
        connection.execute(update(tables.unanswered).values(state="done"))
        for question in questions:
            row = {"sender": "web:new", "outcome": "unknown", **question}
            kept = {name: row[name] for name in ("sender", "text", "outcome")}
            connection.execute(insert(tables.turn).values(channel="web", **kept))
            connection.execute(insert(tables.unanswered).values(**row))


# --- Home -------------------------------------------------------------------------------------------------


def test_every_figure_leads_to_as_many_rows(enter: Enter) -> None:
    client = enter(Role.VIEWER)
    page = unescape(client.get("/").text)
    links = re.findall(r'<a href="(/questions\?[^"]+)">([\d.]+)</a>', page)
    assert len(links) > 2 * len(OUTCOMES)
    for address, figure in links:
        assert total(client, address) == int(figure.replace(".", "")), address
    for address in ("/unanswered", "/catalogue?stale=1", "/catalogue"):
        figure = re.search(rf'href="{re.escape(address)}"><span class="figure[^"]*">([\d.]+)<', page)
        assert figure
        assert total(client, address) == int(figure[1]), address


def test_an_office_without_questions_is_told_so(enter: Enter, url: str) -> None:
    with engine(url).begin() as connection:
        connection.execute(tables.turn.delete())
        connection.execute(tables.unanswered.delete())
    page = enter(Role.VIEWER).get("/").text
    assert "Chưa có câu hỏi nào trong 30 ngày qua" in page
    assert page.count('<span class="figure">0</span>') == 1


def test_a_day_begins_at_midnight_in_vietnam(enter: Enter, url: str) -> None:
    midnight = times.beginning(times.today())
    with engine(url).begin() as connection:
        connection.execute(tables.turn.delete())
        for at in (midnight - timedelta(seconds=1), midnight):
            row = {"at": at, "sender": "a", "channel": "web", "text": "x", "outcome": "answered"}
            connection.execute(insert(tables.turn).values(**row))
    client = enter(Role.VIEWER)
    assert total(client, "/questions?period=today") == 1
    yesterday = times.today() - timedelta(days=1)
    assert total(client, f"/questions?period=between&from={yesterday}&to={yesterday}") == 1


# --- Lists ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("typed", ["lệ phí cấp sổ", "le phi cap so", "SO LE PHI", "lê phi", "phí    sổ"])
def test_questions_are_found_without_marks_and_in_any_order(enter: Enter, url: str, typed: str) -> None:
    ask(url, {"text": "Lệ phí cấp sổ đỏ là bao nhiêu?"}, {"text": "giá vàng hôm nay"})
    client = enter(Role.OFFICER)
    assert titles(client, f"/unanswered?q={typed}") == ["Lệ phí cấp sổ đỏ là bao nhiêu?"]
    assert titles(client, f"/questions?q={typed}&outcome=unknown")[0] == "Lệ phí cấp sổ đỏ là bao nhiêu?"
    assert titles(client, f"/talks?q={typed}")


def test_a_sign_that_sql_would_read_is_looked_for_as_it_is(enter: Enter, url: str) -> None:
    ask(url, {"text": "được giảm 50% không"}, {"text": "được giảm 50 phần trăm không"}, {"text": "a_b"})
    client = enter(Role.VIEWER)
    assert titles(client, "/unanswered?q=50%25") == ["được giảm 50% không"]
    assert titles(client, "/unanswered?q=a_b") == ["a_b"]


def test_the_filters_of_unanswered_questions_are_those_of_the_address(enter: Enter, url: str) -> None:
    old = datetime.now(times.VIETNAM) - timedelta(days=200)
    ask(
        url,
        {"text": "một", "outcome": "unknown"},
        {"text": "hai", "outcome": "declined"},
        {"text": "ba", "state": "out_of_scope"},
        {"text": "bốn", "at": old},
    )
    client = enter(Role.VIEWER)
    assert titles(client, "/unanswered") == ["hai", "một", "bốn"]
    assert titles(client, "/unanswered?outcome=declined") == ["hai"]
    assert titles(client, "/unanswered?state=out_of_scope") == ["ba"]
    assert titles(client, "/unanswered?period=quarter") == ["hai", "một"]
    day = f"{old:%Y-%m-%d}"
    assert titles(client, f"/unanswered?period=between&from={day}&to={day}") == ["bốn"]
    page = client.get("/unanswered?outcome=declined&state=done&q=x").text
    assert '<option value="declined" selected>' in page
    assert '<option value="done" selected>' in page
    assert 'name="q" type="search" value="x"' in page


def test_a_long_list_has_pages_that_keep_the_filters(enter: Enter, url: str) -> None:
    ask(url, *({"text": f"câu {number}"} for number in range(60)))
    client = enter(Role.VIEWER)
    first = client.get("/unanswered?q=cau")
    assert "1–25 trong 60 câu hỏi" in first.text
    assert 'href="/unanswered?q=cau&amp;page=2" rel="next"' in first.text
    assert len(titles(client, "/unanswered?q=cau&page=3")) == 10
    assert titles(client, "/unanswered?q=cau&page=99") == titles(client, "/unanswered?q=cau&page=3")
    seen = [title for page in (1, 2, 3) for title in titles(client, f"/unanswered?q=cau&page={page}")]
    assert len(set(seen)) == 60


def test_questions_about_one_procedure_are_those(enter: Enter, uow: UnitOfWork) -> None:
    code, count = uow.session.execute(
        select(tables.turn.c.procedure, func.count())
        .where(tables.turn.c.procedure.is_not(None))
        .group_by(tables.turn.c.procedure)
    ).first()
    assert total(enter(Role.VIEWER), f"/questions?period=all&procedure={code}") == count


def test_nothing_found_is_said_with_a_way_on(enter: Enter) -> None:
    page = enter(Role.OFFICER).get("/questions?q=khongcogi").text
    assert "Không có câu hỏi nào như vậy" in page
    assert "bớt điều kiện lọc" in page


# --- Talks ------------------------------------------------------------------------------------------------


def test_a_talk_has_all_turns_of_its_sender_in_order_and_no_other(enter: Enter, uow: UnitOfWork) -> None:
    rows = uow.session.execute(select(tables.turn).order_by(tables.turn.c.at)).mappings().all()
    sender = rows[0]["sender"]
    mine = [row for row in rows if row["sender"] == sender]
    page = enter(Role.OFFICER).get(f"/talks/{mine[-1]['id']}").text
    assert [int(number) for number in re.findall(r'<li id="turn-(\d+)"', page)] == [row["id"] for row in mine]


def test_a_talk_is_called_by_a_short_name_and_its_address_tells_nobody(enter: Enter, uow: UnitOfWork) -> None:
    page = enter(Role.OFFICER).get("/talks").text
    for sender in uow.session.execute(select(tables.turn.c.sender)).scalars():
        assert sender not in page


# --- Reviewing --------------------------------------------------------------------------------------------


def review(client: TestClient, number: int = 1, **fields: str) -> Any:
    return client.post(
        f"/unanswered/{number}/review", data={"state": "done", "note": "", "seen": "", **fields}
    )


def row_of(url: str, number: int = 1) -> Any:
    with engine(url).connect() as connection:
        return (
            connection.execute(select(tables.unanswered).where(tables.unanswered.c.id == number))
            .mappings()
            .one()
        )


def test_a_review_keeps_state_note_who_and_when_and_a_line_in_the_log(enter: Enter, url: str) -> None:
    client = enter(Role.REVIEWER)
    answer = review(client, state="out_of_scope", note="Hỏi giá đất")
    assert answer.headers["location"] == "/unanswered/1?saved=1"
    row = row_of(url)
    assert (row["state"], row["note"], row["reviewed_by"]) == ("out_of_scope", "Hỏi giá đất", "dung")
    assert tables.now() - row["reviewed_at"] < timedelta(minutes=1)
    page = client.get("/unanswered/1?saved=1").text
    assert "Đã lưu." in page
    assert "Mới → Ngoài phạm vi" in page
    log = enter(Role.ADMINISTRATOR).get("/log?action=review").text
    assert "câu hỏi 1" in log
    assert "Hỏi giá đất" in log


def test_personal_data_in_a_note_is_masked(enter: Enter, url: str) -> None:
    review(enter(Role.REVIEWER), note="gọi lại anh Nam 0903 123 456")
    assert row_of(url)["note"] == "gọi lại anh Nam [số điện thoại]"


def test_a_review_made_from_an_older_state_is_shown_the_newer_one_first(enter: Enter, url: str) -> None:
    client = enter(Role.REVIEWER)
    review(client, note="của người trước")
    answer = review(client, state="out_of_scope", note="của người sau", seen="")
    assert answer.status_code == 409
    assert "Đồng nghiệp vừa lưu câu này" in answer.text
    assert "của người sau</textarea>" in answer.text
    assert row_of(url)["note"] == "của người trước"
    seen = re.search(r'name="seen" value="([^"]+)"', answer.text)
    assert seen
    assert (
        review(client, state="out_of_scope", note="của người sau", seen=unescape(seen[1])).status_code == 303
    )
    assert row_of(url)["note"] == "của người sau"


def test_of_two_reviews_at_the_same_moment_one_is_kept(url: str) -> None:
    with UnitOfWork(engine(url)) as one, UnitOfWork(engine(url)) as other:
        assert questions.review(one.session, 1, "done", "một", "lan", before=None)
        one.commit()
        assert not questions.review(other.session, 1, "done", "hai", "minh", before=None)
    assert row_of(url)["note"] == "một"


@pytest.mark.parametrize("fields", [{"state": "nonsense"}, {"state": ""}, {"note": "a" * 1001}], ids=str)
def test_a_review_that_cannot_be_is_told_and_not_saved(
    enter: Enter, url: str, fields: dict[str, str]
) -> None:
    answer = review(enter(Role.REVIEWER), **fields)
    assert answer.status_code == 422
    assert 'role="alert"' in answer.text
    assert row_of(url)["state"] == "new"


def test_saving_what_is_there_already_leaves_no_trace(enter: Enter, url: str) -> None:
    assert review(enter(Role.REVIEWER), state="new").status_code == 303
    assert row_of(url)["reviewed_by"] is None


def test_the_candidates_are_shown_with_their_confidence(enter: Enter, url: str) -> None:
    page = enter(Role.VIEWER).get("/unanswered/1").text
    for one in row_of(url)["candidates"]:
        assert f'href="/catalogue/{one["code"]}"' in page
        assert f"{one['confidence'] * 100:.0f} %" in page


# --- One's account ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("fields", "told"),
    [
        ({"old": "sai"}, "Mật khẩu hiện nay chưa đúng"),
        ({"new": "ngắn", "again": "ngắn"}, "ngắn hơn 12 ký tự"),
        ({"new": "a" * 129, "again": "a" * 129}, "dài quá 128 ký tự"),
        ({"new": "aaaabbbbaaaabbbb", "again": "aaaabbbbaaaabbbb"}, "dễ đoán quá"),
        ({"new": "toi la binh day ma", "again": "toi la binh day ma"}, "chứa tên tài khoản"),
        ({"again": "khác hẳn nhau"}, "không giống nhau"),
        ({"new": office.PASSWORD, "again": office.PASSWORD}, "giống mật khẩu cũ"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_a_password_that_will_not_do_is_told_why(enter: Enter, fields: dict[str, str], told: str) -> None:
    new = "nước chảy đá mòn"
    client = enter(Role.VIEWER)
    answer = client.post("/account", data={"old": office.PASSWORD, "new": new, "again": new, **fields})
    assert answer.status_code == 422
    assert told in answer.text
    assert "Mật khẩu chưa đổi" in answer.text
    assert client.get("/").status_code == 200


def test_a_password_is_the_same_in_every_way_of_typing_it(enter: Enter, visitor: TestClient) -> None:
    import unicodedata

    new = "hoà bình muôn năm"
    data = {
        "old": office.PASSWORD,
        "new": unicodedata.normalize("NFD", new),
        "again": unicodedata.normalize("NFD", new),
    }
    assert enter(Role.VIEWER).post("/account", data=data).status_code == 303
    composed = {"name": "binh", "password": unicodedata.normalize("NFC", new)}
    assert visitor.post("/sign-in", data=composed).status_code == 303


def test_a_name_is_read_whatever_its_case_and_spaces(visitor: TestClient) -> None:
    assert visitor.post("/sign-in", data={"name": " Binh ", "password": office.PASSWORD}).status_code == 303


# --- The log ----------------------------------------------------------------------------------------------


def test_every_sign_in_and_out_stands_in_the_log(enter: Enter, visitor: TestClient, uow: UnitOfWork) -> None:
    for _ in range(6):
        visitor.post("/sign-in", data={"name": "binh", "password": "sai"})
    visitor.post("/sign-in", data={"name": "mật khẩu gõ nhầm chỗ", "password": "sai"})
    client = enter(Role.OFFICER)
    client.post("/sign-out", data={"nothing": ""})
    rows = uow.session.execute(select(staff_tables.audit).order_by(staff_tables.audit.c.id)).mappings().all()
    told = [(row["who"], row["action"]) for row in rows]
    assert told[:5] == [("binh", "sign_in_refused")] * 5
    assert told[5:] == [
        ("binh", "sign_in_blocked"),
        ("", "sign_in_refused"),
        ("cuong", "sign_in"),
        ("cuong", "sign_out"),
    ]
    assert {row["address"] for row in rows} == {"testclient"}
    assert not any("nhầm" in str(dict(row)) for row in rows)


def test_the_log_is_filtered_by_who_and_what(enter: Enter) -> None:
    client = enter(Role.ADMINISTRATOR)
    enter(Role.VIEWER).post("/sign-out", data={"nothing": ""})
    assert len(titles(client, "/log")) == 3
    assert len(titles(client, "/log?who=binh")) == 2
    assert len(titles(client, "/log?who=binh&action=sign_out")) == 1
