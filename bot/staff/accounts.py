"""Accounts: made, changed and closed, each with a line in the audit log. The caller commits."""

from __future__ import annotations

import re
from typing import Any

from bot.errors import AccountError
from bot.staff import passwords
from bot.staff.model import Role, Staff
from bot.storage import audit, staff, tables

FIRST = "quantri"
LONGEST_UNIT = 80
_NAME = re.compile(r"[a-z0-9](?:[a-z0-9._-]{0,38}[a-z0-9])?")


def everyone(session: Any) -> list[Staff]:
    return [person(row) for row in session.execute(staff.everyone()).mappings()]


def find(session: Any, name: str) -> Staff:
    """AccountError when there is none of that name."""
    row = session.execute(staff.by_name(one_form(name))).mappings().first()
    if row is None:
        raise AccountError(name, "không có. Xem: bot staff list")
    return person(row)


def add(session: Any, name: str, role: Role, full_name: str | None, who: str, unit: str | None = None) -> str:
    """A new account; answers its random password, which is kept nowhere."""
    name = one_form(name)
    if not _NAME.fullmatch(name):
        raise AccountError(name, "tên chỉ gồm chữ không dấu, số và . _ - (tối đa 40 ký tự).")
    if session.execute(staff.by_name(name)).first():
        raise AccountError(name, f"đã có. Cấp lại mật khẩu: bot staff reset {name}")
    password = passwords.made()
    staff.add(
        session,
        name=name,
        full_name=full_name,
        unit=_unit(name, unit),
        role=role.word,
        password=passwords.hashed(password),
        must_change=True,
    )
    audit.record(session, who, "staff_add", f"staff {name}", {"role": role.word})
    return password


def add_first(session: Any, who: str) -> str | None:
    """The first administrator's password; None when there is an account already."""
    if session.execute(staff.everyone()).first():
        return None
    return add(session, FIRST, Role.ADMINISTRATOR, None, who)


def reset(session: Any, name: str, who: str) -> str:
    """A new random password; opens a disabled account again, ends all its sessions."""
    one = find(session, name)
    password = passwords.made()
    staff.change(session, one.id, password=passwords.hashed(password), must_change=True, disabled=None)
    staff.end_sessions(session, one.id)
    audit.record(session, who, "staff_reset", f"staff {one.name}", {"reopened": one.disabled})
    return password


def disable(session: Any, name: str, who: str) -> None:
    """Closes an account at once, its sessions included; what it did stays in the log."""
    one = find(session, name)
    if one.disabled:
        raise AccountError(one.name, "đã khóa từ trước.")
    _require_another_administrator(session, one)
    staff.change(session, one.id, disabled=tables.now())
    staff.end_sessions(session, one.id)
    audit.record(session, who, "staff_disable", f"staff {one.name}")


def give_role(session: Any, name: str, role: Role, who: str) -> None:
    one = find(session, name)
    if role is not Role.ADMINISTRATOR:
        _require_another_administrator(session, one)
    staff.change(session, one.id, role=role.word)
    audit.record(
        session, who, "staff_role", f"staff {one.name}", {"before": one.role.word, "after": role.word}
    )


def give_unit(session: Any, name: str, unit: str | None, who: str) -> None:
    """Where he works; None for nowhere in particular."""
    one = find(session, name)
    unit = _unit(one.name, unit)
    staff.change(session, one.id, unit=unit)
    audit.record(session, who, "staff_unit", f"staff {one.name}", {"before": one.unit, "after": unit})


def change_password(session: Any, one: Staff, password: str, keep: str | None = None) -> None:
    """The person's own choice; ends the account's sessions but the one with the token digest `keep`."""
    staff.change(session, one.id, password=passwords.hashed(password), must_change=False)
    staff.end_sessions(session, one.id, but=keep)
    audit.record(session, one.name, "password", f"staff {one.name}")


def person(row: Any) -> Staff:
    return Staff(
        id=row["id"],
        name=row["name"],
        full_name=row["full_name"],
        role=Role.of(row["role"]),
        must_change=row["must_change"],
        disabled=row["disabled"] is not None,
        unit=row["unit"],
    )


def one_form(name: str) -> str:
    """As names are kept: without spaces around, in lower case."""
    return name.strip().lower()


def _unit(name: str, unit: str | None) -> str | None:
    """As units are kept: single spaces, so that the same unit is written in one way."""
    unit = " ".join((unit or "").split()) or None
    if unit and len(unit) > LONGEST_UNIT:
        raise AccountError(name, f"tên đơn vị dài quá {LONGEST_UNIT} ký tự.")
    return unit


def _require_another_administrator(session: Any, one: Staff) -> None:
    active = session.execute(staff.how_many_active(Role.ADMINISTRATOR.word)).scalar_one()
    if one.role is Role.ADMINISTRATOR and not one.disabled and active == 1:
        raise AccountError(one.name, "là quản trị duy nhất. Xin thêm một quản trị khác trước.")
