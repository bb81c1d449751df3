"""A report as a document for an office's own hand: heading by Decree 30/2020/NĐ-CP, findings, tables, charts, annex."""

from __future__ import annotations

from io import BytesIO
from typing import Any

from docx import Document
from docx.enum.section import WD_ORIENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Pt

from bot.feedback import charts, printed
from bot.feedback.report import Report, Table, words

# Size and margins of an administrative document: annex I of the decree.
_FONT, _SIZE, _TABLE_SIZE = "Times New Roman", 13, 9.5
_PAGE = Cm(21), Cm(29.7)
_MARGINS = {"top_margin": 2, "bottom_margin": 2, "left_margin": 3, "right_margin": 1.5}
_WIDTH = 16.0


def document(report: Report) -> bytes:
    made = Document()
    _styles(made)
    _page(made.sections[0])
    _heading(made, report)
    for line in printed.summary(report):
        made.add_paragraph(line)
    for table in printed.body(report):
        _part(made, report, table)
    _signing(made)
    _page(made.add_section(), landscape=True)
    made.add_heading(words()["annex"], 1)
    for table in printed.annex(report):
        _part(made, report, table)
    made.core_properties.author = report.agency
    made.core_properties.title = report.title
    made.core_properties.comments = ""
    stored = BytesIO()
    made.save(stored)
    return stored.getvalue()


def _styles(made: Any) -> None:
    for name, size in (("Normal", _SIZE), ("Heading 1", 14), ("Heading 2", 13)):
        style = made.styles[name]
        style.font.name, style.font.size = _FONT, Pt(size)
        style.element.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), _FONT)
        style.font.color.rgb = None
        style.paragraph_format.space_after = Pt(6)


def _page(section: Any, landscape: bool = False) -> None:
    section.page_width, section.page_height = _PAGE[::-1] if landscape else _PAGE
    section.orientation = WD_ORIENT.LANDSCAPE if landscape else WD_ORIENT.PORTRAIT
    for name, size in _MARGINS.items():
        setattr(section, name, Cm(size))


def _heading(made: Any, report: Report) -> None:
    """Authority on the left, the country's name and motto on the right; number and date stay open for the office."""
    own = words()["heading"]
    cells = made.add_table(1, 2).rows[0].cells
    left, right = cells[0].paragraphs[0], cells[1].paragraphs[0]
    left.add_run(f"{report.agency.upper()}\n").bold = True
    left.add_run(own["number"])
    right.add_run(f"{own['country']}\n").bold = True
    motto = right.add_run(f"{own['motto']}\n")
    motto.bold = motto.underline = True
    right.add_run(own["place"]).italic = True
    title = made.add_paragraph()
    title.add_run(report.title.upper()).bold = True
    subtitle = made.add_paragraph()
    subtitle.add_run(report.subtitle).italic = True
    for paragraph in (left, right, title, subtitle):
        paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER


def _signing(made: Any) -> None:
    """To whom it goes on the left, who signs on the right: both stay open for the office."""
    own = words()["signing"]
    left, right = (cell.paragraphs[0] for cell in made.add_table(1, 2).rows[0].cells)
    to = left.add_run(f"{own['to']}\n")
    to.bold = to.italic = True
    to.font.size = Pt(12)
    left.add_run("\n".join(own["lines"])).font.size = Pt(11)
    right.add_run(f"{own['role']}\n").bold = True
    right.add_run(f"{own['hint']}\n\n\n\n").italic = True
    right.add_run(own["name"]).bold = True
    right.alignment = WD_ALIGN_PARAGRAPH.CENTER
    for row in made.tables[-1].rows:
        row._tr.get_or_add_trPr().append(OxmlElement("w:cantSplit"))


def _part(made: Any, report: Report, table: Table) -> None:
    made.add_heading(table.title, 2)
    whole = next(one for one in report.tables if one.code == table.code)
    if charts.drawn(whole):
        picture = made.add_picture(BytesIO(charts.chart(whole, "png")), Cm(_WIDTH))
        picture._inline.docPr.set("descr", charts.told(whole))
    if len(table.columns) == 1:
        for row in table.rows:
            made.add_paragraph(printed.cell(row[0]), "List Bullet")
        return
    grid = made.add_table(1, len(table.columns), "Table Grid")
    for cell, text in zip(grid.rows[0].cells, table.columns, strict=True):
        _write(cell, text, bold=True)
    _repeat(grid.rows[0])
    for row, links in zip(table.rows, table.links_of(), strict=True):
        cells = grid.add_row().cells
        for place, (cell, value) in enumerate(zip(cells, row, strict=True)):
            _write(cell, printed.cell(value), right=place in table.numeric)
            if place in links and report.console:
                _lead(made, cell.paragraphs[0], report.address(links[place]))
    made.add_paragraph()


def _write(cell: Any, text: str, bold: bool = False, right: bool = False) -> None:
    paragraph = cell.paragraphs[0]
    run = paragraph.add_run(text)
    run.bold, run.font.size = bold, Pt(_TABLE_SIZE)
    paragraph.paragraph_format.space_after = Pt(2)
    if right:
        paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT


def _lead(made: Any, paragraph: Any, address: str) -> None:
    """The figure leads to its rows."""
    link = OxmlElement("w:hyperlink")
    link.set(qn("r:id"), made.part.relate_to(address, RELATIONSHIP_TYPE.HYPERLINK, is_external=True))
    run = paragraph.runs[0]
    run.font.underline = True
    paragraph._p.append(link)
    link.append(run._r)


def _repeat(row: Any) -> None:
    """The head stands on every page that the table reaches."""
    row._tr.get_or_add_trPr().append(OxmlElement("w:tblHeader"))
