"""What Telegram says of our bot, for `bot doctor`."""

from __future__ import annotations

from collections.abc import Iterator

from telegram import WebhookInfo

from bot.channels.telegram.access import Access
from bot.channels.telegram.client import Client
from bot.channels.telegram.command import mismatches, run
from bot.launch.findings import Finding, doubtful, good, wrong
from bot.settings import Settings

# Messages that Telegram keeps for us; more mean that nobody takes them.
_MANY = 100


def findings(settings: Settings) -> Iterator[Finding]:
    """Raises SettingError for a token that Telegram refuses, ServiceError when it cannot be reached."""
    if not settings.telegram_token:
        return
    access = Access.of(settings)

    async def work(client: Client) -> tuple[str, WebhookInfo]:
        return (await client.me()).username, await client.webhook()

    name, webhook = run(access, work)
    problems = mismatches(access, webhook)
    for problem in problems:
        yield wrong("Webhook của Telegram", problem)
    if webhook.pending_update_count > _MANY:
        yield doubtful(
            f"{webhook.pending_update_count} tin đang chờ ở Telegram", "Xem: bot channel telegram info"
        )
    if not problems:
        yield good(f"Telegram: @{name}, {'webhook' if webhook.url else 'tự hỏi tin'}")
