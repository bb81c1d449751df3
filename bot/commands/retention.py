"""bot retention: what is kept for how long, and what has had its time goes."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from datetime import datetime, timedelta, timezone
from getpass import getuser
from typing import Any, Optional

import click
from tqdm import tqdm

from bot.catalogue.authority import authority
from bot.catalogue.words import thousands
from bot.catalogue.working import VIETNAM
from bot.desk.keeping import terms
from bot.settings import Settings
from bot.storage import audit
from bot.storage import retention as stored
from bot.storage.database import UnitOfWork, engine
from bot.storage.retention import Count, Kind

KINDS = {
    "buttons": "Nút bấm đã hết hạn",
    "pauses": "Lúc trợ lý tạm im",
    "talks": "Trí nhớ của cuộc trò chuyện",
    "events": "Dấu của tin đến đã xử lý",
    "sessions": "Phiên đăng nhập của cán bộ",
    "attempts": "Lần thử đăng nhập",
    "lines": "Lời thoại",
    "last_words": "Lời thoại của người đã rời",
    "letters": "Tin đi đã gửi xong",
    "handoffs": "Lượt gặp cán bộ: của ai, việc gì",
    "callbacks": "Hẹn gọi lại: số điện thoại",
    "drafts": "Phản ánh viết dở",
    "contacts": "Liên lạc của người phản ánh",
    "petitions": "Nội dung phản ánh và trả lời",
    "people": "Người dùng lâu không trở lại",
    "turns": "Câu hỏi: của ai",
    "unanswered": "Câu chưa trả lời được: của ai",
    "ratings": "Đánh giá: của ai",
    "surveys": "Phiếu khảo sát: của ai",
    "opinions": "Góp ý: của ai",
    "questions": "Câu hỏi: nguyên văn",
    "missed": "Câu chưa trả lời được: nguyên văn",
    "rating_comments": "Đánh giá: lời viết thêm",
    "survey_comments": "Phiếu khảo sát: lời viết thêm",
    "comments": "Góp ý: lời viết thêm",
    "audit": "Nhật ký việc làm của cán bộ",
}
_ROW = "{:<34} {:>10} {:>10} {:>10}  {}"


@click.group()
def retention() -> None:
    """Dữ liệu được giữ bao lâu; xem trước và xóa những gì đã hết hạn."""


@retention.command()
def preview() -> None:
    """Bảng từng loại dữ liệu: giữ bao lâu, hiện có, sẽ xóa, cũ nhất từ ngày nào. Không thay đổi gì."""
    settings = _settings()
    _show(_counted(settings, _kinds(settings)))


@retention.command()
@click.option("--dry-run", is_flag=True, help="Chỉ đếm, không xóa gì.")
@click.option("--yes", is_flag=True, help="Không hỏi lại.")
def run(dry_run: bool, yes: bool) -> None:
    """Xóa những gì đã hết hạn, từng đợt nhỏ trong khi trợ lý vẫn chạy. Số liệu báo cáo giữ nguyên.

    Máy chủ trò chuyện vẫn tự làm việc này mỗi giờ; lệnh này để làm ngay và ghi vào nhật ký. Bị ngắt giữa chừng thì
    chạy lại là tiếp tục.
    """
    settings = _settings()
    counts = _counted(settings, _kinds(settings))
    due = [one for one in counts if one.due]
    _show(counts if dry_run else due)
    if dry_run or not due:
        click.echo("Chưa xóa gì." if due else "Không có gì hết hạn.")
        return
    if not yes:
        _confirm(sum(one.due for one in due))
    gone = sum(_carry_out(settings, one) for one in due)
    click.echo(f"✔ Đã xử lý {thousands(gone)} mục hết hạn.")


def _settings() -> Settings:
    """With what the authority shortened in the console."""
    return authority(Settings.from_env()).settings


def _kinds(settings: Settings) -> list[Kind]:
    return stored.kinds(datetime.now(timezone.utc), terms(settings))


def _counted(settings: Settings, kinds: Sequence[Kind]) -> list[Count]:
    with UnitOfWork(engine(settings.database_url), snapshot=True) as uow:
        return [stored.count(uow.session, kind) for kind in kinds]


def _show(counts: Sequence[Count]) -> None:
    if counts:
        click.echo(_ROW.format("Loại dữ liệu", "giữ", "hiện có", "sẽ xóa", "cũ nhất"))
    for one in counts:
        oldest = f"{one.oldest.astimezone(VIETNAM):%d/%m/%Y}" if one.oldest else "–"
        figures = _lasting(one.kind.lasts), thousands(one.held), thousands(one.due)
        click.echo(_ROW.format(KINDS[one.kind.name], *figures, oldest))


def _confirm(count: int) -> None:
    if not sys.stdin.isatty():
        raise click.UsageError("Không có ai để hỏi lại. Thêm --yes để xóa, hoặc --dry-run để chỉ đếm.")
    click.confirm(f"Xóa {thousands(count)} mục? Việc này không lấy lại được.", abort=True)


def _carry_out(settings: Settings, due: Count) -> int:
    """How many went. The log says so in the transaction of the first of them."""
    name, gone = due.kind.name, 0

    def note(session: Any) -> None:
        audit.record(session, getuser(), "retention_run", name, {"due": due.due})

    with tqdm(total=due.due, desc=KINDS[name], unit=" mục", disable=None) as bar:
        for count in stored.carry_out(engine(settings.database_url), due.kind, note):
            gone += count
            bar.update(count)
    return gone


def _lasting(lasts: Optional[timedelta]) -> str:
    if lasts is None:
        return "luôn giữ"
    if not lasts:
        return "đến hạn"
    minutes = round(lasts.total_seconds() / 60)
    if minutes % 1440 == 0:
        return f"{minutes // 1440} ngày"
    return f"{minutes // 60} giờ" if minutes % 60 == 0 else f"{minutes} phút"
