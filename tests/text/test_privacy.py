"""What is nobody's business is masked before it is stored; what a question is about stays."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.text.privacy import mask

PHONE, MAIL, IDENTITY = "[số điện thoại]", "[thư điện tử]", "[số giấy tờ]"
TAX, PASSPORT, CARD = "[mã số thuế]", "[số hộ chiếu]", "[số thẻ]"


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        ("gọi tôi 0912345678 nhé", f"gọi tôi {PHONE} nhé"),
        ("0912 345 678", PHONE),
        ("0912.345.678", PHONE),
        ("09-1234-5678.", f"{PHONE}."),
        ("+84 912 345 678", PHONE),
        ("84912345678", PHONE),
        ("(+84) 912345678", PHONE),
        ("0251 3822 999", PHONE),
        ("(0251) 3822999", PHONE),
        ("024 3826 4783 nhé", f"{PHONE} nhé"),
        ("0912345678, 0987654321", f"{PHONE}, {PHONE}"),
        ("0912345678,0987654321", f"{PHONE},{PHONE}"),
        ("0912345678/0987654321", f"{PHONE}/{PHONE}"),
        ("0912345678 - 0987654321", f"{PHONE} - {PHONE}"),
        ("sđt 0912345678 đồng nai", f"sđt {PHONE} đồng nai"),
        ("đt:0912345678", f"đt:{PHONE}"),
    ],
)
def test_telephone_numbers_are_masked(text: str, masked: str) -> None:
    assert mask(text) == masked


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        ("mail an.nguyen+1@gmail.com nha", f"mail {MAIL} nha"),
        ("a_b@cong-ty.com.vn.", f"{MAIL}."),
        ("nguyễn@công-ty.vn", MAIL),
        ("cccd 075123456789", f"cccd {IDENTITY}"),
        ("cccd 075 123 456 789", f"cccd {IDENTITY}"),
        ("cccd 0751 2345 6789", f"cccd {IDENTITY}"),
        ("cccd 075.123.456.789", f"cccd {IDENTITY}"),
        ("cccd 075123456789 đồng ý", f"cccd {IDENTITY} đồng ý"),
        ("cccd 075123456789/", f"cccd {IDENTITY}/"),
        ("cmnd 271234567 đồng nai cấp", f"cmnd {IDENTITY} đồng nai cấp"),
        ("cmnd 271 234 567", f"cmnd {IDENTITY}"),
        ("mst 3600123456-001", f"mst {TAX}"),
        ("mst 3600123456", f"mst {IDENTITY}"),
        ("hộ chiếu C1234567", f"hộ chiếu {PASSPORT}"),
        ("hộ chiếu c1234567 hết hạn", f"hộ chiếu {PASSPORT} hết hạn"),
        ("passport M12345678", f"passport {PASSPORT}"),
        ("thẻ 4111 1111 1111 1111", f"thẻ {CARD}"),
        ("thẻ 4111-1111-1111-1111", f"thẻ {CARD}"),
        ("thẻ 9704 3600 0000 0000 018", f"thẻ {CARD}"),
        ("thẻ 9704361234567890123", f"thẻ {CARD}"),
    ],
)
def test_other_personal_numbers_are_masked(text: str, masked: str) -> None:
    assert mask(text) == masked


@pytest.mark.parametrize(
    "text",
    [
        "1.500.000 đồng",
        "1500000000 đồng",
        "15000000000đ",
        "vốn 200000000000 đồng",
        "vốn 120 000 000 000 đồng",
        "vốn 84 500 000 000 đồng",
        "vốn 100000000000 VNĐ",
        "vốn 100,000,000,000 vnđ",
        "1000000000 usd",
        "đất 500000000 m2",
        "31/12/2026",
        "từ 01/01/2026 đến 31/12/2026",
        "ngày 01.01.2026 15 giờ",
        "ngày 01-01-2026 31",
        "2026-01-01",
        "các năm 2020 2021 2022 2023",
        "mất 10 20 30 40 50 60 ngày",
        "mã 1.009645",
        "mã 1.009645.000.00.00.H42",
        "MC-03",
        "Nghị định 219/2025/NĐ-CP",
        "Quyết định 1234/QĐ-BKHĐT",
        "Quyết định 0123456789/QĐ-UBND",
        "hồ sơ H19.12.25-241231-0001",
        "hồ sơ 000.00.12.H19-241231-0001",
        "tổng đài (0251) 1022",
        "hotline 1800 1096",
        "18001096",
        "1900 1009",
        "gọi 1022, 113, 114, 115",
        "nhà 12 đường 30/4, thửa 123 tờ 45",
        "",
    ],
)
def test_amounts_dates_codes_documents_and_hotlines_stay(text: str) -> None:
    assert mask(text) == text


NUMBERS = st.text("0123456789 .,-/()+đ", max_size=40)
MIXED = st.lists(
    st.sampled_from(
        [
            "0912345678",
            "+84912345678",
            "075123456789",
            "4111111111111111",
            "a@b.vn",
            "B1234567",
            "3600123456-001",
            "1.500.000 đồng",
            "31/12/2026",
            "1.009645.000.00.00.H42",
            "219/2025/NĐ-CP",
            "(0251) 1022",
        ]
    ),
    max_size=6,
).map(" và ".join)


@given(st.one_of(st.text(st.characters(), max_size=60), NUMBERS, MIXED))
def test_masking_twice_is_masking_once(text: str) -> None:
    assert mask(mask(text)) == mask(text)


@given(st.text("0123456789", min_size=12, max_size=12), st.sampled_from(["", " ", "."]))
def test_no_identity_number_gets_through(digits: str, space: str) -> None:
    number = space.join(["0" + digits[1:3], digits[3:6], digits[6:9], digits[9:]])
    assert not any(letter.isdigit() for letter in mask(f"căn cước {number} của tôi"))


@given(
    st.sampled_from("235789"),
    st.text("0123456789", min_size=8, max_size=8),
    st.sampled_from(["", " ", ".", "-"]),
)
def test_no_mobile_number_gets_through(operator: str, rest: str, space: str) -> None:
    number = space.join(["0" + operator + rest[:2], rest[2:5], rest[5:]])
    assert mask(f"sđt {number} nha") == f"sđt {PHONE} nha"


def test_a_long_text_of_digits_is_masked_in_time() -> None:
    assert mask("0 1" * 3000) is not None
    assert mask("a@" * 5000) == "a@" * 5000
