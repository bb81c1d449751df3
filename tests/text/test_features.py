"""The n-grams by which questions are compared."""

from __future__ import annotations

from bot.text.features import letter_grams, word_grams


def test_runs_of_words_up_to_the_longest() -> None:
    assert list(word_grams(["gia", "hạn", "phép"], 2)) == ["gia", "hạn", "phép", "gia hạn", "hạn phép"]


def test_a_mark_keeps_families_apart() -> None:
    assert list(word_grams(["gia"], 1, "^")) == ["^gia"]


def test_runs_of_letters_see_the_borders_of_a_word() -> None:
    assert letter_grams("an") == ("~<an", "~an>", "~<an>")


def test_no_words_have_no_features() -> None:
    assert list(word_grams([], 3)) == []
