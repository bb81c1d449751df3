"""The chat page in a real browser: by keyboard, on a phone, offline, after a reload."""

from __future__ import annotations

import re
import time
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, Route, expect

pytestmark = pytest.mark.browser


def ask(page: Page, text: str) -> None:
    page.get_by_label("Câu hỏi của anh/chị").fill(text)
    page.keyboard.press("Enter")


def answers(page: Page) -> Any:
    """What the assistant said, its greeting first."""
    return page.locator(".assistant")


def test_the_page_opens_with_the_authority_and_its_number(page: Page) -> None:
    expect(page.locator("#agency")).not_to_be_empty()
    expect(page.get_by_role("link", name=re.compile("^Gọi"))).to_have_attribute(
        "href", re.compile(r"^tel:\+?\d+$")
    )
    expect(page.get_by_role("button", name="Xóa hội thoại")).to_be_hidden()
    assert page.locator("html").get_attribute("lang") == "vi"


def test_a_question_is_asked_and_answered_by_keyboard_alone(page: Page) -> None:
    for _ in range(20):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.id") == "question":
            break
    page.keyboard.type("xin chào")
    page.keyboard.press("Enter")
    expect(answers(page).last).to_contain_text("Đã nghe: xin chào")
    assert page.evaluate("document.activeElement.id") == "question"
    assert page.get_by_label("Câu hỏi của anh/chị").input_value() == ""


def test_shift_enter_begins_a_new_line(page: Page) -> None:
    box = page.get_by_label("Câu hỏi của anh/chị")
    low = box.bounding_box()
    box.press_sequentially("một")
    box.press("Shift+Enter")
    box.press_sequentially("hai")
    assert box.input_value() == "một\nhai"
    high = box.bounding_box()
    assert low is not None
    assert high is not None
    assert high["height"] > low["height"]


def test_enter_belongs_to_an_input_method_while_it_composes(page: Page) -> None:
    page.get_by_label("Câu hỏi của anh/chị").fill("đang gõ")
    page.evaluate(
        "document.getElementById('question').dispatchEvent("
        "new KeyboardEvent('keydown', {key: 'Enter', isComposing: true, bubbles: true, cancelable: true}))"
    )
    expect(page.locator(".person")).to_have_count(0)


def test_answers_are_announced_by_a_log_that_says_who_speaks(page: Page) -> None:
    log = page.get_by_role("log", name="Hội thoại")
    expect(log).to_have_attribute("aria-live", "polite")
    ask(page, "xin chào")
    expect(log.locator(".assistant").last).to_contain_text("Trợ lý: Đã nghe: xin chào")
    expect(log.locator(".person").last).to_contain_text("Anh/chị: xin chào")


def test_a_first_question_can_be_chosen(page: Page) -> None:
    first = page.get_by_role("group", name="Ví dụ, anh/chị có thể hỏi:").get_by_role("button").first
    title = first.inner_text()
    first.click()
    expect(answers(page).last).to_contain_text(f"Đã nghe: {title}")


def test_a_choice_shows_its_title_and_sends_its_payload(page: Page) -> None:
    ask(page, "cho tôi nút")
    page.get_by_role("group", name="Chọn tiếp").get_by_role("button", name="Lệ phí").press("Enter")
    expect(page.locator(".person").last).to_contain_text("Lệ phí")
    expect(answers(page).last).to_contain_text("Đã nghe: /ask_fee")


def test_bold_lists_and_links_are_shown_as_such(page: Page) -> None:
    ask(page, "dài dòng")
    answer = answers(page).last
    expect(answer.locator("strong").first).to_have_text("Cấp giấy phép lao động cho người nước ngoài")
    expect(answer.locator("ol > li")).to_have_count(4)
    link = answer.get_by_role("link", name="Xem trên Cổng Dịch vụ công")
    expect(link).to_have_attribute("href", "https://dichvucong.gov.vn")
    expect(link).to_have_attribute("rel", "noopener")
    expect(link).to_have_attribute("target", "_blank")


def test_whatever_an_answer_holds_stays_text(page: Page) -> None:
    ask(page, "mã độc")
    answer = answers(page).last
    expect(answer).to_contain_text("<img src=x onerror=alert(1)> <b>đậm</b> [lạ](javascript:alert(1))")
    assert answer.locator("img, b, a").count() == 0
    ask(page, "<script>alert(1)</script>")
    expect(page.locator(".person").last).to_contain_text("<script>alert(1)</script>")


def test_a_long_answer_is_read_from_its_beginning(page: Page) -> None:
    ask(page, "dài dòng")
    expect(page.get_by_role("button", name="Tải mẫu 03")).to_be_attached()
    expect(page.locator(".person").last).to_be_in_viewport(ratio=1)


