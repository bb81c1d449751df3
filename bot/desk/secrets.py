"""What must not be told to anybody: one-time codes and passwords, beside what bot.text.privacy masks."""

from __future__ import annotations

import regex

_OTP, _PASSWORD = "[mã OTP]", "[mật khẩu]"
_NAMED_OTP = r"(?:otp|mã xác (?:thực|nhận|minh)|ma xac (?:thuc|nhan|minh)|mã pin|ma pin|pin)"
_ONE_TIME = regex.compile(
    # Four to eight digits, also in groups as telephones show them: 123 456.
    rf"(?i)(\b{_NAMED_OTP}\b(?:\W|là|la|của|cua|em|tôi|toi|mình|minh|em là){{0,6}})\b\d(?:[ .-]?\d){{3,7}}\b"
)
_NAMED_PASSWORD = r"(?:mật khẩu|mat khau|password|pass|mk)"
# A question about passwords holds none: 'mật khẩu là gì'. After a colon anything is one.
_SECRET = regex.compile(rf"(?i)\b({_NAMED_PASSWORD}\b\s*(?:[:=]\s*|(?:là|la)?\s+(?=\S*\d)))(?!\[)\S{{3,}}")
_ANYWHERE = (_OTP, _PASSWORD)
_WITH_DOSSIERS = ("[số giấy tờ]", "[số thẻ]", "[số hộ chiếu]")


def hide(text: str) -> str:
    """The text with what follows 'OTP' or 'mật khẩu' replaced by what it was."""
    text = _ONE_TIME.sub(rf"\1{_OTP}", text)
    return _SECRET.sub(rf"\1{_PASSWORD}", text)


def holds_secrets(text: str, about_dossier: bool) -> bool:
    """Whether something was hidden. Numbers of papers are asked about elsewhere, too; with a dossier none is needed."""
    labels = (*_ANYWHERE, *_WITH_DOSSIERS) if about_dossier else _ANYWHERE
    return any(label in text for label in labels)
