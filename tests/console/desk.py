"""The desk of the office: who waits, who is being answered, who is to be called back, what has ended."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any

from sqlalchemy import insert, update

from bot.catalogue import agency
from bot.desk.hours import Hours
from bot.desk.seal import Seal
from bot.settings import Settings
from bot.storage import callbacks, canned, desk_tables, handoffs, lines, staff_tables, tables

SECRET = "chỉ-dùng-khi-thử-phần-mềm-của-bàn-trực"
PHONE = "0912345678"
PERMIT = "1.014199"
OFFICER, COLLEAGUE = "cuong", "dung"
UNITS = {"cuong": "Phòng Lao động", "dung": "Phòng Đầu tư"}

_HOURS = Hours.of(agency.load(Settings().agencies, Settings().agency))

Words = Sequence[tuple[str, str]]

_SOURCE = "Nguồn: QĐ 886/QĐ-BNV (11/8/2025), kiểm tra 22/11/2025"
_FEE = (
    "**Cấp mới giấy phép lao động cho người nước ngoài**: lệ phí do HĐND tỉnh quy định. "
    "Dữ liệu của tôi **chưa có mức áp dụng tại Đồng Nai**, nên tôi không nêu con số.\n"
    f"Anh/chị gọi (0251) 1022 để có mức chính xác.\n{_SOURCE}"
)
_DOSSIER = (
    "**Cấp mới giấy phép lao động cho người nước ngoài** cần 7 loại giấy tờ (nộp 01 bộ):\n"
    "1. Văn bản báo cáo giải trình nhu cầu sử dụng lao động nước ngoài và đề nghị cấp giấy phép lao động "
    "(Mẫu số 03, Nghị định 219/2025/NĐ-CP): 01 bản chính\n"
    "2. Giấy khám sức khỏe do cơ sở đủ điều kiện cấp: 01 bản chính\n"
    "3. Hộ chiếu còn thời hạn: 01 bản sao\n"
    "4. Phiếu lý lịch tư pháp hoặc văn bản xác nhận tương đương: 01 bản chính\n"
    f"5. Ảnh màu 4x6: 02 ảnh\n{_SOURCE}"
)
_QUEUE = "Anh/chị đang ở vị trí thứ 1 trong hàng chờ. Trong lúc chờ, anh/chị cứ hỏi tiếp."
_JOINED = "Cán bộ quầy 1 đã vào cuộc trò chuyện và đang hỗ trợ anh/chị."
_GREETING = "Chào anh/chị, tôi là cán bộ quầy 1. Hồ sơ anh/chị nộp ngày nào?"
TALK: Words = (
    ("person", "xin gplđ cho chuyên gia hàn cần giấy tờ gì v ạ"),
    ("assistant", _DOSSIER),
    ("person", "le phi bao nhieu"),
    ("assistant", _FEE),
    ("person", "gặp cán bộ"),
    ("notice", _QUEUE),
)


def open_desk(session: Any) -> None:
    """Hand-overs 1 and 2 wait, the first too long; 3 is the officer's, 4 a colleague's, 5 to 12 have ended."""
    now = tables.now()
    for name, unit in UNITS.items():
        session.execute(update(staff_tables.staff).where(staff_tables.staff.c.name == name).values(unit=unit))
    just = now - timedelta(minutes=4)
    wait(
        session,
        "mot",
        "web",
        _before(now, timedelta(minutes=25)),
        "lệ phí giấy phép lao động bao nhiêu",
        TALK,
    )
    wait(session, "hai", "zalo", just, "gia hạn giấy phép mà hộ chiếu sắp hết hạn", TALK)
    taken = {"state": "open", "claimed": now - timedelta(minutes=8), "waited": 240, "person_at": just}
    mine = wait(session, "ba", "telegram", now - timedelta(minutes=12), "nộp hồ sơ rồi muốn rút lại", TALK)
    say(session, sender("ba"), "telegram", now - timedelta(minutes=8), ("notice", _JOINED))
    say(session, sender("ba"), "telegram", now - timedelta(minutes=7), ("officer", _GREETING))
    say(session, sender("ba"), "telegram", just, ("person", "tôi nộp hôm thứ hai, giờ rút có được không"))
    _change(session, mine, officer=OFFICER, officer_at=now - timedelta(minutes=7), **taken)
    other = wait(session, "bon", "zalo_bot", now - timedelta(minutes=30), "doanh nghiệp giải thể", TALK)
    _change(session, other, officer=COLLEAGUE, officer_at=now, **taken)
    for number, outcome in enumerate(desk_tables.HANDOFF_OUTCOMES):
        _end(session, f"cu {number}", outcome, now - timedelta(days=number + 1), 120 * (number + 1))
    _end(session, "mot", "advised", now - timedelta(days=3), 60)
    _ask_for_calls(session, now)
    canned.add(session, "Lịch tiếp", "Cơ quan tiếp {gio_lam_viec}. Đường dây nóng: {hotline}.", OFFICER)


def wait(session: Any, person: str, channel: str, at: datetime, subject: str, words: Words = ()) -> int:
    """Somebody who has talked with the assistant and wants to speak with an officer; the hand-over's number."""
    who = sender(person, channel)
    values = {"channel": channel, "address": "-", "seen": at, "leaving": False}
    session.execute(insert(tables.sender).values(sender=who, **values))
    say(session, who, channel, at - timedelta(minutes=len(words)), *words)
    return handoffs.add(session, who, channel, at, subject=subject, procedure=PERMIT, person_at=at)


