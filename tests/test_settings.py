"""The environment's settings: read whole, or refused with the variable's name."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.errors import SettingError
from bot.settings import Settings


def test_nothing_set_means_the_embedded_defaults() -> None:
    assert Settings.from_env({}) == Settings()


def test_a_secret_may_lie_in_a_file(tmp_path: Path) -> None:
    (tmp_path / "secret").write_text("s3cret\n", "utf-8")
    assert Settings.from_env({"MOTCUA_SECRET_FILE": str(tmp_path / "secret")}).secret == "s3cret"


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("MOTCUA_PAUSE_MINUTES", "0"),
        ("MOTCUA_KEEP_DAYS", "-1"),
        ("MOTCUA_WAIT_MINUTES", "fifteen"),
        ("MOTCUA_RASA_PORT", "0"),
        ("MOTCUA_CONSOLE_PORT", "65536"),
        ("MOTCUA_ZALO_PROOF", "maybe"),
        ("MOTCUA_SECRET_FILE", "/nowhere/secret"),
    ],
)
def test_a_value_that_does_not_fit_is_refused_by_name(name: str, value: str) -> None:
    with pytest.raises(SettingError, match=name):
        Settings.from_env({name: value})
