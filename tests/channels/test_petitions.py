"""A petition, from the first word to its code, over the door that all messaging channels go through."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select, update

from bot.channels.driver import Incoming
from bot.channels.words import words
from bot.desk import petition_codes, petitions
from bot.desk.petition_words import sentences
from bot.desk.petitioning import MOST_A_DAY
from bot.desk.seal import Seal
from bot.storage import lines, tables
from bot.storage import petitions as stored
from bot.storage.database import UnitOfWork, engine
from bot.storage.petition_tables import petition, petition_step
from bot.storage.retention import Terms
from bot.storage.writing import Writing
from tests.channels.exchange import Exchange, FiveButtons, Mute, Numbers

OWN = sentences()
KIND = OWN["kinds"]["conduct"]
MATTER = "Nộp hồ sơ từ thứ Hai mà quầy số 2 chưa nhận, gọi tôi 0912345678"
Open = Callable[..., Exchange]


@pytest.fixture
def exchange(dozen_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Open:
    monkeypatch.setenv("MOTCUA_DATABASE_URL", dozen_url)

    def begin(driver: Mute | None = None, person: str = "77") -> Exchange:
        return Exchange(dozen_url, tmp_path / "sending", driver, person)

    return begin


def rows(talk: Exchange, table: Any = petition) -> list[dict[str, Any]]:
    with UnitOfWork(engine(talk.url)) as uow:
        return [dict(row) for row in uow.session.execute(select(table).order_by(table.c.id)).mappings()]


def begin(talk: Exchange) -> list[str]:
    return talk.does(Incoming("command", "phananh"))


def written(talk: Exchange, matter: str = MATTER) -> None:
    """Up to the review, with everything else passed over."""
    begin(talk)
    talk.says(matter)
    talk.presses(KIND)
    for _ in range(3):
        talk.presses(OWN["skip"])


def sent(talk: Exchange) -> str:
    """The code."""
    written(talk)
    (told,) = talk.presses(OWN["send"])
    return code_in(told)


def code_in(text: str) -> str:
    found = re.search(r"PA-\w{4}-\w{4}", text)
    assert found
    return found[0]


def by_staff(talk: Exchange, work: Callable[[Writing, Any], None], number: int = 1) -> None:
    with Writing(engine(talk.url)) as uow:
        work(uow, uow.session.execute(stored.one(number)).mappings().one())
        uow.commit()


def letters(talk: Exchange) -> list[str]:
    """What is on its way to the person."""
    with UnitOfWork(engine(talk.url)) as uow:
        mine = tables.outbox.c.sender == talk.sender
        return list(
            uow.session.scalars(select(tables.outbox.c.text).where(mine).order_by(tables.outbox.c.id))
        )


def test_a_petition_is_written_step_by_step_seen_whole_and_sent(exchange: Open) -> None:
    talk = exchange()
    assert begin(talk) == [OWN["what"]]
    assert talk.says(MATTER) == [OWN["kind"]]
    assert talk.presses(KIND) == [OWN["where"]]
    assert talk.says("Quầy số 2, KCN Amata") == [OWN["about"]]
    assert talk.says("giấy phép lao động") == [OWN["about_which"]]
    title = talk.titles()[0]
    assert talk.presses(title) == [OWN["contact"]]
    (review,) = talk.says("lienhe@example.com")
    for part in (
        KIND,
        "[số điện thoại]",
        "Quầy số 2, KCN Amata",
        title,
        "l***@example.com",
        "10 ngày làm việc",
    ):
        assert part in review
    assert [row["state"] for row in rows(talk)] == ["draft"]
    (told,) = talk.presses(OWN["send"])
    (row,) = rows(talk)
    assert petition_codes.is_sound(code_in(told))
    assert (row["code"], row["state"], row["kind"], row["days"]) == (code_in(told), "received", "conduct", 10)
    assert f"{row['due']:%d/%m/%Y}" in told
    assert "Ninh Bình" in told
    assert [step["step"] for step in rows(talk, petition_step)] == ["received"]


def test_nothing_personal_is_kept_in_plain(exchange: Open) -> None:
    talk = exchange()
    begin(talk)
    talk.says(MATTER)
    talk.presses(KIND)
    talk.presses(OWN["skip"])
    talk.presses(OWN["skip"])
    talk.says("số của tôi 0987 654 321")
    talk.presses(OWN["send"])
    (row,) = rows(talk)
    assert petitions.contact(Seal("0" * 32), row["contact"]) == "0987654321"
    file = Path(talk.url.removeprefix("sqlite:///")).read_bytes()
    with UnitOfWork(engine(talk.url)) as uow:
        told = "\n".join(line.text for line in lines.last(uow.session, talk.sender))
    for number in ("0912345678", "0987654321", "0987 654 321"):
        assert number not in told
        assert number.encode() not in file
        assert number not in str(row)


def test_every_step_can_be_taken_back_and_left(exchange: Open) -> None:
    talk = exchange()
    begin(talk)
    talk.says(MATTER)
    talk.presses(KIND)
    assert talk.presses(OWN["back"]) == [OWN["kind"]]
    assert talk.presses(OWN["kinds"]["proposal"]) == [OWN["where"]]
    for step in ("about", "contact"):
        assert talk.presses(OWN["skip"]) == [OWN[step]]
    assert talk.presses(OWN["back"]) == [OWN["about"]]
    assert talk.says("quay lai") == [OWN["where"]]
    assert talk.says("Thôi, không gửi") == [OWN["dropped"]]
    assert rows(talk) == []
    assert talk.says("lệ phí bao nhiêu")[0].startswith("Đã nghe")


def test_what_was_rewritten_keeps_the_rest(exchange: Open) -> None:
    talk = exchange()
    written(talk)
    assert talk.presses(OWN["rewrite"]) == [OWN["what"]]
    talk.says("Trang nộp hồ sơ không mở được")
    (row,) = rows(talk)
    assert (row["text"], row["kind"]) == ("Trang nộp hồ sơ không mở được", "conduct")


def test_a_question_in_between_is_answered_and_the_draft_waits(exchange: Open) -> None:
    talk = exchange()
    begin(talk)
    talk.says(MATTER)
    talk.presses(KIND)
    assert talk.says("lệ phí bao nhiêu?")[0].startswith("Đã nghe")
    assert "viết dở" in begin(talk)[0]
    assert talk.presses(OWN["continue"]) == [OWN["kind"]]


def test_a_question_instead_of_the_matter_can_be_asked(exchange: Open) -> None:
    talk = exchange()
    begin(talk)
    talk.says("lệ phí bao nhiêu?")
    assert talk.presses(OWN["is_question"]) == ["Đã nghe: lệ phí bao nhiêu?"]


def test_pictures_are_noted_and_the_question_is_asked_again(exchange: Open) -> None:
    talk = exchange()
    begin(talk)
    (told,) = talk.does(Incoming("attachment", "image"))
    assert told == f"{OWN['attached']}\n{OWN['what']}"
    talk.says(MATTER)
    talk.does(Incoming("attachment", "file"))
    (row,) = rows(talk)
    assert (row["attachments"], row["text"][:7]) == (["image", "file"], MATTER[:7])


def test_a_number_that_cannot_be_read_is_asked_for_again(exchange: Open) -> None:
    talk = exchange()
    begin(talk)
    talk.says(MATTER)
    talk.presses(KIND)
    talk.presses(OWN["skip"])
    talk.presses(OWN["skip"])
    assert talk.says("số 123") == [OWN["contact_wrong"]]
    assert OWN["no_contact"] in talk.presses(OWN["skip"])[0]


@pytest.mark.parametrize(
    ("matter", "told"),
    [
        ("Tôi khiếu nại quyết định xử phạt của Ban", "Luật Khiếu nại 2011"),
        ("Tôi tố cáo cán bộ đòi tiền", "Luật Tố cáo 2018"),
    ],
)
def test_complaints_in_the_legal_sense_are_explained_instead(exchange: Open, matter: str, told: str) -> None:
    talk = exchange()
    begin(talk)
    (answer,) = talk.says(matter)
    assert told in answer
    assert "không nhận đơn khiếu nại, tố cáo" in answer
    assert talk.titles() == [OWN["still"], OWN["drop"]]
    assert talk.presses(OWN["still"]) == [OWN["kind"]]
    assert "Luật Tố cáo 2018" in talk.presses(OWN["legal_kind"])[0]
    assert rows(talk) == []


def test_the_answer_about_petitions_has_a_way_to_send_one(exchange: Open) -> None:
    talk = exchange()
    talk.slots = {"outcome": "answered", "asked": ["complaint"], "meant": None}
    talk.says("phản ánh ở đâu")
    assert talk.titles()[0] == OWN["send_here"]
    assert talk.presses(OWN["send_here"]) == [OWN["what"]]


@pytest.mark.parametrize("driver", [FiveButtons, Numbers])
def test_on_zalo_it_is_written_by_numbers(exchange: Open, driver: type[Mute]) -> None:
    talk = exchange(driver())
    talk.says("Tôi muốn phản ánh")
    talk.says(MATTER)
    talk.says("1")
    assert rows(talk)[0]["kind"] == "conduct"


def test_a_second_press_sends_nothing_twice(exchange: Open) -> None:
    talk = exchange()
    code = sent(talk)
    (again,) = talk.presses(OWN["send"])
    assert code in again
    assert len(rows(talk)) == 1


def test_nobody_sends_more_than_a_few_a_day(exchange: Open) -> None:
    talk = exchange()
    for _ in range(MOST_A_DAY):
        sent(talk)
    written(talk)
    assert "vào ngày mai" in talk.presses(OWN["send"])[0]
    assert rows(talk)[-1]["state"] == "draft"


def test_whoever_has_the_code_is_told_what_became_of_it_but_not_what_was_written(exchange: Open) -> None:
    code = sent(exchange())
    other = exchange(person="88")
    (told,) = other.says(f"mã {code.lower()} tới đâu rồi")
    assert "đã tiếp nhận" in told
    assert "quầy số 2" not in told


def test_wrong_codes_find_nothing_and_soon_nobody_may_try(exchange: Open) -> None:
    code, talk = sent(exchange()), exchange(person="88")
    signs = code.removeprefix("PA-").replace("-", "")
    slip = f"PA-{'4' if signs[0] != '4' else '6'}{signs[1:4]}-{signs[4:]}"
    assert "gõ nhầm" in talk.says(slip)[0]
    for _ in range(5):
        assert "không tìm thấy" in talk.says(petition_codes.new())[0]
    assert "sau một giờ" in talk.says(code)[0]


def test_each_step_of_staff_is_told_and_the_end_is_rated(exchange: Open) -> None:
    talk = exchange()
    code = sent(talk)
    now = talk.now
    by_staff(talk, lambda uow, row: petitions.forward(uow, row, "lan", "Phòng Lao động", "", now))
    later = rows(talk)[0]["due"] + timedelta(days=5)
    by_staff(talk, lambda uow, row: petitions.extend(uow, row, "lan", later, later, "cần xác minh", now))
    by_staff(talk, lambda uow, row: petitions.answer(uow, row, "lan", "Đã nhắc nhở quầy số 2.", now))
    forwarded, extended, answered = letters(talk)[-3:]
    assert "Phòng Lao động" in forwarded
    assert (f"{later:%d/%m/%Y}" in extended, "cần xác minh" in extended) == (True, True)
    assert (code in answered, "Đã nhắc nhở quầy số 2." in answered) == (True, True)
    talk.now += timedelta(seconds=5)
    talk.slots = {"outcome": "choices", "asked": [], "meant": None}
    talk.says("cảm ơn")
    assert talk.presses(OWN["bad"]) == [OWN["sorry"]]
    assert talk.presses(OWN["good"]) == [OWN["thanks"]]
    assert rows(talk)[0]["satisfied"] is True
    steps = rows(talk, petition_step)
    assert [step["step"] for step in steps] == [
        *("received", "forwarded", "extended", "answered", "rated", "rated")
    ]
    assert all(step["told"] for step in steps[:4])


def test_deleting_ones_data_keeps_the_petition_without_the_person(exchange: Open) -> None:
    talk = exchange()
    begin(talk)
    talk.says(MATTER)
    talk.presses(KIND)
    talk.presses(OWN["skip"])
    talk.presses(OWN["skip"])
    talk.says("0987654321")
    (told,) = talk.presses(OWN["send"])
    assert "Phản ánh" in talk.does(Incoming("command", "xoadulieu"))[0]
    talk.presses(words()["forget_yes"])
    (row,) = rows(talk)
    assert (row["sender"], row["contact"], row["state"]) == (None, None, "received")
    by_staff(talk, lambda uow, one: petitions.answer(uow, one, "lan", "Đã xong.", talk.now))
    assert rows(talk, petition_step)[-1]["told"] is False
    assert "Đã xong." in exchange(person="88").says(code_in(told))[0]


def test_whoever_waits_for_an_answer_is_not_forgotten_for_being_silent(exchange: Open) -> None:
    talk = exchange()
    sent(talk)
    later = talk.now + timedelta(days=40)
    talk.door.tidy(later)
    assert rows(talk)[0]["sender"] == talk.sender
    by_staff(talk, lambda uow, row: petitions.answer(uow, row, "lan", "Xong.", talk.now))
    with Writing(engine(talk.url)) as uow:
        uow.session.execute(update(tables.sender).values(due=None))
        uow.commit()
    talk.door.tidy(later)
    assert rows(talk)[0]["sender"] is None
    with UnitOfWork(engine(talk.url)) as uow:
        assert list(uow.session.scalars(select(tables.sender.c.sender))) == []


def test_a_draft_that_nobody_sends_goes_after_a_day(exchange: Open) -> None:
    talk = exchange()
    written(talk)
    talk.door.tidy(talk.now + timedelta(hours=23))
    assert len(rows(talk)) == 1
    talk.door.tidy(talk.now + timedelta(hours=25))
    assert rows(talk) == []


def test_a_rating_of_anothers_petition_is_not_kept(exchange: Open) -> None:
    talk = exchange()
    sent(talk)
    by_staff(talk, lambda uow, row: petitions.answer(uow, row, "lan", "Xong.", talk.now))
    with Writing(engine(talk.url)) as uow:
        petitions.rate(1, True, uow, "mute:another", talk.now)
        uow.commit()
    assert rows(talk)[0]["satisfied"] is None


def test_the_words_of_what_is_done_go_in_time_and_the_figures_stay(exchange: Open) -> None:
    talk = exchange()
    code = sent(talk)
    talk.does(Incoming("attachment", "image"))
    by_staff(
        talk, lambda uow, row: petitions.forward(uow, row, "lan", "Phòng Lao động", "gọi anh Ba", talk.now)
    )
    by_staff(talk, lambda uow, row: petitions.answer(uow, row, "lan", "Đã nhắc anh Ba.", talk.now))
    by_staff(talk, lambda uow, row: petitions.publish(uow, row, "lan", "Quầy mở muộn", "Đã đổi.", talk.now))
    with Writing(engine(talk.url)) as uow:
        petitions.rate(1, True, uow, talk.sender, talk.now)
        uow.commit()
    before = rows(talk)[0]
    talk.door.tidy(talk.now + timedelta(days=729))
    assert rows(talk)[0]["text"] == before["text"]
    talk.door.tidy(talk.now + timedelta(days=731))
    (row,) = rows(talk)
    assert (row["text"], row["plain"], row["attachments"]) == ("", "", [])
    gone = ("place", "procedure", "about", "contact", "sender", "answer")
    assert [row[name] for name in gone] == [None] * len(gone)
    kept = ("code", "at", "kind", "state", "due", "done", "satisfied", "published_matter", "published_answer")
    assert {name: row[name] for name in kept} == {name: before[name] for name in kept}
    assert {step["detail"] for step in rows(talk, petition_step)} == {None, "1"}
    assert "đã trả lời ngày" in exchange(person="88").says(code)[-1]


def test_what_is_still_open_keeps_its_words(exchange: Open) -> None:
    talk = exchange()
    sent(talk)
    talk.door.tidy(talk.now + timedelta(days=5000), Terms(petitions=timedelta(days=1)))
    assert rows(talk)[0]["text"]
