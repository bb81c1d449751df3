"""The survey page over HTTP: what it shows, what it takes, what it refuses, and what is kept of it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest
import requests
from sqlalchemy import delete, select

from bot.feedback.model import FACTORS
from bot.storage.database import engine
from bot.storage.feedback_tables import feedback, survey, survey_answer
from tests.channels.web.page import CODE

COUNTER = "quay=lao-dong"


class Visitor:
    """A browser without script: it keeps cookies, follows redirects and says where a form comes from."""

    def __init__(self, server: str, **headers: str) -> None:
        self.server = server
        self._client = requests.Session()
        self._client.headers.update({"Sec-Fetch-Site": "same-origin", **headers})

    def open(self, query: str = "") -> requests.Response:
        return self._client.get(f"{self.server}/khao-sat?{query}", timeout=20)

    def send(self, query: str = "", **given: str) -> requests.Response:
        return self._client.post(f"{self.server}/khao-sat?{query}", data=given, timeout=20)

    def fill_in(self, query: str = "", **given: str) -> requests.Response:
        token = re.search(r'name="visit" value="([^"]+)"', self.open(query).text)
        assert token
        return self.send(query, visit=token[1], **given)


@pytest.fixture(autouse=True)
def _nothing_yet(database: str) -> Iterator[None]:
    yield
    with engine(database).begin() as connection:
        for table in (survey_answer, survey, feedback):
            connection.execute(delete(table))


@pytest.fixture
def visitor(server: str) -> Visitor:
    return Visitor(server)


def kept(database: str, table: Any = survey) -> list[Any]:
    with engine(database).connect() as connection:
        return list(connection.execute(select(table).order_by(table.c.id)).mappings())


def scores(database: str) -> dict[str, int]:
    return {row["factor"]: row["score"] for row in kept(database, survey_answer)}


def test_the_page_runs_no_script_and_loads_nothing_from_elsewhere(visitor: Visitor) -> None:
    answer = visitor.open()
    assert answer.status_code == 200
    assert "<script" not in answer.text
    assert not re.search(r"(?:src|href|action)=\"https?:", answer.text)
    policy = answer.headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "script" not in policy
    assert "frame-ancestors 'none'" in policy
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    styles = requests.get(f"{visitor.server}/webhooks/web/survey.css", timeout=20)
    assert styles.headers["Content-Type"] == "text/css; charset=utf-8"


def test_it_says_who_asks_and_what_becomes_of_the_answer(visitor: Visitor) -> None:
    text = visitor.open().text
    assert "Ban Quản lý" in text
    assert "Dữ liệu của anh/chị" in text
    assert "được che trước khi lưu" in text
    assert text.count("Bỏ qua") == len(FACTORS) + 1


@pytest.mark.parametrize(
    ("query", "shown"),
    [
        (COUNTER, "<strong>Quầy Lao động</strong>"),
        ("quay=2", "<strong>Quầy 2 &amp; &lt;Đầu tư&gt;</strong>"),
        (f"thu-tuc={CODE}", "Thủ tục: <strong>"),
    ],
)
def test_a_counter_and_a_procedure_are_named(visitor: Visitor, query: str, shown: str) -> None:
    text = visitor.open(query).text
    assert shown in text
    assert f'action="?{query}"' in text


@pytest.mark.parametrize("query", ["quay=9", "thu-tuc=9.999999", "quay=%3Cb%3E", f"quay={'a' * 5000}"])
def test_what_we_do_not_have_becomes_the_general_survey(visitor: Visitor, database: str, query: str) -> None:
    text = visitor.open(query).text
    assert "phiếu khảo sát chung" in text
    assert "<b>" not in text
    assert visitor.fill_in(query, access="5").status_code == 200
    (row,) = kept(database)
    assert (row["counter"], row["procedure"]) == (None, None)


def test_an_answer_is_kept_with_its_place_and_channel(visitor: Visitor, database: str) -> None:
    thanks = visitor.fill_in(COUNTER, access="5", officers="2", result="", respondent="enterprise")
    assert thanks.url.endswith(f"/khao-sat?{COUNTER}&xong=1")
    assert "Phiếu đã được ghi nhận" in thanks.text
    (row,) = kept(database)
    assert (row["channel"], row["counter"], row["handoff"]) == ("survey", "lao-dong", None)
    assert (row["respondent"], row["consented"]) == ("enterprise", True)
    assert scores(database) == {"access": 5, "officers": 2}
    (gathered,) = kept(database, feedback)
    assert (gathered["channel"], gathered["counter"], gathered["score"]) == ("survey", "lao-dong", 3.5)


def test_a_procedure_s_answer_has_its_field(visitor: Visitor, database: str) -> None:
    visitor.fill_in(f"thu-tuc={CODE}", procedure="4")
    (row,) = kept(database)
    assert (row["procedure"], row["field"]) == (CODE, "lao_dong")


def test_a_comment_is_masked_before_it_is_kept(visitor: Visitor, database: str) -> None:
    visitor.fill_in(comment="Gọi tôi 0912 345 678 hoặc a.b@vi-du.vn, chờ lâu quá")
    (row,) = kept(database)
    assert "chờ lâu quá" in row["comment"]
    assert "345 678" not in row["comment"]
    assert "a.b@" not in row["comment"]


def test_who_answers_again_on_that_day_changes_his_answer(visitor: Visitor, database: str) -> None:
    visitor.fill_in(COUNTER, access="1", officers="1")
    assert "phiếu mới thay phiếu trước" in visitor.open(COUNTER).text
    visitor.fill_in(COUNTER, access="5")
    assert len(kept(database)) == 1
    assert scores(database) == {"access": 5}


def test_somebody_else_at_the_same_machine_has_an_answer_of_his_own(visitor: Visitor, database: str) -> None:
    visitor.fill_in(COUNTER, access="1")
    assert visitor.open(f"{COUNTER}&nguoi-khac=1").url.endswith(f"?{COUNTER}")
    visitor.fill_in(COUNTER, access="5")
    assert len({row["sender"] for row in kept(database)}) == 2


def test_without_cookies_the_form_itself_says_whose_it_is(server: str, database: str) -> None:
    token = re.search(r'name="visit" value="([^"]+)"', Visitor(server).open().text)
    assert token
    for _ in range(2):
        assert Visitor(server).send(visit=token[1], access="4").status_code == 200
    assert len(kept(database)) == 1


def test_the_cookie_is_for_us_alone_and_tells_nothing(visitor: Visitor) -> None:
    answer = visitor.open()
    cookie = answer.headers["Set-Cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=Lax" in cookie
    secure = requests.get(
        f"{visitor.server}/khao-sat", headers={"X-Forwarded-Proto": "https"}, timeout=20
    ).headers["Set-Cookie"]
    assert secure.startswith("__Host-")
    assert "; Secure" in secure


@pytest.mark.parametrize(
    ("given", "status", "told"),
    [
        ({}, 422, "Phiếu còn trống"),
        ({"comment": "   "}, 422, "Phiếu còn trống"),
        ({"access": "4", "comment": "a" * 1001}, 422, "Góp ý dài quá 1.000 ký tự"),
        ({"access": "6"}, 400, "Tôi không đọc được phiếu"),
        ({"access": "4", "respondent": "cat"}, 400, "Tôi không đọc được phiếu"),
        ({"access": "4", "visit": "forged"}, 401, "Trang này mở đã lâu"),
    ],
)
def test_what_cannot_be_taken_is_said_and_nothing_is_kept(
    server: str, database: str, given: dict[str, str], status: int, told: str
) -> None:
    visitor = Visitor(server)
    answer = visitor.send(**given) if "visit" in given else visitor.fill_in(**given)
    assert answer.status_code == status
    assert told in answer.text
    assert "Chưa gửi được" in answer.text
    assert kept(database) == []


def test_what_was_typed_is_still_there_when_it_must_be_changed(visitor: Visitor) -> None:
    answer = visitor.fill_in(COUNTER, officers="2", comment=f"</textarea><b>{'dài ' * 300}")
    assert answer.status_code == 422
    assert '<input type="radio" name="officers" value="2" checked>' in answer.text
    assert "&lt;/textarea&gt;&lt;b&gt;dài dài" in answer.text
    assert "<strong>Quầy Lao động</strong>" in answer.text


@pytest.mark.parametrize(
    "headers",
    [{"Sec-Fetch-Site": "cross-site"}, {"Sec-Fetch-Site": "", "Origin": "https://la.vn"}],
)
def test_a_form_of_another_site_is_refused(server: str, database: str, headers: dict[str, str]) -> None:
    visitor = Visitor(server, **headers)
    answer = visitor.fill_in(access="1")
    assert answer.status_code == 403
    assert kept(database) == []


def test_only_forms_are_read(visitor: Visitor, database: str) -> None:
    address = f"{visitor.server}/khao-sat"
    own = {"Sec-Fetch-Site": "same-origin"}
    assert requests.post(address, json={"access": "5"}, headers=own, timeout=20).status_code == 415
    assert requests.put(address, headers=own, timeout=20).status_code == 405
    large = requests.post(address, data={"comment": "a" * 200_000}, headers=own, timeout=20)
    assert large.status_code == 413
    assert kept(database) == []


def test_one_person_cannot_send_sheet_after_sheet(visitor: Visitor, database: str) -> None:
    codes = [visitor.fill_in(access="5").status_code for _ in range(21)]
    assert codes == [200] * 20 + [429]
    assert "Phiếu của anh/chị còn nguyên" in visitor.fill_in(access="5").text
    assert len(kept(database)) == 1


def test_a_stroke_too_many_leads_to_the_page(visitor: Visitor) -> None:
    answer = requests.get(f"{visitor.server}/khao-sat/?{COUNTER}", timeout=20)
    assert answer.url == f"{visitor.server}/khao-sat?{COUNTER}"
    assert requests.get(f"{visitor.server}/khao-sat/khac", timeout=20).status_code == 404
