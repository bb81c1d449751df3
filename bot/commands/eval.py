"""bot eval: how well labelled questions are understood, with 95 % intervals."""

from __future__ import annotations

import asyncio
import json
from codecs import BOM_UTF8
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
from tqdm import tqdm

from bot.errors import Problem, SourceError
from bot.evaluation import Judged, Score, judge, scores

if TYPE_CHECKING:
    from bot.nlu.assistant import Assistant


@click.command("eval")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="In kết quả dạng JSON.")
@click.option(
    "--errors", type=click.Path(dir_okay=False, path_type=Path), help="Ghi các câu trả lời sai ra tệp JSONL."
)
def evaluate(file: Path, as_json: bool, errors: Path | None) -> None:
    """Chấm điểm trên tệp câu hỏi có nhãn: mỗi dòng {"text", "procedure", "aspects", "group"}."""
    from bot.commands.assistant import assistant

    questions = read(file)
    judged = asyncio.run(judge_all(assistant(), questions))
    table = scores(judged)
    if errors:
        wrong = [asdict(one) for one in judged if not one.good]
        errors.write_text("".join(json.dumps(one, ensure_ascii=False) + "\n" for one in wrong), "utf-8")
    click.echo(
        json.dumps([asdict(score) for score in table], ensure_ascii=False, indent=1)
        if as_json
        else _shown(table)
    )


def read(file: Path) -> list[dict[str, Any]]:
    """The labelled questions; SourceError names every line that cannot be used."""
    questions, problems = [], []
    # Only at line feeds: other separators may stand inside a JSON string.
    for number, line in enumerate(file.read_bytes().removeprefix(BOM_UTF8).split(b"\n"), 1):
        if not line.strip():
            continue
        question = _question(line)
        if question is None:
            message = 'cần một đối tượng JSON {"text": "…", "procedure": mã, [mã] hoặc null, "aspects": […]}'
            problems.append(Problem(str(file), f"dòng {number}", "", message))
        else:
            questions.append(question)
    if problems:
        raise SourceError(problems)
    return questions


def _question(line: bytes) -> dict[str, Any] | None:
    """The question of one line; None when it is none."""
    try:
        question = json.loads(line.decode("utf-8"))
        text, procedure, aspects = question["text"], question["procedure"], question["aspects"]
    except (ValueError, KeyError, TypeError, RecursionError):
        return None
    labels = [procedure] if procedure is None or isinstance(procedure, str) else procedure
    good = isinstance(text, str) and isinstance(labels, list) and isinstance(aspects, list)
    return question if good else None


async def judge_all(who: Assistant, questions: list[dict[str, Any]]) -> list[Judged]:
    """Each question asked in a conversation of its own."""
    return [
        judge(question, asdict(await who.ask(question["text"], f"eval-{number}")))
        for number, question in enumerate(tqdm(questions, desc="Đang chấm", unit=" câu"))
    ]


def _shown(table: list[Score]) -> str:
    head = f"{'nhóm':<18}{'số câu':>7}  {'thủ tục đúng':<20}{'trong 3':<20}{'khía cạnh đúng':<20}{'đúng cả hai':<20}"
    head += f"{'trả lời sai':<20}{'từ chối đúng':<20}{'p50 ms':>8}{'p95 ms':>8}"
    return "\n".join([head, *map(_row, table)])


def _row(score: Score) -> str:
    shares = (
        score.top1,
        score.top3,
        score.aspects,
        score.both,
        score.answered_wrongly,
        score.declined_rightly,
    )
    cells = "".join(f"{share.text if share else '–':<20}" for share in shares)
    return f"{score.group:<18}{score.questions:>7}  {cells}{score.p50:>8.1f}{score.p95:>8.1f}"
