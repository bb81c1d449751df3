"""Numbers left to be called: recognised, checked, hidden, called, deleted."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import text as sql

from bot.desk import callbacks
from bot.desk.callbacks import hidden, number_in
from bot.desk.notices import sentences
from bot.desk.seal import Seal
from bot.errors import Over, PhoneError
from bot.storage import callbacks as stored
from bot.storage import senders
from bot.storage.callbacks import Callback
from bot.storage.database import engine
from bot.text.privacy import mask
from tests.desk.counter import HOUR, KEEP, NINE, OFFICER, Counter

AN = "test:an"
SEAL = Seal("0123456789abcdef0123456789abcdef")


@pytest.fixture
def counter(database_url: str) -> Counter:
    made = Counter(database_url)
    made.meet(AN)
    return made


def ask(counter: Counter, phone: str = "0912345678", best: str | None = None, now: datetime = NINE) -> int:
    return int(
        counter.do(lambda uow: callbacks.ask(uow, SEAL, AN, "test", phone, best, now, "lệ phí?", None))
    )


def row(counter: Counter, number: int) -> Callback:
    found: Callback = counter.do(lambda uow: stored.find(uow.session, number))
    return found


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("0912345678", "0912345678"),
        ("số tôi 0912 345 678 nhé", "0912345678"),
        ("gọi 091.234.5678 buổi chiều", "0912345678"),
        ("+84 912 345 678", "0912345678"),
        ("(+84)912345678", "0912345678"),
        ("84912345678", "0912345678"),
        ("(0251) 3891 234", "02513891234"),
        ("0912345678 10h sáng", "0912345678"),
        ("cũ 0112345678, mới 0987654321", "0987654321"),
    ],
)
def test_a_number_is_found_as_people_write_it(text: str, number: str) -> None:
    assert number_in(text) == number


@pytest.mark.parametrize(
    "text",
    [
        "",
        "chín một hai",
        "091234567",
        "0112345678",
        "1022",
        "1.014199",
        "079123456789",
        "ngày 01.01.2026",
        "12345678901",
    ],
)
def test_what_is_no_vietnamese_number_is_none(text: str) -> None:
    assert number_in(text) is None


_digits = st.text("0123456789", min_size=8, max_size=8)


@given(
    _digits,
    st.sampled_from("35789"),
    st.sampled_from(["", " ", ".", "-"]),
    st.sampled_from(["0", "+84", "84"]),
)
def test_whatever_is_found_would_have_been_masked(rest: str, head: str, gap: str, start: str) -> None:
    written = f"{start}{gap if start != '0' else ''}{head}{rest[:2]}{gap}{rest[2:5]}{gap}{rest[5:]}"
    assert number_in(f"tôi là {written}") == f"0{head}{rest}"
    assert rest not in mask(f"tôi là {written}")


def test_only_the_last_three_digits_are_shown() -> None:
    assert hidden("0912345678") == "*******678"


def test_a_number_is_kept_encrypted_and_read_by_who_calls(counter: Counter) -> None:
    number = ask(counter, best=" buổi chiều, gọi 0987654321 ")
    with engine(counter.url).connect() as connection:
        kept = str(list(connection.execute(sql("SELECT * FROM callback"))))
    assert "912345678" not in kept
    assert "987654321" not in kept
    found = row(counter, number)
    assert callbacks.phone(SEAL, found) == "0912345678"
    assert found.best == "buổi chiều, gọi [số điện thoại]"
    assert (found.subject, found.state) == ("lệ phí?", "new")


def test_what_is_no_number_is_refused(counter: Counter) -> None:
    with pytest.raises(PhoneError):
        ask(counter, "12345")
    assert counter.do(lambda uow: stored.by_state(uow.session, "new")) == []


def test_whoever_asks_again_is_called_once_under_the_new_number(counter: Counter) -> None:
    first = ask(counter, best="sáng")
    assert ask(counter, "0987654321") == first
    found = row(counter, first)
    assert callbacks.phone(SEAL, found) == "0987654321"
    assert found.best == "sáng"


def test_when_to_call_can_be_told_after_the_number(counter: Counter) -> None:
    prefer: Any = lambda uow: callbacks.prefer(uow, AN, "buổi sáng", NINE)  # noqa: E731
    assert counter.do(prefer) is None
    number = ask(counter)
    counter.do(prefer)
    assert row(counter, number).best == "buổi sáng"


def test_a_call_that_reached_nobody_is_told_and_tried_again(counter: Counter) -> None:
    number = ask(counter)
    counter.do(lambda uow: callbacks.tried(uow, number, OFFICER, False, NINE + HOUR))
    assert counter.letters(AN) == [sentences()["not_reached"]]
    counter.do(lambda uow: callbacks.tried(uow, number, OFFICER, True, NINE + 2 * HOUR, "đã hướng dẫn"))
    found = row(counter, number)
    assert (found.state, found.tries, found.officer, found.note) == ("reached", 2, OFFICER, "đã hướng dẫn")
    assert len(counter.letters(AN)) == 1
    with pytest.raises(Over):
        counter.do(lambda uow: callbacks.tried(uow, number, OFFICER, True, NINE))
    assert ask(counter) != number


def test_a_call_that_is_cancelled_leaves_no_number(counter: Counter) -> None:
    withdraw: Any = lambda uow: callbacks.withdraw(uow, AN, NINE)  # noqa: E731
    assert counter.do(withdraw) is False
    number = ask(counter)
    assert counter.do(withdraw) is True
    found = row(counter, number)
    assert (found.state, found.phone) == ("cancelled", None)
    assert callbacks.phone(SEAL, found) is None
    assert counter.letters(AN) == [sentences()["callback_cancelled"]]
    with pytest.raises(Over):
        counter.do(lambda uow: callbacks.cancel(uow, number, NINE, OFFICER))


def test_the_longest_waiting_call_comes_first(counter: Counter) -> None:
    counter.meet("test:binh")
    other = counter.do(
        lambda uow: callbacks.ask(uow, SEAL, "test:binh", "test", "0987654321", None, NINE - HOUR)
    )
    number = ask(counter)
    found = counter.do(lambda uow: stored.by_state(uow.session, "new", "not_reached"))
    assert [one.id for one in found] == [other, number]


def test_a_number_goes_with_its_person_or_its_time(counter: Counter) -> None:
    number = ask(counter)
    counter.tidy(NINE + KEEP)
    assert row(counter, number).phone
    counter.do(lambda uow: senders.forget_words(uow.session, AN))
    found = row(counter, number)
    assert (found.sender, found.phone, found.subject, found.state) == (None, None, None, "cancelled")
    second = ask(counter)
    counter.tidy(NINE + KEEP + HOUR)
    assert row(counter, second).phone is None


def test_a_stranger_is_not_called(counter: Counter) -> None:
    with pytest.raises(Over):
        counter.do(lambda uow: callbacks.ask(uow, SEAL, "test:nobody", "test", "0912345678", None, NINE))
