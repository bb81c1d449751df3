"""Rating an answer, from the button to the row."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from bot.channels.driver import Incoming
from bot.channels.words import words
from bot.desk import handoff
from bot.desk.invitation import sentences
from bot.desk.opinions import WAITS_LAST
from bot.storage import lines, talks
from bot.storage.database import UnitOfWork, engine
from bot.storage.feedback_tables import rating, survey, survey_answer
from bot.storage.writing import Writing
from tests.channels.exchange import SUGGESTIONS, Exchange, FiveButtons, Mute, Numbers

GOOD, BAD = sentences()["rate"].values()
REASONS = sentences()["reasons"]
Open = Callable[..., Exchange]


@pytest.fixture
def exchange(sqlite_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Open:
    monkeypatch.setenv("MOTCUA_DATABASE_URL", sqlite_url)

    def begin(driver: Mute | None = None, person: str = "77") -> Exchange:
        return Exchange(sqlite_url, tmp_path / "sending", driver, person)

    return begin


def rows(url: str, table: Any = rating) -> list[dict[str, Any]]:
    with UnitOfWork(engine(url)) as uow:
        return [dict(row) for row in uow.session.execute(select(table).order_by(table.c.id)).mappings()]


def said(talk: Exchange, *columns: str) -> list[tuple[Any, ...]]:
    return [tuple(row[name] for name in columns) for row in rows(talk.url)]


@pytest.mark.parametrize(
    ("outcome", "asked", "rates"),
    [
        ("answered", ["fee"], True),
        ("unknown", [], True),
        ("declined", [], True),
        ("answered", [], False),
        ("choices", ["fee"], False),
    ],
)
def test_what_answers_or_fails_to_can_be_rated_and_nothing_else(
    exchange: Open, outcome: str, asked: list[str], rates: bool
) -> None:
    talk = exchange()
    talk.slots = {"outcome": outcome, "asked": asked, "meant": None}
    talk.says("lệ phí")
    assert talk.titles() == [*SUGGESTIONS, *((GOOD, BAD) if rates else ())]
    assert said(talk, "outcome", "satisfied") == ([(outcome, None)] if rates else [])


def test_the_line_has_the_rating_apart_from_what_else_can_be_pressed(exchange: Open) -> None:
    talk = exchange()
    talk.says("lệ phí")
    with UnitOfWork(engine(talk.url)) as uow:
        question, answer = lines.last(uow.session, talk.sender)
    assert [title for title, _ in answer.rating] == [GOOD, BAD]
    assert [title for title, _ in answer.buttons] == list(SUGGESTIONS)
    assert (question.rating, answer.turn) == ((), rows(talk.url)[0]["turn"])


def test_one_tap_is_thanked_in_one_line_and_kept(exchange: Open) -> None:
    talk = exchange()
    talk.says("lệ phí")
    assert talk.presses(GOOD) == [sentences()["thanks"]]
    assert said(talk, "satisfied", "asked", "channel", "agency", "aspects") == [
        (True, True, "mute", "dong-nai-kcn", ["fee"])
    ]


def test_who_is_not_satisfied_may_say_why_and_write(exchange: Open) -> None:
    talk = exchange()
    talk.says("lệ phí")
    assert talk.presses(BAD) == [sentences()["why"]]
    assert talk.titles() == [*REASONS.values(), sentences()["skip"]]
    talk.presses(REASONS["wrong_facts"])
    assert talk.presses(sentences()["write"]) == [sentences()["comment"]]
    assert talk.says("thiếu mức phí, gọi tôi 0912345678")[0].startswith(sentences()["noted"])
    assert said(talk, "satisfied", "reason", "comment") == [
        (False, "wrong_facts", "thiếu mức phí, gọi tôi [số điện thoại]")
    ]


def test_a_reason_can_be_passed_over(exchange: Open) -> None:
    talk = exchange()
    talk.says("lệ phí")
    talk.presses(BAD)
    assert talk.presses(sentences()["skip"])[0].startswith(sentences()["thanks"])
    assert said(talk, "satisfied", "reason") == [(False, None)]


def test_a_change_of_mind_keeps_the_last(exchange: Open) -> None:
    talk = exchange()
    talk.says("lệ phí")
    for title in (GOOD, BAD, GOOD):
        talk.presses(title)
    assert said(talk, "satisfied") == [(True,)]


def test_each_answer_is_rated_for_itself(exchange: Open) -> None:
    talk = exchange()
    talk.says("lệ phí")
    first = talk.button(BAD)
    talk.says("bao lâu")
    talk.presses(GOOD)
    talk.does(Incoming("button", BAD, first))
    assert said(talk, "satisfied") == [(False,), (True,)]


def test_what_the_talk_remembers_is_not_lost_by_rating(exchange: Open) -> None:
    talk = exchange()
    talk.slots |= {"procedure": "1.014199"}
    talk.says("lệ phí")
    talk.presses(GOOD)
    talk.slots.pop("procedure")
    with UnitOfWork(engine(talk.url)) as uow:
        assert talks.load(uow.session, talk.sender, talk.now)["procedure"] == "1.014199"


def test_somebody_who_simply_asks_on_is_answered(exchange: Open) -> None:
    talk = exchange()
    talk.says("lệ phí")
    talk.presses(BAD)
    talk.presses(REASONS["unclear"])
    assert talk.says("giấy phép xây dựng") == ["Đã nghe: giấy phép xây dựng"]


def test_a_question_in_place_of_the_comment_is_answered(exchange: Open) -> None:
    talk = exchange()
    talk.does(Incoming("command", "gopy"))
    assert talk.says("lệ phí bao nhiêu ạ") == ["Đã nghe: lệ phí bao nhiêu ạ"]
    assert talk.says("rất tốt") == ["Đã nghe: rất tốt"]
    assert [row["comment"] for row in rows(talk.url)] == [None, None]


def test_what_was_taken_for_a_comment_can_be_asked_by_one_tap(exchange: Open) -> None:
    talk = exchange()
    talk.does(Incoming("command", "gopy"))
    talk.says("cấp lại giấy phép lao động")
    assert talk.presses(sentences()["is_question"]) == ["Đã nghe: cấp lại giấy phép lao động"]


def test_nobody_is_held_to_a_comment_for_long(exchange: Open) -> None:
    talk = exchange()
    talk.does(Incoming("command", "gopy"))
    with UnitOfWork(engine(talk.url)) as uow:
        slots = talks.load(uow.session, talk.sender, talk.now - timedelta(hours=1))
        talks.save(uow.session, talk.sender, _older(slots), talk.now)
        uow.commit()
    assert talk.says("dễ dùng") == ["Đã nghe: dễ dùng"]


def _older(slots: dict[str, Any]) -> dict[str, Any]:
    kind, about, until = slots["desk"].split()
    return {"desk": f"{kind} {about} {float(until) - WAITS_LAST.total_seconds() - 1:.0f}"}


def test_a_command_leads_to_a_comment_that_was_not_asked_for(exchange: Open) -> None:
    talk = exchange()
    assert talk.does(Incoming("command", "gopy")) == [sentences()["comment"]]
    talk.says("trang dễ dùng")
    assert said(talk, "asked", "satisfied", "turn", "comment") == [(False, None, None, "trang dễ dùng")]


def test_the_wish_to_comment_can_be_taken_back(exchange: Open) -> None:
    talk = exchange()
    talk.does(Incoming("command", "gopy"))
    assert talk.presses(sentences()["never_mind"]) == [sentences()["no_comment"]]
    assert talk.says("dễ dùng") == ["Đã nghe: dễ dùng"]


def test_five_buttons_hold_the_rating_and_what_still_fits(exchange: Open) -> None:
    talk = exchange(FiveButtons())
    talk.says("lệ phí")
    assert talk.titles() == [*SUGGESTIONS[:3], GOOD, BAD]
    talk.presses(BAD)
    assert talk.letters[-1].text.splitlines()[2:4] == ["1. Sai thủ tục", "2. Thiếu hoặc sai thông tin"]
    talk.says("2")
    assert said(talk, "reason") == [("wrong_facts",)]


def test_where_there_are_no_buttons_numbers_rate(exchange: Open) -> None:
    talk = exchange(Numbers())
    talk.says("lệ phí")
    assert f"6. {GOOD}" in talk.letters[-1].text.splitlines()
    assert talk.says("6") == [sentences()["thanks"]]
    assert said(talk, "satisfied") == [(True,)]


def test_while_an_officer_speaks_a_rating_is_kept_and_nothing_is_said(exchange: Open) -> None:
    talk = exchange()
    talk.says("lệ phí")
    _handed_over(talk)
    assert sentences()["why"] not in talk.presses(BAD)
    assert said(talk, "satisfied") == [(False,)]


def _handed_over(talk: Exchange) -> int:
    with Writing(engine(talk.url)) as uow:
        made = handoff.ask(uow, talk.sender, talk.driver.name, talk.now)
        handoff.claim(uow, made.id, "lan", "Cán bộ quầy 1", talk.now)
        handoff.reply(uow, made.id, "lan", "Chào anh/chị", talk.now)
        uow.commit()
    return made.id


def _closed(talk: Exchange, number: int, outcome: str = "solved") -> list[str]:
    with Writing(engine(talk.url)) as uow:
        handoff.close(uow, number, "lan", outcome, talk.now)
        uow.commit()
    return talk.does(Incoming("ignored"))


def test_after_a_talk_with_an_officer_the_survey_begins_on_consent(exchange: Open) -> None:
    talk = exchange()
    talk.says("lệ phí")
    told = _closed(talk, _handed_over(talk))
    assert told[-1] == sentences()["invite"]
    talk.presses(sentences()["accept"])
    talk.presses(sentences()["respondents"]["enterprise"])
    for place, title in enumerate(["Hài lòng", "Rất hài lòng", "Bỏ qua", "Không hài lòng", "Bình thường"], 1):
        assert f"Câu {place}/5" in talk.letters[-1].text
        talk.presses(title)
    assert talk.letters[-1].text.startswith(sentences()["finished"])
    talk.presses(sentences()["write"])
    talk.says("cán bộ nhiệt tình")
    (row,) = rows(talk.url, survey)
    assert (row["consented"], row["respondent"], row["comment"]) == (True, "enterprise", "cán bộ nhiệt tình")
    assert {one["factor"]: one["score"] for one in rows(talk.url, survey_answer)} == {
        "access": 4, "procedure": 5, "result": 2, "opinions": 3
    }  # fmt: skip


def test_who_refuses_the_survey_is_asked_nothing_more(exchange: Open) -> None:
    talk = exchange()
    talk.says("lệ phí")
    _closed(talk, _handed_over(talk))
    assert talk.presses(sentences()["refuse"]) == [sentences()["refused"]]
    assert sentences()["invite"] not in _closed(talk, _handed_over(talk))
    assert [row["consented"] for row in rows(talk.url, survey)] == [False]


def test_nobody_is_surveyed_of_an_officer_who_never_spoke_or_when_he_has_gone(exchange: Open) -> None:
    talk = exchange()
    talk.says("lệ phí")
    with Writing(engine(talk.url)) as uow:
        made = handoff.ask(uow, talk.sender, talk.driver.name, talk.now)
        handoff.claim(uow, made.id, "lan", "Cán bộ quầy 1", talk.now)
        uow.commit()
    assert sentences()["invite"] not in _closed(talk, made.id)
    assert sentences()["invite"] not in _closed(talk, _handed_over(talk), "no_reply")


def test_deleting_one_s_data_unlinks_the_ratings_and_erases_the_comments(exchange: Open) -> None:
    talk = exchange()
    talk.says("lệ phí")
    talk.presses(GOOD)
    talk.does(Incoming("command", "gopy"))
    talk.says("dễ dùng")
    talk.does(Incoming("command", "xoadulieu"))
    talk.presses(words()["forget_yes"])
    assert said(talk, "sender", "satisfied", "comment") == [
        ("forgotten", True, None),
        ("forgotten", None, None),
    ]
