"""What was meant by badly typed words."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from itertools import pairwise, product
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.text.question import read
from bot.text.spelling import Speller

SENTENCES = [
    "thủ tục cấp giấy phép lao động cho người nước ngoài",
    "gia hạn giấy phép lao động cần giấy tờ gì",
    "hồ sơ xin giấy phép xây dựng nhà xưởng trong khu công nghiệp",
    "lệ phí cấp giấy phép xây dựng bao nhiêu tiền",
    "nộp hồ sơ ở đâu và mất bao lâu mới có kết quả",
    "điều chỉnh giấy chứng nhận đăng ký đầu tư",
    "thủ tục hành chính nộp trực tuyến được không",
    "đăng ký nội quy lao động nộp ở ban quản lý khu công nghiệp",
]


@pytest.fixture(scope="module")
def speller() -> Speller:
    return Speller.learn([list(read(text).plain) for text in SENTENCES * 5])


def corrected(speller: Speller, text: str) -> str:
    return " ".join(speller.correct(list(read(text).plain)))


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("giayphep laodong", "giay phep lao dong"),
        ("thutuc hanhchinh", "thu tuc hanh chinh"),
        ("giahan giayphep laodong", "gia han giay phep lao dong"),
        ("giayphepxaydung", "giay phep xay dung"),
        ("giấyphép lao động", "giay phep lao dong"),
        ("giay phpe xay dugn", "giay phep xay dung"),
        ("giấyy phép laoo động", "giay phep lao dong"),
        ("giy phep la dong", "giay phep lao dong"),
        ("gisy phep lso dong", "giay phep lao dong"),
        ("thur tucj", "thu tuc"),
        ("giaays phesp xaay duwngj", "giay phep xay dung"),
        ("hoof sow leej phis", "ho so le phi"),
        ("ddieeuf chinhr giaays chuwngs nhaanj", "dieu chinh giay chung nhan"),
    ],
    ids=lambda text: text,
)
def test_slips_lost_spaces_and_telex_are_put_right(speller: Speller, typed: str, meant: str) -> None:
    assert corrected(speller, typed) == meant


@pytest.mark.parametrize("text", SENTENCES)
def test_sentences_of_known_words_are_unchanged(speller: Speller, text: str) -> None:
    words = list(read(text).plain)
    assert speller.correct(words) == words


@pytest.mark.parametrize(
    "word",
    [
        "1.009645",
        "219/2025/nd-cp",
        "c/o",
        "1.500.000",
        "2026",
        "samsung",
        "formosa",
        "invoice",
        "access",
        "class",
        "blockchain",
        "qwrtp",
        "한국",
    ],
)
def test_codes_numbers_names_and_foreign_words_survive(speller: Speller, word: str) -> None:
    assert speller.correct(["giay", "phep", word]) == ["giay", "phep", word]
    assert speller.correct([word]) == [word]


@pytest.mark.parametrize(
    "text", ["giy phep la dong", "nop ho sp", "lephi cap", "thur tucj hanh chnh", "dieu chih dau tu"]
)
def test_no_other_reading_is_more_probable(speller: Speller, text: str) -> None:
    words = text.split()
    readings = [
        (cost(speller, reading), [word for choice in reading for word in choice.words])
        for reading in product(*map(speller._candidates, words))
    ]
    least = min(readings)[0]
    assert speller.correct(words) in [reading for total, reading in readings if total < least + 1e-9]


def cost(speller: Speller, reading: tuple[Any, ...]) -> float:
    begun = (speller._choice(0.0, ("",)), *reading)
    return sum(choice.cost + speller._surprise(last, choice) for last, choice in pairwise(begun))


def test_a_known_word_is_not_changed_into_a_more_frequent_one(speller: Speller) -> None:
    assert speller.correct(["phi"]) == ["phi"]


def test_nothing_gives_nothing(speller: Speller) -> None:
    assert speller.correct([]) == []
    assert corrected(speller, "😀🙏👍") == ""


def test_a_speller_that_has_learnt_nothing_changes_nothing() -> None:
    assert Speller.learn([]).correct(["giayphep", "lao"]) == ["giayphep", "lao"]


def test_what_was_learnt_survives_writing_it_down(speller: Speller) -> None:
    counts = speller.counts()
    copy = Speller(counts["words"], counts["pairs"])
    for typed in ("giayphep laodong", "thur tucj", "giy phep la dong", "lephi"):
        assert corrected(copy, typed) == corrected(speller, typed)


def test_every_process_corrects_alike() -> None:
    script = (
        "from bot.text.spelling import Speller\n"
        "words = ['ban', 'bat', 'bac', 'bao', 'bam', 'bap', 'bai', 'bay', 'bau', 'ban', 'can', 'tan', 'van']\n"
        "speller = Speller.learn([[word] for word in words * 3])\n"
        "print(speller.correct(['baz', 'xan', 'bann']), speller._near_words('bax'))\n"
    )
    told = {
        subprocess.run(
            [sys.executable, "-c", script],
            env={**os.environ, "PYTHONHASHSEED": seed},
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        for seed in ("1", "2", "3")
    }
    assert len(told) == 1


LETTERS = st.text("abcdeghiklmnopqrstuvxyfjwz", min_size=1, max_size=20)


@given(st.lists(st.one_of(LETTERS, st.text(st.characters(), min_size=1, max_size=12)), max_size=12))
def test_any_words_can_be_corrected(speller: Speller, words: list[str]) -> None:
    corrected = speller.correct(words)
    assert len(corrected) >= len(words)
    assert "" not in corrected


@given(st.text(st.characters(), max_size=80))
def test_plain_words_in_give_plain_words_out(speller: Speller, text: str) -> None:
    words = list(read(text).plain)
    assert all(read(word).plain for word in speller.correct(words))


@pytest.mark.parametrize(
    "text",
    ["giayphep" * 1250, "giayphepla " * 900, "thur tucj " * 1000, "a " * 5000, "x" * 10_000, "😀" * 10_000],
    ids=["one word", "no spaces", "telex", "letters", "one letter", "emoji"],
)
def test_ten_thousand_characters_are_read_in_time(text: str) -> None:
    speller = Speller.learn([list(read(sentence).plain) for sentence in SENTENCES * 5])
    began = time.process_time()
    corrected(speller, text)
    assert time.process_time() - began < 1.0
