"""The board of petitions and what staff do there: over the office's own four."""

from __future__ import annotations

import re
from datetime import timedelta
from html import unescape

import pytest
from starlette.testclient import TestClient

from bot.console.times import today
from bot.staff.model import Role
from bot.storage.petition_tables import petition
from tests.console.conftest import Enter
from tests.console.looking import Find, log
from tests.console.petitions import PHONE


def fields(client: TestClient, number: int = 1) -> dict[str, str]:
    page = client.get(f"/petitions/{number}").text
    found = re.findall(r'name="(form|version)" value="([^"]*)"', page)
    return dict(found)


def post(client: TestClient, step: str, number: int = 1, given: dict[str, str] | None = None, **more: str):  # type: ignore[no-untyped-def]
    data = {**(fields(client, number) if given is None else given), **more}
    answer = client.post(f"/petitions/{number}/{step}", data=data)
    return answer.status_code, unescape(answer.text)


def row(find: Find, number: int = 1):  # type: ignore[no-untyped-def]
    return find(petition, petition.c.id == number)[0]


@pytest.mark.parametrize(
    ("filters", "count"),
    [
        ("", 3),
        ("when=overdue", 1),
        ("when=ended", 1),
        ("kind=proposal", 1),
        ("q=quay+so+2", 1),
        ("q=pa-7k3m-9xwr", 1),
        ("q=%25", 0),
        ("when=nonsense&kind=nonsense", 3),
        ("channel=zalo", 0),
    ],
)
def test_the_board_shows_what_its_address_asks_for(officer: TestClient, filters: str, count: int) -> None:
    assert f"{count} phản ánh" in officer.get(f"/petitions?{filters}").text


def test_the_most_urgent_stands_first(officer: TestClient) -> None:
    numbers = re.findall(r'href="/petitions/(\d)"', officer.get("/petitions").text)
    assert numbers == ["1", "2", "4"]


def test_whoever_accepts_stands_in_the_log(officer: TestClient, find: Find) -> None:
    assert post(officer, "accept")[0] == 303
    assert row(find)["state"] == "accepted"
    assert [one["subject"] for one in log(find, "petition_accept")] == ["petition 1"]


def test_an_answer_is_shown_whole_before_it_goes(officer: TestClient, find: Find) -> None:
    given = fields(officer)
    status, page = post(officer, "answer", given=given, answer="Đã nhắc quầy số 2.")
    assert (status, "Đã nhắc quầy số 2." in page, row(find)["state"]) == (200, True, "received")
    assert post(officer, "answer", given=given, answer="Đã nhắc quầy số 2.", sure="1")[0] == 303
    assert (row(find)["state"], row(find)["answer"]) == ("answered", "Đã nhắc quầy số 2.")


def test_a_second_press_answers_once(officer: TestClient, find: Find) -> None:
    given = fields(officer)
    for _ in range(2):
        assert post(officer, "answer", given=given, answer="Xong.", sure="1")[0] == 303
    assert len(log(find, "petition_answer")) == 1


def test_whoever_was_slower_is_told_and_loses_nothing(
    officer: TestClient, colleague: TestClient, find: Find
) -> None:
    given = fields(colleague)
    post(officer, "accept")
    status, page = post(colleague, "answer", given=given, answer="Lời của tôi", sure="1")
    assert (status, "đồng nghiệp" in page, "Lời của tôi" in page) == (409, True, True)
    assert row(find)["state"] == "accepted"


def test_an_extension_goes_no_further_than_the_limit_and_not_after_the_last_day(
    officer: TestClient, find: Find
) -> None:
    far, near = str(today() + timedelta(days=90)), str(today() + timedelta(days=6))
    assert post(officer, "extend", 1, due=near, reason="chờ")[0] == 409
    assert post(officer, "extend", 2, due=far, reason="chờ")[0] == 422
    assert post(officer, "extend", 2, due="hôm nay", reason="chờ")[0] == 422
    assert post(officer, "extend", 2, due=near, reason="chờ", sure="1")[0] == 303
    assert str(row(find, 2)["due"]) == near
    assert post(officer, "extend", 2, due=far, reason="chờ", sure="1")[0] == 409


