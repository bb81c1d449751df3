"""One way to write Vietnamese, whatever keyboard it was typed on."""

from __future__ import annotations

import unicodedata

import pytest
import regex
from hypothesis import example, given
from hypothesis import strategies as st

from bot.text.writing import LONGEST, canonical, clean, is_marked, plain, remembered

# Any text at all, and text made of what Vietnamese keyboards send (letters, tones apart, invisible things).
ANY = st.text(st.characters(), max_size=60)
TYPED = st.text(
    "aăâeêioôơuưyqghđĐHOÀàáảãạ\u0300\u0301\u0303\u0309\u0323\u0302\u0306\u031b \u200b\u00ad\n\x00",
    max_size=40,
)
TEXTS = st.one_of(ANY, TYPED)


@pytest.mark.parametrize(
    ("typed", "written"),
    [
        ("hoà", "hòa"),
        ("hòa", "hòa"),
        ("HOÀ", "hòa"),
        ("thuý", "thúy"),
        ("khoẻ", "khỏe"),
        ("uỷ", "ủy"),
        ("uỷ ban", "ủy ban"),
        ("thoả thuận", "thỏa thuận"),
        ("xoá án tích", "xóa án tích"),
        ("toạ đàm", "tọa đàm"),
        ("tuỳ", "tùy"),
    ],
)
def test_the_tone_of_an_open_rhyme_stands_on_its_first_vowel(typed: str, written: str) -> None:
    assert canonical(typed) == written


@pytest.mark.parametrize(
    "word", ["quý", "quỳ", "hoàn", "khoẻn", "thuyền", "huỳnh", "toán", "của", "lúa", "kỳ"]
)
def test_words_whose_tone_has_one_place_only_stay(word: str) -> None:
    assert canonical(word) == word


@given(TEXTS)
def test_composed_and_decomposed_text_are_the_same(text: str) -> None:
    for read in (canonical, plain):
        assert read(unicodedata.normalize("NFD", text)) == read(unicodedata.normalize("NFC", text))


@pytest.mark.parametrize(
    ("written", "bare"),
    [
        ("Đường", "duong"),
        ("đầu tư", "dau tu"),
        ("GIẤY PHÉP XÂY DỰNG", "giay phep xay dung"),
        ("thuỷ sản", "thuy san"),
        ("Nghị định 219/2025/NĐ-CP", "nghi dinh 219/2025/nd-cp"),
    ],
)
def test_plain_is_what_a_phone_without_vietnamese_types(written: str, bare: str) -> None:
    assert plain(written) == bare
    assert plain(unicodedata.normalize("NFD", written)) == bare


@given(TEXTS)
@example("đ\u0301")
@example("ϓ")
def test_plain_text_has_no_marks_left(text: str) -> None:
    bare = plain(text)
    assert not any(unicodedata.category(letter) == "Mn" for letter in unicodedata.normalize("NFD", bare))
    assert "đ" not in bare


@given(TEXTS)
def test_making_plain_twice_is_making_plain_once(text: str) -> None:
    assert plain(plain(text)) == plain(text)


@given(TEXTS)
@example("oạ\u0301")
def test_canonical_writing_is_final(text: str) -> None:
    assert canonical(canonical(text)) == canonical(text)


@given(TEXTS)
def test_canonical_writing_keeps_the_letters(text: str) -> None:
    assert plain(canonical(text)) == plain(text)


@given(TEXTS)
@example("\ud800")
@example("giấy\u200b\nphép")
@example("\U00031350")
def test_a_cleaned_text_is_one_line_that_can_be_stored(text: str) -> None:
    line = clean(text)
    assert line == clean(line)
    assert line == line.strip()
    assert "  " not in line
    # By the tables of `regex`: those of Python's `unicodedata` are years older and call new letters unassigned.
    assert not regex.search(r"\p{C}", line)
    line.encode("utf-8")


def test_line_breaks_separate_words_also_beside_invisible_characters() -> None:
    assert clean("giấy\u200b\r\nphép\x00lao\tđộng\u2028mới") == "giấy phép lao động mới"


def test_invisible_characters_inside_a_word_vanish() -> None:
    assert clean("gi\u00adấy\u2060 ph\u200bép\ufeff") == "giấy phép"


@pytest.mark.parametrize("letter", ["a", "à", "a\u0300", "\u0958"], ids=["plain", "NFC", "NFD", "grows"])
def test_a_cleaned_text_is_never_longer_than_the_bound(letter: str) -> None:
    assert 0 < len(clean(letter * 10_000)) <= LONGEST


@pytest.mark.parametrize(
    ("text", "marked"),
    [("hồ sơ", True), ("ho so", False), ("đ", True), ("HO SO 123!", False), ("o\u0302", True), ("", False)],
)
def test_whether_somebody_typed_marks_is_seen(text: str, marked: bool) -> None:
    assert is_marked(text) is marked


def test_a_word_is_worked_out_once_and_a_long_text_each_time() -> None:
    seen: list[str] = []
    told = remembered(lambda text: seen.append(text) or len(text))
    for text in ("phép", "phép", "x" * 2000, "x" * 2000):
        assert told(text) == len(text)
    assert seen == ["phép", "x" * 2000, "x" * 2000]
