"""A procedure edited in a real browser: by keyboard alone, without script, at every width."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from bot.catalogue.model import Procedure
from bot.catalogue.source import files
from bot.staff.model import Role
from tests.browser import looking
from tests.browser.test_console import PHONE, sign_in

pytestmark = pytest.mark.browser

ADDRESS = "/catalogue/2.001955/edit"


@pytest.fixture
def form(browser: Browser, console: str) -> Iterator[Page]:
    context = browser.new_context(**PHONE)
    page = context.new_page()
    sign_in(page, console, Role.EDITOR)
    page.goto(console + ADDRESS)
    yield page
    context.close()


def test_faults_preview_and_review_are_open_to_everybody(form: Page, axe_script: str) -> None:
    form.locator("#head-result").fill("Giấy xác nhận thử")
    form.get_by_role("button", name="Thêm khoản thu").click()
    expect(form.locator("fieldset.one-row textarea:focus")).to_have_count(1)
    assert looking.faults(form, axe_script) == []
    row = form.locator("#remove-fees-0").locator("xpath=ancestor::fieldset")
    row.get_by_label("Mức thu").select_option("known")
    form.get_by_role("button", name="Xem lại thay đổi").first.click()
    expect(form.get_by_role("alert")).to_contain_text("cần số tiền lớn hơn 0")
    expect(form.locator("#fees-0-amount")).to_be_focused()
    assert looking.faults(form, axe_script) == []
    form.keyboard.type("300.000")
    form.get_by_role("button", name="Xem trước câu trả lời").first.click()
    expect(form.locator("#preview")).to_be_focused()
    expect(form.locator(".compared ins").filter(has_text="300.000 đồng").first).to_be_visible()
    assert looking.faults(form, axe_script) == []
    form.get_by_role("button", name="Xem lại thay đổi").first.click()
    expect(form.get_by_role("heading", level=1)).to_have_text("Xem lại thay đổi")
    expect(form.get_by_role("button", name="Lưu")).to_be_focused()
    assert looking.faults(form, axe_script) == []
    form.get_by_role("button", name="Quay lại sửa").click()
    expect(form.locator("#fees-0-amount")).to_have_value("300.000")


def test_a_change_is_made_and_saved_by_keyboard_alone_and_without_script(
    browser: Browser, console: str
) -> None:
    context = browser.new_context(viewport={"width": 1280, "height": 800}, java_script_enabled=False)
    page = context.new_page()
    sign_in(page, console, Role.EDITOR)
    page.goto(f"{console}/catalogue/2.000205/edit")
    page.get_by_label("Hiệu lực kết quả").focus()
    page.keyboard.press("Control+a")
    page.keyboard.type("Hai năm")
    # Enter is the first button of the form, which only shows.
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Xem lại thay đổi")
    page.keyboard.press("Enter")
    expect(page.get_by_role("status").first).to_contain_text("Đã lưu")
    expect(page.get_by_text("Hai năm").first).to_be_visible()
    context.close()


def test_a_file_is_brought_in_seen_and_undone(
    browser: Browser, console: str, axe_script: str, tmp_path: Path
) -> None:
    context = browser.new_context(**PHONE)
    page = context.new_page()
    sign_in(page, console, Role.EDITOR)
    page.goto(f"{console}/catalogue/import")
    bad = tmp_path / "sai.yml"
    bad.write_text("- code: một\n", "utf-8")
    page.get_by_label("Tệp danh mục").set_input_files(bad)
    page.get_by_role("button", name="Xem trước").click()
    expect(page.get_by_role("alert")).to_contain_text("chưa ghi gì")
    assert looking.faults(page, axe_script) == []
    good = tmp_path / "thêm.yml"
    good.write_text(
        files.dump_all([Procedure(code="MC-0999", name="Thủ tục thử", field="lao_dong")]), "utf-8"
    )
    page.get_by_label("Tệp danh mục").set_input_files(good)
    page.get_by_role("button", name="Xem trước").click()
    expect(page.get_by_text("+ MC-0999 Thủ tục thử")).to_be_visible()
    assert looking.faults(page, axe_script) == []
    page.get_by_role("button", name="Ghi vào danh mục").click()
    expect(page.get_by_role("status")).to_contain_text("Đã lưu")
    assert looking.faults(page, axe_script) == []
    page.get_by_label("Xóa 1 thủ tục khỏi danh mục").check()
    page.get_by_role("button", name="Hoàn tác lần thay đổi này").click()
    expect(page.get_by_text("- MC-0999 Thủ tục thử").first).to_be_visible()
    context.close()


def test_a_page_of_procedures_is_noted_as_checked_without_script(
    browser: Browser, console: str, axe_script: str
) -> None:
    context = browser.new_context(**PHONE)
    page = context.new_page()
    sign_in(page, console, Role.EDITOR)
    page.goto(f"{console}/catalogue?q=noi quy")
    page.get_by_role("link", name="Chọn cả trang").click()
    page.get_by_role("button", name="Ghi: đã kiểm tra hôm nay").click()
    expect(page.get_by_role("status").first).to_contain_text("Đã ghi ngày kiểm tra hôm nay")
    assert looking.faults(page, axe_script) == []
    context.close()
