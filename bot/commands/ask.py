"""bot ask: questions in the terminal, answered by the trained model and the real actions."""

from __future__ import annotations

import asyncio
import itertools
import json
import sys
from collections.abc import Iterable, Iterator
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

import click

from bot.commands.assistant import assistant

if TYPE_CHECKING:
    from bot.nlu.assistant import Assistant


@click.command()
@click.argument("question", nargs=-1)
@click.option(
    "--json",
    "as_json",
    is_flag=True,
    help="Đọc mỗi dòng một câu hỏi từ đầu vào chuẩn, in mỗi dòng một đối tượng JSON.",
)
@click.option(
    "--talk",
    is_flag=True,
    help="Với --json: các dòng là các lượt của một cuộc trò chuyện; dòng trống bắt đầu cuộc mới.",
)
def ask(question: tuple[str, ...], as_json: bool, talk: bool) -> None:
    """Hỏi trợ lý ngay trong cửa sổ lệnh.

    Ví dụ: bot ask "gia hạn giấy phép lao động cần giấy tờ gì"
    """
    if as_json:
        asyncio.run(_stream(assistant(), _lines(), talk))
    elif question:
        asyncio.run(_once(assistant(), " ".join(question)))
    else:
        raise click.UsageError('Cần một câu hỏi, ví dụ: bot ask "lệ phí cấp giấy phép xây dựng"')


async def _once(who: Assistant, text: str) -> None:
    turn = await who.ask(text, "ask")
    click.echo(turn.answer)
    for button in turn.buttons:
        click.echo(f"  [{button['title']}]")


async def _stream(who: Assistant, lines: Iterable[str], talk: bool) -> None:
    """One object per line read. An empty line is an empty question, or in a talk the end of it."""
    numbers = itertools.count(1)
    conversation = f"ask-{next(numbers)}"
    for line in lines:
        if not talk or not line.strip():
            conversation = f"ask-{next(numbers)}"
        if talk and not line.strip():
            continue
        turn = asdict(await who.ask(line, conversation))
        turn.pop("buttons")
        click.echo(_one_line(turn))


def _one_line(turn: dict[str, Any]) -> str:
    """JSON without the characters at which readers other than ours begin a new line."""
    text = json.dumps(turn, ensure_ascii=False)
    return text.translate({ord(mark): f"\\u{ord(mark):04x}" for mark in "\x85\u2028\u2029"})


def _lines() -> Iterator[str]:
    """Lines of standard input as they come; bytes that are not UTF-8 become question marks."""
    for raw in sys.stdin.buffer:
        yield raw.decode("utf-8", "replace").rstrip("\r\n")
