"""Personal data masked before a text is stored or logged."""

from __future__ import annotations

import regex

# An amount is no number of a person; 'đồng ý' and the places called Đồng … are no money.
_AMOUNT = (
    r"(?!\s*(?i:đ|d|vnđ|vnd|usd|nghìn|ngàn|triệu|tr|tỷ|tỉ|m2|m²|m3|ha"
    r"|(?:đo\p{M}*ng|đồng|dong)(?!\s+(?:ý|y|nai|tháp|thap|hới|hoi|xoài|xoai)\b))\b)"
)
_STARTS = r"(?<![\p{L}\d]|\d[.,/-])"
_DATE = r"(?!\d{1,2}[.-]\d{1,2}[.-](?:19|20)\d\d(?!\d))"
# Not the number of a document: 0123456789/QĐ-UBND.
_ENDS = r"(?!\d|/\p{L}|[.,]\d)"

_EMAIL = regex.compile(r"[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,4}")
_TAX = regex.compile(_STARTS + r"\d{10}-\d{3}(?!\d)")
_CARD = regex.compile(
    _STARTS + r"(?!(?:(?:19|20)\d\d[ -]){3})(?:\d{4}[ -]?){3}\d{1,4}(?:[ -]?\d{1,3})?" + _ENDS + _AMOUNT
)
# Căn cước (Law 26/2023/QH15): 12 digits, a province's number from 001 to 096 first.
_CITIZEN = regex.compile(_STARTS + r"0(?:\d{2}(?:[ .-]?\d{3}){3}|\d{3}(?:[ .-]?\d{4}){2})" + _ENDS)
# Vietnamese mobile and fixed numbers: nine or ten digits behind 0 or +84, with spaces, dots or dashes.
_PHONE = regex.compile(
    r"(?<![\p{L}\d]|\d\.)" + _DATE + r"(?:\(?\+84\)?|\(?0(?=[1-9]))(?:[ .()-]{0,2}\d){9,10}(?!\d|/\p{L})"
)
_FROM_ABROAD = regex.compile(_STARTS + r"84(?=[ .-]?[1-9])(?:[ .-]?\d){9}" + _ENDS + _AMOUNT)
PHONES = (_PHONE, _FROM_ABROAD)
# Older identity cards have 9 digits, tax codes and account numbers 10 and more.
_NUMBER = regex.compile(_STARTS + r"(?:\d{9,12}|\d{3}(?: \d{3}){2,3}(?! \d{3}))" + _ENDS + _AMOUNT)
_PASSPORT = regex.compile(r"(?<![\p{L}\d])[A-Za-z]\d{7,8}(?!\d)")


# What is masked, in this order, and what stands in its place.
_MASKS = (
    (_EMAIL, "[thư điện tử]"),
    (_TAX, "[mã số thuế]"),
    (_CARD, "[số thẻ]"),
    (_CITIZEN, "[số giấy tờ]"),
    (_PHONE, "[số điện thoại]"),
    (_FROM_ABROAD, "[số điện thoại]"),
    (_NUMBER, "[số giấy tờ]"),
    (_PASSPORT, "[số hộ chiếu]"),
)
_LABELS = regex.compile("|".join(regex.escape(label) for _, label in _MASKS))


def mask(text: str) -> str:
    """The text with e-mail, phone, card, identity, tax and passport numbers replaced by what they were."""
    # Again until nothing is left: behind a label a number may begin that was the middle of a chain of digits before.
    while (masked := _masked_once(text)) != text:
        text = masked
    return text


def _masked_once(text: str) -> str:
    for pattern, label in _MASKS:
        text = pattern.sub(label, text)
    return text


def unlabelled(text: str) -> str:
    """A masked text without what `mask` wrote: its 'số giấy tờ' asks for no papers."""
    return _LABELS.sub(" ", text)
