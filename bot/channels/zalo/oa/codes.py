"""The OpenAPI's error codes: what each means for a message, and for those who run the account.

Errors come with HTTP 200: only the field `error` tells.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import Any


class Class(Enum):
    TOKEN = "token"  # the access token is used up: renew it and try once more
    DEAD = "dead"  # the refresh token is used up: somebody has to consent again
    CONFIG = "config"  # the app, the account or its plan is not set up for this
    PERMANENT = "permanent"  # this message to this person will never be taken
    PASSING = "passing"  # later


_CODES: dict[Class, dict[int, str]] = {
    Class.TOKEN: {
        -216: "access token không hợp lệ",
        -220: "access token đã hết hạn",
        -124: "access token không hợp lệ",
        216: "access token không hợp lệ",
        401: "access token không hợp lệ",
        -401: "access token không hợp lệ",
    },
    Class.DEAD: {
        -118: "refresh token không hợp lệ",
        -14014: "refresh token đã dùng hoặc hết hạn",
    },
    Class.CONFIG: {
        -209: "ứng dụng chưa được kích hoạt",
        -212: "ứng dụng không được dùng API này",
        -219: "ứng dụng đã bị khóa hoặc gỡ",
        -223: "OA chưa cấp quyền cho ứng dụng",
        -14002: "App ID hoặc Secret Key sai",
        -14003: "Callback URL không khớp",
        -221: "OA chưa xác thực",
        -224: "gói dịch vụ của OA không có tính năng này, cần nâng gói",
        -240: "API phiên bản 2 đã ngừng",
        -242: "thiếu hoặc sai appsecret_proof (MOTCUA_ZALO_PROOF)",
        -248: "vi phạm chính sách của Zalo",
        -320: "ứng dụng chưa gắn ví Zalo Cloud",
        -321: "ví Zalo Cloud hết tiền",
    },
    Class.PERMANENT: {
        -213: "người dân chưa quan tâm OA",
        -217: "người dân đã chặn OA",
        -227: "tài khoản của người dân bị khóa hoặc lâu không hoạt động",
        -230: "người dân không tương tác với OA trong 7 ngày",
        -232: "người dân chưa tương tác hoặc đã quá hạn tương tác với OA",
        -244: "người dân không nhận loại tin này",
        -201: "tham số không hợp lệ",
        -210: "tin dài quá giới hạn",
        -233: "loại tin không được hỗ trợ",
        -100: "tệp đính kèm đã hết hạn (7 ngày)",
    },
    Class.PASSING: {
        -32: "quá số yêu cầu trong một phút",
        -211: "hết hạn mức gửi của OA",
        -218: "hết hạn mức gửi tới người này",
        -234: "không được gửi vào ban đêm",
    },
}
EXPIRED_FILE = -100
_TEXTS = {code: text for texts in _CODES.values() for code, text in texts.items()}
_CLASSES = {code: kind for kind, texts in _CODES.items() for code in texts}
# Seconds: the rate counts by the minute, quotas by the day.
_WAITS = {-32: 60.0, -211: 3600.0, -218: 3600.0, -234: 3600.0}


@dataclass
class Refused(Exception):
    """Zalo answered, and the answer is no."""

    code: int
    message: str = ""

    @property
    def kind(self) -> Class:
        """A code that is not documented may go away by itself: the number of tries is bounded anyway."""
        return _CLASSES.get(self.code, Class.PASSING)

    @property
    def wait(self) -> float | None:
        return _WAITS.get(self.code)

    def __str__(self) -> str:
        return f"Zalo {self.code}: {_TEXTS.get(self.code) or self.message[:100] or 'không rõ'}"


def check(body: dict[str, Any]) -> dict[str, Any]:
    """`data` of an answer that says success. Raises Refused."""
    code = number(body.get("error", 0))
    if code:
        raise Refused(code, str(body.get("message") or body.get("error_description") or ""))
    data = body.get("data")
    return data if isinstance(data, dict) else {}


def number(value: Any) -> int:
    """A code, a second count or a time in milliseconds, which come as numbers or strings; 0 for anything else."""
    try:
        return int(value)
    except (TypeError, ValueError):
        return 0
