from __future__ import annotations

import pytest

from bot.desk.seal import Seal
from bot.errors import SettingError, Unreadable

OLD = "0123456789abcdef0123456789abcdef"
NEW = "fedcba9876543210fedcba9876543210"


def test_a_person_has_one_pseudonym_a_channel() -> None:
    seal = Seal(OLD)
    assert seal.sender("telegram", "42") == seal.sender("telegram", "42")
    assert seal.sender("telegram", "42").startswith("telegram:")
    assert seal.sender("telegram", "42").partition(":")[2] != seal.sender("zalo", "42").partition(":")[2]


def test_the_pseudonym_is_of_no_use_without_the_secret() -> None:
    assert Seal(OLD).sender("telegram", "42") != Seal(NEW).sender("telegram", "42")


def test_what_is_closed_can_be_opened_and_not_read() -> None:
    closed = Seal(OLD).close({"text": "xin chào"})
    assert "xin" not in closed
    assert Seal(OLD).open(closed) == {"text": "xin chào"}


def test_a_changed_secret_reads_what_the_old_one_closed_while_it_is_named() -> None:
    closed = Seal(OLD).close("address")
    assert Seal(f"{NEW} {OLD}").open(closed) == "address"
    with pytest.raises(Unreadable):
        Seal(NEW).open(closed)


@pytest.mark.parametrize("secret", ["", "  ", "short", f"{OLD} short"])
def test_a_missing_or_short_secret_is_refused(secret: str) -> None:
    with pytest.raises(SettingError, match="MOTCUA_SECRET"):
        Seal(secret)
