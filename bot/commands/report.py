"""bot report: a period's figures as an office files them."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Any, Optional

import click

from bot.catalogue.authority import authority
from bot.catalogue.working import VIETNAM
from bot.feedback.periods import Period, period
from bot.settings import Settings
from bot.storage.database import UnitOfWork, engine


class PeriodType(click.ParamType):
    """'2026', '2026-Q3' or '2026-09'."""

    name = "kỳ"

    def convert(
        self, value: Any, param: Optional[click.Parameter], context: Optional[click.Context]
    ) -> Period:
        if isinstance(value, Period):
            return value
        try:
            return period(value)
        except ValueError:
            self.fail(f"{value!r} không phải kỳ báo cáo; ví dụ: 2026, 2026-Q3, 2026-09", param, context)


@click.command()
@click.option("--period", "wanted", type=PeriodType(), required=True, help="Kỳ: 2026, 2026-Q3 hoặc 2026-09.")
@click.option(
    "--format", "form", type=click.Choice(("json", "csv", "xlsx", "docx", "pdf")), default="json", show_default=True,
    help="Dạng tệp.",
)  # fmt: skip
@click.option(
    "--output", type=click.Path(dir_okay=False, path_type=Path), help="Ghi vào tệp này; không có thì in ra."
)
@click.option(
    "--console", default="", metavar="ĐỊA_CHỈ",
    help="Địa chỉ bảng điều khiển (https://…): mỗi con số dẫn tới các dòng của nó.",
)  # fmt: skip
@click.option(
    "--open-data", "folder", type=click.Path(file_okay=False, path_type=Path), metavar="THƯ_MỤC",
    help="Ghi dữ liệu mở của kỳ vào thư mục này: số liệu không có dữ liệu cá nhân, kèm từ điển.",
)  # fmt: skip
@click.option("--licence", default="", metavar="CHỮ", help="Điều kiện dùng lại ghi trong dữ liệu mở.")
def report(
    wanted: Period, form: str, output: Optional[Path], console: str, folder: Optional[Path], licence: str
) -> None:
    """Báo cáo hài lòng, phản hồi, thời gian chờ của một kỳ, so với chỉ tiêu.

    Các con số là ước tính từ trợ lý, kèm khoảng tin cậy 95 %, định nghĩa và nguồn. Cùng dữ liệu thì ra cùng một tệp.
    """
    from bot.feedback.documents import written
    from bot.feedback.opendata import opened
    from bot.feedback.report import compose

    present = authority(Settings.from_env()).now
    settings = present.settings
    today = datetime.now(VIETNAM).date()
    if folder is not None:
        with UnitOfWork(engine(settings.database_url), snapshot=True) as uow:
            contents = opened(uow, wanted, present.agency, today, settings.stale_days, licence)
        _fill(folder, contents)
        click.echo(f"Đã ghi {len(contents)} tệp vào {folder}.", err=True)
        return
    with UnitOfWork(engine(settings.database_url), snapshot=True) as uow:
        content = written(compose(uow, wanted, present.agency, today, settings.stale_days, console), form)
    if output is None:
        click.echo(content, nl=False)
    else:
        _write(output, content)
        click.echo(f"Đã ghi {output}.", err=True)


def _fill(folder: Path, contents: dict[str, bytes]) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise click.ClickException(f"{folder}: không tạo được thư mục ({error.strerror}).") from error
    for name, content in contents.items():
        _write(folder / name, content)


def _write(output: Path, content: bytes) -> None:
    try:
        output.write_bytes(content)
    except OSError as error:
        raise click.ClickException(f"{output}: không ghi được ({error.strerror}).") from error
