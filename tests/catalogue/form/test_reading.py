"""What is wrong in a form is told at its field, in the staff's words; nothing is guessed."""

from __future__ import annotations

import pytest

from bot.catalogue.form import draft, reading
from bot.catalogue.form.merging import merge
from bot.catalogue.model import Fee
from tests.real import real

CODE = "1.014199"


def faults(**typed: str) -> list[reading.Fault]:
    form = dict(draft.of(real(CODE)).fields())
    form.update({name.replace("__", "-"): value for name, value in typed.items()})
    return reading.read(draft.typed(form), {CODE, "1.014201"}, CODE)[1]


@pytest.mark.parametrize(
    ("typed", "field", "words"),
    [
        ({"time_limits__0__value": "năm"}, "time_limits-0-value", "không phải số nguyên"),
        ({"time_limits__0__value": "0"}, "time_limits-0-value", "phải lớn hơn 0"),
        ({"time_limits__0__value": " "}, "time_limits-0-value", "chưa điền"),
        ({"dossier__2__name": ""}, "dossier-2-name", "chưa điền"),
        ({"dossier__2__copies": "nhiều"}, "dossier-2-copies", "không phải số nguyên"),
        ({"fees__0__state": "known"}, "fees-0-amount", "lớn hơn 0"),
        ({"fees__0__state": "free", "fees__0__amount": "500.000"}, "fees-0-amount", "không đi cùng số tiền"),
        ({"head__name": ""}, "head-name", "chưa điền"),
        ({"head__short_name": "a" * 91}, "head-short_name", "90"),
        ({"head__checked": "31/13/2026"}, "head-checked", "không phải ngày"),
        ({"head__state": "superseded"}, "head-superseded_by", "cần mã thủ tục thay thế"),
        ({"head__superseded_by": CODE}, "head-superseded_by", "chính nó"),
        ({"head__superseded_by": "9.999999"}, "head-superseded_by", "không có trong danh mục"),
        ({"head__valid_from": "2026-02-01", "head__valid_to": "2026-01-01"}, "head-valid_to", "sớm hơn"),
        ({"head__legal_bases": "Luật\n" + "b" * 4001}, "head-legal_bases", "dòng 2"),
    ],
)
def test_a_fault_names_its_field_and_the_cure(typed: dict[str, str], field: str, words: str) -> None:
    (fault,) = faults(**typed)
    assert fault.field == field
    assert words in fault.message


def test_all_faults_are_told_at_once_with_part_and_row() -> None:
    found = faults(time_limits__0__value="x", dossier__1__originals="y", head__name="")
    assert [fault.place for fault in found] == [
        "Tên thủ tục",
        "Thành phần hồ sơ, giấy tờ 2, Bản chính",
        "Thời hạn giải quyết, thời hạn 1, Số",
    ]


def test_free_is_not_unknown() -> None:
    form = dict(draft.of(real(CODE)).fields())
    form.update({name: "" for name in form if name.startswith("fees-")})
    unknown = reading.read(draft.typed(form), {CODE}, CODE)[0]
    free = reading.read(draft.typed({**form, "fees-0-state": "free"}), {CODE}, CODE)[0]
    assert [one.fees if one else None for one in (unknown, free)] == [[], [Fee(state="free")]]


def test_a_row_put_aside_is_not_read_and_not_lost() -> None:
    form = dict(draft.of(real(CODE)).fields()) | {"dossier-0-gone": "1", "dossier-0-copies": "nhiều"}
    typed = draft.typed(form)
    procedure, _ = reading.read(typed, {CODE}, CODE)
    assert procedure is not None
    assert procedure.dossier == real(CODE).dossier[1:]
    assert typed.rows["dossier"][0].values["copies"] == "nhiều"


def test_two_people_lose_nothing_but_where_both_have_changed_the_same() -> None:
    from dataclasses import replace

    base = real(CODE)
    mine = replace(base, result="mine", agency="mine")
    theirs = replace(base, result="theirs", conditions="theirs")
    merged = merge(base, mine, theirs)
    assert (merged.procedure.result, merged.procedure.agency) == ("mine", "mine")
    assert merged.procedure.conditions == "theirs"
    assert merged.disputed == ["result"]
