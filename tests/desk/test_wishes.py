"""What is said when an officer is wished for, and which words answer what the dialogue waits for."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.desk import handoff, notices
from bot.desk.notices import LEAVE, sentences
from bot.desk.seal import Seal
from bot.desk.wishes import BEST, CALL, MESSAGE, NEVER_MIND, OFFICER, Asker, Told, Wishes, is_a_time, leaves
from bot.settings import Settings
from tests.desk.counter import HOUR, MINUTE, NINE, Counter
from tests.desk.counter import OFFICER as ACCOUNT

AN = Asker("test:an", "test", "gặp cán bộ", "1.014199")
OWN = sentences()
EVENING = NINE + 12 * HOUR


@pytest.fixture
def counter(sqlite_url: str) -> Counter:
    made = Counter(sqlite_url)
    made.meet("test:an", "test:binh")
    return made


@pytest.fixture
def wishes(counter: Counter) -> Wishes:
    return Wishes(Settings(database_url=counter.url), Seal("0" * 32))


def test_in_working_hours_the_place_is_told_and_one_may_leave(wishes: Wishes) -> None:
    told = wishes.officer(AN, NINE)
    assert "thứ 1 trong hàng chờ" in told.text
    assert "(0251) 1022" in told.text
    assert dict(told.buttons)[OWN["stop_waiting"]] == LEAVE
    assert "thứ 2" in wishes.officer(replace(AN, sender="test:binh"), NINE).text
    assert wishes.officer(AN, NINE + MINUTE).text == told.text


def test_a_waiting_time_is_told_once_it_is_measured(wishes: Wishes, counter: Counter) -> None:
    for _ in range(5):
        number = counter.do(lambda uow: handoff.ask(uow, "test:binh", "test", NINE)).id
        counter.do(lambda uow, number=number: handoff.claim(uow, number, ACCOUNT, "x", NINE + 70 * MINUTE))
        counter.do(lambda uow: handoff.leave(uow, "test:binh", NINE + 70 * MINUTE))
    assert "khoảng 1 giờ 10 phút trong giờ làm việc" in wishes.officer(AN, NINE + 75 * MINUTE).text


def test_after_hours_nobody_is_queued_and_the_opening_is_told(wishes: Wishes, counter: Counter) -> None:
    told = wishes.officer(AN, EVENING)
    assert "07:30 ngày mai (thứ Sáu, 27/11/2026)" in told.text
    assert [payload for _, payload in told.buttons] == [CALL, MESSAGE]
    assert counter.do(lambda uow: handoff.leave(uow, "test:an", EVENING)) is False


def test_who_waits_when_the_desk_closes_keeps_his_place(wishes: Wishes) -> None:
    wishes.officer(AN, NINE)
    told = wishes.officer(AN, EVENING)
    assert "vị trí thứ 1" in told.text
    assert "07:30 ngày mai" in told.text


def test_a_message_with_a_number_in_it_is_a_wish_to_be_called(wishes: Wishes) -> None:
    told = wishes.typed("message", "Gọi tôi số 0909 111 222 về hồ sơ", AN, EVENING)
    assert told is not None
    assert "*******222" in told.text
    assert told.waits == "best"


def test_a_second_thought_ends_the_dialogue(wishes: Wishes) -> None:
    asked = wishes.pressed(CALL, AN, EVENING)
    assert asked is not None
    assert (asked.waits, asked.buttons) == ("phone", ((OWN["never_mind"], NEVER_MIND),))
    assert wishes.pressed(NEVER_MIND, AN, EVENING) == Told(OWN["dropped"])


def test_a_time_without_a_number_asks_for_the_number(wishes: Wishes) -> None:
    told = wishes.pressed(f"{BEST}buổi sáng", AN, EVENING)
    assert told is not None
    assert told.waits == "phone"


def test_a_button_that_belongs_to_somebody_else_is_left_alone(wishes: Wishes) -> None:
    assert wishes.pressed("/danh-gia 7 1", AN, NINE) is None
    assert wishes.pressed(OFFICER, AN, NINE) is not None


@pytest.mark.parametrize("text", ["1.014199", "0912345", "số 091234567"])
def test_what_is_nearly_a_number_is_asked_again_unless_it_is_a_code(wishes: Wishes, text: str) -> None:
    told = wishes.typed("phone", text, AN, EVENING)
    assert (told is None) == (text == "1.014199")


@pytest.mark.parametrize(
    "text",
    [
        "buổi sáng",
        "Sáng",
        "chiều mai sau 3 giờ",
        "chieu mai",
        "giờ hành chính",
        "lúc nào cũng được",
        "tối thứ năm",
        "ngày mai nhé",
    ],
)
def test_words_that_say_when(text: str) -> None:
    assert is_a_time(text)


@pytest.mark.parametrize(
    "text",
    [
        "lệ phí bao nhiêu",
        "mấy giờ làm việc",
        "toi muon hoi",
        "thủ tục cấp phép",
        "tôi cần giấy phép",
        "giờ làm việc thế nào?",
        "mai " * 40,
    ],
)
def test_words_that_do_not_say_when(text: str) -> None:
    assert not is_a_time(text)


@pytest.mark.parametrize(
    "text", ["Thôi, không chờ nữa", "thoi, khong cho nua.", "Kết thúc với cán bộ", "/roi"]
)
def test_words_by_which_one_leaves(text: str) -> None:
    assert leaves(text)


@pytest.mark.parametrize("text", ["thôi", "không", "rồi", "roi", "kết thúc", "chờ"])
def test_words_that_might_be_meant_for_the_officer(text: str) -> None:
    assert not leaves(text)


def test_every_sentence_finds_its_values() -> None:
    known = {
        "officer",
        "leave",
        "unit",
        "position",
        "wait",
        "hotline",
        "opens",
        "time",
        "number",
        "hours",
        "best",
    }
    for text in filter(lambda one: isinstance(one, str), notices.sentences().values()):
        assert text.format(**dict.fromkeys(known, "x"))
