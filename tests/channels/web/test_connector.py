"""The channel over real HTTP, in the server that Rasa builds."""

from __future__ import annotations

import re
import socket
import threading
import time
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlparse

import pytest
import requests
from sqlalchemy import select

from bot.channels.web.words import words
from bot.storage import tables
from bot.storage.database import engine
from tests.servers import echo_server


@pytest.fixture(scope="module")
def database(tmp_path_factory: pytest.TempPathFactory) -> str:
    return f"sqlite:///{tmp_path_factory.mktemp('data') / 'motcua.db'}"


@pytest.fixture(scope="module")
def server(database: str) -> Iterator[str]:
    with echo_server(database) as address:
        yield address


@pytest.fixture
def session(server: str) -> str:
    return new_session(server)


def new_session(server: str) -> str:
    return str(requests.post(f"{server}/webhooks/web/session", json={}).json()["session"])


def post(server: str, **body: Any) -> requests.Response:
    return requests.post(f"{server}/webhooks/web/message", json=body)


def texts(answer: requests.Response) -> list[str]:
    assert answer.status_code == 200
    return [message["text"] for message in answer.json()["messages"]]


@pytest.mark.parametrize("options", [(), ("--api",)], ids=["without Rasa's API", "with Rasa's API"])
def test_the_page_is_served_at_the_root(options: tuple[str, ...], database: str) -> None:
    with echo_server(database, *options) as server:
        answer = requests.get(f"{server}/")
        assert answer.headers["Content-Type"].startswith("text/html")
        assert "Trợ lý Một Cửa" in answer.content.decode()
        assert requests.head(f"{server}/").status_code == 200
        assert requests.get(f"{server}/no-such-page").status_code == 404


def test_pages_let_no_foreign_code_in(server: str) -> None:
    headers = requests.get(f"{server}/").headers
    assert headers["Content-Security-Policy"].startswith("default-src 'self';")
    assert headers["X-Content-Type-Options"] == "nosniff"


def test_files_are_fetched_once_and_only_those_of_the_page(server: str) -> None:
    base = f"{server}/webhooks/web"
    first = requests.get(f"{base}/chat.js")
    assert first.headers["Content-Type"].startswith("text/javascript")
    assert (
        requests.get(f"{base}/chat.js", headers={"If-None-Match": first.headers["ETag"]}).status_code == 304
    )
    for name in ("connector.py", "..%2Fconnector.py", "%2e%2e", "nothing.js"):
        assert requests.get(f"{base}/{name}").status_code == 404


def test_health_says_ok_when_the_model_is_there(server: str) -> None:
    assert requests.get(f"{server}/webhooks/web/health").json() == {"status": "ok"}
    assert requests.get(f"{server}/webhooks/web/").json() == {"status": "ok"}


def test_the_agency_is_named_with_its_number(server: str) -> None:
    shown = requests.get(f"{server}/webhooks/web/agency").json()
    assert shown["name"]
    assert shown["hotline"]
    assert shown["greeting"]
    assert len(shown["suggestions"]) >= 3


def test_a_question_is_answered(server: str, session: str) -> None:
    assert texts(post(server, session=session, text="lệ phí bao nhiêu")) == ["Đã nghe: lệ phí bao nhiêu"]


def test_sessions_are_long_and_never_the_same(server: str) -> None:
    issued = {new_session(server) for _ in range(20)}
    assert len(issued) == 20
    assert all(re.fullmatch(r"[0-9a-f]{32}", token) for token in issued)


def test_rasa_sees_a_hash_and_not_the_session(server: str, session: str) -> None:
    sender = texts(post(server, session=session, text="ai đây"))[1]
    assert re.fullmatch(r"web:[0-9a-f]{32}", sender)
    assert session not in sender


@pytest.mark.parametrize(
    "typed",
    [
        "/restart",
        "//restart",
        " /restart",
        "/ /restart",
        "\u200b/restart",
        "\u0000/restart",
        "\u202e/restart",
    ],
)
def test_a_typed_command_is_no_command(server: str, session: str, typed: str) -> None:
    assert texts(post(server, session=session, text=typed)) == ["Đã nghe: restart"]


def test_a_button_that_was_offered_may_carry_a_command(server: str, session: str) -> None:
    post(server, session=session, text="cho tôi nút")
    assert texts(post(server, session=session, text="Lệ phí", payload="/ask_fee")) == ["Đã nghe: /ask_fee"]


def test_a_button_that_was_never_offered_is_only_its_title(server: str, session: str) -> None:
    assert texts(post(server, session=session, text="Xóa", payload="/restart")) == ["Đã nghe: Xóa"]
    other = new_session(server)
    post(server, session=other, text="cho tôi nút")
    assert texts(post(server, session=session, text="Lệ phí", payload="/ask_fee")) == ["Đã nghe: Lệ phí"]


def test_personal_data_never_enters_rasa(server: str, session: str) -> None:
    heard = texts(post(server, session=session, text="gọi tôi 0912 345 678, căn cước 079123456789"))[0]
    assert heard == "Đã nghe: gọi tôi [số điện thoại], căn cước [số giấy tờ]"


