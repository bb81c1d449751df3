"""A reviewing officer's quarter, from what people say to the filed report: only pages, no command and no database.

Walked by test_quarter.py, and by `docs/pictures/take.py` for the pictures of docs/quarter.md.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

from playwright.sync_api import Page, expect

from bot.staff.model import Role
from tests.browser.test_console import sign_in

COMMENT = "Hướng dẫn rõ, nhưng quầy 2 mở trễ"
ANSWER = "Quầy số 2 đã nhận hồ sơ từ 7 giờ 30 hằng ngày; cơ quan xin lỗi vì sự chậm trễ."
MATTER, RESULT = "Quầy tiếp nhận mở cửa trễ", "Đã chấn chỉnh: quầy mở từ 7 giờ 30 hằng ngày."
REPORTS = {"DOCX": b"PK", "XLSX": b"PK", "PDF": b"%PDF"}
# Called with a step's name when its page is as it should be seen.
Keep = Callable[[str], None]


def nothing(step: str) -> None:
    """Who needs no pictures."""


def walk(page: Page, console: str, public: str, keep: Keep = nothing) -> dict[str, bytes]:
    """The files that were handed out, by kind. `public` is the web channel over the same database."""
    people_answer(page, public, keep)
    sign_in(page, console, Role.REVIEWER)
    see_feedback_through(page, console, keep)
    handle_a_petition(page, console, keep)
    page.goto(f"{public}/phan-anh")
    expect(page.locator("main")).to_contain_text(RESULT)
    keep("published")
    teach_a_question(page, console, keep)
    follow_a_figure(page, console, keep)
    return file_the_report(page, console, keep)


def people_answer(page: Page, public: str, keep: Keep) -> None:
    page.goto(f"{public}/khao-sat")
    for name in ("Tiếp cận", "Cán bộ"):
        page.get_by_role("group", name=name).get_by_text("Hài lòng", exact=True).first.click()
    page.locator("textarea").fill(COMMENT)
    keep("survey")
    page.get_by_role("button", name="Gửi phiếu").click()
    expect(page.get_by_role("status")).to_contain_text("Phiếu đã được ghi nhận")


def see_feedback_through(page: Page, console: str, keep: Keep) -> None:
    """Read, assigned, forwarded, answered, closed: each with the day and what was done."""
    page.goto(f"{console}/feedback")
    page.get_by_label("Tìm", exact=True).fill("quay 2 mo tre")
    page.get_by_role("button", name="Lọc", exact=True).click()
    keep("feedback")
    page.get_by_role("link", name=COMMENT).click()
    for state, note in (
        ("Đã xem", ""),
        ("Đã chuyển", "Chuyển bộ phận một cửa kiểm tra giờ mở quầy."),
        ("Đã phản hồi", "Bộ phận một cửa đã chấn chỉnh."),
        ("Đã xong", "Bộ phận một cửa đã chấn chỉnh."),
    ):
        page.get_by_label(state, exact=True).check()
        page.get_by_label("Người xử lý").select_option(label="Cán bộ rà soát")
        page.get_by_label("Ghi chú").fill(note)
        page.get_by_role("button", name="Lưu").click()
        expect(page.get_by_role("status")).to_have_text("Đã lưu.")
    expect(page.locator("ol.history > li")).to_have_count(4)
    keep("seen-through")


def handle_a_petition(page: Page, console: str, keep: Keep) -> None:
    page.goto(f"{console}/petitions?when=overdue")
    keep("petitions")
    page.locator("ol.rows .title a").first.click()
    page.get_by_role("button", name="Tiếp nhận").click()
    page.get_by_label("Đơn vị xử lý").select_option(index=1)
    page.get_by_role("button", name="Chuyển", exact=True).click()
    expect(page.get_by_role("status")).to_have_text("Đã chuyển đơn vị.")
    page.get_by_label("Câu trả lời").fill(ANSWER)
    page.get_by_role("button", name="Xem lại trước khi gửi").click()
    page.get_by_role("button", name="Đồng ý, thực hiện").click()
    page.get_by_label("Vấn đề, viết lại").fill(MATTER)
    page.get_by_label("Kết quả", exact=True).fill(RESULT)
    page.get_by_role("button", name="Xem lại trước khi công khai").click()
    keep("publishing")
    page.get_by_role("button", name="Đồng ý, thực hiện").click()
    expect(page.get_by_role("status")).to_have_text("Đã công khai kết quả.")


def teach_a_question(page: Page, console: str, keep: Keep) -> None:
    page.goto(f"{console}/unanswered/groups")
    page.get_by_role("link", name="giấy xác nhận chuyên gia diện miễn").first.click()
    keep("group")
    page.get_by_label("Thủ tục khác, theo mã").fill("1.014196")
    page.get_by_label("Cách nộp", exact=True).check()
    page.get_by_role("button", name="Thêm câu hỏi mẫu").click()
    expect(page.get_by_role("status").first).to_contain_text("Đã thêm câu hỏi mẫu")


def follow_a_figure(page: Page, console: str, keep: Keep) -> None:
    """Down to the rows, and from a row to what was said."""
    page.goto(f"{console}/indicators?period={quarter()}")
    keep("indicators")
    row = page.get_by_role("row", name="Hài lòng với câu trả lời").first
    told = row.get_by_role("link").nth(1).inner_text()
    row.get_by_role("link").nth(1).click()
    expect(page.get_by_role("link", name=f"Mẫu số: {told}")).to_be_visible()
    expect(page.locator(".counted")).to_contain_text(f"{told} dòng")
    keep("rows")
    page.get_by_role("table").get_by_role("link", name="số ").first.click()
    expect(page.get_by_role("heading", name="Xử lý")).to_be_visible()


def file_the_report(page: Page, console: str, keep: Keep) -> dict[str, bytes]:
    page.goto(f"{console}/indicators?period={quarter()}")
    found = {}
    for kind in REPORTS:
        with page.expect_download() as handed:
            page.get_by_role("link", name=kind, exact=True).click()
        found[kind] = Path(handed.value.path()).read_bytes()
    return found


def quarter() -> str:
    """The present one."""
    today = date.today()
    return f"{today.year}-Q{(today.month + 2) // 3}"
