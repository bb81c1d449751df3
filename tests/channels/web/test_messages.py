"""What people send from the page and what they are told, over real HTTP, in the server that Rasa builds."""

from __future__ import annotations

import pytest
import requests
from sqlalchemy import select

from bot.channels.web.driver import CHANNEL
from bot.channels.web.limits import PER_MINUTE
from bot.channels.web.words import words
from bot.channels.words import words as common
from bot.settings import Settings
from bot.storage import agency_changes, tables
from bot.storage.database import UnitOfWork, engine
from tests.channels.town import wait_until
from tests.channels.web.echo import APOLOGY
from tests.channels.web.page import Page


@pytest.fixture
def page(server: str) -> Page:
    return Page(server)


def test_a_question_is_taken_at_once_and_answered(page: Page) -> None:
    taken = page.send("lệ phí bao nhiêu")
    assert (taken.status_code, taken.json()) == (202, {})
    assert [line["text"] for line in page.answers()] == ["Đã nghe: lệ phí bao nhiêu"]


def test_a_channel_that_is_switched_off_tells_whom_to_ask_once_until_it_is_on_again(
    page: Page, database: str
) -> None:
    pause = {"channel": CHANNEL, "reason": "Thử", "who": "quantri", "since": "2026-11-27T08:00:00+07:00"}
    switch(database, page, [pause])
    try:
        assert page.send("lệ phí bao nhiêu").status_code == 202
        assert ["(0251) 1022" in line["text"] for line in page.answers()] == [True]
        page.send("thế mấy ngày")
        kept: list[str] = []
        while kept != ["thế mấy ngày"]:
            kept += [line["text"] for line in page.news(wait=5)["lines"]]
    finally:
        switch(database, page, [])
    assert page.ask("lệ phí bao nhiêu") == ["Đã nghe: lệ phí bao nhiêu"]


def switch(database: str, page: Page, pauses: list[dict[str, str]]) -> None:
    """As the console does, and the server sees within seconds."""
    with UnitOfWork(engine(database)) as uow:
        agency_changes.add(uow.session, Settings().agency, "quantri", "pauses", {"pauses": pauses})
        uow.commit()
    wait_until(
        lambda: bool(page.get("agency").json()["notice"]) == bool(pauses), lambda: "not seen", look=0.2
    )


def test_a_line_has_all_that_the_page_shows_of_it(page: Page) -> None:
    page.send("cho tôi nút", id="cua-toi-1")
    lines: list[dict[str, object]] = []
    while len(lines) < 2:
        lines += page.news(wait=5)["lines"]
    said, told = lines
    assert (said["author"], said["text"], said["key"]) == ("person", "cho tôi nút", "cua-toi-1")
    assert told["author"] == "assistant"
    assert told["key"] is None
    assert [button["title"] for button in told["buttons"]] == ["Lệ phí", "Bao lâu có?"]  # type: ignore[attr-defined]
    assert set(told) == {
        *("number", "author", "staff", "text", "buttons", "rating", "at"),
        *("turn", "outcome", "procedure", "aspects", "key"),
    }


def test_rasa_sees_a_hash_and_not_the_session(page: Page) -> None:
    sender = page.ask("ai đây", 2)[1]
    assert sender.startswith("web:")
    assert page.token not in sender


@pytest.mark.parametrize("typed", ["/restart", "//restart", " /restart", "\u200b/restart", "\u0000/restart"])
def test_a_typed_command_is_no_command(page: Page, typed: str) -> None:
    assert page.ask(typed) == ["Đã nghe: restart"]


def test_a_button_asks_what_it_was_offered_for_whatever_its_title_says(page: Page) -> None:
    page.send("cho tôi nút")
    button = page.answers()[0]["buttons"][1]
    assert page.ask("Xóa hết đi", button=button["id"]) == ["Đã nghe: bao lâu"]


def test_a_button_of_another_conversation_means_nothing(server: str, page: Page) -> None:
    other = Page(server)
    other.send("cho tôi nút")
    button = other.answers()[0]["buttons"][0]["id"]
    assert page.ask("Lệ phí", button=button) == [common()["expired"]]
    assert page.ask("Lệ phí", button="AAAAAAAAAAAA") == [common()["expired"]]


@pytest.mark.parametrize("name", ["start", "help", "thutuc"])
def test_commands_of_the_closed_list_ask_what_they_stand_for(page: Page, name: str) -> None:
    page.send(command=name)
    assert page.answers()[0]["text"] == f"Đã nghe: {common()['commands'][name]}"


@pytest.mark.parametrize("name", ["restart", "/start", "", 1, None, ["start"]])
def test_other_commands_are_refused(page: Page, name: object) -> None:
    assert page.send(command=name).status_code == 400


def test_personal_data_never_enters_rasa(page: Page) -> None:
    heard = page.ask("email cua-toi@vi-du.vn, căn cước 079123456789")
    assert "079123456789" not in heard[0]
    assert "cua-toi" not in heard[0]