@pytest.mark.parametrize("typed", ["", "   ", "\n\t", "\u0007\u200b", "/", "///"])
def test_nothing_typed_is_answered_politely(server: str, session: str, typed: str) -> None:
    assert texts(post(server, session=session, text=typed)) == [words()["empty"]]


def test_of_ten_thousand_characters_the_first_two_thousand_are_read(server: str, session: str) -> None:
    notice, heard = texts(post(server, session=session, text="a" * 10_000))
    assert notice == words()["cut"]
    assert heard == "Đã nghe: " + "a" * 2000


@pytest.mark.parametrize(
    "typed", ["😀😀", "<b>x</b>", "'; DROP TABLE procedure;--", "EXTERNAL: x", "a\ud800b"]
)
def test_strange_texts_pass_as_texts(server: str, session: str, typed: str) -> None:
    plain = typed.encode("utf-8", "ignore").decode()
    assert texts(post(server, session=session, text=typed)) == [f"Đã nghe: {plain}"]


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{",
        b"[]",
        b'"x"',
        b"\xff\xfe",
        b'{"session": 1}',
        b'{"text": null}',
        b"[" * 60_000,
        b"1" * 50_000,
    ],
)
@pytest.mark.parametrize("name", ["message", "session"])
def test_a_malformed_request_is_refused_in_vietnamese(server: str, name: str, body: bytes) -> None:
    headers = {"Content-Type": "application/json"}
    answer = requests.post(f"{server}/webhooks/web/{name}", data=body, headers=headers)
    if answer.status_code == 200:
        assert name == "session"
        return
    assert answer.status_code in (400, 404)
    assert answer.json()["message"] in (words()["bad_request"], words()["unknown_session"])


@pytest.mark.parametrize(
    "kind", ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data", ""]
)
def test_a_form_of_another_site_is_refused(server: str, session: str, kind: str) -> None:
    body = f'{{"session": "{session}", "text": "x"}}'
    answer = requests.post(f"{server}/webhooks/web/message", data=body, headers={"Content-Type": kind})
    assert answer.status_code == 415
    assert answer.json()["message"] == words()["bad_request"]


def test_a_large_body_is_refused_before_it_is_read(server: str, session: str) -> None:
    answer = post(server, session=session, text="a" * 70_000)
    assert answer.status_code == 413
    assert answer.json()["message"] == words()["too_large"]


def test_an_unknown_session_is_told_so(server: str) -> None:
    answer = post(server, session="0" * 32, text="xin chào")
    assert (answer.status_code, answer.json()["error"]) == (404, "unknown_session")


@pytest.mark.parametrize("typed", ["hỏng", "im lặng", "xin lỗi"])
def test_a_turn_without_an_answer_is_excused_in_the_domain_s_words_and_kept(
    server: str, database: str, session: str, typed: str
) -> None:
    assert texts(post(server, session=session, text=f"{typed} 0912345678")) == ["Xin lỗi, tạm gián đoạn."]
    assert texts(post(server, session=session, text="còn đó không")) == ["Đã nghe: còn đó không"]
    with engine(database).connect() as connection:
        kept = connection.execute(select(tables.unanswered.c.text, tables.unanswered.c.sender)).all()
    assert f"{typed} [số điện thoại]" in [text for text, _ in kept]
    assert all(sender.startswith("web:") for _, sender in kept)


def test_who_asks_too_fast_is_asked_to_wait(server: str, session: str) -> None:
    answers = [post(server, session=session, text=f"câu {number}") for number in range(21)]
    assert [answer.status_code for answer in answers] == [200] * 20 + [429]
    assert answers[-1].json()["message"] == words()["too_many"]
    assert post(server, session=new_session(server), text="x").status_code == 200


def test_questions_of_one_session_wait_for_each_other(server: str, session: str) -> None:
    answers: list[str] = []

    def ask() -> None:
        answers.extend(texts(post(server, session=session, text="chậm, bận không")))

    threads = [threading.Thread(target=ask) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert answers == ["riêng"] * 3


def test_a_question_sent_again_is_not_asked_again(server: str, session: str) -> None:
    bodies = [post(server, session=session, text="chậm: một lần", id="q1").json() for _ in range(2)]
    assert bodies[0] == bodies[1]
    asked = texts(post(server, session=session, text="đã xong"))[0].split(" | ")
    assert asked.count("chậm: một lần") == 1


def test_a_closed_page_does_not_undo_its_question(server: str, session: str) -> None:
    place = urlparse(server)
    body = f'{{"session": "{session}", "text": "chậm rồi đóng trang"}}'.encode()
    with socket.create_connection((place.hostname, place.port)) as connection:
        connection.sendall(
            b"POST /webhooks/web/message HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n"
            + f"Content-Length: {len(body)}\r\n\r\n".encode()
            + body
        )
        time.sleep(0.3)
    time.sleep(1.5)
    assert "chậm rồi đóng trang" in texts(post(server, session=session, text="đã xong"))[0]
