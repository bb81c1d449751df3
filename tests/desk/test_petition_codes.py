"""Codes of petitions: read as people write them, and a slip is noticed."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.desk import petition_codes as codes
from bot.desk.petition_codes import SIGNS


def test_a_code_is_sound_has_no_sign_that_looks_like_another_and_comes_once() -> None:
    made = [codes.new() for _ in range(500)]
    assert all(map(codes.is_sound, made))
    assert len(set(made)) == 500
    assert not set("".join(made).replace("PA-", "").replace("-", "")) & set("01258BILOQSUZ")


@given(st.integers(0, 7), st.sampled_from(SIGNS))
def test_one_wrong_sign_is_noticed(place: int, sign: str) -> None:
    signs = list(codes.new().removeprefix("PA-").replace("-", ""))
    was, signs[place] = signs[place], sign
    assert codes.is_sound("".join(signs)) == (was == sign)


@given(st.integers(0, 7), st.integers(0, 7))
def test_two_that_changed_places_are_noticed(one: int, other: int) -> None:
    signs = list(codes.new().removeprefix("PA-").replace("-", ""))
    same = signs[one] == signs[other]
    signs[one], signs[other] = signs[other], signs[one]
    assert codes.is_sound("".join(signs)) == same


@pytest.mark.parametrize(
    "text",
    ["PA-7K3M-9XWR", "pa-7k3m-9xwr", "mã pa 7k3m 9xwr ạ", "Mã của tôi: PA7K3M9XWR.", "(PA–7K3M–9XWR)"],
)
def test_it_is_read_as_people_write_it(text: str) -> None:
    assert codes.written_in(text) == "PA-7K3M-9XWR"


@pytest.mark.parametrize(
    "text", ["phản ánh", "pa nhan vien", "PA-7K3M", "spa-7k3m-9xwr", "PA-7K3M-9XWRA", ""]
)
def test_other_words_are_no_code(text: str) -> None:
    assert codes.written_in(text) is None
