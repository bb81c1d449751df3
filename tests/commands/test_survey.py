"""What leads to the survey page: codes for screens, posters for walls."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import segno
from click.testing import CliRunner, Result

from bot.cli import bot
from bot.feedback import poster
from bot.feedback.places import Place, address
from bot.storage import catalogue
from bot.storage.database import UnitOfWork, engine
from tests.desk.profiles import profiles
from tests.real import dozen

HERE = "https://hoi.vi-du.vn"
LONG = "Cấp giấy phép lao động cho người lao động nước ngoài " * 12


@pytest.fixture(autouse=True)
def _authority(sqlite_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MOTCUA_DATABASE_URL", sqlite_url)
    monkeypatch.setenv("MOTCUA_AGENCIES", str(profiles(tmp_path, is_open=True)))
    monkeypatch.setenv("MOTCUA_PUBLIC_URL", f"{HERE}/")
    with UnitOfWork(engine(sqlite_url)) as uow:
        catalogue.replace_all(uow.session, dozen(), "tests")
        uow.commit()


def run(folder: Path, *options: str) -> Result:
    return CliRunner().invoke(bot, ["survey", "qr", "--out", str(folder / "in"), *options])


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in (folder / "in").glob("*"))


def pages(pdf: bytes) -> int:
    return len(re.findall(rb"/Type /Page\b", pdf))


def test_all_is_the_general_survey_and_every_counter(tmp_path: Path) -> None:
    done = run(tmp_path, "--all")
    assert done.exit_code == 0, done.output
    assert names(tmp_path) == ["khao-sat-quay-2.pdf", "khao-sat-quay-lao-dong.pdf", "khao-sat.pdf"]
    assert f"{HERE}/khao-sat?quay=lao-dong\n" in done.output
    for path in (tmp_path / "in").iterdir():
        assert pages(path.read_bytes()) == 1


@pytest.mark.parametrize(
    ("options", "name", "query"),
    [
        ((), "khao-sat", ""),
        (("--counter", "lao-dong"), "khao-sat-quay-lao-dong", "?quay=lao-dong"),
        (("--procedure", "1.014199"), "khao-sat-thu-tuc-1.014199", "?thu-tuc=1.014199"),
    ],
)
def test_a_code_holds_the_address_of_its_place(
    tmp_path: Path, options: tuple[str, ...], name: str, query: str
) -> None:
    done = run(tmp_path, "--format", "svg", *options)
    assert done.exit_code == 0, done.output
    content = (tmp_path / "in" / f"{name}.svg").read_text("utf-8")
    assert content == poster.written(f"{HERE}/khao-sat{query}", "", None, "svg").decode()
    assert "<title>Mã QR mở trang khảo sát hài lòng</title>" in content


def test_a_picture_is_large_enough_to_print(tmp_path: Path) -> None:
    assert run(tmp_path, "--format", "png").exit_code == 0
    content = (tmp_path / "in" / "khao-sat.png").read_bytes()
    assert content.startswith(b"\x89PNG")
    assert int.from_bytes(content[16:20], "big") >= 500


def test_a_code_is_still_read_when_a_quarter_of_it_is_dirty() -> None:
    code = poster._made(f"{HERE}/khao-sat?quay=lao-dong")
    assert isinstance(code, segno.QRCode)
    assert (code.error, code.is_micro) == ("Q", False)


def test_the_same_poster_is_the_same_bytes_and_a_long_name_stays_on_its_page() -> None:
    place = Place("procedure", "1", LONG)
    where = address(HERE, place)
    first, second = (poster.written(where, LONG, place, "pdf") for _ in range(2))
    assert first == second
    assert pages(first) == 1


@pytest.mark.parametrize("given", ["", "http://hoi.vi-du.vn", "hoi.vi-du.vn"])
def test_without_a_public_address_the_setting_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, given: str
) -> None:
    monkeypatch.setenv("MOTCUA_PUBLIC_URL", given)
    done = run(tmp_path)
    assert done.exit_code == 2
    assert "MOTCUA_PUBLIC_URL: mã QR cần địa chỉ công khai" in done.output
    assert names(tmp_path) == []


@pytest.mark.parametrize(
    ("options", "told"),
    [
        (("--counter", "9"), "không có quầy '9'; có: lao-dong, 2"),
        (("--procedure", "9.9"), "Danh mục không có thủ tục '9.9'"),
        (("--all", "--counter", "2"), "Chỉ chọn một"),
    ],
)
def test_what_there_is_not_is_said(tmp_path: Path, options: tuple[str, ...], told: str) -> None:
    done = run(tmp_path, *options)
    assert done.exit_code == 2
    assert told in done.output
    assert names(tmp_path) == []
