"""bot catalogue: staff bring procedures in, look at them, take them out, and undo."""

from __future__ import annotations

from getpass import getuser
from pathlib import Path
from typing import Any, Optional

import click
from tqdm import tqdm

from bot.catalogue import exports, imports
from bot.catalogue.difference import compare, describe
from bot.catalogue.source import files
from bot.catalogue.source.collection import Collected, check_references, collect, source_files
from bot.errors import SourceError, StorageError
from bot.settings import Settings
from bot.storage import catalogue as stored
from bot.storage import revisions, schema
from bot.storage.database import UnitOfWork, engine

PATHS = click.argument("paths", metavar="[TỆP|THƯ_MỤC]...", nargs=-1, type=click.Path(path_type=Path))
YES = click.option("--yes", "-y", is_flag=True, help="Không hỏi lại.")
WHO = click.option("--who", metavar="TÊN", help="Người thực hiện, ghi vào lịch sử. Mặc định: tài khoản máy.")
PRUNE = click.option("--prune", is_flag=True, help="Xóa cả những thủ tục không có trong các tệp.")
SHOWN_WARNINGS = 10


@click.group()
def catalogue() -> None:
    """Danh mục thủ tục: nhập, kiểm tra, xuất, so sánh, khôi phục.

    Tệp là .yml, .yaml, .xlsx, hoặc thư mục chứa chúng; không ghi tệp nào thì dùng MOTCUA_CATALOGUE.
    """


@catalogue.command("import")
@PATHS
@YES
@WHO
@PRUNE
@click.option("--dry-run", is_flag=True, help="Chỉ cho xem sẽ thay đổi gì, không ghi.")
def import_(paths: tuple[Path, ...], yes: bool, who: Optional[str], prune: bool, dry_run: bool) -> None:
    """Nhập thủ tục vào cơ sở dữ liệu.

    Chỉ những thủ tục có trong các tệp được thêm hoặc sửa. Một lỗi ở bất kỳ tệp nào: không ghi gì cả.
    """
    url = Settings.from_env().database_url
    plan = imports.plan_import(url, _collect(paths), prune)
    _show(plan)
    if not plan.difference or dry_run or not _agreed(yes, "Ghi các thay đổi này?"):
        return
    _carry_out(url, plan, who, "import")


@catalogue.command()
@PATHS
def check(paths: tuple[Path, ...]) -> None:
    """Kiểm tra các tệp, nêu tất cả lỗi cùng một lúc; không ghi gì."""
    collected = _collect(paths)
    known = {each.code for each in imports.stored_procedures(Settings.from_env().database_url)}
    problems = [*collected.problems, *check_references(collected, known)]
    if problems:
        raise SourceError(problems)
    click.echo(f"Hợp lệ: {len(collected.procedures)} thủ tục.")


@catalogue.command()
@PATHS
@PRUNE
def diff(paths: tuple[Path, ...], prune: bool) -> None:
    """So sánh các tệp với cơ sở dữ liệu; không ghi gì."""
    _show(imports.plan_import(Settings.from_env().database_url, _collect(paths), prune))


@catalogue.command()
@click.argument("path", metavar="[TỆP.xlsx|TỆP.yml]", required=False, type=click.Path(path_type=Path))
@click.option(
    "--dir", "folder", metavar="THƯ_MỤC", type=click.Path(path_type=Path), help="Mỗi thủ tục một tệp."
)
def export(path: Optional[Path], folder: Optional[Path]) -> None:
    """Xuất toàn bộ danh mục ra một tệp Excel, một tệp YAML, hoặc một thư mục YAML."""
    if (path is None) == (folder is None):
        raise click.UsageError("Xin ghi một tệp, hoặc --dir THƯ_MỤC.")
    procedures = imports.stored_procedures(Settings.from_env().database_url)
    if path is not None:
        exports.export_file(procedures, path)
    elif folder is not None:
        exports.export_folder(procedures, folder)
    click.echo(f"Đã xuất {len(procedures)} thủ tục ra {path or folder}.")


