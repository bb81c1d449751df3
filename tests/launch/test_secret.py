from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from bot.desk.seal import Seal
from bot.errors import ServiceError
from bot.launch.secret import secret_file


def test_the_secret_is_made_once_and_read_by_its_owner_only(tmp_path: Path) -> None:
    path = secret_file(tmp_path)
    made = path.read_text()
    Seal(made)
    assert path.stat().st_mode & 0o777 == 0o600
    assert secret_file(tmp_path).read_text() == made


def test_those_that_start_together_get_the_same(tmp_path: Path) -> None:
    with ThreadPoolExecutor(8) as pool:
        paths = list(pool.map(secret_file, [tmp_path] * 8))
    assert len({path.read_text() for path in paths}) == 1
    assert [path.name for path in (tmp_path / "var").iterdir()] == ["secret"]


def test_where_nothing_can_be_written_it_is_told(tmp_path: Path) -> None:
    (tmp_path / "var").write_text("in the way")
    with pytest.raises(ServiceError, match="secret"):
        secret_file(tmp_path)
