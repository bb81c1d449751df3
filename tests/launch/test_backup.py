"""What is backed up comes back: the same rows, model and forms, on both databases, and nothing by half."""

from __future__ import annotations

import socket
import zipfile
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from sqlalchemy import insert

from bot.catalogue.model import Procedure
from bot.cli import bot
from bot.errors import BackupError, NewerDatabase, StorageError
from bot.launch import backup
from bot.settings import Settings
from bot.storage import catalogue, dump, tables
from bot.storage.database import UnitOfWork, engine
from tests.databases import make_tables
from tests.launch.projects import write_model
from tests.real import dozen
from tests.servers import SECRET, free_port


def fill(url: str) -> None:
    with UnitOfWork(engine(url)) as uow:
        catalogue.replace_all(uow.session, dozen(), "tests")
        uow.commit()
    ask(url, "gia hạn giấy phép")


def ask(url: str, text: str) -> None:
    row = {"text": text, "sender": "web:1", "aspects": [], "outcome": "unknown", "channel": "web"}
    with engine(url).begin() as connection:
        connection.execute(insert(tables.turn).values(**row, at=tables.now()))


def asked(url: str) -> list[str]:
    with engine(url).connect() as connection:
        return [row.text for row in connection.execute(tables.turn.select().order_by(tables.turn.c.id))]


def stored(url: str) -> list[Procedure]:
    with UnitOfWork(engine(url)) as uow:
        return catalogue.load_all(uow.session)


def nothing(_: str) -> None: ...


@pytest.fixture
def settings(database_url: str, tmp_path: Path) -> Settings:
    fill(database_url)
    forms = tmp_path / "forms" / "1.014199"
    forms.mkdir(parents=True)
    (forms / "Mẫu số 03.docx").write_bytes(b"form")
    return Settings(
        database_url=database_url, models=tmp_path / "models", forms=tmp_path / "forms", secret=SECRET
    )


def test_after_everything_is_lost_it_is_there_again(settings: Settings, tmp_path: Path) -> None:
    settings.models.mkdir()
    model = write_model(settings.models / "motcua-0a1b2c3d4e5f.tar.gz")
    content, before = model.read_bytes(), stored(settings.database_url)
    archive = tmp_path / "sao lưu" / "một.zip"
    manifest = backup.back_up(settings, model, archive, nothing)
    assert manifest.rows["procedure"] == len(before)
    with UnitOfWork(engine(settings.database_url)) as uow:
        catalogue.replace_all(uow.session, before[:1], "tests")
        uow.commit()
    ask(settings.database_url, "hỏi sau khi sao lưu")
    model.unlink()
    form = settings.forms / "1.014199" / "Mẫu số 03.docx"
    form.unlink()
    backup.restore(archive, settings, nothing)
    assert stored(settings.database_url) == before
    assert asked(settings.database_url) == ["gia hạn giấy phép"]
    assert (model.read_bytes(), form.read_bytes()) == (content, b"form")
    ask(settings.database_url, "còn ghi được")
    assert len(asked(settings.database_url)) == 2


