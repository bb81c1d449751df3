"""The report as it is filed: findings in sentences, tables that a page holds, pictures, the same bytes each time."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import replace
from datetime import date
from decimal import Decimal
from io import BytesIO
from pathlib import Path
from zipfile import ZipFile

import pytest
from docx import Document

from bot.catalogue import agency
from bot.feedback import charts, printed
from bot.feedback.documents import written
from bot.feedback.periods import period
from bot.feedback.report import Report, Table, compose, words
from bot.settings import ROOT, Settings
from bot.storage import schema
from bot.storage.database import UnitOfWork, engine
from tests.feedback.rows import rated

AGENCY = agency.load(Settings().agencies, "quang-binh")
MONTH = period("2026-08").since


@pytest.fixture(scope="module")
def report(tmp_path_factory: pytest.TempPathFactory) -> Report:
    url = f"sqlite:///{tmp_path_factory.mktemp('report') / 'motcua.db'}"
    schema.upgrade(url)
    with UnitOfWork(engine(url)) as uow:
        for count, satisfied, reason, comment in (
            (40, True, None, None),
            (5, False, "unclear", '=HYPERLINK("x") chưa <b>rõ</b> & thiếu'),
        ):
            more = {"reason": reason, "comment": comment, "agency": AGENCY.code}
            rated(uow, count, satisfied, MONTH, field="dat_dai", **more)
        uow.commit()
        return compose(uow, period("2026-Q3"), AGENCY, date(2026, 9, 30), 180)


def table(report: Report, code: str) -> Table:
    return next(one for one in report.tables if one.code == code)


def test_the_findings_are_told_in_sentences(report: Report) -> None:
    satisfied, aims = printed.summary(report)
    assert "40 trên 45" in satisfied
    assert "88,9 %" in satisfied
    assert "không so sánh được" in aims


def test_of_nothing_the_report_says_that_there_is_nothing(report: Report) -> None:
    first = table(report, "indicators")
    nobody = (first.rows[0][0], 0, 0, None, None, None, "chưa có số liệu")
    empty = Report("t", "s", (Table("indicators", "", first.columns, (nobody,)), table(report, "targets")))
    assert printed.summary(empty)[0] == words()["summary"]["nobody"]


def test_few_answers_are_told_as_few(report: Report) -> None:
    first = table(report, "indicators")
    row = (
        first.rows[0][0],
        3,
        4,
        Decimal("75.0"),
        Decimal("30.1"),
        Decimal("95.4"),
        "dưới 30, chưa kết luận",
    )
    few = Report("t", "s", (Table("indicators", "", first.columns, (row,)), table(report, "targets")))
    assert printed.summary(few)[0].endswith(words()["summary"]["few"])


def test_comments_stand_by_theme_each_once(report: Report) -> None:
    rows = table(report, "comments").rows
    assert [(theme, count) for theme, count, _ in rows] == [("Khó hiểu", 5)]


def test_a_share_and_its_bounds_share_a_column_and_empty_columns_go(report: Report) -> None:
    fields = next(one for one in printed.body(report) if one.code == "field")
    assert fields.columns == ("Nhóm", "Tử số", "Mẫu số", "Tỷ lệ % (khoảng 95 %)", "Hạng")
    assert fields.rows[0][3] == "88,9 (76,5–95,2)"


@pytest.mark.parametrize("code", ["months", "field", "reason"])
@pytest.mark.parametrize("form", charts.FORMS)
def test_a_chart_is_a_picture_that_is_told_in_words_as_well(report: Report, code: str, form: str) -> None:
    drawn = table(report, code)
    assert charts.drawn(drawn)
    begins = {"png": b"\x89PNG", "svg": b"<?xml"}
    assert charts.chart(drawn, form).startswith(begins[form])
    assert " %" in charts.told(drawn)


def test_where_there_is_nothing_to_draw_nothing_is_drawn(report: Report) -> None:
    assert not charts.drawn(table(report, "factor"))
    assert not charts.drawn(table(report, "definitions"))


def test_the_document_has_heading_findings_tables_and_described_pictures(report: Report) -> None:
    made = Document(BytesIO(written(report, "docx")))
    cells = [cell.text for grid in made.tables for row in grid.rows for cell in row.cells]
    assert any("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM" in text for text in cells)
    assert any(text.startswith(AGENCY.name.upper()) for text in cells)
    assert any("chưa <b>rõ</b> & thiếu" in text for text in cells)
    assert printed.summary(report)[0] in [paragraph.text for paragraph in made.paragraphs]
    assert all(shape._inline.docPr.get("descr") for shape in made.inline_shapes)
    assert len(made.inline_shapes) >= 3


def test_the_paper_takes_any_comment(report: Report) -> None:
    assert written(report, "pdf").startswith(b"%PDF-")


def test_no_document_tells_when_it_was_made(report: Report) -> None:
    with ZipFile(BytesIO(written(report, "docx"))) as archive:
        assert {entry.date_time for entry in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}


def test_another_process_writes_the_same_bytes(report: Report, tmp_path: Path) -> None:
    program = (
        "import sys, pickle, hashlib; from bot.feedback.documents import written\n"
        "report = pickle.load(open(sys.argv[1], 'rb'))\n"
        "print(*(hashlib.sha256(written(report, form)).hexdigest() for form in ('docx', 'pdf')))"
    )
    import hashlib
    import pickle

    (tmp_path / "report").write_bytes(pickle.dumps(report))
    command = [sys.executable, "-W", "ignore", "-c", program, str(tmp_path / "report")]
    told = subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True).stdout.split()
    assert told == [hashlib.sha256(written(report, form)).hexdigest() for form in ("docx", "pdf")]


def test_the_document_leaves_room_for_whoever_signs_and_for_whom_it_is(report: Report) -> None:
    made = Document(BytesIO(written(report, "docx")))
    cells = [cell.text for grid in made.tables for row in grid.rows for cell in row.cells]
    own = words()["signing"]
    assert any(text.startswith(own["to"]) for text in cells)
    assert any(text.startswith(own["role"]) for text in cells)


def test_the_plans_aim_is_drawn_and_told(report: Report) -> None:
    months = table(report, "months")
    assert months.aim == 90
    assert "chỉ tiêu 90 %" in charts.told(months)
    assert charts.chart(months, "svg") != charts.chart(replace(months, aim=None), "svg")
    assert table(report, "reason").aim is None
