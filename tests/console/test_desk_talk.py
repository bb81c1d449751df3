"""One conversation at the desk: answered, passed on, ended, read, and nothing lost or said twice."""

from __future__ import annotations

import re
from concurrent.futures import ThreadPoolExecutor
from html import unescape

import pytest
from sqlalchemy import delete, update
from starlette.testclient import TestClient

from bot.console.desk import steps
from bot.staff.model import Role
from bot.storage import desk_tables, staff_tables, tables
from bot.storage.database import engine
from tests.console import desk, office
from tests.console.conftest import NOTHING, Enter
from tests.console.looking import HANDOFF, LINE, Find, form_of, handoff, letters, log, reply, section

# --- Answering --------------------------------------------------------------------------------------------


def test_a_reply_is_a_line_and_a_letter_and_its_words_are_not_in_the_log(
    officer: TestClient, find: Find
) -> None:
    assert reply(officer, "Chào anh/chị,\r\nrút được trước khi có kết quả.").status_code == 303
    said = find(desk_tables.line, LINE.author == "officer")[-1]
    assert said["text"] == "Chào anh/chị,\nrút được trước khi có kết quả."
    assert letters(find, "ba") == [said["text"]]
    assert "rút được" not in str(log(find, "handoff_reply"))
    page = officer.get("/desk/3").text
    assert "rút được trước khi có kết quả." in page
    assert "chờ anh/chị trả lời" not in page


def test_the_same_form_sends_once_and_the_next_one_again(officer: TestClient, find: Find) -> None:
    form = form_of(officer, "/desk/3")
    for text in ("một", "một"):
        assert reply(officer, text, form).headers["location"] == "/desk/3?done=reply#reply"
    assert reply(officer, "hai", form_of(officer, "/desk/3")).status_code == 303
    assert letters(find, "ba") == ["một", "hai"]


def test_one_form_pressed_twice_at_the_same_moment_sends_once(officer: TestClient, find: Find) -> None:
    form = form_of(officer, "/desk/3")
    with ThreadPoolExecutor(4) as pool:
        answers = list(pool.map(lambda _: reply(officer, "một lần", form).status_code, range(4)))
    assert answers == [303] * 4
    assert letters(find, "ba") == ["một lần"]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (" \n ", "Chưa có lời nhắn"),
        ("a" * 4001, "Lời nhắn dài quá 4.000 ký tự"),
        ("Lệ phí là {le_phi}, nộp ở {noi_nop}", "Còn chỗ chưa điền: {le_phi}, {noi_nop}"),
    ],
    ids=["empty", "long", "unfilled"],
)
def test_a_reply_that_will_not_do_is_told_and_kept(
    officer: TestClient, find: Find, text: str, told: str
) -> None:
    answer = reply(officer, text)
    assert answer.status_code == 422
    assert told in answer.text
    assert f">{text.strip()}</textarea>" in answer.text
    assert letters(find, "ba") == []


def test_what_was_written_is_kept_when_the_conversation_has_moved_on(
    officer: TestClient, find: Find, url: str
) -> None:
    states = {
        "Cán bộ rà soát đã nhận hội thoại này": {"officer": desk.COLLEAGUE},
        "Hội thoại đang ở hàng chờ": {"officer": None, "state": "waiting"},
        "Hội thoại đã kết thúc": {"state": "closed", "outcome": "left", "closed": tables.now()},
        "Người hỏi đã xóa dữ liệu của mình": {"sender": None},
    }
    for told, values in states.items():
        with engine(url).begin() as connection:
            connection.execute(update(desk_tables.handoff).where(HANDOFF.id == 3).values(**values))
        answer = reply(officer, "lời chưa gửi")
        assert answer.status_code == 409, told
        assert told in answer.text
        assert "lời chưa gửi</textarea>" in answer.text
    assert letters(find, "ba") == []


def test_somebody_whose_channel_is_gone_is_not_said_to_be_a_colleagues(officer: TestClient, url: str) -> None:
    with engine(url).begin() as connection:
        connection.execute(delete(tables.sender))
    answer = reply(officer, "lời chưa gửi")
    assert answer.status_code == 409
    assert "Người hỏi đã xóa dữ liệu của mình" in answer.text


