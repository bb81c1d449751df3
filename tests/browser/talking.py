"""What tests do with the widget, whatever page it is on."""

from __future__ import annotations

from typing import Any

from playwright.sync_api import FrameLocator, Locator, Page

from tests.browser.stand_in import PROCEDURES, RATING

Place = Page | FrameLocator

LONG = """**Cấp giấy phép lao động cho người nước ngoài** cần 7 loại giấy tờ:
1. Văn bản giải trình nhu cầu và đề nghị cấp phép (Mẫu số 03, NĐ 219/2025): 01 bản chính
2. Giấy khám sức khỏe: 01 bản chính
3. Phiếu lý lịch tư pháp: 01 bản chính
   - hoặc văn bản xác nhận của nước ngoài
4. Văn bản chứng minh là chuyên gia: 01 bản sao chứng thực

⚠ Nộp trong vòng 60 ngày và chậm nhất 10 ngày trước ngày dự kiến làm việc.
Nguồn: QĐ 886/QĐ-BNV (11/8/2025), kiểm tra 22/11/2025 · [Xem trên Cổng Dịch vụ công](https://dichvucong.gov.vn)"""
CHOICES = [
    {"title": title, "id": f"b{place}"} for place, title in enumerate(("Bao lâu có?", "Lệ phí", "Tải mẫu 03"))
]
WHOLE: dict[str, Any] = {
    "text": LONG,
    "buttons": CHOICES,
    "rating": RATING,
    "aspects": ["dossier"],
    "procedure": PROCEDURES[0],
}


def box(place: Place) -> Locator:
    return place.get_by_role("combobox", name="Câu hỏi của anh/chị")


def ask(place: Place, text: str) -> None:
    box(place).fill(text)
    box(place).press("Enter")


def answers(place: Place) -> Locator:
    """What the assistant said, its greeting first."""
    return place.locator(".assistant")


def asked(place: Place) -> Locator:
    return place.locator(".person")


def focused(page: Page) -> str:
    """The name or text of what has the focus, inside the widget too."""
    return str(
        page.evaluate(
            """() => {
              let found = document.activeElement;
              while (found.shadowRoot?.activeElement) found = found.shadowRoot.activeElement;
              return found.id || found.textContent || found.title;
            }"""
        )
    )


def tab_to(page: Page, name: str) -> None:
    """By the keyboard alone; fails where Tab does not lead there."""
    for _ in range(60):
        if focused(page).startswith(name):
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"{name} is not reached by Tab")