@catalogue.command()
@click.argument("number", metavar="SỐ", type=int)
@click.option(
    "--code", "codes", metavar="MÃ", multiple=True, help="Chỉ khôi phục thủ tục này (lặp lại được)."
)
@YES
@WHO
def restore(number: int, codes: tuple[str, ...], yes: bool, who: Optional[str]) -> None:
    """Trở lại như trước lần thay đổi SỐ (xem: bot catalogue history).

    Việc khôi phục cũng là một lần thay đổi, và cũng khôi phục lại được.
    """
    url = Settings.from_env().database_url
    plan = imports.plan_restore(url, number, codes)
    _show(plan)
    if plan.difference and _agreed(yes, f"Trở lại như trước lần thay đổi {number}?"):
        _carry_out(url, plan, who, "restore")


@catalogue.command()
@click.argument("code", metavar="[MÃ]", required=False)
@click.option("--limit", metavar="SỐ", default=20, show_default=True, help="Xem bao nhiêu lần gần nhất.")
def history(code: Optional[str], limit: int) -> None:
    """Các lần thay đổi, mới nhất trước; của cả danh mục hoặc của một thủ tục."""
    with _reading() as uow:
        if code is None:
            for batch in revisions.batches(uow.session, limit):
                click.echo(f"{_line(batch.number, batch)}: {batch.codes} thủ tục")
            return
        for revision in revisions.of_code(uow.session, code, limit):
            click.echo(_line(revision.batch, revision))
            before = {code: revision.before} if revision.before else {}
            for line in list(describe(compare(before, {code: revision.after})))[1:]:
                click.echo(f"  {line}")


@catalogue.command()
@click.argument("path", metavar="TỆP.xlsx", type=click.Path(path_type=Path))
def template(path: Path) -> None:
    """Ghi tệp Excel mẫu, có trang hướng dẫn và một dòng ví dụ."""
    exports.export_template(path)
    click.echo(f"Đã ghi mẫu {path}.")


@catalogue.command()
@click.argument("code", metavar="MÃ")
def show(code: str) -> None:
    """In một thủ tục đang lưu."""
    with _reading() as uow:
        procedure = stored.by_code(uow.session, code)
    if procedure is None:
        raise StorageError(f"Không có thủ tục {code} trong danh mục.")
    click.echo(files.dump(procedure), nl=False)


def _collect(paths: tuple[Path, ...]) -> Collected:
    found = source_files(paths or [Settings.from_env().catalogue])
    with _bar(len(found), "Đọc tệp") as bar:
        collected = collect(found, lambda path: bar.update())
    for warning in collected.warnings[:SHOWN_WARNINGS]:
        click.echo(f"Lưu ý: {warning}", err=True)
    if len(collected.warnings) > SHOWN_WARNINGS:
        click.echo(f"Lưu ý: … và {len(collected.warnings) - SHOWN_WARNINGS} chỗ tương tự.", err=True)
    return collected


def _show(plan: imports.Plan) -> None:
    for line in describe(plan.difference):
        click.echo(line)


def _agreed(yes: bool, question: str) -> bool:
    if yes or click.confirm(question):
        return True
    click.echo("Không ghi gì.")
    return False


def _carry_out(url: str, plan: imports.Plan, who: Optional[str], action: str) -> None:
    with _bar(len(plan.changes), "Ghi") as bar:
        number = imports.carry_out(url, plan, who or getuser(), action, bar.update)
    click.echo(f"Đã ghi lần thay đổi {number}. Hoàn lại: bot catalogue restore {number}")


def _reading() -> UnitOfWork:
    url = Settings.from_env().database_url
    schema.upgrade(url)
    return UnitOfWork(engine(url), snapshot=True)


def _line(number: int, change: Any) -> str:
    return f"{number}. {change.at.astimezone():%d/%m/%Y %H:%M} {change.who} ({change.action})"


def _bar(total: int, what: str) -> Any:
    # disable=None: no bar where nobody watches, in a log or a pipe.
    return tqdm(total=total, desc=what, leave=False, disable=None)
