"""What is stored: database, catalogue, model, messages under way, accounts, the log."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta, timezone
from pathlib import Path

from bot.catalogue.working import VIETNAM
from bot.desk import sealing
from bot.desk.seal import Seal
from bot.errors import MotCuaError, NewerDatabase, SettingError
from bot.gate import release
from bot.launch.findings import Finding, doubtful, good, wrong
from bot.launch.model import is_sound
from bot.launch.secret import kept_secret
from bot.settings import Settings
from bot.staff.model import Role
from bot.storage import audit, inbox, outbox, procedures, schema, staff
from bot.storage.database import UnitOfWork, engine, shown, sqlite_path

# Minutes: a message that waits longer is not waiting for its turn any more.
_LONG = 5
# Seconds by which a clock may differ: sessions, signatures and deadlines allow for a minute.
_APART = 30


def database(settings: Settings) -> Iterator[Finding]:
    """Says whether the others may be asked: it must be there and of this version."""
    url = settings.database_url
    if not schema.exists(url):
        yield wrong(
            f"{shown(url)}: chưa có dữ liệu", "Chạy: make run, hoặc bot catalogue import data/catalogue"
        )
        return
    try:
        here, wanted = schema.revisions(url)
    except NewerDatabase as error:
        yield wrong("Dữ liệu của phiên bản mới hơn", str(error))
        return
    if here != wanted:
        yield wrong(
            f"Dữ liệu ở bản {here}, phần mềm cần {wanted}",
            "Khởi động lại: make run nâng cấp dữ liệu khi khởi động",
        )
        return
    yield good(f"{shown(url)}, bản {here}")
    path = sqlite_path(url)
    if path is not None and path.stat().st_mode & 0o007:
        yield doubtful(f"{path}: người khác trên máy đọc được", f"chmod 640 {path}")


def clock(settings: Settings) -> Iterator[Finding]:
    """Against the database's, where it has one of its own."""
    if sqlite_path(settings.database_url) is not None:
        return
    with engine(settings.database_url).connect() as connection:
        theirs = connection.exec_driver_sql("SELECT now()").scalar()
    apart = abs((datetime.now(timezone.utc) - theirs).total_seconds())
    if apart > _APART:
        yield wrong(f"Đồng hồ lệch cơ sở dữ liệu {apart:.0f} giây", "Bật đồng bộ giờ (NTP) trên cả hai máy")
    else:
        yield good("Đồng hồ khớp với cơ sở dữ liệu")


def catalogue(settings: Settings) -> Iterator[Finding]:
    with UnitOfWork(engine(settings.database_url)) as uow:
        count = int(uow.session.scalar(procedures.how_many()) or 0)
        before = datetime.now(VIETNAM).date() - timedelta(days=settings.stale_days)
        stale = int(uow.session.scalar(procedures.how_many_stale(before)) or 0)
    if not count:
        yield wrong("Danh mục trống", "Chạy: bot catalogue import data/catalogue")
    elif stale:
        yield doubtful(
            f"{count} thủ tục, {stale} chưa kiểm tra quá {settings.stale_days} ngày",
            "Kiểm tra ở trang cán bộ, mục Danh mục",
        )
    else:
        yield good(f"{count} thủ tục, đều đã kiểm tra trong {settings.stale_days} ngày")


def model(settings: Settings, project: Path) -> Iterator[Finding]:
    live = release.live_model(settings, project)
    if live is None:
        yield wrong("Chưa có mô hình khớp với dữ liệu", "Chạy: bot train (mất vài phút)")
    elif not is_sound(live):
        yield wrong(f"{live.name} bị hỏng", "Chạy: bot train --force, hoặc bot model rollback")
    else:
        yield good(f"Mô hình {live.name}")


def messages(settings: Settings) -> Iterator[Finding]:
    with UnitOfWork(engine(settings.database_url)) as uow:
        waiting, unsent = inbox.unfinished(uow.session), outbox.unsent(uow.session)
        oldest = inbox.oldest(uow.session)
        lost = len(outbox.undelivered(uow.session, 100))
    late = oldest is not None and datetime.now(timezone.utc) - oldest > timedelta(minutes=_LONG)
    told = f"{waiting} tin chưa trả lời, {unsent} tin chờ gửi"
    if late:
        yield wrong(
            f"{told}; tin cũ nhất đã chờ quá {_LONG} phút",
            "Xem máy chủ trò chuyện và máy chủ xử lý có chạy không",
        )
    else:
        yield good(told)
    if lost:
        yield doubtful(f"{lost if lost < 100 else 'hơn 100'} tin không gửi được", "Xem lý do: bot outbox")


def accounts(settings: Settings) -> Iterator[Finding]:
    with UnitOfWork(engine(settings.database_url)) as uow:
        bosses = int(uow.session.scalar(staff.how_many_active(Role.ADMINISTRATOR.word)) or 0)
    if bosses:
        yield good(f"{bosses} người quản trị trang cán bộ")
    else:
        yield wrong("Không có người quản trị nào", "Chạy: bot staff add TÊN --role administrator")


def log(settings: Settings) -> Iterator[Finding]:
    with UnitOfWork(engine(settings.database_url), snapshot=True) as uow:
        told = audit.verify(uow.session)
    if told.is_whole:
        yield good(f"Nhật ký nguyên vẹn, {told.count} dòng")
    else:
        yield wrong("Nhật ký việc làm của cán bộ đã bị sửa", "Xem dòng nào: bot audit verify")


def contacts(settings: Settings) -> Iterator[Finding]:
    """Whether the former secrets can be taken out of MOTCUA_SECRET; a wrong one is told with the settings."""
    try:
        seal = Seal(settings.secret)
    except SettingError:
        return
    told = sum(sealing.count(engine(settings.database_url), seal).values(), sealing.Count())
    if told.lost:
        yield wrong(
            f"{told.lost} mục (liên lạc, tin chờ, token) không khóa nào mở được",
            "Nếu còn giữ khóa của lúc ấy, xin thêm vào cuối MOTCUA_SECRET",
        )
    if told.former:
        yield doubtful(f"{told.former} mục còn khóa bằng khóa cũ", "Chạy: bot secret rotate")
    elif seal.has_former:
        yield good("Không còn mục nào khóa bằng khóa cũ: có thể bỏ khóa cũ khỏi MOTCUA_SECRET")


CHECKS = (clock, catalogue, messages, accounts, log, contacts)


def all_of(settings: Settings, project: Path) -> Iterator[Finding]:
    found = list(database(settings))
    yield from found
    settings = settings if settings.secret else replace(settings, secret=kept_secret(project))
    if not any(one.level == "wrong" for one in found):
        for check in CHECKS:
            try:
                yield from check(settings)
            except MotCuaError as error:
                yield wrong("Cơ sở dữ liệu không đọc được", str(error))
                break
    yield from model(settings, project)
