"""Somebody asks for his dossier: what he is told, and what is kept of it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from actions import answer
from bot.desk.dossier.enquiry import Enquiry
from bot.desk.dossier.window import Window
from bot.desk.lookup import Lookup
from bot.settings import Settings
from bot.storage import tables
from tests.actions.test_answer import Conversation
from tests.desk.dossier.one_stop import GOOD, TOKEN, OneStop, one_stop, standing


@pytest.fixture
def talk(dozen_url: str, monkeypatch: pytest.MonkeyPatch) -> Conversation:
    opened = Lookup(Settings(database_url=dozen_url))
    monkeypatch.setattr(answer, "lookup", lambda: opened)
    monkeypatch.setattr(answer, "dossiers", lambda: None)
    return Conversation(dozen_url)


@pytest.fixture
def system(talk: Conversation, monkeypatch: pytest.MonkeyPatch) -> Iterator[OneStop]:
    with one_stop() as made:
        window = Window(Enquiry(made.url, TOKEN))
        monkeypatch.setattr(answer, "dossiers", lambda: window)
        yield made


def test_a_code_typed_alone_is_told_with_source_and_time(talk: Conversation, system: OneStop) -> None:
    (told,) = talk.says(GOOD, "out_of_scope")
    assert told.startswith(f"Hồ sơ **{GOOD}** **đang được giải quyết**.")
    assert "Nguồn: hệ thống một cửa" in told
    assert "08:15 03/11/2025" in told
    (row,) = talk.rows(tables.turn)
    assert (row["text"], row["aspects"], row["outcome"]) == ("[mã hồ sơ]", ["status"], "answered")


def test_an_overdue_dossier_is_told_with_the_way_to_complain(talk: Conversation, system: OneStop) -> None:
    system.dossiers[GOOD] = standing(due="2025-11-14T17:00:00+07:00")
    (told,) = talk.says(f"hs {GOOD} tới đâu rồi", "ask_status")
    assert "quá thời điểm hẹn trả (17:00 14/11/2025)" in told
    assert "Phản ánh kiến nghị" in told


def test_a_dossier_that_is_finished_is_not_called_overdue(talk: Conversation, system: OneStop) -> None:
    system.dossiers[GOOD] = standing(state="finished", due="2025-11-14T17:00:00+07:00")
    assert "quá thời điểm" not in talk.says(GOOD)[0]


def test_the_owner_is_never_named(talk: Conversation, system: OneStop) -> None:
    system.dossiers[GOOD] = standing(owner="Chủ hồ sơ", name="Chủ hồ sơ", note="Chủ hồ sơ")
    assert "Chủ hồ sơ" not in talk.says(GOOD)[0]


def test_without_a_system_the_portal_and_the_hotline_are_named(talk: Conversation) -> None:
    (told,) = talk.says(GOOD, "ask_status")
    assert "https://dichvucong.gov.vn" in told
    assert "(0251) 1022" in told


def test_an_unknown_and_a_broken_code_are_told_apart(talk: Conversation, system: OneStop) -> None:
    assert "không có hồ sơ mang mã" in talk.says("H06.12-251101-0002")[0]
    assert "Mã hồ sơ gồm" in talk.says("H06.12-251301-0001")[0]


def test_a_system_that_fails_is_told_plainly(talk: Conversation, system: OneStop) -> None:
    system.script = [(200, b"{", {})]
    assert "chưa hỏi được hệ thống một cửa" in talk.says(GOOD)[0]


def test_who_asks_without_a_code_is_asked_for_it_and_for_nothing_else(
    talk: Conversation, system: OneStop
) -> None:
    assert "không gửi OTP" in talk.says("hồ sơ của tôi tới đâu rồi", "ask_status", "status")[0]


@pytest.mark.parametrize("secret", ["otp 123456", "[số giấy tờ]"])
def test_who_sends_secrets_is_warned_and_they_are_not_kept(
    talk: Conversation, system: OneStop, secret: str
) -> None:
    assert "không gửi OTP" in talk.says(f"{GOOD} {secret}", "ask_status")[0]
    assert "123456" not in talk.rows(tables.turn)[0]["text"]


def test_a_complaint_that_names_a_code_is_answered_as_a_complaint(talk: Conversation) -> None:
    told = talk.says(f"hồ sơ {GOOD} trễ hẹn thì phản ánh ở đâu", "ask_complaint", "complaint")
    assert "phản ánh" in " ".join(told)
    assert "Tôi chưa nối" not in " ".join(told)
