"""What is told: sentences of single cases."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from bot.catalogue.answers import general
from bot.catalogue.model import DossierItem, Fee, TimeLimit
from bot.catalogue.topics import topic
from tests.catalogue.asking import (
    AGENCIES,
    AMOUNT,
    HOME,
    a_procedure,
    ask,
    tell,
)

# The talks that set the bar


def test_the_dossier_comes_first_with_its_number_and_counts() -> None:
    lines = tell("1.014199", "dossier").split("\n")
    assert lines[0] == "**Cấp mới giấy phép lao động cho người nước ngoài** cần 7 loại giấy tờ (nộp 01 bộ):"
    assert lines[1].endswith("(Mẫu số 03, Nghị định 219/2025/NĐ-CP): 01 bản chính")
    assert lines[3] == "3. Hộ chiếu còn thời hạn: 01 bản sao"
    assert lines[5] == "5. Ảnh màu 4x6: 02 ảnh"
    assert "⚠ Nộp chậm nhất 10 ngày trước ngày dự kiến làm việc và không sớm hơn 60 ngày." in lines
    assert lines[-1] == "Nguồn: QĐ 886/QĐ-BNV (11/8/2025), kiểm tra 22/11/2025"
    assert ask("1.014199", "dossier").next_aspects == ["time_limit", "fee", "submission", "form"]


def test_a_provincial_fee_has_no_figure_but_somebody_to_ask() -> None:
    text = tell("1.014199", "fee")
    assert text.startswith(
        "**Cấp mới giấy phép lao động cho người nước ngoài**: lệ phí do HĐND tỉnh quy định. "
        "Dữ liệu của tôi **chưa có mức áp dụng tại Đồng Nai**, nên tôi không nêu con số.\n"
    )
    assert "Anh/chị gọi (0251) 1022 để có mức chính xác." in text
    assert not AMOUNT.search(text)


def test_the_time_comes_in_the_first_line() -> None:
    first = tell("1.013225", "time_limit").split("\n")[0]
    assert first.endswith("**10 ngày làm việc** kể từ khi nhận đủ hồ sơ.")


def test_several_questions_are_headed_parts_in_the_order_asked_with_one_source() -> None:
    text = tell("2.001955", "dossier", "fee", "online_level")
    places = [text.index(f"**{name}**\n") for name in ("Hồ sơ", "Phí, lệ phí", "Nộp trực tuyến")]
    assert places == sorted(places)
    assert text.startswith("**Đăng ký nội quy lao động** (mã 2.001955)\n")
    assert "**Không thu phí, lệ phí**." in text
    assert text.count("Nguồn: ") == 1


def test_a_payment_that_hangs_is_not_paid_again() -> None:
    asked = "nộp tiền rồi mà hệ thống báo lỗi"
    text = general("payment", HOME, topic(asked, "payment")).text
    assert text.startswith("Anh/chị đừng nộp lại ngay. Kiểm tra mục 'Đã thanh toán'")
    assert "gọi (0251) 1022, đọc mã hồ sơ và giờ giao dịch (không đọc OTP hay số thẻ)" in text
    assert "phút" not in text
    waiting = replace(HOME, payment=replace(HOME.payment, wait_minutes=30))
    assert "Chưa có sau 30 phút thì gọi" in general("payment", waiting, "hung").text


@pytest.mark.parametrize(
    ("asked", "aspect", "expected"),
    [
        ("bị trừ tiền mà chưa thấy báo thành công", "payment", "hung"),
        ("lấy biên lai ở đâu", "payment", "receipt"),
        ("nop nham le phi co duoc hoan lai khong", "payment", "refund"),
        ("có quét mã QR được không", "payment", "method"),
        ("nộp phí online thế nào", "payment", None),
        ("Quá hẹn 5 ngày chưa trả kết quả", "complaint", "late"),
        ("muốn khiếu nại quyết định thu hồi", "complaint", "appeal"),
        ("tố cáo cán bộ nhận tiền", "complaint", "denunciation"),
        ("phản ánh ở đâu", "complaint", None),
        ("lấy biên lai ở đâu", "fee", None),
    ],
)
def test_the_side_of_a_question(asked: str, aspect: str, expected: str | None) -> None:
    assert topic(asked, aspect) == expected


# Fees


def test_money_is_written_as_people_read_it() -> None:
    fee = Fee("le_phi", "known", 1_500_000, unit="giấy phép")
    assert ": lệ phí **1.500.000 đồng/giấy phép**." in tell(a_procedure(fees=[fee]), "fee")
    online = replace(fee, online_amount=750_000)
    assert "**1.500.000 đồng/giấy phép; nộp trực tuyến 750.000 đồng**" in tell(
        a_procedure(fees=[online]), "fee"
    )


def test_nothing_known_about_a_fee_is_said() -> None:
    text = tell(a_procedure(), "fee")
    assert "tôi **chưa có mức phí, lệ phí** trong dữ liệu" in text
    assert "Anh/chị gọi (0251) 1022 để có mức chính xác." in text


def test_without_a_hotline_the_counter_is_named() -> None:
    text = tell("1.014199", "fee", agency=AGENCIES["kon-tum"])
    assert "chưa có mức áp dụng tại Quảng Ngãi" in text
    assert "Anh/chị hỏi Bộ phận Một cửa nơi nộp hồ sơ để có mức chính xác." in text
    assert "1022" not in text


def test_a_figure_of_another_province_is_told_only_there() -> None:
    assert "75.000" not in tell("1.013225", "fee")
    there = tell("1.013225", "fee", agency=AGENCIES["phu-yen-kkt"])
    assert "Mức tham khảo tại Đắk Lắk: nhà ở riêng lẻ 75.000 đồng" in there
    assert "Đây là mức tham khảo, cần xác nhận lại." in there


def test_a_free_procedure_needs_no_payment() -> None:
    free = a_procedure(fees=[Fee("phi_le_phi", "free")])
    assert "**không thu phí, lệ phí**, nên anh/chị không phải nộp khoản nào." in tell(free, "payment")


# Papers


def test_papers_of_every_case_are_told_once() -> None:
    items = [DossierItem("Đơn", case, originals=1) for case in ("A", "B")] + [
        DossierItem("Bản vẽ", "B", copies=2)
    ]
    assert tell(a_procedure(dossier=items), "dossier").split("\n")[1:6] == [
        "**Mọi trường hợp:**",
        "1. Đơn: 01 bản chính",
        "**A:** dữ liệu không ghi thêm giấy tờ nào.",
        "**B, nộp thêm:**",
        "2. Bản vẽ: 02 bản sao",
    ]


def test_a_long_list_waits_for_the_second_question() -> None:
    long = a_procedure(dossier=[DossierItem(f"Giấy {number}") for number in range(1, 31)])
    short, full = ask(long, "dossier"), ask(long, "dossier", full=True)
    assert "cần 30 loại giấy tờ" in short.text
    assert "12. Giấy 12" in short.text
    assert "13. Giấy" not in short.text
    assert "Còn 18 loại giấy tờ nữa." in short.text
    assert 'Anh/chị nhắn "Xem đủ"' in short.text
    assert short.more
    assert "30. Giấy 30" in full.text
    assert not full.more


def test_cases_that_do_not_fit_are_named() -> None:
    items = [DossierItem(f"Giấy {case}{number}", case) for case in "ABC" for number in range(8)]
    assert "Còn 2 trường hợp: B; C." in tell(a_procedure(dossier=items), "dossier")


def test_optional_replaced_and_shortened_papers_are_marked() -> None:
    told = tell(
        a_procedure(
            dossier=[DossierItem("Giấy ủy quyền", mandatory=False), DossierItem("Bản khai …", originals=1)],
            replaced_papers=[{"paper": "Sổ hộ khẩu", "database": "CSDL quốc gia về dân cư"}],
        ),
        "dossier",
    )
    assert "1. Giấy ủy quyền (nếu có)" in told
    assert "✔ Không phải nộp nữa: Sổ hộ khẩu (đã có trong cơ sở dữ liệu quốc gia về dân cư)." in told
    assert "2. Bản khai …: 01 bản chính" in told
    assert "Chỗ có dấu … là phần đã rút gọn" in told


def test_parts_break_between_items() -> None:
    long = a_procedure(dossier=[DossierItem("Giấy tờ dài " * 10 + str(number)) for number in range(40)])
    parts = ask(long, "dossier", full=True).parts
    assert len(parts) > 2
    assert all(re.match(r"\d+\. ", part) for part in parts[1:-1])


# Time, level, agency


def test_limits_are_told_by_case() -> None:
    limits = [TimeLimit(8, "working_hour", "hồ sơ giấy"), TimeLimit(15, "day", "gửi bưu điện")]
    told = tell(a_procedure(time_limits=limits), "time_limit")
    assert "- Hồ sơ giấy: **08 giờ làm việc**\n- Gửi bưu điện: **15 ngày**" in told


def test_a_longest_value_is_called_longest() -> None:
    assert "dài nhất **22 ngày làm việc**" in tell("1.012784", "time_limit").lower()


def test_the_level_of_another_province_is_only_a_reference() -> None:
    here, there = (
        tell("1.013225", "online_level"),
        tell("1.013225", "online_level", agency=AGENCIES["kon-tum"]),
    )
    assert "tại Đồng Nai là dịch vụ công trực tuyến **một phần** (cách gọi cũ: mức 3)" in here
    assert "Tôi chưa có mức độ (toàn trình hay một phần) do tỉnh Quảng Ngãi công bố." in there
    assert "Tham khảo: " in there


def test_an_old_level_is_mapped() -> None:
    told = tell(a_procedure(legacy_level=4), "online_level")
    assert "mức 4 (Nghị định 43/2011/NĐ-CP), nay tương ứng **toàn trình** (Nghị định 42/2022/NĐ-CP)" in told


def test_who_decides_depends_on_delegation() -> None:
    own = a_procedure(agency="Sở Nội vụ")
    assert "Ban Quản lý các KCN Đồng Nai không giải quyết thủ tục này, trừ khi được phân cấp" in tell(
        own, "agency"
    )
    assert "trừ khi" not in tell(own, "agency", agency=AGENCIES["kon-tum"])
    assert "chưa có văn bản phân cấp, ủy quyền của Đồng Nai" in tell("1.014199", "agency")
