"""An office for tests and pictures: procedures, people of every role, and weeks of questions."""

from __future__ import annotations

import random
from collections.abc import Sequence
from datetime import datetime, timedelta, timezone
from hashlib import sha256
from typing import Any

from argon2 import PasswordHasher
from sqlalchemy import insert, select

from bot.catalogue.model import Procedure
from bot.feedback.model import REASONS, Asking, Opinion
from bot.settings import Settings
from bot.staff.model import Role
from bot.storage import catalogue, ratings, staff, tables
from bot.storage.database import UnitOfWork, engine
from tests.console import desk, petitions
from tests.databases import make_tables

PASSWORD = "mưa dầm thấm lâu"
# Weak on purpose: tests sign in often.
CHEAP = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
PEOPLE = {
    Role.VIEWER: ("binh", "Người xem"),
    Role.OFFICER: ("cuong", "Cán bộ quầy 1"),
    Role.REVIEWER: ("dung", "Cán bộ rà soát"),
    Role.EDITOR: ("em", "Cán bộ biên tập"),
    Role.ADMINISTRATOR: ("quantri", "Quản trị viên"),
}
# What came of questions in a pilot office, in hundredths.
_OUTCOMES = {"answered": 74, "choices": 13, "unknown": 6, "declined": 5, "handoff": 2}
_UNKNOWN = (
    "giấy xác nhận chuyên gia diện miễn giấy phép xin ở đâu",
    "làm thẻ tạm trú cho vợ con của chuyên gia",
    "công ty muốn tổ chức làm thêm tối đa 300 giờ thì báo ai",
    "xin phép đấu nối nước thải vô khu công nghiệp",
    "cho thue lai nha xuong can giay to gi",
    "chuyển nhượng dự án trong kcn có phải xin phép không",
)
_COMMENTS = {
    True: ("Rất nhanh, tôi biết cần chuẩn bị gì rồi", "Cảm ơn, hồ sơ ghi rõ từng mục"),
    False: (
        "Chưa nói rõ nộp bản chính hay bản sao",
        "Thời hạn ghi 5 ngày, nhưng tôi nộp trực tuyến thì tính từ lúc nào",
        "Mẫu đơn tải về mở không được",
        "Tôi hỏi gia hạn mà trả lời cấp mới",
    ),
}
_DECLINED = (
    "giá đất khu công nghiệp Amata bao nhiêu một mét",
    "tuyển dụng kế toán ở đâu",
    "hôm nay trời có mưa không",
)


def furnish(url: str, procedures: Sequence[Procedure], days: int = 30, a_day: int = 12) -> None:
    """The same office every time, but for the dates: it ends now."""
    make_tables(url)
    with UnitOfWork(engine(url)) as uow:
        catalogue.replace_all(uow.session, procedures, "bot up")
        for role in Role:
            employ(uow.session, role)
        _ask(uow.session, procedures, days, a_day)
        _rate(uow.session)
        desk.open_desk(uow.session)
        petitions.lay_on(uow.session)
        uow.commit()


def employ(session: Any, role: Role) -> None:
    name, full_name = PEOPLE[role]
    employ_another(session, name, role, full_name)


def employ_another(
    session: Any, name: str, role: Role, full_name: str | None = None, must_change: bool = False
) -> None:
    staff.add(
        session,
        name=name,
        full_name=full_name,
        role=role.word,
        password=CHEAP.hash(PASSWORD),
        must_change=must_change,
    )


def _ask(session: Any, procedures: Sequence[Procedure], days: int, a_day: int) -> None:
    chance = random.Random(20261125)
    known = [one for one in procedures if one.examples]
    weights = [1 / (place + 1) for place in range(len(known))]
    now = datetime.now(timezone.utc)
    turns, waiting = [], []
    for back in range(days - 1, -1, -1):
        for number in range(chance.randint(a_day // 2, a_day)):
            at = now - timedelta(days=back, minutes=chance.randint(1, 600))
            outcome = chance.choices(list(_OUTCOMES), list(_OUTCOMES.values()))[0]
            one = chance.choices(known, weights)[0]
            turn = _turn(chance, one, outcome) | {
                "at": at,
                "sender": f"web:{sha256(bytes([back, number // 3])).hexdigest()[:32]}",
            }
            turns.append(turn)
            if outcome in ("unknown", "declined"):
                near = chance.sample(known, min(3, len(known)))
                waiting.append(_unanswered(turn, near, chance))
    session.execute(insert(tables.turn), sorted(turns, key=lambda turn: turn["at"]))
    session.execute(insert(tables.unanswered), sorted(waiting, key=lambda row: row["at"]))


def _rate(session: Any) -> None:
    """A third of the answers, three of four of them as good."""
    chance = random.Random(20261126)
    turn = tables.turn.c
    answered = select(tables.turn).where(turn.outcome == "answered").order_by(turn.id)
    for row in session.execute(answered).mappings().all():
        if chance.random() > 0.3:
            continue
        about = Asking(row["id"], row["channel"], "answered", Settings().agency, row["procedure"])
        ratings.ask(session, row["sender"], about, row["at"])
        satisfied = chance.random() < 0.75
        reason = None if satisfied else chance.choice(REASONS)
        comment = chance.choice(_COMMENTS[satisfied]) if chance.random() < 0.4 else None
        said = Opinion(row["id"], row["channel"], Settings().agency, satisfied, reason, comment)
        ratings.note(session, row["sender"], said, row["at"] + timedelta(minutes=2))


def _turn(chance: random.Random, one: Procedure, outcome: str) -> dict[str, Any]:
    example = chance.choice(one.examples)
    sure = outcome in ("answered", "handoff")
    texts = {"unknown": _UNKNOWN, "declined": _DECLINED}
    return {
        "channel": "web",
        "text": chance.choice(texts[outcome]) if outcome in texts else example.text,
        "procedure": one.code if sure else None,
        "aspects": [] if outcome == "declined" else list(example.aspects),
        "confidence": round(chance.uniform(0.8, 0.99) if sure else chance.uniform(0.05, 0.5), 3),
        "outcome": outcome,
    }


def _unanswered(turn: dict[str, Any], near: Sequence[Procedure], chance: random.Random) -> dict[str, Any]:
    candidates = [
        {"code": one.code, "name": one.title, "confidence": round(chance.uniform(0.02, 0.4), 3)}
        for one in near
    ]
    kept = {name: turn[name] for name in ("sender", "text", "aspects", "outcome")}
    return {
        **kept,
        "at": turn["at"] + timedelta(milliseconds=3),
        "candidates": sorted(candidates, key=lambda each: -each["confidence"]),
    }
