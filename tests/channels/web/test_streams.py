"""What is said reaches every page of the conversation once and in order, through lost connections and servers."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager

import pytest
import requests

from bot.channels.web.limits import STREAMS
from bot.channels.words import words
from bot.desk import handoff
from bot.storage import handoffs
from bot.storage.database import UnitOfWork, engine
from bot.storage.tables import now
from bot.storage.writing import Writing
from tests.channels.web.page import Heard, Page
from tests.servers import echo_server, free_port


class Restartable:
    """A second server over the same database, always at the same address."""

    def __init__(self, database: str) -> None:
        self._database, self._port = database, free_port()
        self._running = ExitStack()

    def start(self) -> str:
        self._running = ExitStack()
        return self._running.enter_context(echo_server(self._database, port=self._port))

    def stop(self) -> None:
        self._running.close()


@pytest.fixture(scope="module")
def other(database: str) -> Iterator[Restartable]:
    made = Restartable(database)
    yield made
    made.stop()


@pytest.fixture(scope="module")
def other_server(other: Restartable) -> str:
    return other.start()


def test_an_answer_comes_with_its_number_as_the_event_s_id(server: str) -> None:
    page = Page(server)
    with page.listening() as heard:
        page.send("một")
        heard.wait_for(lambda heard: heard.texts() == ["Đã nghe: một"])
        assert heard.ids == [line["number"] for line in heard.of("line")]
        assert heard.pings >= 1


def test_a_stream_tells_at_once_that_it_is_open_and_how_the_conversation_stands(server: str) -> None:
    with Page(server).listening() as heard:
        heard.wait_for(lambda heard: heard.of("state") == [{"working": False, "handoff": None}])
        assert heard.pings == 1


def test_no_proxy_keeps_or_gathers_a_stream(server: str) -> None:
    page = Page(server)
    with requests.get(f"{page.base}/events", headers=page.headers(), stream=True, timeout=10) as answer:
        assert answer.headers["Cache-Control"] == "no-store, no-transform"
        assert answer.headers["X-Accel-Buffering"] == "no"


def test_a_slow_answer_is_announced(server: str) -> None:
    page = Page(server)
    with page.listening() as heard:
        page.send("chậm")
        heard.wait_for(lambda heard: bool(heard.texts()) and heard.events[-1][0] == "state")
        assert [state["working"] for state in heard.of("state")] == [False, True, False]


def test_a_stream_goes_on_where_it_was(server: str) -> None:
    page = Page(server)
    with page.listening() as first:
        page.send("một")
        first.wait_for(lambda heard: len(heard.texts()) == 1)
    page.send("hai")
    with page.listening(after=first.ids[-1]) as second:
        second.wait_for(lambda heard: len(heard.texts()) == 1)
    assert second.texts() == ["Đã nghe: hai"]
    assert min(second.ids) > max(first.ids)


def test_a_page_that_is_opened_again_is_told_everything(server: str) -> None:
    page = Page(server)
    page.ask("một")
    page.ask("hai")
    with page.listening() as heard:
        heard.wait_for(lambda heard: len(heard.of("line")) == 4)
    assert heard.texts() == ["Đã nghe: một", "Đã nghe: hai"]


@pytest.mark.parametrize("told", ["x", "-1", "1.5", "9" * 30, "", "２"])
def test_a_strange_last_number_is_no_number(server: str, told: str) -> None:
    page = Page(server)
    page.ask("một")
    headers = {**page.headers(), "Last-Event-ID": told.encode()}
    with requests.get(f"{page.base}/events", headers=headers, stream=True, timeout=10) as answer:
        assert answer.status_code == 200


def test_two_tabs_are_told_the_same(server: str) -> None:
    page = Page(server)
    with page.listening() as one, page.listening() as two:
        page.send("một")
        for heard in (one, two):
            heard.wait_for(lambda heard: heard.texts() == ["Đã nghe: một"])
        assert one.ids == two.ids


def test_so_many_streams_of_one_session_and_no_more(server: str) -> None:
    page = Page(server)
    answers = [
        requests.get(f"{page.base}/events", headers=page.headers(), stream=True, timeout=10)
        for _ in range(STREAMS + 1)
    ]
    assert [answer.status_code for answer in answers] == [200] * STREAMS + [429]
    for answer in answers:
        answer.close()
    _until(lambda: page.get("lines?wait=0").status_code == 200)


def test_what_another_server_answers_is_heard_here(server: str, other_server: str) -> None:
    page = Page(server)
    with page.listening() as heard:
        page.elsewhere(other_server).send("sang bên kia")
        heard.wait_for(lambda heard: heard.texts() == ["Đã nghe: sang bên kia"])


def test_a_page_goes_on_at_another_server(server: str, other_server: str) -> None:
    page = Page(server)
    page.ask("ở đây")
    there = page.elsewhere(other_server)
    assert there.ask("ở kia") == ["Đã nghe: ở kia"]
    with there.listening() as heard:
        heard.wait_for(lambda heard: heard.texts() == ["Đã nghe: ở đây", "Đã nghe: ở kia"])


def test_a_patient_question_is_answered_as_soon_as_there_is_something(server: str) -> None:
    page = Page(server)
    page.send("chậm")
    begun = time.monotonic()
    assert page.answers()[0]["text"] == "Đã nghe: chậm"
    assert time.monotonic() - begun < 15


def test_an_impatient_question_is_answered_at_once(server: str) -> None:
    assert Page(server).news(wait=0) == {"lines": [], "state": {"working": False, "handoff": None}}


def test_a_page_that_was_closed_leaves_room_for_another(server: str) -> None:
    page = Page(server)
    for _ in range(STREAMS):
        with page.listening() as heard:
            heard.wait_for(lambda heard: heard.pings == 1)
    _until(lambda: page.get("lines?wait=0").status_code == 200)


def test_rasa_s_limit_on_answers_does_not_cut_streams(odd_server: str) -> None:
    with Page(odd_server).listening() as heard:
        heard.wait_for(lambda heard: heard.pings >= 8)
        assert not heard.is_over


def test_an_officer_is_announced_heard_and_gone_again(server: str, database: str) -> None:
    page = Page(server)
    with page.listening() as heard:
        page.send(command="canbo")
        heard.wait_for(lambda heard: _handoffs(heard)[-1:] == ["waiting"])
        assert heard.of("state")[-1]["handoff"]["position"] >= 1
        number = _waiting(database, heard)
        with _at_the_desk(database) as uow:
            handoff.claim(uow, number, "quay-1", "Cán bộ quầy 1", now())
        with _at_the_desk(database) as uow:
            handoff.reply(uow, number, "quay-1", "Tôi xem hồ sơ của anh/chị đây.", now())
        heard.wait_for(lambda heard: "officer" in [line["author"] for line in heard.of("line")])
        officer = next(line for line in heard.of("line") if line["author"] == "officer")
        assert (officer["staff"], officer["text"]) == ("Cán bộ", "Tôi xem hồ sơ của anh/chị đây.")
        heard.wait_for(lambda heard: _handoffs(heard)[-1] == "open")
        page.send(command="roi")
        heard.wait_for(lambda heard: _handoffs(heard)[-1] is None)
        page.send("còn đó không")
        heard.wait_for(lambda heard: heard.texts()[-1:] == ["Đã nghe: còn đó không"])


def test_deleting_the_data_ends_every_stream_with_a_word(server: str, other_server: str) -> None:
    page = Page(server)
    page.ask("bí mật")
    page.send(command="xoadulieu")
    question = page.answers()[0]
    assert question["text"] == words()["forget"]
    with page.listening() as here, page.elsewhere(other_server).listening() as there:
        page.send("Xóa dữ liệu", button=question["buttons"][0]["id"])
        for heard in (here, there):
            heard.wait_for(lambda heard: heard.is_over)
            assert heard.of("forgotten") == [{"message": words()["forgotten"]}]
    _until(lambda: page.news()["lines"] == [])
    assert page.news()["forgotten"] == {"message": words()["forgotten"]}


def test_whoever_comes_back_after_that_begins_anew(server: str) -> None:
    page = Page(server)
    page.ask("bí mật")
    page.send(command="xoadulieu")
    page.ask("Xóa dữ liệu", 0, button=page.answers()[0]["buttons"][0]["id"])
    _until(lambda: "forgotten" in page.news())
    page.send("câu mới")
    _until(lambda: "Đã nghe: câu mới" in [line["text"] for line in page.news()["lines"]])
    page.seen = 0
    assert "bí mật" not in str(page.news())


def test_after_a_restart_the_conversation_goes_on_where_it_was(other: Restartable, other_server: str) -> None:
    page = Page(other_server)
    with page.listening() as before:
        page.send("trước khi tắt")
        before.wait_for(lambda heard: len(heard.texts()) == 1)
        other.stop()
        before.wait_for(lambda heard: heard.is_over)
    other.start()
    with page.listening(after=before.ids[-1]) as after:
        page.send("sau khi bật lại")
        after.wait_for(lambda heard: len(heard.texts()) == 1)
    assert after.texts() == ["Đã nghe: sau khi bật lại"]


def _handoffs(heard: Heard) -> list[str | None]:
    return [(state["handoff"] or {}).get("state") for state in heard.of("state")]


def _waiting(database: str, heard: Heard) -> int:
    with UnitOfWork(engine(database)) as uow:
        place = heard.of("state")[-1]["handoff"]["position"]
        return handoffs.waiting(uow.session)[place - 1].id


@contextmanager
def _at_the_desk(database: str) -> Iterator[UnitOfWork]:
    """As the console does it, in a process of its own."""
    with Writing(engine(database)) as uow:
        yield uow
        uow.commit()


def _until(happened: Callable[[], bool]) -> None:
    Heard().wait_for(lambda _: happened())
