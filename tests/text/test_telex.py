"""Keys of telex that the keyboard let through."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.text.telex import decode
from bot.text.writing import canonical


@pytest.mark.parametrize(
    ("keys", "syllable"),
    [
        ("thur", "thủ"),
        ("tucj", "tục"),
        ("tujc", "tục"),
        ("giaays", "giấy"),
        ("phesp", "phép"),
        ("pheps", "phép"),
        ("xaay", "xây"),
        ("duwngj", "dựng"),
        ("laau", "lâu"),
        ("ddoongj", "động"),
        ("hoof", "hồ"),
        ("sow", "sơ"),
        ("leej", "lệ"),
        ("phis", "phí"),
        ("nguwowif", "người"),
        ("nuwowcs", "nước"),
        ("dduwowngf", "đường"),
        ("dduowngf", "đường"),
        ("quoocs", "quốc"),
        ("tuyeern", "tuyển"),
        ("chuwngs", "chứng"),
        ("nhaanj", "nhận"),
        ("ddaauf", "đầu"),
        ("tuw", "tư"),
        ("hajn", "hạn"),
        ("khoer", "khỏe"),
        ("hoaf", "hòa"),
        ("gif", "gì"),
        ("owr", "ở"),
        ("dangd", "đang"),
        ("THUR", "thủ"),
    ],
)
def test_keys_become_the_syllable_they_stand_for(keys: str, syllable: str) -> None:
    decoded = decode(keys)
    assert decoded is not None
    assert canonical(decoded) == syllable


@pytest.mark.parametrize(
    "word",
    [
        "access",
        "class",
        "form",
        "process",
        "address",
        "passport",
        "express",
        "project",
        "window",
        "export",
        "draw",
        "info",
        "task",
        "zoom",
        "giay",
        "phep",
        "lao",
        "dong",
        "kcn",
        "gpxd",
        "qwrty",
        "a",
        "ax",
        "123",
        "m2",
        "c/o",
        "thủ",
        "tục",
    ],
)
def test_what_no_keys_of_one_syllable_type_is_left_alone(word: str) -> None:
    assert decode(word) is None


@given(st.text(st.characters(), max_size=12))
def test_any_word_either_decodes_to_a_syllable_or_not_at_all(word: str) -> None:
    decoded = decode(word)
    assert decoded is None or decoded.isalpha()


@given(st.text("aeouwfsxrjdngtch", min_size=3, max_size=8))
def test_any_keys_either_decode_to_a_syllable_or_not_at_all(keys: str) -> None:
    decoded = decode(keys)
    assert decoded is None or (decoded.isalpha() and decoded != keys)
