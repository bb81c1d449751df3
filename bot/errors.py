"""Everything that can go wrong on purpose.

MotCuaError
├── SettingError         an environment variable is missing or malformed
├── SourceError          a catalogue or agency file cannot be accepted (carries all Problems)
├── StorageError         the database cannot be used
│   ├── NewerDatabase    it was written by a later version of the software
│   ├── UnknownRevision  there is nothing to restore under that number
│   ├── CatalogueMoved   somebody else changed the catalogue in between
│   └── Unreadable       it was encrypted under another secret
├── HandoffError         a step of a hand-over that is not possible (any more)
│   ├── Taken            another officer has the person
│   └── Over             it is closed, or the person has gone
├── PhoneError           not a Vietnamese telephone number
├── AccountError         a staff account cannot be made or changed like that
├── DossierError         where a dossier stands cannot be told
│   ├── UnknownDossier     the one-stop system has none of that code
│   ├── TooManyDossiers    one person has asked for too many
│   └── DossierSystemAway  no answer, or none as agreed
├── ModelError           no usable trained model
│   ├── NotCompared      it has not been measured against the live one
│   └── Fallen           it does worse somewhere than the live one
├── BackupError          an archive cannot be written, or is none
└── ServiceError         a process of ours cannot start or does not answer

Each error carries its data; `str()` says what happened, where, and the cure.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Optional


class MotCuaError(Exception):
    """Root of all errors raised on purpose."""


class SettingError(MotCuaError):
    """A setting is missing or malformed."""

    def __init__(self, name: str, problem: str) -> None:
        super().__init__(f"{name}: {problem}")
        self.name = name
        self.problem = problem


@dataclass(frozen=True)
class Problem:
    """One thing wrong in a source file: where (file, row, field) and what."""

    file: str
    row: str
    field: str
    message: str

    def __str__(self) -> str:
        place = ", ".join(part for part in (self.file, self.row, self.field) if part)
        return f"{place}: {self.message}"


class SourceError(MotCuaError):
    """One or more source files cannot be accepted; nothing has been written."""

    def __init__(self, problems: list[Problem]) -> None:
        super().__init__("\n".join(map(str, problems)))
        self.problems = problems


class StorageError(MotCuaError):
    """The database cannot be used."""


class NewerDatabase(StorageError):
    """The database was written by a later version of the software."""

    def __init__(self, url: str, revision: str) -> None:
        super().__init__(
            f"{url}: phiên bản dữ liệu {revision} mới hơn phần mềm này. "
            "Hãy cập nhật phần mềm, hoặc đặt MOTCUA_DATABASE_URL sang cơ sở dữ liệu khác."
        )
        self.url = url
        self.revision = revision


class UnknownRevision(StorageError):
    """There is nothing to restore under that number."""

    def __init__(self, number: int) -> None:
        super().__init__(f"Không có lần thay đổi số {number}. Xem: bot catalogue history")
        self.number = number


class CatalogueMoved(StorageError):
    """Somebody else changed the catalogue since the caller looked at it; nothing was written."""

    def __init__(self) -> None:
        super().__init__(
            "Danh mục vừa được người khác thay đổi. Chưa ghi gì cả; xin xem lại rồi thực hiện lần nữa."
        )


class Unreadable(StorageError):
    """What is stored was encrypted under a secret that we no longer have."""

    def __init__(self) -> None:
        super().__init__(
            "Dữ liệu được mã hóa bằng khóa khác. "
            "Hãy thêm khóa cũ vào sau khóa mới trong MOTCUA_SECRET, cách nhau một dấu cách."
        )


class HandoffError(MotCuaError):
    """A step of a hand-over that is not possible; nothing was written."""


class Taken(HandoffError):
    """Another officer has the person: `by` is his account, None when nobody has him yet."""

    def __init__(self, by: Optional[str]) -> None:
        super().__init__(
            f"Người này đang được {by} hỗ trợ." if by else "Chưa cán bộ nào nhận người này. Hãy nhận trước."
        )
        self.by = by


class Over(HandoffError):
    """The hand-over is closed, or the person has left or deleted his data."""

    def __init__(self) -> None:
        super().__init__("Cuộc trò chuyện này đã kết thúc hoặc người dân đã rời đi.")


class PhoneError(MotCuaError):
    """Not a Vietnamese telephone number. The number itself is not carried: it is personal."""

    def __init__(self) -> None:
        super().__init__("Số điện thoại chưa đúng: cần 10 số bắt đầu bằng 0, hoặc +84.")


class AccountError(MotCuaError):
    """A staff account cannot be made or changed like that; nothing was written."""

    def __init__(self, name: str, problem: str) -> None:
        super().__init__(f"Tài khoản {name}: {problem}")
        self.name = name
        self.problem = problem


class DossierError(MotCuaError):
    """Where a dossier stands cannot be told. Its code is not carried: it belongs to a person."""


class UnknownDossier(DossierError):
    """The one-stop system has none of that code."""

    def __init__(self) -> None:
        super().__init__("Hệ thống một cửa không có hồ sơ mang mã này.")


class TooManyDossiers(DossierError):
    """One person has asked for too many different dossiers."""

    def __init__(self) -> None:
        super().__init__("Đã tra quá nhiều mã hồ sơ. Hãy chờ 15 phút.")


class DossierSystemAway(DossierError):
    """No answer, or none as agreed. `passing`: worth another try; `wait`: seconds that the system asked for."""

    def __init__(self, reason: str, passing: bool = False, wait: Optional[float] = None) -> None:
        super().__init__(
            f"Hệ thống một cửa không trả lời đúng quy ước ({reason}). Xem docs/dossier-status.md."
        )
        self.reason = reason
        self.passing = passing
        self.wait = wait


class ModelError(MotCuaError):
    """No usable trained model."""


class NotCompared(ModelError):
    """A model cannot go live before it was measured, with the live one, on the questions of today."""

    def __init__(self, name: str) -> None:
        super().__init__(f"{name}: chưa so sánh với mô hình đang dùng. Chạy trước: bot model compare")


class Fallen(ModelError):
    """A model answers less than the live one in some fields, which `fields` names as people read them."""

    def __init__(self, name: str, fields: list[str]) -> None:
        super().__init__(
            f"{name}: kém mô hình đang dùng ở {', '.join(fields)}, nên không đưa vào dùng. "
            'Vẫn muốn dùng: bot model promote --force --reason "lý do"'
        )
        self.fields = fields


class BackupError(MotCuaError):
    """An archive cannot be written, or is none of ours."""

    def __init__(self, place: str, problem: str) -> None:
        super().__init__(f"{place}: {problem}.")
        self.place = place
        self.problem = problem


class ServiceError(MotCuaError):
    """A process of ours cannot start or does not answer."""
