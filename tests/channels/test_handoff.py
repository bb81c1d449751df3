"""People and officers over real HTTP: asking, waiting, talking, calling back; the transcript of all of it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import TypeVar

import pytest
from sqlalchemy import update

from bot.channels.words import words
from bot.desk import callbacks, handoff
from bot.desk.notices import sentences
from bot.desk.seal import Seal
from bot.storage import callbacks as stored
from bot.storage import desk_tables, handoffs, lines, presence
from bot.storage.callbacks import Callback
from bot.storage.database import engine
from bot.storage.handoffs import Handoff
from bot.storage.lines import Line
from bot.storage.tables import now
from bot.storage.writing import Writing
from tests.channels.town import SECRET, Town, town, wait_until
from tests.desk.profiles import profiles

T = TypeVar("T")
SEAL = Seal(SECRET)
OWN = sentences()


@pytest.fixture(scope="module")
def by_day(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Town]:
    """An authority at work."""
    yield from _village(tmp_path_factory, is_open=True)


@pytest.fixture(scope="module")
def by_night(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Town]:
    """An authority that has gone home."""
    yield from _village(tmp_path_factory, is_open=False)


def _village(factory: pytest.TempPathFactory, is_open: bool) -> Iterator[Town]:
    folder = factory.mktemp("village")
    agencies = profiles(folder, is_open)
    with town(f"sqlite:///{folder / 'motcua.db'}", folder, agencies=agencies, whole=True) as made:
        yield made


def at(village: Town, step: Callable[[Writing], T]) -> T:
    """Something that happens at the desk, as the console does it."""
    with Writing(engine(village.url)) as uow:
        done = step(uow)
        uow.commit()
    return done


def sender(person: str) -> str:
    return SEAL.sender("pigeon", person)


def queued(village: Town, person: str) -> Handoff:
    wait_until(
        lambda: at(village, lambda uow: handoffs.current(uow.session, sender(person))) is not None,
        village.log,
    )
    found = at(village, lambda uow: handoffs.current(uow.session, sender(person)))
    assert found is not None
    return found


def claimed(village: Town, person: str) -> Handoff:
    """The person has asked for an officer, and one has come."""
    village.write(person, "gặp cán bộ")
    number = queued(village, person).id
    village.told(person, 1)
    found = at(village, lambda uow: handoff.claim(uow, number, "quay1", "Quầy 1", now()))
    assert "Quầy 1" in village.told(person, 2)[1]
    return found


def transcript(village: Town, person: str) -> list[Line]:
    return at(village, lambda uow: lines.last(uow.session, sender(person)))


def said(village: Town, person: str) -> list[tuple[str, str]]:
    return [(line.author, line.text) for line in transcript(village, person)]


def press(village: Town, person: str, title: str) -> None:
    button = next(button for shown, button in reversed(village.loft.buttons[person]) if shown == title)
    village.deliver(person, {"kind": "button", "button": button})


def to_be_called(village: Town, person: str) -> Callback:
    found = at(village, lambda uow: stored.pending(uow.session, sender(person)))
    assert found is not None
    return found


def everything(village: Town) -> str:
    """All that the tables of the desk and of the letters hold."""
    names = ("line", "handoff", "callback", "outbox", "talk", "turn", "button", "inbox")
    with engine(village.url).connect() as connection:
        return "\n".join(
            str(row) for name in names for row in connection.exec_driver_sql(f'SELECT * FROM "{name}"')
        )


# --- The transcript --------------------------------------------------------------------------------------


def test_question_and_answer_are_lines_of_one_turn(by_day: Town) -> None:
    by_day.write("an", "số tôi là 0912345678, lệ phí?", key="key-an")
    by_day.told("an", 1)
    asked, answered = transcript(by_day, "an")
    assert (asked.author, asked.text, asked.key) == ("person", "số tôi là [số điện thoại], lệ phí?", "key-an")
    assert (answered.author, answered.key) == ("assistant", None)
    assert asked.turn is not None
    assert asked.turn == answered.turn


def test_a_pressed_button_says_its_title(by_day: Town) -> None:
    by_day.write("chi", "nút")
    by_day.told("chi", 1)
    assert transcript(by_day, "chi")[1].buttons == tuple(map(tuple, by_day.loft.buttons["chi"]))
    press(by_day, "chi", "Lệ phí")
    by_day.told("chi", 2)
    assert said(by_day, "chi")[2:] == [("person", "Lệ phí"), ("assistant", "Đã nghe: lệ phí của 1.014199")]


def test_pictures_commands_and_what_has_expired_are_lines_without_a_turn(by_day: Town) -> None:
    by_day.deliver("dao", {"kind": "attachment", "text": "image"})
    by_day.deliver("dao", {"kind": "button", "button": "unknown"})
    by_day.told("dao", 2)
    found = transcript(by_day, "dao")
    assert [line.text for line in found if line.author == "person"] == [
        words()["sent"]["image"],
        words()["sent"]["button"],
    ]
    assert {line.turn for line in found} == {None}


def test_an_answer_in_the_channels_own_tool_is_a_notice_and_silences_the_assistant(by_day: Town) -> None:
    by_day.deliver("em", {"kind": "officer"})
    by_day.write("em", "còn đó không")
    wait_until(lambda: len(transcript(by_day, "em")) == 2, by_day.log)
    assert said(by_day, "em") == [("notice", words()["answered_elsewhere"]), ("person", "còn đó không")]
    assert by_day.loft.told["em"] == []


# --- While the desk is open ------------------------------------------------------------------------------


def test_whoever_asks_for_an_officer_is_told_his_place_and_no_invented_time(by_day: Town) -> None:
    by_day.write("giang", "lệ phí bao nhiêu")
    by_day.deliver("giang", {"kind": "command", "text": "canbo"})
    told = by_day.told("giang", 2)[1]
    waits = queued(by_day, "giang")
    place = at(by_day, lambda uow: handoff.position(uow.session, waits))
    assert f"thứ {place} trong hàng chờ" in told
    assert OWN["wait_unknown"] in told
    assert OWN["nobody_here"] in told
    assert waits.subject == "lệ phí bao nhiêu"


def test_nobody_is_told_that_all_are_away_while_somebody_is_here(by_day: Town) -> None:
    at(by_day, lambda uow: presence.seen(uow.session, "quay1", True, now()))
    by_day.write("gia", "gặp cán bộ")
    assert OWN["nobody_here"] not in by_day.told("gia", 1)[0]


def test_who_waits_may_go_on_asking_and_leave_the_queue(by_day: Town) -> None:
    by_day.write("ha", "gặp cán bộ")
    by_day.write("ha", "lệ phí?")
    assert by_day.told("ha", 2)[1] == "Đã nghe: lệ phí?"
    press(by_day, "ha", OWN["stop_waiting"])
    assert by_day.told("ha", 3)[2] == OWN["left_queue"]
    assert at(by_day, lambda uow: handoffs.current(uow.session, sender("ha"))) is None
    assert said(by_day, "ha")[-2:] == [("person", OWN["stop_waiting"]), ("notice", OWN["left_queue"])]
    by_day.deliver("ha", {"kind": "command", "text": "roi"})
    assert by_day.told("ha", 4)[3] == OWN["not_waiting"]


def test_while_an_officer_talks_the_assistant_is_silent_and_afterwards_it_answers_again(by_day: Town) -> None:
    number = claimed(by_day, "hoa").id
    by_day.write("hoa", "tôi gửi hồ sơ rồi")
    wait_until(lambda: said(by_day, "hoa")[-1] == ("person", "tôi gửi hồ sơ rồi"), by_day.log)
    before = at(by_day, lambda uow: handoffs.find(uow.session, number))
    assert before is not None
    assert before.person_at is not None
    at(by_day, lambda uow: handoff.reply(uow, number, "quay1", "Tôi thấy rồi.", now()))
    assert by_day.told("hoa", 3)[2] == "Tôi thấy rồi."
    at(by_day, lambda uow: handoff.hand_back(uow, number, "quay1", now()))
    by_day.write("hoa", "còn gì nữa")
    assert by_day.told("hoa", 5)[3:] == [OWN["returned"], "Đã nghe: còn gì nữa"]
    assert [author for author, _ in said(by_day, "hoa")] == [
        *("person", "assistant", "notice", "person", "officer", "notice", "person", "assistant"),
    ]


@pytest.mark.parametrize("way", ["words", "command", "button"])
def test_the_person_ends_the_talk_with_the_officer(by_day: Town, way: str) -> None:
    person = f"khoa {way}"
    claimed(by_day, person)
    if way == "words":
        by_day.write(person, "kết thúc với cán bộ.")
    elif way == "command":
        by_day.deliver(person, {"kind": "command", "text": "roi"})
    else:
        press(by_day, person, OWN["leave"])
    assert by_day.told(person, 3)[2] == OWN["left"]
    by_day.write(person, "lệ phí?")
    assert by_day.told(person, 4)[3] == "Đã nghe: lệ phí?"


def test_who_waits_can_be_called_instead(by_day: Town) -> None:
    by_day.write("lan", "gặp cán bộ")
    by_day.told("lan", 1)
    press(by_day, "lan", OWN["call_me"])
    by_day.told("lan", 2)
    by_day.write("lan", "0912 345 678")
    assert "*******678" in by_day.told("lan", 3)[2]
    assert at(by_day, lambda uow: handoffs.current(uow.session, sender("lan"))) is None


def test_an_officer_who_stays_silent_loses_the_person_who_is_told(by_day: Town) -> None:
    number = claimed(by_day, "mai").id
    long_ago = update(desk_tables.handoff).where(desk_tables.handoff.c.id == number)
    at(by_day, lambda uow: uow.session.execute(long_ago.values(claimed=now() - timedelta(days=14))))
    assert at(by_day, lambda uow: handoff.return_unanswered(uow, timedelta(minutes=60), now())) == [number]
    assert by_day.told("mai", 3)[2] == OWN["silent"]
    by_day.write("mai", "lệ phí?")
    assert by_day.told("mai", 4)[3] == "Đã nghe: lệ phí?"


# --- While it is closed ----------------------------------------------------------------------------------


def test_at_night_a_call_or_a_message_is_offered(by_night: Town) -> None:
    by_night.write("an", "gặp cán bộ")
    told = by_night.told("an", 1)[0]
    assert "00:00" in told
    assert [title for title, _ in by_night.loft.buttons["an"]] == [OWN["call_me"], OWN["leave_message"]]
    assert at(by_night, lambda uow: handoffs.current(uow.session, sender("an"))) is None


def test_a_message_waits_in_the_queue_for_the_morning(by_night: Town) -> None:
    by_night.write("binh", "gặp cán bộ")
    by_night.told("binh", 1)
    press(by_night, "binh", OWN["leave_message"])
    by_night.told("binh", 2)
    by_night.write("binh", "Hồ sơ của tôi thiếu gì?")
    told = by_night.told("binh", 3)[2]
    assert told.startswith(OWN["message_kept"])
    assert queued(by_night, "binh").subject == "Hồ sơ của tôi thiếu gì?"
    by_night.write("binh", "lệ phí?")
    assert by_night.told("binh", 4)[3] == "Đã nghe: lệ phí?"


def test_a_call_is_asked_for_in_words_and_the_number_stands_nowhere_in_plain(by_night: Town) -> None:
    by_night.write("chau", "gặp cán bộ")
    by_night.told("chau", 1)
    press(by_night, "chau", OWN["call_me"])
    by_night.told("chau", 2)
    by_night.write("chau", "số 0912345")
    assert by_night.told("chau", 3)[2] == OWN["phone_wrong"]
    by_night.write("chau", "vâng, 0909 111 222 nhé")
    assert "*******222" in by_night.told("chau", 4)[3]
    press(by_night, "chau", OWN["best_times"][0])
    assert "*******222" in by_night.told("chau", 5)[4]
    made = to_be_called(by_night, "chau")
    assert callbacks.phone(SEAL, made) == "0909111222"
    assert made.best == "buổi sáng"
    wait_until(by_night.is_quiet, by_night.log)
    for written in ("0909111222", "0909 111 222"):
        assert written not in everything(by_night) + by_night.log()
    press(by_night, "chau", OWN["callback_cancel"])
    assert by_night.told("chau", 6)[5] == OWN["callback_cancelled"]


def test_when_to_call_may_be_said_in_words(by_night: Town) -> None:
    leave_number(by_night, "dung")
    by_night.write("dung", "chiều mai sau 3 giờ")
    by_night.told("dung", 4)
    assert to_be_called(by_night, "dung").best == "chiều mai sau 3 giờ"


def test_a_question_breaks_the_dialogue_off_and_the_number_stays(by_night: Town) -> None:
    leave_number(by_night, "em")
    by_night.write("em", "lệ phí bao nhiêu")
    assert by_night.told("em", 4)[3] == "Đã nghe: lệ phí bao nhiêu"
    by_night.write("em", "chiều mai")
    assert by_night.told("em", 5)[4] == "Đã nghe: chiều mai"
    assert to_be_called(by_night, "em").best is None


def test_a_question_instead_of_a_number_is_answered(by_night: Town) -> None:
    by_night.write("giang", "gặp cán bộ")
    by_night.told("giang", 1)
    press(by_night, "giang", OWN["call_me"])
    by_night.told("giang", 2)
    by_night.write("giang", "hồ sơ 1.014199 gồm gì")
    assert by_night.told("giang", 3)[2] == "Đã nghe: hồ sơ 1.014199 gồm gì"


def test_a_form_asks_for_a_call_in_one_step(by_night: Town) -> None:
    by_night.deliver("ha", {"kind": "callback", "phone": "12", "text": "sáng"})
    assert by_night.told("ha", 1)[0] == OWN["phone_wrong"]
    by_night.deliver("ha", {"kind": "callback", "phone": "+84 909 111 333", "text": "sáng"})
    assert "*******333" in by_night.told("ha", 2)[1]
    assert to_be_called(by_night, "ha").best == "sáng"
    assert said(by_night, "ha")[0] == ("person", f"{words()['sent']['callback']} sáng")


def leave_number(village: Town, person: str) -> None:
    village.write(person, "gặp cán bộ")
    village.told(person, 1)
    press(village, person, OWN["call_me"])
    village.told(person, 2)
    village.write(person, "0909111444")
    village.told(person, 3)


# --- Deletion --------------------------------------------------------------------------------------------


def test_whoever_is_forgotten_leaves_neither_lines_nor_number_nor_subject(by_night: Town) -> None:
    by_night.write("xuan", "chuyện riêng của tôi")
    by_night.told("xuan", 1)
    xuan = sender("xuan")
    at(by_night, lambda uow: handoff.ask(uow, xuan, "pigeon", now(), "chuyện riêng của tôi"))
    at(
        by_night,
        lambda uow: callbacks.ask(uow, SEAL, xuan, "pigeon", "0909111555", None, now(), "chuyện riêng"),
    )
    by_night.deliver("xuan", {"kind": "command", "text": "xoadulieu"})
    by_night.told("xuan", 2)
    press(by_night, "xuan", words()["forget_yes"])
    assert by_night.told("xuan", 3)[2] == words()["forgotten"]
    wait_until(by_night.is_quiet, by_night.log)
    assert said(by_night, "xuan") == [("assistant", words()["forgotten"])]
    names = ("handoff", "callback")
    with engine(by_night.url).connect() as connection:
        kept = "".join(
            str(row) for name in names for row in connection.exec_driver_sql(f'SELECT * FROM "{name}"')
        )
    assert xuan not in kept
    assert "chuyện riêng" not in kept
    row = at(by_night, lambda uow: stored.by_state(uow.session, "cancelled"))[-1]
    assert row.phone is None
