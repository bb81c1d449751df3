"""Invented petitions of the office: overdue, due soon, answered."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from sqlalchemy import insert

from bot.console.times import today
from bot.desk.seal import Seal
from bot.storage.petition_tables import petition, petition_step
from bot.storage.tables import now
from bot.text.writing import plain
from tests.console.desk import SECRET

PHONE = "0900000000"
_SAID = (
    ("PA-7K3M-9XWR", "conduct", "Nộp hồ sơ từ thứ Hai mà quầy số 2 chưa nhận", -1, "received"),
    ("PA-3333-4444", "proposal", "Đề nghị mở thêm quầy buổi trưa cho công nhân", 1, "accepted"),
    ("PA-6666-7777", "regulation", "Hai quy định về thành phần hồ sơ không thống nhất", 5, "answered"),
    ("PA-9999-AAAA", "conduct", "Chưa nhận được phiếu hẹn trả kết quả qua thư điện tử", 20, "received"),
)


def lay_on(session: Any) -> None:
    for code, kind, text, days, state in _SAID:
        done = state == "answered"
        row = {
            "code": code,
            "at": now() - timedelta(days=9),
            "sender": None,
            "channel": "web",
            "agency": "dong-nai-kcn",
            "state": state,
            "kind": kind,
            "text": text,
            "place": "Quầy số 2",
            "attachments": [],
            "contact": Seal(SECRET).close({"phone": PHONE}),
            "due": today() + timedelta(days=days),
            "days": 10,
            "source": "mức tham khảo",
            "answer": "Quy định mới được áp dụng từ ngày có hiệu lực." if done else None,
            "done": now() if done else None,
            "plain": plain(text),
        }
        number = session.execute(insert(petition).values(**row)).inserted_primary_key[0]
        steps = {"petition": number, "step": "received", "told": True, "at": row["at"]}
        session.execute(insert(petition_step).values(**steps))
