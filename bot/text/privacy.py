"""Personal data masked before a text is stored or logged."""

from __future__ import annotations

import regex

_NO_MONEY = r"(?!\s*(?:đồng|đ|dong|vnđ|vnd|usd|tỷ|tỉ|triệu)\b)"
# Vietnamese mobile and fixed numbers: 0 or +84, nine or ten more digits, with spaces, dots or dashes.
_PHONE = regex.compile(r"(?<![\d.,/])(?:\+?84|0)(?:[ .\-()]{0,2}\d){8,10}(?![\d/])")
_EMAIL = regex.compile(r"[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,4}")
# Identity numbers have 12 digits (căn cước, Law 26/2023/QH15), older ones 9; tax codes 10 or 10-3.
_IDENTITY = regex.compile(r"(?<![\d.,/-])(?:\d ?){8,11}\d(?![\d/]|[.,]\d)" + _NO_MONEY)
_TAX = regex.compile(r"(?<![\d.,/-])\d{10}-\d{3}(?!\d)")
_PASSPORT = regex.compile(r"(?<![\p{L}\d])[A-Z]\d{7,8}(?!\d)")
_CARD = regex.compile(r"(?<![\d.,/-])(?:\d{4}[ -]?){3}\d{1,7}(?!\d|[.,]\d)" + _NO_MONEY)


def mask(text: str) -> str:
    """The text with e-mail, phone, card, identity, tax and passport numbers replaced by what they were."""
    for pattern, label in (
        (_EMAIL, "[thư điện tử]"),
        (_TAX, "[mã số thuế]"),
        (_CARD, "[số thẻ]"),
        (_PHONE, "[số điện thoại]"),
        (_IDENTITY, "[số giấy tờ]"),
        (_PASSPORT, "[số hộ chiếu]"),
    ):
        text = pattern.sub(label, text)
    return text
