"""How long the Official Account's tokens last, for `bot doctor`; Zalo itself is not asked."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timezone

from bot.channels.zalo.oa.tokens import REFRESH_LIVES, WARNED_BEFORE
from bot.launch.findings import Finding, doubtful, good, wrong
from bot.settings import Settings
from bot.storage import zalo
from bot.storage.database import UnitOfWork, engine


def findings(settings: Settings) -> Iterator[Finding]:
    if not settings.zalo_app_id:
        return
    with UnitOfWork(engine(settings.database_url)) as uow:
        pair = zalo.pair(uow.session, settings.zalo_app_id)
    if pair is None:
        yield wrong("Zalo OA: chưa có token", "Chạy: bot channel zalo authorize")
        return
    left = pair.obtained + REFRESH_LIVES - datetime.now(timezone.utc)
    told = f"Zalo OA: refresh token còn {max(0, left.days)} ngày"
    if left < WARNED_BEFORE:
        yield wrong(told, "Chạy: bot channel zalo authorize")
    elif pair.failure:
        yield doubtful(
            f"{told}; lần làm mới gần nhất không được: {pair.failure}", "Xem: bot channel zalo status"
        )
    else:
        yield good(told)
