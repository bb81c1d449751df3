"""A report as PDF, to be printed and filed: the same parts as the document, the same bytes for the same report."""

from __future__ import annotations

from io import BytesIO
from typing import Any
from xml.sax.saxutils import escape, quoteattr

from reportlab.lib import colors
from reportlab.lib.enums import TA_CENTER, TA_RIGHT
from reportlab.lib.pagesizes import A4, landscape
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import cm
from reportlab.pdfbase import pdfmetrics
from reportlab.platypus import (
    BaseDocTemplate,
    Frame,
    Image,
    KeepTogether,
    NextPageTemplate,
    PageBreak,
    PageTemplate,
    Paragraph,
    Spacer,
    TableStyle,
)
from reportlab.platypus import Table as Grid

from bot.feedback import charts, fonts, printed
from bot.feedback.fonts import BOLD as _BOLD
from bot.feedback.fonts import ITALIC as _ITALIC
from bot.feedback.fonts import NORMAL as _NORMAL
from bot.feedback.report import Cell, Report, Table, words

# As in annex I of Decree 30/2020/NĐ-CP.
_LEFT, _RIGHT, _EDGE = 3 * cm, 1.5 * cm, 2 * cm
_PADDING = 3
# Letters of a text beyond which its column grows no wider.
_MOST = 60


def document(report: Report) -> bytes:
    fonts.register()
    stored = BytesIO()
    made = BaseDocTemplate(
        stored, pagesize=A4, title=report.title, author=report.agency, invariant=1, lang="vi-VN"
    )
    made.addPageTemplates([_page("body", A4), _page("annex", landscape(A4))])
    made.build(_story(report))
    return stored.getvalue()


def _story(report: Report) -> list[Any]:
    width, wide = A4[0] - _LEFT - _RIGHT, A4[1] - _LEFT - _RIGHT
    story: list[Any] = [*_heading(report, width)]
    story += [Paragraph(escape(line), _style(11, spaceAfter=6)) for line in printed.summary(report)]
    for table in printed.body(report):
        story += _part(report, table, width)
    story += _signing(width)
    story += [NextPageTemplate("annex"), PageBreak(), Paragraph(escape(words()["annex"]), _style(13, _BOLD))]
    for table in printed.annex(report):
        story += _part(report, table, wide)
    return story


def _heading(report: Report, width: float) -> list[Any]:
    """Authority and country side by side; number and date stay open for the office."""
    own = words()["heading"]
    middle = _style(10, _BOLD, alignment=TA_CENTER)
    left = [
        Paragraph(escape(report.agency.upper()), middle),
        Paragraph(escape(own["number"]), _style(10, alignment=TA_CENTER)),
    ]
    right = [
        Paragraph(escape(own["country"]), middle),
        Paragraph(f"<u>{escape(own['motto'])}</u>", middle),
        Paragraph(escape(own["place"]), _style(10, _ITALIC, alignment=TA_CENTER)),
    ]
    head = Grid([[left, right]], [width * 0.42, width * 0.58])
    head.setStyle(TableStyle([("VALIGN", (0, 0), (-1, -1), "TOP")]))
    title = _style(13, _BOLD, alignment=TA_CENTER, spaceBefore=18)
    subtitle = _style(10, _ITALIC, alignment=TA_CENTER, spaceAfter=12)
    return [
        head,
        Paragraph(escape(report.title.upper()), title),
        Paragraph(escape(report.subtitle), subtitle),
    ]


def _signing(width: float) -> list[Any]:
    """To whom it goes on the left, who signs on the right: both stay open for the office."""
    own = words()["signing"]
    middle = _style(10, _BOLD, alignment=TA_CENTER)
    left = [
        Paragraph(escape(own["to"]), _style(9, _BOLD)),
        *(Paragraph(escape(line), _style(8.5)) for line in own["lines"]),
    ]
    right = [
        Paragraph(escape(own["role"]), middle),
        Paragraph(escape(own["hint"]), _style(9, _ITALIC, alignment=TA_CENTER)),
        Spacer(1, 2 * cm),
        Paragraph(escape(own["name"]), middle),
    ]
    signing = Grid([[left, right]], [width * 0.42, width * 0.58])
    signing.setStyle(TableStyle([("VALIGN", (0, 0), (-1, -1), "TOP")]))
    return [Spacer(1, 18), KeepTogether([signing])]


