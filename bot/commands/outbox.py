"""bot outbox: what people wrote to us and were not told."""

from __future__ import annotations

import click

from bot.settings import Settings
from bot.storage import inbox, outbox, tables
from bot.storage.database import UnitOfWork, engine
from bot.storage.outbox import Letter

_STATES = {"refused": "không gửi được", "unsure": "không rõ đã tới chưa"}
_LEFT = "(người đã rời kênh, nội dung đã xóa)"
_SHOWN = 60


@click.command()
@click.option("--limit", default=20, show_default=True, help="Số tin gần nhất.")
def show(limit: int) -> None:
    """Tin nhắn chưa gửi được tới người dân, kèm lý do."""
    with UnitOfWork(engine(Settings.from_env().database_url)) as uow:
        waiting = inbox.unfinished(uow.session), outbox.unsent(uow.session)
        letters = outbox.undelivered(uow.session, limit)
    click.echo(f"{waiting[0]} tin đến chưa trả lời xong; {waiting[1]} tin đi đang chờ gửi.")
    if not letters:
        click.echo("Không có tin nào gửi không được.")
    for letter in letters:
        click.echo(_line(letter))


def _line(letter: Letter) -> str:
    when = f"{letter.at.astimezone():%d/%m/%Y %H:%M}" if letter.at else ""
    text = " ".join(letter.text.split())
    text = text if len(text) <= _SHOWN else f"{text[:_SHOWN]}…"
    sender = _LEFT if letter.sender == tables.NOBODY else letter.sender
    return f"{when}  {sender}  {_STATES[letter.state]}: {letter.reason}\n    {text}".rstrip()
