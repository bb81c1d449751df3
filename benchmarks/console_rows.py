"""Two years of an office at once: people's ratings, the questions before them, and what staff see of both.

Written past the ORM, by COPY on PostgreSQL, so that a million people cost a minute. The same rows every time.
"""

from __future__ import annotations

import csv
import random
from collections.abc import Iterator
from datetime import date, datetime, timedelta, timezone
from io import StringIO
from typing import Any

from sqlalchemy import Table, insert
from sqlalchemy.engine import Engine

from bot.catalogue.model import Procedure
from bot.feedback.model import FACTORS, PAGE, REASONS
from bot.storage import feedback_tables, tables
from bot.storage.petition_tables import CAUSES, KINDS, petition, petition_step
from bot.text.writing import plain

DAYS = 730
_AT_ONCE = 20_000
_NULL = "\\N"
_SEED = 20261126
_CHANNELS = ("web", "telegram", "zalo", "zalo_bot")
_WORDS = (
    "Rất nhanh, tôi biết cần chuẩn bị gì rồi",
    "Chưa nói rõ nộp bản chính hay bản sao",
    "Thời hạn ghi 5 ngày, nhưng nộp trực tuyến thì tính từ lúc nào",
    "Mẫu đơn tải về mở không được",
    "Lệ phí ghi chưa rõ, mong ghi mức của tỉnh",
    "Hỏi gia hạn mà trả lời cấp mới",
)
# Of a hundred people so many wrote something, were satisfied, and were seen through to an end by staff.
_WROTE, _SATISFIED, _CLOSED = 30, 84, 97
# One person of so many wrote a petition, and one filled in the survey page.
_PETITION, _SHEET = 50, 20

Row = dict[str, Any]


