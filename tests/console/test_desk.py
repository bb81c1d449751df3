"""The officer's desk: who waits, who is here, what has ended, and who may be kept signed in."""

from __future__ import annotations

import re
from datetime import timedelta
from html import unescape

from sqlalchemy import delete, update
from starlette.testclient import TestClient

from bot.console.desk import callbacks
from bot.console.shown import words
from bot.staff import entrance
from bot.staff.model import Role
from bot.storage import audit, desk_tables, staff_tables, tables
from bot.storage.database import UnitOfWork, engine
from tests.console import desk
from tests.console.conftest import NOTHING, Enter
from tests.console.looking import Find, handoff, letters, log, reply, section

# --- The queue --------------------------------------------------------------------------------------------


def test_those_who_wait_stand_in_order_with_subject_channel_and_working_time(officer: TestClient) -> None:
    waiting = section(officer.get("/desk").text, "waiting")
    assert re.findall(r'href="/desk/(\d+)"', waiting) == ["1", "2"]
    first, second = waiting.split("<li", 2)[1:]
    assert "lệ phí giấy phép lao động bao nhiêu" in first
    assert "Cấp mới giấy phép lao động" in first
    assert "vượt 15 phút" in first
    assert "Zalo" in second
    waits = [int(minutes) for minutes in re.findall(r"chờ (\d+) phút", waiting)]
    assert waits == sorted(waits, reverse=True)


def test_mine_are_apart_from_a_colleagues_and_say_who_waits_for_a_word(
    officer: TestClient, colleague: TestClient
) -> None:
    page = officer.get("/desk").text
    assert "chờ anh/chị trả lời từ" in section(page, "mine")
    assert re.findall(r'href="/desk/(\d+)', section(page, "mine")) == ["3"]
    assert "doanh nghiệp giải thể" in section(page, "others")
    assert "Cán bộ rà soát" in section(page, "others")
    assert "đã trả lời" in section(colleague.get("/desk").text, "mine")


def test_what_changes_comes_as_a_fragment_with_its_numbers(officer: TestClient) -> None:
    lists = officer.get("/desk/lists").text
    assert "<html" not in lists
    assert 'data-count="3" data-waiting="2" data-unread="1" data-newest="2"' in lists


def test_a_long_queue_and_long_words_are_cut_and_counted(officer: TestClient, url: str) -> None:
    with UnitOfWork(engine(url)) as uow:
        for number in range(60):
            desk.wait(uow.session, f"đêm {number}", "web", tables.now(), "dài " * 400)
        uow.commit()
    lists = unescape(officer.get("/desk/lists").text)
    assert lists.count('id="claim-') == 50
    assert 'data-waiting="62"' in lists
    assert "Còn 12 người nữa" in lists
    assert "dài …</a>" in lists
    assert len(lists) < 100_000


def test_an_empty_desk_says_what_will_come(officer: TestClient, url: str) -> None:
    with engine(url).begin() as connection:
        connection.execute(delete(desk_tables.handoff))
        connection.execute(delete(desk_tables.callback))
    page = officer.get("/desk").text
    for told in ("Không ai đang chờ", "chưa nhận hội thoại nào", "Không có ai chờ gọi lại"):
        assert told in page


def test_the_first_page_counts_what_waits_for_officers_and_leads_there(enter: Enter) -> None:
    page = enter(Role.OFFICER).get("/").text
    for address, count in (("/desk", 2), ("/desk#mine", 1), ("/callbacks", 2)):
        assert re.search(rf'href="{address}"><span class="figure soon">{count}<', page), address
    assert "/desk" not in enter(Role.VIEWER).get("/").text


# --- Claiming ---------------------------------------------------------------------------------------------


def test_whoever_claims_is_at_the_desk_and_the_person_is_told(officer: TestClient, find: Find) -> None:
    answer = officer.post("/desk/1/claim", data=NOTHING)
    assert answer.headers["location"] == "/desk/1?done=claim#reply"
    assert (handoff(find)["state"], handoff(find)["officer"]) == ("open", desk.OFFICER)
    assert ["Cán bộ quầy 1 đã vào" in letter for letter in letters(find, "mot")] == [True]
    assert log(find, "handoff_claim")[0]["subject"] == "handoff 1"
    assert "Đang trực: Cán bộ quầy 1 (Phòng Lao động)." in unescape(officer.get("/desk").text)


def test_who_was_slower_is_told_who_was_faster(officer: TestClient, colleague: TestClient) -> None:
    colleague.post("/desk/1/claim", data=NOTHING)
    answer = officer.post("/desk/1/claim", data=NOTHING)
    assert answer.status_code == 409
    assert "Cán bộ rà soát đã nhận hội thoại này" in answer.text


