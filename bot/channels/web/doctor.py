"""Whether Redis answers, for `bot doctor`, where one is named."""

from __future__ import annotations

from collections.abc import Iterator

from bot.channels.web import bell
from bot.launch.findings import Finding, doubtful, good
from bot.settings import Settings


def findings(settings: Settings) -> Iterator[Finding]:
    """Raises SettingError for an address that is none."""
    if not settings.redis_url:
        return
    if bell.is_there(settings.redis_url):
        yield good("Redis trả lời")
    else:
        # Its address may hold a password.
        yield doubtful(
            "Redis không trả lời; câu trả lời ở máy chủ khác đến chậm tới một giây",
            "Kiểm tra MOTCUA_REDIS_URL và máy Redis, hoặc bỏ trống biến này",
        )