def fill(engine: Engine, agency: str, people: int, procedures: list[Procedure]) -> None:
    """`people` rows of `feedback`, with a rated answer each, as many answers that nobody rated, and their questions."""
    chance = random.Random(_SEED)
    end = datetime.now(timezone.utc).replace(microsecond=0)
    bundle: dict[Table, list[Row]] = {}
    for number in range(1, people + 1):
        at = end - timedelta(seconds=DAYS * 86400 * (people - number) / people)
        for table, row in _person(chance, number, at, agency, procedures):
            bundle.setdefault(table, []).append(row)
        if number % _PETITION == 0:
            for table, row in _petition(chance, number // _PETITION, at, agency, end.date()):
                bundle.setdefault(table, []).append(row)
        if number % _SHEET == 0:
            for table, row in _sheet(chance, number // _SHEET, at, agency):
                bundle.setdefault(table, []).append(row)
        if number % _AT_ONCE == 0 or number == people:
            _write(engine, bundle)
            bundle = {}
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.exec_driver_sql("VACUUM ANALYZE" if engine.dialect.name != "sqlite" else "ANALYZE")


def _person(
    chance: random.Random, number: int, at: datetime, agency: str, procedures: list[Procedure]
) -> Iterator[tuple[Table, Row]]:
    """Two questions of one person; the answer to the first is rated."""
    one = procedures[min(int(chance.expovariate(0.03)), len(procedures) - 1)]
    channel = chance.choices(_CHANNELS, (60, 15, 20, 5))[0]
    sender = f"{channel}:{number:032x}"
    satisfied = chance.randrange(100) < _SATISFIED
    comment = f"{chance.choice(_WORDS)} ({number})" if chance.randrange(100) < _WROTE else None
    about = {"channel": channel, "agency": agency, "procedure": one.code, "field": one.field}
    said = {
        "satisfied": satisfied,
        "reason": None if satisfied else chance.choice(REASONS),
        "comment": comment,
    }
    for second in (False, True):
        turn = 2 * number - 1 + second
        outcome = chance.choices(("answered", "unknown", "declined"), (88, 7, 5))[0] if second else "answered"
        moment = at + timedelta(seconds=20 * second)
        yield tables.turn, {
            "id": turn, "at": moment, "sender": sender, "channel": channel, "text": f"câu hỏi {turn}",
            "procedure": one.code, "aspects": "[]", "confidence": 0.9, "outcome": outcome, "plain": f"cau hoi {turn}",
        }  # fmt: skip
        yield feedback_tables.rating, {
            "id": turn, "at": moment, "changed": None if second else moment, "sender": sender, "turn": turn,
            "asked": True, **about, **({"satisfied": None, "reason": None, "comment": None} if second else said),
            "aspects": "[]", "outcome": outcome, "online_level": one.online_level, "respondent": "unknown",
        }  # fmt: skip
    yield feedback_tables.feedback, {
        "id": number, "key": f"{sender} {at:%Y-%m-%d}", "at": at, "sender": sender, **about, "turn": 2 * number - 1,
        **said, "rated": 1, "unsatisfied": int(not satisfied), "score": None, "plain": plain(comment or ""),
        "state": "closed" if chance.randrange(100) < _CLOSED else "new", "tags": "",
    }  # fmt: skip


def _petition(
    chance: random.Random, number: int, at: datetime, agency: str, today: date
) -> Iterator[tuple[Table, Row]]:
    """Older ones are done, most in time; of the last three weeks half are open."""
    due = at.date() + timedelta(days=14)
    is_open = due > today - timedelta(days=7) and chance.randrange(2) == 0
    state = "received" if is_open else "closed" if chance.randrange(10) == 0 else "answered"
    words = f"Quầy số {number % 9 + 1} chưa nhận hồ sơ ({number})"
    yield petition, {
        "id": number, "code": f"PA-{number:08d}", "at": at, "sender": None, "channel": chance.choice(_CHANNELS),
        "agency": agency, "state": state, "kind": chance.choice(KINDS), "text": words, "attachments": "[]",
        "due": due, "days": 10, "source": "mức tham khảo", "unit": f"Đơn vị {number % 12}" if number % 3 else None,
        "answer": None if is_open else "Đã chấn chỉnh.", "done": None if is_open else at + timedelta(days=9),
        "cause": chance.choice(CAUSES) if state == "closed" else None,
        "satisfied": None if is_open else chance.choice((True, False, None)), "version": 1, "plain": plain(words),
    }  # fmt: skip
    for step in (2 * number - 1, 2 * number):
        yield petition_step, {
            "id": step, "petition": number, "at": at, "step": "received" if step % 2 else "accepted",
            "staff": None if step % 2 else "quantri", "told": True,
        }  # fmt: skip


def _sheet(chance: random.Random, number: int, at: datetime, agency: str) -> Iterator[tuple[Table, Row]]:
    """One of the survey page, at one of nine counters."""
    yield feedback_tables.survey, {
        "id": number, "at": at, "sender": f"{PAGE}:{number:032x}", "channel": PAGE, "agency": agency,
        "respondent": "unknown", "consented": True, "key": f"{number}", "counter": f"{number % 9 + 1}",
    }  # fmt: skip
    for factor in FACTORS:
        yield feedback_tables.survey_answer, {
            "survey": number, "factor": factor, "changed": at,
            "score": chance.choices((1, 2, 3, 4, 5), (2, 4, 14, 45, 35))[0],
        }  # fmt: skip


def _write(engine: Engine, bundle: dict[Table, list[Row]]) -> None:
    with engine.begin() as connection:
        for table, rows in bundle.items():
            if engine.dialect.name == "sqlite":
                connection.execute(insert(table), [{**row, **_typed(row)} for row in rows])
            else:
                _copy(connection.connection.cursor(), table, rows)


def _typed(row: Row) -> Row:
    """JSON is a list for SQLAlchemy, and its text for COPY."""
    return {name: [] for name in ("aspects", "attachments") if name in row}


def _copy(cursor: Any, table: Table, rows: list[Row]) -> None:
    text = StringIO()
    write = csv.writer(text).writerow
    for row in rows:
        write([_NULL if value is None else _plain(value) for value in row.values()])
    text.seek(0)
    columns = ", ".join(f'"{name}"' for name in rows[0])
    cursor.copy_expert(
        f"COPY \"{table.name}\" ({columns}) FROM STDIN WITH (FORMAT csv, NULL '{_NULL}')", text
    )


def _plain(value: Any) -> Any:
    return value.replace(tzinfo=None).isoformat() if isinstance(value, datetime) else value
