from __future__ import annotations

from bot.catalogue.difference import compare, describe
from bot.catalogue.model import DossierItem, Fee
from tests.procedures import many, permit


def test_equal_procedures_are_counted_and_not_listed() -> None:
    difference = compare({"1.009645": permit()}, {"1.009645": permit()})
    assert not difference
    assert list(describe(difference)) == ["Thêm 0, sửa 0, xóa 0, giữ nguyên 1 thủ tục."]


def test_new_and_removed_procedures_are_named() -> None:
    lines = list(
        describe(compare({"1.000001": permit("1.000001")}, {"1.000001": None, "1.009645": permit()}))
    )
    assert lines == [
        "Thêm 1, sửa 0, xóa 1, giữ nguyên 0 thủ tục.",
        "+ 1.009645 Giấy phép lao động",
        "- 1.000001 Giấy phép lao động",
    ]


def test_a_changed_field_shows_old_and_new_as_staff_read_them() -> None:
    after = permit(summary="Mới", checked=None, online_level="partial", dossier_complete=True)
    lines = list(describe(compare({"1.009645": permit()}, {"1.009645": after})))
    assert lines[1:] == [
        "~ 1.009645 Giấy phép lao động",
        "    Tóm tắt: (trống) → Mới",
        "    Hồ sơ đã đủ: Không → Có",
        "    Mức độ trực tuyến: Toàn trình → Một phần",
        "    Ngày kiểm tra: 31/07/2026 → (trống)",
    ]


def test_a_changed_list_shows_only_what_came_and_went() -> None:
    after = permit(
        dossier=[permit().dossier[1], DossierItem("Ảnh 4 x 6", originals=2)],
        fees=[Fee("le_phi", "known", 1_000_000), permit().fees[1]],
        aliases=["gplđ", "work permit"],
    )
    lines = list(describe(compare({"1.009645": permit()}, {"1.009645": after})))
    assert lines[2:] == [
        "    Tên gọi khác: đổi thứ tự hoặc số lần lặp",
        "    Hồ sơ:",
        "      - Văn bản đề nghị · 1 bản chính, 0 bản sao · Mẫu 01 · bắt buộc",
        "      + Ảnh 4 x 6 · 2 bản chính",
        "    Phí, lệ phí:",
        "      - Lệ phí: có mức thu · 600.000 đồng · trực tuyến 480.000 đồng",
        "      + Lệ phí: có mức thu · 1.000.000 đồng",
    ]


def test_a_long_difference_is_cut_and_says_so() -> None:
    lines = list(describe(compare({}, {each.code: each for each in many(100, 0)})))
    assert len(lines) == 42
    assert lines[-1] == "… và 60 dòng nữa"