def test_a_draft_outlives_the_session(officer: TestClient, find: Find, url: str) -> None:
    with engine(url).begin() as connection:
        connection.execute(delete(staff_tables.staff_session))
    page = reply(officer, "lời <dài> chưa gửi")
    assert page.status_code == 401
    assert "nội dung vừa viết chưa gửi, nhưng còn nguyên" in page.text
    hidden = dict(re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', page.text))
    data = {"name": "cuong", "password": office.PASSWORD, **{k: unescape(v) for k, v in hidden.items()}}
    back = officer.post("/sign-in", data=data)
    assert "lời &lt;dài&gt; chưa gửi</textarea>" in back.text
    kept = reply(officer, "lời <dài> chưa gửi", step="keep")
    assert "lời &lt;dài&gt; chưa gửi</textarea>" in kept.text
    assert letters(find, "ba") == []


def test_letters_that_do_not_arrive_are_told_to_the_officer(officer: TestClient, url: str) -> None:
    reply(officer, "có tới không")
    assert "chưa đến được" not in officer.get("/desk/3").text
    with engine(url).begin() as connection:
        connection.execute(update(tables.outbox).values(state="refused"))
    assert "1 tin chưa đến được người hỏi" in officer.get("/desk/3").text


# --- Passing on and ending --------------------------------------------------------------------------------


def test_a_transfer_goes_to_a_colleague_who_sees_that_it_is_his(
    officer: TestClient, colleague: TestClient, find: Find
) -> None:
    data = {"to": f"staff:{desk.COLLEAGUE}", "note": "gọi 0912345678 giúp"}
    assert officer.post("/desk/3/transfer", data=data).headers["location"] == "/desk?done=transfer"
    row = handoff(find, 3)
    assert (row["state"], row["wanted"], row["officer"]) == ("waiting", desk.COLLEAGUE, None)
    assert row["note"] == "gọi [số điện thoại] giúp"
    waiting = section(colleague.get("/desk").text, "waiting")
    assert "chuyển cho anh/chị" in waiting
    assert "gọi [số điện thoại] giúp" in waiting
    assert "chuyển cho Cán bộ rà soát" in section(officer.get("/desk").text, "waiting")


def test_a_transfer_goes_to_a_unit(officer: TestClient, colleague: TestClient, find: Find) -> None:
    officer.post("/desk/3/transfer", data={"to": "unit:Phòng Đầu tư"})
    assert handoff(find, 3)["unit"] == "Phòng Đầu tư"
    assert "chuyển cho Phòng Đầu tư" in section(colleague.get("/desk").text, "waiting")


def test_colleagues_at_the_desk_are_offered_first(officer: TestClient, enter: Enter) -> None:
    enter(Role.ADMINISTRATOR).post("/desk/presence", data={"here": "1"})
    offered = re.findall(r'value="staff:(\w+)"[^>]*>([^<]+)<', officer.get("/desk/3").text)
    assert offered[0] == ("quantri", "Quản trị viên · đang trực")
    assert [name for name, _ in offered] == ["quantri", "em", "dung"]


@pytest.mark.parametrize("to", ["", "staff:binh", "staff:cuong", "staff:none", "unit:none", "x"])
def test_a_transfer_to_nobody_is_told(officer: TestClient, find: Find, to: str) -> None:
    answer = officer.post("/desk/3/transfer", data={"to": to, "note": "ghi chú"})
    assert answer.status_code == 422
    assert "Chưa chọn người nhận" in answer.text
    assert handoff(find, 3)["state"] == "open"


def test_handing_back_lets_the_assistant_answer_again(officer: TestClient, find: Find) -> None:
    assert officer.post("/desk/3/back", data=NOTHING).status_code == 303
    assert (handoff(find, 3)["state"], handoff(find, 3)["outcome"]) == ("closed", "returned")
    assert "trợ lý trả lời tiếp" in letters(find, "ba")[0]


@pytest.mark.parametrize("number", [3, 1], ids=["open", "waiting"])
def test_a_conversation_is_closed_with_an_outcome_and_a_note(
    officer: TestClient, find: Find, number: int
) -> None:
    data = {"outcome": "solved", "note": "đã rút"}
    assert officer.post(f"/desk/{number}/close", data=data).headers["location"] == "/desk?done=close"
    row = handoff(find, number)
    assert (row["state"], row["outcome"], row["note"]) == ("closed", "solved", "đã rút")
    assert log(find, "handoff_close")[0]["detail"]["outcome"] == "solved"
    assert "đã rút" in officer.get("/desk/history").text


@pytest.mark.parametrize("outcome", ["", "returned", "left", "nonsense"])
def test_only_outcomes_of_the_list_close_a_conversation(
    officer: TestClient, find: Find, outcome: str
) -> None:
    answer = officer.post("/desk/3/close", data={"outcome": outcome, "note": "ghi chú đã viết"})
    assert answer.status_code == 422
    assert "ghi chú đã viết</textarea>" in answer.text
    assert handoff(find, 3)["state"] == "open"


def test_closing_twice_is_done_once(officer: TestClient, find: Find) -> None:
    data = {"outcome": "solved", "form": form_of(officer, "/desk/3")}
    assert [officer.post("/desk/3/close", data=data).status_code for _ in range(2)] == [303, 303]
    assert len(letters(find, "ba")) == 1
    assert len(log(find, "handoff_close")) == 1


def test_every_outcome_that_an_officer_may_choose_is_one_of_the_table() -> None:
    from bot.console.desk.talk import ENDS

    assert set(ENDS) | {"returned", "left"} == set(desk_tables.HANDOFF_OUTCOMES)
    assert set(steps._CONFLICTS) == set(desk_tables.HANDOFF_STATES)


# --- One conversation -------------------------------------------------------------------------------------


def test_the_transcript_tells_who_said_what_with_outcome_confidence_and_source(officer: TestClient) -> None:
    page = unescape(officer.get("/desk/3").text)
    log_ = page[page.index('role="log"') : page.index('class="beside"')]
    assert re.findall(r'class="line from-(\w+)"', log_) == [
        *("person", "assistant", "person", "assistant", "person", "notice"),
        *("notice", "officer", "person"),
    ]
    assert log_.count("tin cậy 93 %") == 2
    assert "Nguồn: QĐ 886/QĐ-BNV" in log_
    assert f'href="/catalogue/{desk.PERMIT}"' in log_
    assert "Bao lâu có?" in log_
    assert "Xem đủ lời đáp" in log_


def test_the_facts_of_the_procedure_stand_beside_it(officer: TestClient) -> None:
    facts = section(officer.get("/desk/3").text, "facts")
    assert "Lệ phí do HĐND tỉnh quy định" in facts
    assert "10 ngày làm việc" in facts
    assert facts.count("Nguồn:") == 1


def test_the_officer_may_look_at_another_procedure_of_the_talk(officer: TestClient) -> None:
    facts = section(officer.get("/desk/3?procedure=1.013236").text, "facts")
    assert "Cấp mới giấy phép xây dựng" in facts
    assert f'href="/desk/3?procedure={desk.PERMIT}"' in facts


def test_earlier_hand_overs_of_the_same_person_are_shown(officer: TestClient) -> None:
    page = officer.get("/desk/1").text
    found = re.search(r'aria-labelledby="earlier">(.*?)</section>', page, re.DOTALL)
    assert found
    assert "Đã hướng dẫn" in found[1]
    assert "Đã chỉ mục tra cứu" in found[1]
    assert 'aria-labelledby="earlier"' not in officer.get("/desk/2").text


def test_news_are_the_lines_after_the_last_one_and_how_it_stands(
    officer: TestClient, colleague: TestClient
) -> None:
    numbers = re.findall(r'data-number="(\d+)"', officer.get("/desk/3").text)
    quiet = officer.get(f"/desk/3/news?after={numbers[-1]}").text
    assert "data-number" not in quiet
    reply(officer, "đã xem")
    news = officer.get(f"/desk/3/news?after={numbers[-1]}").text
    assert "<html" not in news
    assert "đã xem" in news
    assert news.count("data-number") == 1
    state = re.findall(r'data-state="([^"]*)"', news)[0]
    officer.post("/desk/3/transfer", data={"to": "unit:Phòng Đầu tư"})
    assert re.findall(r'data-state="([^"]*)"', officer.get("/desk/3/news").text)[0] != state


def test_a_colleagues_conversation_can_be_read_and_not_be_answered(officer: TestClient) -> None:
    page = officer.get("/desk/4").text
    assert "Cán bộ rà soát đang tiếp người này" in page
    assert "<textarea" not in page


def test_somebody_who_has_deleted_his_data_leaves_nothing_to_read(officer: TestClient, url: str) -> None:
    with engine(url).begin() as connection:
        values = {"sender": None, "subject": None}
        connection.execute(update(desk_tables.handoff).where(HANDOFF.id == 3).values(**values))
    page = officer.get("/desk/3").text
    assert "Người hỏi đã xóa dữ liệu của mình" in page
    assert "<form method" not in page[page.index('class="at-desk"') :].replace('method="get"', "")


def test_a_talk_shows_all_that_was_said_answers_included(officer: TestClient, find: Find) -> None:
    turn = find(tables.turn, tables.turn.c.sender == desk.sender("ba"))[0]["id"]
    page = unescape(officer.get(f"/talks/{turn}").text)
    assert page.count('<li id="turn-') == 2
    assert "chưa có mức áp dụng tại Đồng Nai" in page
    assert "tôi nộp hôm thứ hai" in page
    assert "không được lưu" not in page
