"""bot doctor: everything that an operator can get wrong, looked at once, each with its cure."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Iterator
from dataclasses import asdict
from importlib import import_module
from pathlib import Path

import click

from bot.commands.checks import data, machine
from bot.commands.train import PROJECT
from bot.errors import MotCuaError, SettingError
from bot.launch import channels
from bot.launch.findings import Finding, good, wrong
from bot.settings import Settings

SIGNS = {"good": "✔", "doubtful": "⚠", "wrong": "✘"}
CHANNELS = Path(__file__).parent.parent / "channels"


@click.command()
@click.option("--json", "as_json", is_flag=True, help="In kết quả dạng JSON, mỗi mục một dòng.")
@PROJECT
def doctor(as_json: bool, project: Path) -> None:
    """Kiểm tra mọi thứ mà người vận hành có thể đặt sai, kèm cách sửa. Mã thoát 1 khi có mục sai."""
    found = []
    for group, findings in _groups(project):
        if not as_json:
            click.echo(group)
        for one in findings:
            found.append(one)
            click.echo(
                json.dumps({"group": group, **asdict(one)}, ensure_ascii=False) if as_json else _line(one)
            )
    count = {level: sum(one.level == level for one in found) for level in SIGNS}
    if not as_json:
        click.echo(
            f"{count['good']} mục đúng, {count['doubtful']} mục nên xem lại, {count['wrong']} mục sai."
        )
    sys.exit(1 if count["wrong"] else 0)


def _groups(project: Path) -> Iterator[tuple[str, Iterable[Finding]]]:
    yield "Máy", (*machine.python(), *machine.names())
    try:
        settings = Settings.from_env()
    except SettingError as error:
        yield "Cấu hình", [wrong("Giá trị không đúng", str(error))]
        return
    yield "Cấu hình", (*machine.profile(settings), *machine.secret(settings), *machine.disk(settings))
    yield "Dữ liệu", data.all_of(settings, project)
    yield "Kênh", _channels(settings)
    yield "Máy chủ", machine.servers(settings)


def _channels(settings: Settings) -> Iterator[Finding]:
    """Each channel's folder says what it needs from outside."""
    if not channels.switched_on(settings):
        yield good("Chưa nối kênh nhắn tin nào; trang web luôn có")
    try:
        channels.check(settings)
    except MotCuaError as error:
        yield wrong("Cấu hình kênh", str(error))
        return
    for path in sorted(CHANNELS.glob("**/doctor.py")):
        name = ".".join(path.relative_to(CHANNELS.parent.parent).with_suffix("").parts)
        try:
            yield from import_module(name).findings(settings)
        except MotCuaError as error:
            yield wrong(f"Kênh {path.parent.name}", str(error))


def _line(one: Finding) -> str:
    cure = f"\n      → {one.cure}" if one.cure else ""
    return f"  {SIGNS[one.level]} {one.what}{cure}"
