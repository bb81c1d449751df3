"""Codes of dossiers as people write them."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.desk.dossier.code import codes, has_broken, hidden
from bot.desk.secrets import hide
from bot.text.privacy import mask
from bot.text.writing import clean

levels = st.lists(st.integers(1, 999).map(lambda number: f"{number:02d}"), max_size=3)
forwards = st.builds(
    lambda first, two, rest: ".".join([f"{first}{two:02d}", *rest]),
    st.sampled_from("GH"),
    st.integers(1, 99),
    levels,
)
backwards = st.builds(
    lambda first, two: f"000.00.00.{first}{two:02d}", st.sampled_from("GH"), st.integers(1, 99)
)
days = st.dates(date(2020, 1, 1), date(2039, 12, 31)).map(lambda day: f"{day:%y%m%d}")
numbers = st.integers(1, 999_999).map(lambda number: f"{number:04d}")
written = st.builds("{}-{}-{}".format, st.one_of(forwards, backwards), days, numbers)


@given(written)
def test_every_code_is_read_as_it_stands(code: str) -> None:
    assert codes(code) == [code]
    assert codes(f"hs {code.lower()} tới đâu rồi ạ?") == [code]
    assert not has_broken(code)


@given(written, st.sampled_from([" - ", "–", " ", "—"]))
def test_spaces_and_long_dashes_are_read_too(code: str, gap: str) -> None:
    assert codes(code.replace("-", gap)) == [code]


@given(written)
def test_masks_of_personal_data_leave_a_code_alone_and_the_record_hides_it(code: str) -> None:
    assert hide(mask(clean(code))) == code
    assert hidden(f"mã {code}.") == "mã [mã hồ sơ]."


@given(st.text())
def test_no_text_breaks_the_reader(text: str) -> None:
    assert all(codes(code) == [code] for code in codes(text))
    has_broken(text)
    hidden(text)


@pytest.mark.parametrize("text", ["H06.12-251301-0001", "H06.12-251101-01", "H06-25110-0001"])
def test_what_is_nearly_a_code_is_noticed(text: str) -> None:
    assert codes(text) == []
    assert has_broken(text)


@pytest.mark.parametrize("text", ["1.014201", "886/QĐ-BNV", "ngày 12-11-2025", "0901 234 567", "Mẫu số 03"])
def test_other_numbers_are_no_codes(text: str) -> None:
    assert codes(text) == []
    assert not has_broken(text)


@pytest.mark.parametrize(
    "text",
    [
        *("otp 123456", "mã OTP của em là 123456", "mat khau la abc123", "mật khẩu: bimat"),
        # As telephones show them.
        *("mã OTP là 123 456", "OTP 123-456", "ma xac nhan 12 34 56", "OTP 1101-0001"),
    ],
)
def test_one_time_codes_and_passwords_are_hidden(text: str) -> None:
    assert hide(text).endswith(("[mã OTP]", "[mật khẩu]"))


@pytest.mark.parametrize("text", ["mật khẩu là gì", "quên mật khẩu thì sao", "không nhận được mã OTP"])
def test_a_question_about_passwords_stays(text: str) -> None:
    assert hide(text) == text