def test_a_look_at_the_contact_is_a_line_of_the_log_and_holds_no_number(
    officer: TestClient, find: Find
) -> None:
    assert PHONE not in officer.get("/petitions/1").text
    assert PHONE in post(officer, "contact")[1]
    (line,) = log(find, "petition_contact")
    assert PHONE not in str(line)


def test_a_result_is_published_in_words_of_its_own_and_taken_back(enter: Enter, find: Find) -> None:
    reviewer = enter(Role.REVIEWER)
    words = {"matter": "Quy định chồng chéo", "result": "Đã hướng dẫn thống nhất"}
    assert post(reviewer, "publish", 3, **{**words, "matter": f"Gọi {PHONE}"}, sure="1")[0] == 422
    assert post(reviewer, "publish", 3, **words)[0] == 200
    assert row(find, 3)["published"] is None
    assert post(reviewer, "publish", 3, **words, sure="1")[0] == 303
    assert row(find, 3)["published_matter"] == "Quy định chồng chéo"
    assert post(reviewer, "unpublish", 3)[0] == 303
    assert row(find, 3)["published"] is None


def test_what_is_open_is_not_published(enter: Enter, find: Find) -> None:
    reviewer = enter(Role.REVIEWER)
    assert post(reviewer, "publish", 1, matter="a", result="b", sure="1")[0] == 409


def test_an_end_without_a_solution_needs_a_cause_from_the_list_and_words_for_the_person(
    officer: TestClient, find: Find
) -> None:
    words = "Cơ quan thuế giải quyết; anh/chị gửi đến đó."
    status, page = post(officer, "close", close=words, cause="khong-co")
    assert (status, "Chưa chọn vì sao" in page, words in page) == (422, True, True)
    status, page = post(officer, "close", close=words, cause="elsewhere")
    assert (status, "Thuộc cơ quan khác" in page) == (200, True)
    assert post(officer, "close", close=words, cause="elsewhere", sure="1")[0] == 303
    assert (row(find)["state"], row(find)["cause"]) == ("closed", "elsewhere")
    assert words in officer.get("/petitions/1").text
    listed = officer.get("/petitions?when=ended&cause=elsewhere").text
    assert (row(find)["code"] in listed, row(find, 3)["code"] in listed) == (True, False)


@pytest.mark.parametrize(("step", "name"), [("answer", "answer"), ("close", "close"), ("forward", "unit")])
def test_an_empty_form_is_told_the_cure(officer: TestClient, find: Find, step: str, name: str) -> None:
    assert post(officer, step, 1, **{name: ""})[0] == 422
    assert row(find)["state"] == "received"


def test_the_first_page_counts_what_is_overdue(officer: TestClient) -> None:
    assert re.search(r'when=overdue"><span class="figure soon">1</span>', officer.get("/").text)


def test_what_is_filtered_is_exported_with_why_it_was_closed(enter: Enter, find: Find) -> None:
    reviewer = enter(Role.REVIEWER)
    post(reviewer, "close", 1, cause="elsewhere", close="Anh/chị gửi Sở Nội vụ.", sure="1")
    assert re.findall(r'href="/petitions/(\d)"', reviewer.get("/petitions?cause=elsewhere").text) == ["1"]
    assert re.findall(r'href="/petitions/(\d)"', reviewer.get("/petitions?cause=none").text) == []
    sheet = reviewer.get("/petitions/export?format=csv&cause=elsewhere").text
    assert ("Thuộc cơ quan khác" in sheet, "Anh/chị gửi Sở Nội vụ." in sheet, PHONE in sheet) == (
        True,
        True,
        False,
    )
    assert [one["detail"]["rows"] for one in log(find, "petition_export")] == [1]
    assert reviewer.get("/petitions/export?format=pdf").status_code == 404