def test_waiting_is_said_only_when_it_takes_a_while(page: Page) -> None:
    ask(page, "chậm thôi")
    expect(page.get_by_role("status")).to_have_text("Đang tra cứu…")
    expect(answers(page).last).to_contain_text("chậm thôi")
    expect(page.get_by_role("status")).to_be_empty()


def test_questions_sent_quickly_keep_their_answers_beside_them(page: Page) -> None:
    for text in ("chậm một", "hai", "ba"):
        ask(page, text)
    expect(answers(page)).to_have_count(4)
    turns = page.locator(".turn").filter(has=page.locator(".person"))
    for place, text in enumerate(("chậm một", "hai", "ba")):
        expect(turns.nth(place).locator(".assistant")).to_contain_text(f"Đã nghe: {text}")


def test_without_network_the_question_waits_and_can_be_sent_again(page: Page) -> None:
    page.context.set_offline(True)
    ask(page, "mất mạng")
    again = page.get_by_role("button", name="Gửi lại")
    expect(again).to_be_in_viewport()
    expect(page.get_by_role("log")).to_contain_text("đang mất mạng")
    page.context.set_offline(False)
    again.click()
    expect(answers(page).last).to_contain_text("Đã nghe: mất mạng")
    expect(again).to_be_hidden()


def test_a_session_that_the_server_forgot_is_replaced_and_said(page: Page) -> None:
    ask(page, "câu một")
    expect(answers(page).last).to_contain_text("câu một")
    page.evaluate(
        "const kept = JSON.parse(sessionStorage.motcua);"
        "sessionStorage.motcua = JSON.stringify({...kept, session: '0'.repeat(32)})"
    )
    page.reload()
    ask(page, "câu hai")
    expect(answers(page).last).to_contain_text("Đã nghe: câu hai")
    expect(page.get_by_role("log")).to_contain_text("Phiên trước đã hết hạn")


def test_a_reload_keeps_the_conversation_and_the_draft(page: Page) -> None:
    ask(page, "dài dòng")
    expect(page.get_by_role("button", name="Tải mẫu 03")).to_be_attached()
    page.get_by_label("Câu hỏi của anh/chị").fill("đang viết dở")
    page.reload()
    expect(answers(page)).to_have_count(2)
    expect(answers(page).last.locator("ol > li")).to_have_count(4)
    assert page.get_by_label("Câu hỏi của anh/chị").input_value() == "đang viết dở"


def test_a_question_asked_before_the_greeting_arrives_is_shown_once(page: Page) -> None:
    def late(route: Route) -> None:
        time.sleep(0.5)
        route.continue_()

    page.route("**/agency", late)
    page.reload(wait_until="domcontentloaded")
    ask(page, "nhanh tay")
    expect(answers(page)).to_have_count(2)
    expect(page.locator(".person")).to_have_count(1)
    expect(answers(page).last).to_contain_text("Đã nghe: nhanh tay")


def test_clearing_asks_first(page: Page) -> None:
    ask(page, "xin chào")
    expect(answers(page)).to_have_count(2)
    page.get_by_role("button", name="Xóa hội thoại").click()
    page.keyboard.press("Escape")
    expect(answers(page)).to_have_count(2)
    page.get_by_role("button", name="Xóa hội thoại").click()
    page.get_by_role("dialog").get_by_role("button", name="Xóa", exact=True).click()
    expect(page.locator(".person")).to_have_count(0)
    expect(page.get_by_role("status")).to_have_text("Đã xóa hội thoại.")
    page.reload()
    expect(page.locator(".person")).to_have_count(0)


# 640 × 400 is what 200 % zoom leaves of 1280 × 800.
@pytest.mark.parametrize("size", [(320, 568), (360, 740), (640, 400), (1280, 800)], ids=str)
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_nothing_is_cut_off_at_any_width(
    browser: Browser, server: str, size: tuple[int, int], scheme: Any
) -> None:
    context = browser.new_context(viewport={"width": size[0], "height": size[1]}, color_scheme=scheme)
    page = context.new_page()
    page.goto(server)
    ask(page, "dài dòng")
    expect(page.get_by_role("button", name="Tải mẫu 03")).to_be_attached()
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    expect(page.get_by_label("Câu hỏi của anh/chị")).to_be_in_viewport(ratio=1)
    expect(page.get_by_role("button", name="Gửi")).to_be_in_viewport(ratio=1)
    page.get_by_role("button", name="Tải mẫu 03").scroll_into_view_if_needed()
    page.get_by_role("button", name="Tải mẫu 03").click()
    expect(page.locator(".person").last).to_contain_text("Tải mẫu 03")
    context.close()


def test_on_paper_there_is_the_conversation_and_nothing_to_press(page: Page) -> None:
    ask(page, "dài dòng")
    expect(page.get_by_role("button", name="Tải mẫu 03")).to_be_attached()
    page.emulate_media(media="print")
    assert page.locator("button:visible, textarea:visible").count() == 0
    expect(answers(page).last).to_be_visible()