def test_a_dump_that_breaks_off_changes_nothing(settings: Settings, tmp_path: Path) -> None:
    file = tmp_path / "dump"
    revision = dump.take(settings.database_url, file).revision
    content = file.read_bytes()
    file.write_bytes(content[: len(content) // 2])
    ask(settings.database_url, "sau đó")
    with pytest.raises(StorageError, match=r"hỏng|pg_restore|psql"):
        dump.put(file, revision, settings.database_url)
    assert asked(settings.database_url) == ["gia hạn giấy phép", "sau đó"]


def test_an_archive_with_a_changed_part_is_refused(settings: Settings, tmp_path: Path) -> None:
    archive, other = tmp_path / "một.zip", tmp_path / "hai.zip"
    backup.back_up(settings, None, archive, nothing)
    with zipfile.ZipFile(archive) as good, zipfile.ZipFile(other, "w") as bad:
        for name in good.namelist():
            bad.writestr(name, good.read(name) + (b"x" if name == backup.DATABASE else b""))
    with pytest.raises(BackupError, match="phần database đã bị thay đổi"):
        backup.restore(other, settings, nothing)
    other.write_text("không phải zip")
    with pytest.raises(BackupError, match="không phải bản sao lưu"):
        backup.read(other)


def test_a_dump_of_a_later_version_is_refused(settings: Settings, tmp_path: Path) -> None:
    file = tmp_path / "dump"
    dump.take(settings.database_url, file)
    with pytest.raises(NewerDatabase):
        dump.put(file, "9999", settings.database_url)
    assert len(stored(settings.database_url)) == len(dozen())


def test_neither_the_secret_nor_a_way_to_guess_it_is_in_the_archive(
    settings: Settings, tmp_path: Path
) -> None:
    archive = tmp_path / "một.zip"
    manifest = backup.back_up(settings, None, archive, nothing)
    assert SECRET.encode() not in archive.read_bytes()
    assert manifest.secret == backup.sign_of(SECRET) != backup.sign_of("x" * 32)
    assert archive.stat().st_mode & 0o077 == 0


# --- The commands -----------------------------------------------------------------------------------------


@pytest.fixture
def office(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    url = f"sqlite:///{tmp_path / 'var' / 'motcua.db'}"
    make_tables(url)
    fill(url)
    chosen = {
        "database_url": url,
        "models": tmp_path / "models",
        "secret": SECRET,
        "forms": tmp_path / "forms",
    }
    chosen |= {name: free_port() for name in ("rasa_port", "actions_port", "console_port")}
    for name, value in chosen.items():
        monkeypatch.setenv(f"MOTCUA_{name.upper()}", str(value))
    return url


def say(*words: str, answer: str = "") -> Result:
    return CliRunner().invoke(bot, words, input=answer)


def test_a_file_that_is_there_is_overwritten_only_when_asked_for(office: str, tmp_path: Path) -> None:
    archive = str(tmp_path / "một.zip")
    assert say("backup", archive).exit_code == 0
    again = say("backup", archive)
    assert (again.exit_code, "thêm --force" in again.output) == (2, True)
    assert say("backup", archive, "--force").exit_code == 0


def test_of_a_folder_s_backups_the_newest_are_kept_and_other_files_too(office: str, tmp_path: Path) -> None:
    folder = tmp_path / "đêm"
    folder.mkdir()
    for name in ("motcua-20260101-010000.zip", "motcua-20260102-010000.zip", "thư.zip"):
        (folder / name).write_text("")
    assert say("backup", str(folder), "--keep", "2").exit_code == 0
    left = sorted(path.name for path in folder.iterdir())
    assert (len(left), left[0], left[-1]) == (3, "motcua-20260102-010000.zip", "thư.zip")


def test_nothing_is_restored_without_a_yes(office: str, tmp_path: Path) -> None:
    archive = str(tmp_path / "một.zip")
    say("backup", archive)
    ask(office, "sau đó")
    assert say("restore", archive, answer="n\n").exit_code == 1
    assert asked(office) == ["gia hạn giấy phép", "sau đó"]
    done = say("restore", archive, answer="y\n")
    assert (done.exit_code, asked(office)) == (0, ["gia hạn giấy phép"])
    aside = next((tmp_path / "var").glob("motcua.db.*.bak"))
    assert asked(f"sqlite:///{aside}") == ["gia hạn giấy phép", "sau đó"]


def test_another_secret_and_another_authority_are_told_before(
    office: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    archive = str(tmp_path / "một.zip")
    say("backup", archive)
    monkeypatch.setenv("MOTCUA_SECRET", "y" * 32)
    monkeypatch.setenv("MOTCUA_AGENCY", "kon-tum")
    told = say("restore", archive, answer="n\n").output
    assert "MOTCUA_SECRET khác" in told
    assert "MOTCUA_AGENCY hiện là kon-tum" in told


def test_while_servers_answer_nothing_is_restored(
    office: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    archive = str(tmp_path / "một.zip")
    say("backup", archive)
    with socket.create_server(("127.0.0.1", 0)) as taken:
        monkeypatch.setenv("MOTCUA_RASA_PORT", str(taken.getsockname()[1]))
        refused = say("restore", archive, "--yes")
    assert (refused.exit_code, "xin dừng trợ lý" in refused.output) == (2, True)


def test_where_there_is_nothing_nothing_is_backed_up(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MOTCUA_DATABASE_URL", f"sqlite:///{tmp_path / 'chưa.db'}")
    told = say("backup", str(tmp_path / "một.zip"))
    assert (told.exit_code, "chưa có dữ liệu để sao lưu" in told.output) == (2, True)
    assert not (tmp_path / "chưa.db").exists()
