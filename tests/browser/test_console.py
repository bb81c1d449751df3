"""The staff's console in a real browser: at every size, by keyboard, without script, for every sight."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from bot.staff.model import Role
from tests.browser import axe, looking
from tests.console import office

pytestmark = pytest.mark.browser

PAGES = {
    "home": "/",
    "unanswered": "/unanswered",
    "question": "/unanswered/2",
    "groups": "/unanswered/groups",
    "lessons": "/unanswered/lessons",
    "models": "/models",
    "questions": "/questions?period=between&from=2026-01-01",
    "talks": "/talks?q=giay",
    "talk": "/talks/5",
    "catalogue": "/catalogue?q=gplđ",
    "nearest": "/catalogue?q=sếp sắp hết hạn giấy phép",
    "procedure": "/catalogue/1.014199",
    "replaced": "/catalogue/1.009811",
    "history": "/catalogue/1.014199/history",
    "edit": "/catalogue/1.014199/edit",
    "new": "/catalogue/new",
    "import": "/catalogue/import",
    "changes": "/catalogue/changes",
    "change": "/catalogue/changes/1",
    "indicators": "/indicators",
    "petitions": "/petitions",
    "petition": "/petitions/1",
    "petition answered": "/petitions/3",
    "rows": "/indicators/rows?of=satisfaction&part=numerator",
    "log": "/log",
    "agency": "/agency",
    "switch": "/agency/channels/zalo",
    "account": "/account",
    "nothing": "/questions?q=khongcogi",
    "error": "/nowhere",
}
PHONE: dict[str, Any] = {"viewport": {"width": 360, "height": 740}, "locale": "vi-VN"}


def sign_in(page: Page, console: str, role: Role = Role.ADMINISTRATOR) -> None:
    page.goto(f"{console}/sign-in")
    page.get_by_label("Tên tài khoản").fill(office.PEOPLE[role][0])
    page.get_by_label("Mật khẩu").fill(office.PASSWORD)
    page.get_by_role("button", name="Đăng nhập").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Tổng quan")


def largest_group(page: Page, console: str) -> None:
    page.goto(f"{console}/unanswered/groups")
    page.locator("ol.rows .title a").first.click()
    expect(page.get_by_role("heading", name="Xử lý cả nhóm")).to_be_visible()


def watched(context: BrowserContext, console: str) -> tuple[Page, list[str]]:
    """A page, and what went wrong in it: errors, refusals of the policy, foreign requests."""
    page, wrong = context.new_page(), []
    page.on("pageerror", lambda error: wrong.append(str(error)))
    page.on("console", lambda message: message.type == "error" and wrong.append(message.text))
    page.on("request", lambda request: request.url.startswith(console) or wrong.append(request.url))
    return page, wrong


@pytest.fixture(scope="module")
def inside(browser: Browser, console: str) -> Iterator[tuple[Page, list[str]]]:
    """Signed in once for all pages."""
    context = browser.new_context(**PHONE)
    page, wrong = watched(context, console)
    sign_in(page, console)
    yield page, wrong
    context.close()


@pytest.mark.parametrize("name", PAGES)
def test_a_page_is_whole_quiet_and_open_to_everybody(
    inside: tuple[Page, list[str]], console: str, axe_script: str, name: str
) -> None:
    page, wrong = inside
    wrong.clear()
    page.goto(console + PAGES[name])
    page.evaluate("document.querySelectorAll('details').forEach(each => each.open = true)")
    assert looking.faults(page, axe_script) == []
    # A page that is not there is reported by the browser itself.
    assert [each for each in wrong if "404" not in each] == []


def test_a_group_of_missed_questions_is_whole_and_open_to_everybody(
    inside: tuple[Page, list[str]], console: str, axe_script: str
) -> None:
    page, wrong = inside
    wrong.clear()
    largest_group(page, console)
    assert looking.faults(page, axe_script) == []
    assert wrong == []


def test_a_step_of_a_petition_is_confirmed_on_a_page_open_to_everybody(
    inside: tuple[Page, list[str]], console: str, axe_script: str
) -> None:
    page, wrong = inside
    wrong.clear()
    page.goto(f"{console}/petitions/1")
    page.get_by_label("Câu trả lời").fill("Quầy số 2 đã nhận hồ sơ từ 07:30. " * 20)
    page.get_by_role("button", name="Xem lại trước khi gửi").click()
    expect(page.get_by_role("button", name="Đồng ý, thực hiện")).to_be_visible()
    assert looking.faults(page, axe_script) == []
    page.get_by_role("button", name="Quay lại sửa").click()
    expect(page.get_by_label("Câu trả lời")).to_have_value(re.compile("^Quầy số 2 đã nhận"))
    assert wrong == []


def test_an_empty_answer_to_a_petition_is_told_on_a_page_open_to_everybody(
    inside: tuple[Page, list[str]], console: str, axe_script: str
) -> None:
    page, _ = inside
    page.goto(f"{console}/petitions/1")
    page.get_by_role("button", name="Xem lại trước khi gửi").click()
    expect(page.get_by_role("alert")).to_contain_text("Chưa có nội dung")
    assert looking.faults(page, axe_script) == []


def test_the_judge_sees_a_fault_when_there_is_one(
    inside: tuple[Page, list[str]], console: str, axe_script: str
) -> None:
    page, _ = inside
    page.goto(console)
    page.evaluate("document.querySelector('h1').append(document.createElement('img'))")
    page.evaluate("document.querySelector('h2').style.color = 'rgb(120, 120, 120)'")
    told = axe.faults(page, axe_script)
    assert [each.split(":")[0] for each in told] == ["color-contrast", "image-alt"]


def test_what_is_cut_off_on_a_small_phone_is_seen_on_any_page(
    inside: tuple[Page, list[str]], console: str, axe_script: str
) -> None:
    page, _ = inside
    page.goto(f"{console}/nowhere")
    page.evaluate("document.querySelector('h1').style.minWidth = '280px'")
    looks = {each.split(":")[0] for each in looking.faults(page, axe_script)}
    assert "320 px" in looks
    assert "desktop, dark" not in looks


def test_the_sign_in_and_its_refusal_are_open_to_everybody(
    browser: Browser, console: str, axe_script: str
) -> None:
    context = browser.new_context(**PHONE)
    page, _ = watched(context, console)
    page.goto(f"{console}/unanswered")
    assert looking.faults(page, axe_script) == []
    page.get_by_label("Tên tài khoản").fill("khong-co")
    page.get_by_label("Mật khẩu").fill("sai")
    page.keyboard.press("Enter")
    expect(page.get_by_role("alert")).to_contain_text("chưa đúng")
    expect(page.get_by_label("Mật khẩu")).to_be_focused()
    assert looking.faults(page, axe_script) == []
    context.close()


def test_a_question_is_reviewed_by_keyboard_alone(browser: Browser, console: str) -> None:
    context = browser.new_context(viewport={"width": 1280, "height": 800}, locale="vi-VN")
    page = context.new_page()
    page.goto(f"{console}/unanswered")
    expect(page.get_by_label("Tên tài khoản")).to_be_focused()
    page.keyboard.type(office.PEOPLE[Role.REVIEWER][0])
    page.keyboard.press("Tab")
    page.keyboard.type(office.PASSWORD)
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Câu hỏi chưa trả lời")
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Đến nội dung chính")).to_be_in_viewport()
    page.keyboard.press("Enter")
    tab_to(page, "main .rows a")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Rà soát")).to_be_visible()
    tab_to(page, "input[name=state]:checked")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Tab")
    page.keyboard.type("Đã thêm câu hỏi mẫu")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.get_by_role("status")).to_have_text("Đã lưu.")
    expect(page.get_by_role("radio", name="Đã xử lý")).to_be_checked()
    context.close()


def tab_to(page: Page, selector: str) -> None:
    for _ in range(60):
        page.keyboard.press("Tab")
        if page.evaluate("selector => document.activeElement.matches(selector)", selector):
            return
    raise AssertionError(f"{selector} is not reached by Tab")


def test_everything_works_without_script(browser: Browser, console: str) -> None:
    context = browser.new_context(java_script_enabled=False, locale="vi-VN")
    page = context.new_page()
    sign_in(page, console, Role.REVIEWER)
    page.goto(f"{console}/unanswered/3")
    page.get_by_role("radio", name="Ngoài phạm vi").check()
    page.get_by_role("button", name="Lưu").click()
    expect(page.get_by_role("status")).to_have_text("Đã lưu.")
    page.get_by_role("button", name="Đăng xuất").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Đăng nhập")
    page.goto(f"{console}/unanswered/3")
    expect(page.get_by_role("heading", level=1)).to_have_text("Đăng nhập")
    context.close()


def test_a_filter_is_chosen_seen_in_the_address_and_kept(browser: Browser, console: str) -> None:
    context = browser.new_context(viewport={"width": 360, "height": 740}, locale="vi-VN")
    page = context.new_page()
    sign_in(page, console)
    page.get_by_role("link", name="Câu hỏi", exact=True).click()
    expect(page.get_by_label("Từ ngày")).to_be_hidden()
    page.get_by_label("Thời gian").select_option("between")
    expect(page.get_by_label("Từ ngày")).to_be_visible()
    page.get_by_label("Thời gian").select_option("all")
    page.get_by_label("Kết quả").select_option("declined")
    page.get_by_label("Tìm").fill("tuyen dung")
    page.get_by_role("button", name="Lọc").click()
    assert "outcome=declined" in page.url
    assert "q=tuyen+dung" in page.url
    expect(page.get_by_label("Kết quả")).to_have_value("declined")
    for row in page.locator(".rows .title").all():
        expect(row).to_contain_text("tuyển dụng")
    context.close()


def test_what_is_printed_is_the_page_without_its_buttons(
    inside: tuple[Page, list[str]], console: str
) -> None:
    page, _ = inside
    page.goto(f"{console}/catalogue/1.014199")
    page.emulate_media(media="print")
    assert page.locator("nav[aria-label='Chính']:visible, button:visible").count() == 0
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    page.emulate_media(media="screen")