def say(session: Any, who: str, channel: str, at: datetime, *words: tuple[str, str]) -> None:
    """A line each minute; an answer of the assistant belongs to the question before it."""
    asked = None
    for number, (author, text) in enumerate(words):
        moment = at + timedelta(minutes=number)
        if author == "assistant":
            turn = {"sender": who, "channel": channel, "text": asked or "", "at": moment}
            known = {"procedure": PERMIT, "aspects": ["fee"], "confidence": 0.93, "outcome": "answered"}
            made = session.execute(insert(tables.turn).values(**turn, **known)).inserted_primary_key[0]
            lines.add(session, who, author, text, moment, turn=made, buttons=[("Bao lâu có?", "x")])
        else:
            asked = text
            lines.add(session, who, author, text, moment, staff=OFFICER if author == "officer" else None)


def sender(person: str, channel: str = "") -> str:
    channel = channel or {"mot": "web", "hai": "zalo", "ba": "telegram", "bon": "zalo_bot"}.get(person, "web")
    return f"{channel}:{sha256(person.encode()).hexdigest()[:32]}"


def _end(session: Any, person: str, outcome: str, at: datetime, waited: int) -> None:
    begun = at - timedelta(hours=1)
    number = handoffs.add(
        session, sender(person), "web", begun, subject="hỏi về thẻ tạm trú", procedure=PERMIT
    )
    values = {"state": "closed", "claimed": begun, "waited": waited, "closed": at, "outcome": outcome}
    _change(session, number, officer=COLLEAGUE, note="Đã chỉ mục tra cứu", **values)


def _before(now: datetime, working: timedelta) -> datetime:
    """A moment from which at least so much working time has gone by, be it a holiday now."""
    at = now - working
    while _HOURS.between(at, now) < working:
        at -= timedelta(minutes=10)
    return at


def _ask_for_calls(session: Any, now: datetime) -> None:
    seal, long_ago = Seal(SECRET), _before(now, timedelta(hours=9))
    about = {"subject": "cấp lại giấy phép lao động bị mất", "procedure": PERMIT, "best": "sau 15 giờ"}
    callbacks.add(session, sender("mot"), "web", long_ago, phone=seal.close(PHONE), **about)
    callbacks.add(session, sender("hai"), "zalo", now, phone=seal.close(PHONE), subject="thẻ tạm trú")
    done = callbacks.add(
        session, sender("cu 1"), "web", long_ago, phone=seal.close(PHONE), subject="giấy phép"
    )
    values = {"officer": OFFICER, "updated": now, "tries": 2, "note": "Đã hướng dẫn"}
    callbacks.change(session, done, callbacks.PENDING, state="reached", **values)


def _change(session: Any, number: int, **values: Any) -> None:
    table = desk_tables.handoff
    session.execute(update(table).where(table.c.id == number).values(**values))
