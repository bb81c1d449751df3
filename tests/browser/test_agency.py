"""The agency room in a browser, without script: a mistake told at its field, a channel switched off and on."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser import looking
from tests.browser.test_console import PHONE, sign_in

pytestmark = pytest.mark.browser


@pytest.fixture
def page(browser: Browser, console: str) -> Iterator[Page]:
    context = browser.new_context(**PHONE)
    page = context.new_page()
    sign_in(page, console)
    page.goto(f"{console}/agency")
    # There is none: whatever works here works where scripts are off.
    assert page.locator("script").count() == 0
    yield page
    context.close()


def test_what_does_not_fit_is_told_at_its_field_and_can_be_mended(page: Page, axe_script: str) -> None:
    page.get_by_label("Ngày nghỉ thêm").fill("31/02/2027")
    page.get_by_role("button", name="Lưu giờ làm việc").click()
    expect(page.get_by_role("alert")).to_contain_text("“31/02/2027” không phải là ngày; ghi như 02/09/2026")
    field = page.get_by_label("Ngày nghỉ thêm")
    expect(field).to_have_attribute("aria-invalid", "true")
    assert looking.faults(page, axe_script) == []
    field.fill("28/02/2027")
    page.get_by_role("button", name="Lưu giờ làm việc").click()
    expect(page.get_by_role("status")).to_have_text("Đã lưu.")
    page.get_by_role("button", name="Hoàn tác thay đổi này").click()
    expect(page.get_by_role("status")).to_have_text("Đã hoàn tác.")
    expect(page.get_by_label("Ngày nghỉ thêm")).to_have_value("")


def test_a_channel_is_switched_off_and_on(page: Page, axe_script: str) -> None:
    page.get_by_role("link", name="Tạm ngừng kênh Telegram").click()
    page.get_by_label("Lý do").fill("Trả lời sai lệ phí")
    page.get_by_label("Tôi xác nhận").check()
    page.get_by_role("button", name="Tạm ngừng").click()
    expect(page.get_by_role("status")).to_have_text("Đã tạm ngừng trợ lý trên kênh.")
    assert looking.faults(page, axe_script) == []
    page.get_by_role("link", name="Tổng quan").click()
    expect(page.locator(".notice")).to_contain_text("Trợ lý đang tạm ngừng trên kênh Telegram")
    page.get_by_role("link", name="Bật lại").click()
    page.get_by_role("button", name="Bật lại").click()
    expect(page.get_by_role("status")).to_have_text("Đã bật lại trợ lý trên kênh.")