def _part(report: Report, table: Table, width: float) -> list[Any]:
    title = Paragraph(escape(table.title), _style(11.5, _BOLD, spaceBefore=12, spaceAfter=4))
    whole = next(one for one in report.tables if one.code == table.code)
    shown: list[Any] = [title]
    if charts.drawn(whole):
        shown += [_picture(whole, min(width, 15 * cm)), Spacer(1, 4)]
    if len(table.columns) == 1:
        lines = [
            Paragraph(f"• {escape(printed.cell(row[0]))}", _style(9, spaceAfter=3)) for row in table.rows
        ]
        return [KeepTogether([*shown, lines[0]]), *lines[1:]]
    return [KeepTogether(shown), _grid(report, table, width)]


def _picture(table: Table, width: float) -> Any:
    picture = Image(BytesIO(charts.chart(table, "png")))
    picture.drawHeight *= width / picture.drawWidth
    picture.drawWidth = width
    return picture


def _grid(report: Report, table: Table, width: float) -> Any:
    normal, right, head = _style(8), _style(8, alignment=TA_RIGHT), _style(8, _BOLD)
    rows = [[Paragraph(escape(text), head) for text in table.columns]]
    for row, links in zip(table.rows, table.links_of(), strict=True):
        rows.append(
            [
                Paragraph(
                    _cell(
                        printed.cell(value), report.address(links.get(place, "")) if place in links else ""
                    ),
                    right if place in table.numeric else normal,
                )
                for place, value in enumerate(row)
            ]
        )
    grid = Grid(rows, _widths(table, width), repeatRows=1)
    grid.setStyle(
        TableStyle(
            [
                ("GRID", (0, 0), (-1, -1), 0.5, colors.HexColor("#9aa7b0")),
                ("BACKGROUND", (0, 0), (-1, 0), colors.HexColor("#eef3f4")),
                ("VALIGN", (0, 0), (-1, -1), "TOP"),
                ("LEFTPADDING", (0, 0), (-1, -1), _PADDING),
                ("RIGHTPADDING", (0, 0), (-1, -1), _PADDING),
            ]
        )
    )
    return grid


def _cell(text: str, address: str) -> str:
    """A figure leads to its rows."""
    return f"<a href={quoteattr(address)}><u>{escape(text)}</u></a>" if address else escape(text)


def _widths(table: Table, width: float) -> list[float]:
    """No word is broken; what is left goes to columns with longer texts, within reason."""
    columns = list(zip(table.columns, *table.rows, strict=True))
    words_ = [max(_longest(one, place == 0) for place, one in enumerate(column)) for column in columns]
    texts = [max(min(len(printed.cell(one)), _MOST) for one in column) for column in columns]
    spare = max(width - sum(words_), 0)
    shares = [word + spare * text / sum(texts) for word, text in zip(words_, texts, strict=True)]
    return [share * min(width / sum(shares), 1) for share in shares]


def _longest(value: Cell, is_head: bool) -> float:
    font = _BOLD if is_head else _NORMAL
    widths = [float(pdfmetrics.stringWidth(word, font, 8)) for word in printed.cell(value).split()]
    return max(widths, default=0.0) + 2 * _PADDING + 1


def _page(name: str, size: tuple[float, float]) -> Any:
    width, height = size
    frame = Frame(_LEFT, _EDGE, width - _LEFT - _RIGHT, height - 2 * _EDGE, 0, 0, 0, 0)
    return PageTemplate(name, [frame], onPage=_number, pagesize=size)


def _number(canvas: Any, made: Any) -> None:
    """In the middle of the upper edge, from the second page on, as the decree has it."""
    if canvas.getPageNumber() > 1:
        canvas.setFont(_NORMAL, 9)
        width, height = canvas._pagesize
        canvas.drawCentredString(width / 2, height - 1.2 * cm, str(canvas.getPageNumber()))


def _style(size: float, font: str = _NORMAL, **more: Any) -> ParagraphStyle:
    return ParagraphStyle(
        f"{font} {size} {sorted(more)}", fontName=font, fontSize=size, leading=size * 1.35, **more
    )
