"""bot staff: accounts in the terminal."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from bot.cli import bot
from bot.staff import entrance, passwords
from bot.staff.entrance import Refusal
from bot.storage.database import engine
from tests.console.office import CHEAP


@pytest.fixture(autouse=True)
def url(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    url = f"sqlite:///{tmp_path / 'var' / 'motcua.db'}"
    monkeypatch.setenv("MOTCUA_DATABASE_URL", url)
    monkeypatch.setattr(passwords, "hasher", CHEAP)
    return url


def run(*words: str) -> Result:
    result = CliRunner().invoke(bot, ["staff", *words])
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    return result


def password_of(result: Result) -> str:
    found = re.search(r"^Mật khẩu: (\S+)$", result.output, re.MULTILINE)
    assert found, result.output
    return found[1]


def test_an_added_account_can_sign_in_with_the_password_shown_once(url: str) -> None:
    added = run("add", "lan", "--role", "officer", "--full-name", "Cán bộ quầy 1")
    assert "Đã thêm lan (cán bộ)." in added.output
    assert "chỉ hiện một lần" in added.output
    assert isinstance(entrance.sign_in(engine(url), "lan", password_of(added), ""), str)
    assert password_of(added) not in run("list").output


def test_a_reset_makes_the_old_password_worthless(url: str) -> None:
    old = password_of(run("add", "lan", "--role", "viewer"))
    new = password_of(run("reset", "lan"))
    assert entrance.sign_in(engine(url), "lan", old, "") is Refusal.WRONG
    assert isinstance(entrance.sign_in(engine(url), "lan", new, ""), str)


def test_a_disabled_account_is_outside_until_it_is_reset(url: str) -> None:
    password = password_of(run("add", "lan", "--role", "viewer"))
    assert "Mở lại: bot staff reset lan" in run("disable", "lan").output
    assert entrance.sign_in(engine(url), "lan", password, "") is Refusal.WRONG
    assert isinstance(entrance.sign_in(engine(url), "lan", password_of(run("reset", "lan")), ""), str)


def test_an_account_belongs_to_a_unit_that_can_change(url: str) -> None:
    run("add", "lan", "--role", "officer", "--unit", "  Phòng   Đầu tư ")
    assert "Phòng Đầu tư" in run("list").output
    assert "lan nay thuộc Phòng Lao động." in run("unit", "lan", "Phòng Lao động").output
    assert "lan nay không thuộc đơn vị nào." in run("unit", "lan", "").output
    assert "dài quá 80 ký tự" in run("unit", "lan", "a" * 81).output


def test_the_list_tells_roles_names_and_states() -> None:
    assert "Chưa có tài khoản nào" in run("list").output
    run("add", "lan", "--role", "editor", "--full-name", "Cán bộ quầy 1")
    run("add", "minh", "--role", "viewer")
    run("role", "minh", "reviewer")
    run("disable", "minh")
    lan, minh = run("list").output.splitlines()
    assert lan.split("  ")[0] == "lan"
    assert "biên tập" in lan
    assert lan.endswith("Cán bộ quầy 1 (chưa đổi mật khẩu)")
    assert "người rà soát" in minh
    assert minh.endswith("(đã khóa)")


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("reset", "ai-do"), "Tài khoản ai-do: không có"),
        (("disable", "ai-do"), "Tài khoản ai-do: không có"),
        (("role", "ai-do", "viewer"), "Tài khoản ai-do: không có"),
        (("add", "Lân", "--role", "viewer"), "tên chỉ gồm chữ không dấu"),
        (("add", "lan"), "--role"),
        (("add", "lan", "--role", "chief"), "'chief'"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, tuple) else "",
)
def test_what_cannot_be_is_told_in_one_line(words: tuple[str, ...], told: str) -> None:
    result = run(*words)
    assert result.exit_code == 2
    assert told in result.output
    assert "Traceback" not in result.output
