"""Dossiers to be ticked off say what answers say."""

from __future__ import annotations

from datetime import date

from bot.catalogue import agency
from bot.catalogue.checklist import checklist
from bot.catalogue.model import DossierItem, Procedure
from bot.settings import Settings

TODAY = date(2025, 12, 1)
HERE = agency.load(Settings().agencies, "dong-nai-kcn")
PAPERS = [
    DossierItem("Đơn đề nghị", originals=1),
    DossierItem("Bản vẽ", case="Cấp mới"),
    DossierItem("Giấy phép đã cấp", case="Gia hạn"),
]


def procedure(**values: object) -> Procedure:
    known = {
        "code": "1.000001", "name": "Cấp giấy phép", "field": "xay_dung", "dossier": PAPERS,
        "checked": date(2025, 11, 22), "confidence": "high", "deciding_document": "886/QĐ-BNV",
    }  # fmt: skip
    return Procedure(**{**known, **values})  # type: ignore[arg-type]


def told(one: Procedure, successor: Procedure | None = None) -> tuple[list[str | None], list[str]]:
    found = checklist(one, HERE, TODAY, 180, successor)
    return [group.case for group in found.groups], found.warnings


def test_papers_stand_by_case_with_what_every_case_needs_first() -> None:
    assert told(procedure()) == ([None, "Cấp mới", "Gia hạn"], [])


def test_a_long_dossier_is_whole() -> None:
    papers = [DossierItem(f"Giấy tờ {number}") for number in range(60)]
    groups = checklist(procedure(dossier=papers), HERE, TODAY, 180).groups
    assert [item.name for group in groups for item in group.items] == [paper.name for paper in papers]


def test_old_data_are_marked() -> None:
    assert "kiểm tra lần cuối ngày 01/01/2025" in " ".join(told(procedure(checked=date(2025, 1, 1)))[1])


def test_warnings_that_concern_papers_are_told() -> None:
    assert told(procedure(warnings=["Nộp chậm nhất 10 ngày trước."]))[1] == ["Nộp chậm nhất 10 ngày trước."]


def test_a_replaced_procedure_shows_its_successor_and_says_so() -> None:
    old = procedure(code="1.000000", name="Cấp giấy cũ", state="superseded", superseded_by="1.000001")
    found = checklist(old, HERE, TODAY, 180, procedure())
    assert found.procedure.code == "1.000001"
    assert found.warnings[0] == "Cấp giấy cũ đã được thay bằng Cấp giấy phép (mã 1.000001)."
    assert found.groups


def test_of_an_abolished_procedure_only_that_is_told() -> None:
    groups, warnings = told(procedure(state="abolished"))
    assert groups == []
    assert warnings == ["Cấp giấy phép đã bị bãi bỏ, không còn thực hiện."]


def test_the_source_is_named_without_more() -> None:
    assert checklist(procedure(), HERE, TODAY, 180).source == "QĐ 886/QĐ-BNV"
    assert checklist(procedure(deciding_document=None), HERE, TODAY, 180).source == "Cổng Dịch vụ công"
