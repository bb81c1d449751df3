"""What is told of replaced, doubtful and bare records, and without a procedure."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from bot.catalogue import facts
from bot.catalogue.answers import general
from bot.catalogue.model import TimeLimit
from tests.catalogue.asking import (
    AGENCIES,
    ANSWERED,
    CATALOGUE,
    CHECKED,
    HOME,
    a_procedure,
    ask,
    tell,
)

# Marks


def test_stale_facts_carry_their_date() -> None:
    old = a_procedure(result="Giấy phép", checked=date(2026, 1, 1))
    assert "⚠ Dữ liệu kiểm tra lần cuối ngày 01/01/2026" in tell(old, "result")
    assert "lần cuối" not in tell(replace(old, checked=CHECKED), "result")
    assert "⚠ Thủ tục này chưa được kiểm tra" in tell(replace(old, checked=None), "result")


def test_a_doubtful_part_is_marked_and_no_other() -> None:
    doubtful = a_procedure(
        result="Giấy phép",
        time_limits=[TimeLimit(5)],
        field_confidence={"time_limit": "low"},
    )
    both = tell(doubtful, "result", "time_limit")
    assert both.count("⚠ Phần này cần đối chiếu") == 1
    assert both.index("⚠ Phần này") > both.index("**Thời hạn**")
    assert "⚠" not in tell(doubtful, "result")


def test_a_replaced_procedure_is_answered_by_its_successor() -> None:
    told = ask("2.000205", "dossier")
    first = told.text.split("\n")[0]
    assert first.startswith("⚠ **Cấp giấy phép lao động (mã cũ 2.000205)** đã được thay bằng **Cấp mới")
    assert "cần 7 loại giấy tờ" in told.text
    assert "fee" in told.next_aspects


def test_a_replaced_procedure_without_its_successor_tells_no_old_facts() -> None:
    told = tell("2.000205", "time_limit", successor=None)
    assert "thủ tục mã 1.014199" in told
    assert "05 ngày làm việc" not in told


@pytest.mark.parametrize("aspect", ANSWERED)
def test_an_abolished_procedure_is_never_answered_as_current(aspect: str) -> None:
    told = ask("3.000490", aspect)
    assert told.text.startswith(
        "⚠ **Kiểm tra nghiệm thu phòng cháy chữa cháy (bãi bỏ từ 01/7/2026)** đã bị bãi bỏ"
    )
    assert "Nghị quyết 66.18/2026/NQ-CP" in told.text
    assert "PC15" not in told.text
    assert "05 ngày" not in told.text
    assert told.next_aspects == []


def test_a_procedure_out_of_force_by_date_is_not_answered() -> None:
    told = tell(a_procedure(result="Giấy phép", valid_to=date(2026, 7, 1)), "result")
    assert told.startswith("⚠ **Cấp giấy phép mẫu** hết hiệu lực từ sau ngày 01/07/2026")
    assert "kết quả" not in told


def test_a_bare_record_says_so_with_the_portal_and_the_hotline() -> None:
    told = ask("1.000774", "dossier")
    assert "tôi mới có mã và tên thủ tục" in told.text
    assert "(0251) 1022" in told.text
    assert told.links[0][0] == "Xem trên Cổng Dịch vụ công"
    assert "Sở Công Thương" in tell("1.000774", "agency")


def test_a_warning_that_changes_everything_is_told_with_any_aspect() -> None:
    assert "tạm không thực hiện" in tell("MC-01", "fee")


def test_two_warnings_at_most() -> None:
    assert len(facts.warnings(CATALOGUE["1.013225"], ["dossier"])) == 2
    assert "có thể đã đổi" in facts.warnings(CATALOGUE["1.013225"], ["dossier"])[0]


# Without a procedure


def test_levels_are_explained_and_mapped() -> None:
    told = general("online_level", HOME).text
    assert "mức 4 là toàn trình, mức 3 là một phần" in told
    assert "do từng tỉnh công bố" in told


def test_complaints_tell_each_way_with_its_limit() -> None:
    told = general("complaint", HOME)
    assert "thụ lý trong 10 ngày; giải quyết lần đầu trong 30 ngày" in told.text
    assert "(Luật Tố cáo 2018): giải quyết trong 30 ngày" in told.text
    assert "chưa có thời hạn trả lời áp dụng tại Đồng Nai" in told.text
    assert ("Cổng Dịch vụ công quốc gia", "https://dichvucong.gov.vn") in told.links
    assert "phiếu xin lỗi" in general("complaint", HOME, "late").text


def test_a_number_that_is_not_sure_is_marked_and_only_used_without_an_own_one() -> None:
    assert "18001096" not in general("payment", HOME).text
    assert "18001096 (tổng đài hỗ trợ Cổng Dịch vụ công quốc gia; số cần đối chiếu)" in (
        general("payment", AGENCIES["kon-tum"]).text
    )


def test_templates_hold_the_words() -> None:
    folder = Path("bot/catalogue/templates")
    assert {path.stem for path in folder.glob("*.txt")} >= set(ANSWERED)