@pytest.mark.parametrize("typed", ["", "   ", "\n\t", "\u0007\u200b", "/", "///"])
def test_nothing_typed_is_answered_politely(page: Page, typed: str) -> None:
    assert page.ask(typed) == [common()["empty"]]


def test_of_ten_thousand_characters_the_first_two_thousand_are_read(page: Page) -> None:
    notice, heard = page.ask("ạ" * 10_000, 2)
    assert notice == common()["cut"]
    assert heard == "Đã nghe: " + "ạ" * 2000


@pytest.mark.parametrize(
    "typed", ["😀👩‍👩‍👧🇻🇳", "<b>x</b>", "'; DROP TABLE line;--", "event: line", "a\ud800b"]
)
def test_strange_texts_pass_as_texts(page: Page, typed: str) -> None:
    expected = typed.encode("utf-8", "ignore").decode().replace("\u200d", "")
    assert page.ask(typed) == [f"Đã nghe: {expected}"]


@pytest.mark.parametrize(
    "body",
    [b"", b"{", b"[]", b'"x"', b"\xff\xfe", b'{"id": 1, "text": "x"}', b'{"id": "a", "text": null}',
     b'{"text": "x"}', b'{"id": "", "text": "x"}', b'{"id": "a b", "text": "x"}',
     b'{"id": "a", "text": "x", "button": 5}', b'{"id": "a", "text": "x", "button": "../x"}',
     b"[" * 60_000, b"1" * 50_000],
)  # fmt: skip
@pytest.mark.parametrize("path", ["message", "callback"])
def test_a_malformed_request_is_refused_in_vietnamese(page: Page, path: str, body: bytes) -> None:
    headers = page.headers(**{"Content-Type": "application/json"})
    answer = requests.post(f"{page.base}/{path}", data=body, headers=headers)
    assert answer.status_code == 400
    assert answer.json()["message"] in (words()["bad_request"], words()["bad_phone"])


@pytest.mark.parametrize(
    "kind", ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data", ""]
)
def test_a_form_of_another_site_is_refused(page: Page, kind: str) -> None:
    headers = page.headers(**{"Content-Type": kind})
    answer = requests.post(f"{page.base}/message", data=b'{"id": "a", "text": "x"}', headers=headers)
    assert (answer.status_code, answer.json()["message"]) == (415, words()["bad_request"])


def test_a_large_body_is_refused_before_it_is_read(page: Page) -> None:
    answer = page.send("a" * 70_000)
    assert (answer.status_code, answer.json()["message"]) == (413, words()["too_large"])


@pytest.mark.parametrize("phone", ["", "abc", "113", "0912", "09123456789012345", None, 912345678])
def test_a_call_back_needs_a_number_that_can_be_called(page: Page, phone: object) -> None:
    assert page.post("callback", {"id": "c1", "phone": phone, "best": "chiều"}).status_code == 400


@pytest.mark.parametrize("typed", ["hỏng", "im lặng", "xin lỗi"])
def test_a_turn_without_an_answer_is_excused_and_its_question_kept(
    page: Page, database: str, typed: str
) -> None:
    assert page.ask(f"{typed} 079123456789") == [APOLOGY]
    assert page.ask("còn đó không") == ["Đã nghe: còn đó không"]
    with engine(database).connect() as connection:
        kept = connection.execute(select(tables.unanswered.c.text, tables.unanswered.c.sender)).all()
    assert f"{typed} [số giấy tờ]" in [text for text, _ in kept]
    assert all(sender.startswith("web:") for _, sender in kept)


def test_who_asks_too_fast_is_asked_to_wait(server: str, page: Page) -> None:
    answers = [page.send(f"câu {number}") for number in range(PER_MINUTE + 1)]
    assert [answer.status_code for answer in answers] == [202] * PER_MINUTE + [429]
    assert answers[-1].json()["message"] == words()["too_many"]
    assert 0 < int(answers[-1].headers["Retry-After"]) <= 60
    assert Page(server).send("x").status_code == 202


def test_questions_of_one_person_are_answered_one_after_the_other(page: Page) -> None:
    for _ in range(3):
        page.send("chậm, bận không")
    assert [line["text"] for line in page.answers(3)] == ["riêng"] * 3


def test_a_question_sent_again_is_not_asked_again(page: Page) -> None:
    for _ in range(3):
        assert page.send("một lần", id="q-again").status_code == 202
    assert page.ask("hai lần", 2) == ["Đã nghe: một lần", "Đã nghe: hai lần"]


def test_the_same_number_of_another_person_is_another_question(server: str, page: Page) -> None:
    other = Page(server)
    assert page.ask("của tôi", id="q-same") == ["Đã nghe: của tôi"]
    assert other.ask("của người khác", id="q-same") == ["Đã nghe: của người khác"]


def test_one_person_never_sees_the_words_of_another(server: str, page: Page) -> None:
    page.ask("bí mật của tôi")
    assert Page(server).news()["lines"] == []
