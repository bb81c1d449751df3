"""Questions that ask for the same come together, the same way every time."""

from __future__ import annotations

import random
import time

from bot.catalogue.grouping import groups, key
from tests.real import dozen


def grouped(*texts: str, meanings: dict[str, str] | None = None) -> list[set[str]]:
    keys = [key(text) for text in texts]
    meant = [(meanings or {}).get(text, "") for text in texts]
    return [{texts[place] for place in mine} for mine in groups(keys, meant, [1] * len(keys))]


def test_one_wording_is_one_however_it_is_written() -> None:
    written = ["Gia hạn GPLĐ?", "gia han gpld", "dạ cho em hỏi gia hạn giấy phép lao động ạ", "GIA HẠN gplđ"]
    assert len({key(text) for text in written}) == 1


def test_other_words_for_the_same_come_together_and_other_things_stay_apart() -> None:
    same = {"làm thẻ tạm trú cho vợ con chuyên gia", "thẻ tạm trú cho vợ chuyên gia làm sao"}
    found = grouped(*sorted(same), "giá thuê đất khu công nghiệp Amata")
    assert same in found
    assert len(found) == 2


def test_what_the_assistant_took_for_the_same_joins_sooner() -> None:
    one, other = "báo làm thêm 300 giờ", "đăng ký tăng ca quá 300 giờ báo ai"
    apart = grouped(one, other, meanings={one: "fee", other: "agency"})
    assert len(apart) >= len(grouped(one, other, meanings={one: "agency", other: "agency"}))
    assert len(apart) == 2


def test_nothing_makes_no_group() -> None:
    assert groups([], [], []) == []


def test_the_order_of_the_questions_changes_nothing() -> None:
    texts = sorted({key(example.text) for one in dozen() for example in one.examples})
    shuffled = random.Random(1).sample(texts, len(texts))
    told = [
        {
            frozenset(given[place] for place in mine)
            for mine in groups(given, [""] * len(given), [1] * len(given))
        }
        for given in (texts, shuffled)
    ]
    assert told[0] == told[1]
    assert len(told[0]) < len(texts)


def test_ten_thousand_questions_take_seconds() -> None:
    chance = random.Random(1)
    words = sorted(
        {word for one in dozen() for example in one.examples for word in key(example.text).split()}
    )
    keys = sorted({" ".join(chance.choices(words, k=8)) for _ in range(10_000)})
    began = time.process_time()
    groups(keys, [""] * len(keys), [1] * len(keys))
    assert time.process_time() - began < 60