def test_claiming_twice_tells_the_person_once(officer: TestClient, find: Find) -> None:
    for _ in range(2):
        assert officer.post("/desk/1/claim", data=NOTHING).status_code == 303
    assert len(letters(find, "mot")) == 1


# --- Presence, sessions, policy ---------------------------------------------------------------------------


def test_an_officer_says_that_he_is_here_and_that_he_is_not(officer: TestClient, find: Find) -> None:
    assert "Tôi đang trực</button>" in officer.get("/questions").text
    answer = officer.post("/desk/presence", data={"here": "1", "back": "/questions?period=today"})
    assert answer.headers["location"] == "/questions?period=today"
    assert "Tôi nghỉ</button>" in officer.get("/questions").text
    officer.post("/desk/presence", data={"here": "0", "back": "//evil.example"})
    assert "Chưa ai báo đang trực" in officer.get("/desk").text
    assert [row["detail"]["here"] for row in log(find, "presence")] == [True, False]


def test_two_minutes_of_silence_and_he_is_away_until_he_opens_a_page(
    officer: TestClient, colleague: TestClient, url: str
) -> None:
    officer.post("/desk/presence", data={"here": "1"})
    with engine(url).begin() as connection:
        seen = tables.now() - timedelta(minutes=3)
        connection.execute(update(desk_tables.presence).values(seen=seen))
    assert "Chưa ai báo đang trực" in colleague.get("/desk").text
    officer.get("/desk/lists")
    assert "Đang trực: Cán bộ quầy 1" in colleague.get("/desk").text


def test_a_viewer_has_no_presence(enter: Enter) -> None:
    assert "Tôi đang trực" not in enter(Role.VIEWER).get("/").text


def test_a_page_that_looks_for_news_keeps_nobody_signed_in(officer: TestClient, url: str, find: Find) -> None:
    half = tables.now() - entrance.IDLE / 2
    for path, is_touched in (
        ("/desk/lists", False),
        ("/desk/3/news?after=1", False),
        ("/desk/lists?active=1", True),
    ):
        with engine(url).begin() as connection:
            connection.execute(update(staff_tables.staff_session).values(seen=half))
        officer.get(path)
        assert (find(staff_tables.staff_session)[0]["seen"] > half) == is_touched, path


def test_only_pages_that_need_it_may_run_our_script(officer: TestClient) -> None:
    for path in ("/desk", "/desk/3"):
        answer = officer.get(path)
        assert "script-src 'self'; connect-src 'self'" in answer.headers["Content-Security-Policy"]
        assert re.findall(r"<script[^>]*>", answer.text) == ['<script src="/static/desk.js" defer>']
    for path in ("/", "/callbacks", "/desk/history", "/desk/lists", "/static/desk.js"):
        assert "script-src" not in officer.get(path).headers["Content-Security-Policy"], path
        assert "<script" not in officer.get(path).text, path


# --- What has ended ---------------------------------------------------------------------------------------


def test_the_past_is_filtered_and_its_waits_are_measured(officer: TestClient) -> None:
    page = officer.get("/desk/history?period=all").text
    assert "8 hội thoại" in page
    # 1 2 4 6 8 10 12 14 minutes.
    assert "không quá <strong>6 phút</strong>" in page
    assert "không quá <strong>14 phút</strong>" in page
    assert "n = 8" in page
    assert "2 hội thoại" in officer.get("/desk/history?period=all&outcome=advised").text
    assert "8 hội thoại" in officer.get(f"/desk/history?period=all&officer={desk.COLLEAGUE}").text
    empty = officer.get("/desk/history?period=today").text
    assert "Không có hội thoại nào như vậy" in empty
    assert "đo được" not in empty


def test_every_value_that_staff_read_has_its_words() -> None:
    assert set(audit.ACTIONS) <= set(words()["actions"])
    for name, values in (
        ("handoff_states", desk_tables.HANDOFF_STATES),
        ("handoff_outcomes", desk_tables.HANDOFF_OUTCOMES),
        ("callback_states", desk_tables.CALLBACK_STATES),
        ("callback_results", callbacks.RESULTS),
    ):
        assert set(values) <= set(words()[name]), name


def test_every_step_of_a_conversation_stands_in_the_log_in_words(officer: TestClient, enter: Enter) -> None:
    officer.post("/desk/1/claim", data=NOTHING)
    reply(officer, "lời không vào nhật ký", number=1)
    officer.post("/desk/1/transfer", data={"to": "unit:Phòng Đầu tư"})
    page = unescape(enter(Role.ADMINISTRATOR).get("/log").text)
    for told in ("nhận hội thoại", "trả lời", "chuyển hội thoại", "hội thoại 1", "Phòng Đầu tư"):
        assert told in page
    assert "lời không vào nhật ký" not in page
