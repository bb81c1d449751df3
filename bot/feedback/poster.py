"""The way to the survey page on paper: a code to scan, and an A4 poster that says what is asked and what is kept."""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from io import BytesIO
from typing import Any
from xml.sax.saxutils import escape

import segno
import yaml
from reportlab.graphics.shapes import Drawing, Rect
from reportlab.lib import colors
from reportlab.lib.enums import TA_CENTER
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import cm
from reportlab.platypus import Flowable, KeepInFrame, Paragraph, SimpleDocTemplate, Spacer

from bot.feedback import fonts
from bot.feedback.places import Place

# A quarter of it may be dirty or torn.
_CORRECTION = "q"
# White modules around it, without which telephones do not find it.
_QUIET = 4
_MARGIN = 2 * cm
_CODE = 11 * cm
_WIDTH, _HEIGHT = A4[0] - 2 * _MARGIN - 12, A4[1] - 2 * _MARGIN - 12
FORMATS = ("png", "svg", "pdf")


def written(address: str, authority: str, place: Place | None, form: str) -> bytes:
    """`form` is one of FORMATS; the same bytes for the same address."""
    return _poster(address, authority, place) if form == "pdf" else _code(address, form)


@cache
def words() -> dict[str, str]:
    return dict(yaml.safe_load(files("bot.feedback").joinpath("poster.yml").read_text("utf-8")))


def _made(address: str) -> segno.QRCode:
    return segno.make(address, error=_CORRECTION, micro=False, boost_error=False)


def _code(address: str, form: str) -> bytes:
    stored = BytesIO()
    more: dict[str, Any] = {"title": words()["code"], "light": "#fff"} if form == "svg" else {}
    _made(address).save(stored, kind=form, scale=16, border=_QUIET, **more)
    return stored.getvalue()


def _poster(address: str, authority: str, place: Place | None) -> bytes:
    fonts.register()
    stored = BytesIO()
    made = SimpleDocTemplate(
        stored, pagesize=A4, title=words()["title"], author=authority, invariant=1, lang="vi-VN",
        leftMargin=_MARGIN, rightMargin=_MARGIN, topMargin=_MARGIN, bottomMargin=_MARGIN,
    )  # fmt: skip
    # Long names make everything a little smaller: a poster has one page.
    made.build([KeepInFrame(_WIDTH, _HEIGHT, _story(address, authority, place), mode="shrink")])
    return stored.getvalue()


def _story(address: str, authority: str, place: Place | None) -> list[Flowable]:
    own = words()
    about = own["procedure"].format(title=place.title) if place and place.kind == "procedure" else ""
    return [
        _line(authority.upper(), 15, fonts.BOLD, after=24),
        _line(own["question"], 30, fonts.BOLD, after=14),
        *([_line(about or place.title, 19, fonts.BOLD, after=14)] if place else []),
        _line(own["ask"], 16, after=6),
        _line(own["time"], 16, after=16),
        _picture(address),
        Spacer(1, 16),
        _line(own["address"], 12, after=2),
        _line(address, 14, fonts.BOLD, after=24),
        _line(own["privacy"], 11),
    ]


def _line(text: str, size: float, font: str = fonts.NORMAL, after: float = 0) -> Paragraph:
    """In the middle; addresses without a space are broken anywhere."""
    style = ParagraphStyle(
        f"{font} {size}", fontName=font, fontSize=size, leading=size * 1.5, alignment=TA_CENTER,
        spaceAfter=after, splitLongWords=True,
    )  # fmt: skip
    return Paragraph(escape(text), style)


def _picture(address: str) -> Drawing:
    rows = [bytes(row) for row in _made(address).matrix_iter(border=_QUIET)]
    side, left = _CODE / len(rows), (_WIDTH - _CODE) / 2
    picture = Drawing(_WIDTH, _CODE)
    for y, row in enumerate(rows):
        for x, dark in enumerate(row):
            if dark:
                # A hair wider than a module: printers draw white lines between those that only touch.
                square = Rect(left + x * side, _CODE - (y + 1) * side, side * 1.02, side * 1.02)
                square.fillColor, square.strokeColor = colors.black, None
                picture.add(square)
    return picture
