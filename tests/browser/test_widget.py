"""The widget in a real browser: asking, answers, what stands beside them, and what is taken along."""

from __future__ import annotations

import re
from pathlib import Path
from threading import Event

import pytest
from playwright.sync_api import Page, expect

from tests.browser.stand_in import Line, StandIn
from tests.browser.talking import LONG, WHOLE, answers, ask, asked, box, focused

pytestmark = pytest.mark.browser


def test_it_opens_with_the_authority_its_number_and_whether_it_is_open(page: Page) -> None:
    expect(page.get_by_text("Ban Quản lý các Khu công nghiệp Đồng Nai")).to_be_visible()
    expect(page.get_by_role("link", name="Gọi (0251) 1022")).to_have_attribute("href", "tel:02511022")
    expect(page.get_by_text("Đang mở")).to_be_visible()
    expect(page.get_by_role("button", name="Gặp cán bộ")).to_be_visible()


def test_what_becomes_of_a_question_is_said_before_the_first_one(page: Page) -> None:
    notice = page.get_by_role("region", name="Quyền riêng tư")
    expect(notice).to_contain_text("được lưu để trả lời")
    notice.get_by_text("Chi tiết").click()
    expect(notice).to_contain_text("xóa sau 30 ngày")
    ask(page, "xin chào")
    expect(notice).to_be_hidden()


def test_a_question_is_shown_at_once_and_answered(page: Page, told: StandIn) -> None:
    ask(page, "xin chào")
    expect(asked(page)).to_have_text("Anh/chị: xin chào")
    expect(answers(page).last).to_have_text("Trợ lý: Đã nghe: xin chào")
    expect(asked(page)).to_have_count(1)
    assert focused(page) == "question"
    expect(box(page)).to_have_value("")


def test_a_question_that_the_server_masked_is_shown_masked(page: Page, told: StandIn) -> None:
    told.take_as = lambda text: text.replace("0912345678", "[số điện thoại]")
    ask(page, "gọi tôi 0912345678")
    expect(asked(page)).to_have_text("Anh/chị: gọi tôi [số điện thoại]")


def test_a_first_question_can_be_chosen(page: Page) -> None:
    first = page.get_by_role("group", name="Ví dụ, anh/chị có thể hỏi:").get_by_role("button").first
    first.click()
    expect(answers(page).last).to_contain_text("Đã nghe: Cấp giấy phép lao động cần hồ sơ gì?")


def test_a_choice_shows_its_title_and_sends_its_id(page: Page, told: StandIn) -> None:
    told.answer = lambda text: [WHOLE] if text == "hồ sơ" else [{"text": f"Đã nghe: {text}"}]
    ask(page, "hồ sơ")
    page.get_by_role("group", name="Chọn tiếp").get_by_role("button", name="Lệ phí").press("Enter")
    expect(asked(page).last).to_contain_text("Lệ phí")
    expect(answers(page).last).to_contain_text("Đã nghe: Lệ phí")
    assert told.received[-1]["button"] == "b1"


def test_bold_lists_and_links_are_shown_as_such(page: Page, told: StandIn) -> None:
    told.answer = lambda text: [WHOLE]
    ask(page, "hồ sơ")
    answer = answers(page).last
    expect(answer.locator("strong").first).to_have_text("Cấp giấy phép lao động cho người nước ngoài")
    expect(answer.locator("ol > li")).to_have_count(4)
    link = answer.get_by_role("link", name="Xem trên Cổng Dịch vụ công")
    expect(link).to_have_attribute("href", "https://dichvucong.gov.vn")
    expect(link).to_have_attribute("rel", "noopener")
    expect(link).to_have_attribute("target", "_blank")


def test_asterisks_that_hide_a_number_are_no_marks(page: Page, told: StandIn) -> None:
    told.answer = lambda text: [
        {"text": "Cán bộ gọi số *****678 trong **giờ làm việc**, *không* sớm hơn **1** giờ."}
    ]
    ask(page, "gọi tôi")
    expect(answers(page).last).to_contain_text("số *****678 trong giờ làm việc, *không* sớm hơn 1 giờ.")
    expect(answers(page).last.locator("strong")).to_have_text(["giờ làm việc", "1"])


def test_whatever_anybody_says_stays_text(page: Page, told: StandIn) -> None:
    evil = "<img src=x onerror=alert(1)> <b>đậm</b> [lạ](javascript:alert(1))"
    told.agency["name"] = told.agency["hotline"] = evil
    told.answer = lambda text: [{"text": evil, "buttons": [{"title": evil, "id": "x"}]}]
    page.reload()
    ask(page, evil)
    expect(answers(page).last).to_contain_text(evil)
    told.say(evil, "officer", staff=evil)
    told.say(evil, "notice")
    told.tell(handoff={"state": "open", "position": None, "wait": None, "officer": evil})
    expect(page.locator(".officer")).to_contain_text(evil)
    expect(page.locator(".waiting")).to_contain_text(evil)
    expect(page.locator(".notice")).to_contain_text(evil)
    for place in (".log", ".header", ".waiting"):
        assert page.locator(place).locator("img, b, a[href^='javascript']").count() == 0


def test_a_long_answer_is_read_from_its_beginning(page: Page, told: StandIn) -> None:
    told.answer = lambda text: [WHOLE, {"text": LONG}]
    ask(page, "hồ sơ")
    expect(answers(page)).to_have_count(3)
    expect(asked(page)).to_be_in_viewport(ratio=1)
    expect(answers(page).nth(1).locator("strong").first).to_be_in_viewport(ratio=1)


def test_waiting_is_said_when_it_takes_a_while_and_taken_back(page: Page, told: StandIn) -> None:
    ready = Event()

    def slowly(text: str) -> list[Line]:
        ready.wait(20)
        return [{"text": "xong"}]

    told.answer = slowly
    ask(page, "lâu")
    expect(page.locator(".log + .status")).to_have_text("Đang tra cứu…")
    ready.set()
    expect(answers(page).last).to_contain_text("xong")
    expect(page.locator(".log + .status")).to_be_empty()


def test_procedures_are_proposed_without_marks_and_chosen_by_keyboard(page: Page) -> None:
    box(page).press_sequentially("giay phep")
    options = page.get_by_role("listbox", name="Thủ tục gợi ý").get_by_role("option")
    expect(options).to_have_count(2)
    expect(box(page)).to_have_attribute("aria-expanded", "true")
    expect(page.locator(".log + .status")).to_contain_text("2 thủ tục gợi ý")
    box(page).press("ArrowDown")
    box(page).press("ArrowDown")
    expect(options.nth(1)).to_have_attribute("aria-selected", "true")
    assert box(page).get_attribute("aria-activedescendant") == options.nth(1).get_attribute("id")
    box(page).press("Enter")
    expect(box(page)).to_have_value("Gia hạn giấy phép lao động cho người nước ngoài")
    expect(box(page)).to_have_attribute("aria-expanded", "false")
    expect(asked(page)).to_have_count(0)


def test_enter_asks_what_was_typed_when_no_proposal_is_chosen(page: Page) -> None:
    box(page).press_sequentially("giay phep")
    expect(page.get_by_role("option")).to_have_count(2)
    box(page).press("Enter")
    expect(asked(page)).to_contain_text("giay phep")
    expect(page.get_by_role("listbox")).to_be_hidden()


def test_enter_belongs_to_an_input_method_while_it_composes(page: Page) -> None:
    box(page).fill("đang gõ")
    box(page).evaluate(
        "box => box.dispatchEvent(new KeyboardEvent('keydown', {key: 'ArrowDown', isComposing: true, bubbles: true}))"
    )
    expect(box(page)).to_have_value("đang gõ")


def test_an_answer_is_rated_thanked_for_and_rated_anew(page: Page, told: StandIn) -> None:
    told.answer = lambda text: [WHOLE]
    ask(page, "hồ sơ")
    group = page.get_by_role("radiogroup", name="Câu trả lời này có giúp được anh/chị không?")
    group.get_by_role("radio", name="Hài lòng", exact=True).check()
    expect(group).to_contain_text("Đã ghi nhận, cảm ơn anh/chị")
    group.get_by_role("radio", name="Chưa hài lòng").check()
    told.until(lambda got: len(got) == 3)
    expect(page.locator(".turn")).to_have_count(3)
    page.reload()
    expect(group.get_by_role("radio", name="Chưa hài lòng")).to_be_checked()
    assert [sent["button"] for sent in told.received[1:]] == ["rate-yes", "rate-no"]


def test_a_checklist_is_ticked_and_remembered(page: Page, told: StandIn) -> None:
    told.answer = lambda text: [WHOLE]
    ask(page, "hồ sơ")
    page.get_by_role("button", name="Danh mục đánh dấu").click()
    panel = page.get_by_role("dialog", name="Danh mục đánh dấu")
    expect(panel.get_by_role("checkbox")).to_have_count(3)
    panel.get_by_role("checkbox", name="Giấy khám sức khỏe").check()
    expect(panel.get_by_role("status")).to_have_text("Đã chuẩn bị 1/3")
    panel.get_by_label("Trường hợp").select_option("Lao động kỹ thuật")
    expect(panel).to_contain_text("Văn bản chứng minh tay nghề (01 bản sao, nếu có)")
    expect(panel.get_by_role("link", name="Mẫu số 03")).to_have_attribute(
        "href", f"{told.address}/webhooks/web/forms/1.014199/mau-03.docx"
    )
    page.keyboard.press("Escape")
    assert focused(page) == "Danh mục đánh dấu"
    page.reload()
    page.get_by_role("button", name="Danh mục đánh dấu").click()
    expect(panel.get_by_role("checkbox", name="Giấy khám sức khỏe")).to_be_checked()
    expect(panel.get_by_label("Trường hợp")).to_have_value("Lao động kỹ thuật")


def test_a_checklist_is_copied_downloaded_and_printed(page: Page, told: StandIn) -> None:
    told.answer = lambda text: [WHOLE]
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    ask(page, "hồ sơ")
    page.get_by_role("button", name="Danh mục đánh dấu").click()
    panel = page.get_by_role("dialog", name="Danh mục đánh dấu")
    panel.get_by_role("checkbox", name="Giấy khám sức khỏe").check()
    panel.get_by_role("button", name="Sao chép").click()
    expect(panel.get_by_role("status")).to_have_text("Đã sao chép.")
    assert "[x] Giấy khám sức khỏe (01 bản chính)" in page.evaluate("navigator.clipboard.readText()")
    with page.expect_download() as download:
        panel.get_by_role("button", name="Tải về").click()
    text = Path(download.value.path()).read_text("utf-8")
    assert download.value.suggested_filename == "danh-muc-1.014199.txt"
    assert "[ ] Văn bản giải trình" in text
    assert "Nguồn: QĐ 886/QĐ-BNV (11/8/2025), kiểm tra 22/11/2025" in text
    panel.get_by_role("button", name="In", exact=True).click()
    sheet = page.frames[-1].locator("body")
    expect(sheet).to_contain_text("[x] Giấy khám sức khỏe")


def test_the_conversation_is_taken_along(page: Page, told: StandIn) -> None:
    told.answer = lambda text: [WHOLE]
    ask(page, "hồ sơ")
    expect(answers(page)).to_have_count(2)
    told.say("Anh/chị chờ tôi xem.", "officer", staff="Cán bộ quầy 1")
    expect(page.locator(".officer")).to_be_visible()
    page.get_by_role("button", name="Tùy chọn").click()
    with page.expect_download() as download:
        page.get_by_role("button", name="Tải về").click()
    text = Path(download.value.path()).read_text("utf-8")
    assert re.search(r"\[.*\] Anh/chị: hồ sơ", text)
    assert "Trợ lý: Cấp giấy phép lao động cho người nước ngoài cần 7 loại giấy tờ:" in text
    assert "Cán bộ quầy 1: Anh/chị chờ tôi xem." in text


def test_a_new_conversation_begins_empty(page: Page, told: StandIn) -> None:
    ask(page, "xin chào")
    expect(answers(page)).to_have_count(2)
    page.get_by_role("button", name="Tùy chọn").click()
    page.get_by_role("button", name="Trò chuyện mới").click()
    expect(page.locator(".log + .status")).to_have_text("Đã bắt đầu cuộc trò chuyện mới.")
    expect(asked(page)).to_have_count(0)
    ask(page, "lại từ đầu")
    expect(answers(page)).to_have_count(2)
    assert len(told.lines) == 2


def test_deleting_is_asked_of_the_server_and_ends_the_conversation(page: Page, told: StandIn) -> None:
    ask(page, "xin chào")
    expect(answers(page)).to_have_count(2)
    page.get_by_role("button", name="Tùy chọn").click()
    page.get_by_role("button", name="Xóa dữ liệu của tôi").click()
    told.until(lambda got: got[-1].get("command") == "xoadulieu")
    told.say("Anh/chị muốn xóa?", buttons=[{"title": "Xóa dữ liệu", "id": "x"}])
    page.get_by_role("button", name="Xóa dữ liệu", exact=True).click()
    told.until(lambda got: got[-1].get("button") == "x")
    told.forget()
    expect(asked(page)).to_have_count(0)
    expect(page.locator(".log + .status")).to_have_text("Đã xóa dữ liệu của anh/chị.")
    page.reload()
    expect(answers(page)).to_have_count(1)
    expect(asked(page)).to_have_count(0)


def test_text_size_theme_and_language_are_kept(page: Page) -> None:
    panel = page.get_by_role("dialog")
    size = "getComputedStyle(document.querySelector('motcua-chat').shadowRoot.querySelector('.panel'))"
    assert page.evaluate(f"{size}.fontSize") == "16px"
    page.get_by_role("button", name="Tùy chọn").click()
    panel.get_by_role("radio", name="Rất lớn").check()
    panel.get_by_role("radio", name="Tối").check()
    assert page.evaluate(f"parseFloat({size}.fontSize)") > 20
    assert page.evaluate(f"{size}.backgroundColor") == "rgb(17, 24, 29)"
    panel.get_by_role("radio", name="English").check()
    expect(page.get_by_role("dialog", name="Options")).to_be_visible()
    expect(page.get_by_role("radio", name="English")).to_be_focused()
    page.keyboard.press("Escape")
    expect(page.get_by_role("combobox", name="Your question, in Vietnamese")).to_be_visible()
    page.reload()
    expect(page.get_by_role("button", name="Talk to an officer")).to_be_visible()
    expect(page.locator(".root")).to_have_attribute("lang", "en")
    expect(answers(page).first).to_contain_text("Xin chào anh/chị")
    assert page.evaluate(f"parseFloat({size}.fontSize)") > 20


def test_on_paper_there_is_the_conversation_and_nothing_to_press(page: Page, told: StandIn) -> None:
    told.answer = lambda text: [WHOLE]
    ask(page, "hồ sơ")
    expect(answers(page)).to_have_count(2)
    page.emulate_media(media="print")
    assert page.locator("button:visible, input:visible").count() == 0
    expect(answers(page).last).to_be_visible()


def test_answers_are_read_aloud_only_with_a_vietnamese_voice(page: Page, told: StandIn) -> None:
    told.answer = lambda text: [WHOLE]
    ask(page, "hồ sơ")
    expect(page.get_by_role("button", name="Danh mục đánh dấu")).to_be_visible()
    expect(page.get_by_role("button", name="Nghe")).to_have_count(0)
    page.add_init_script(
        "speechSynthesis.getVoices = () => [{lang: 'vi-VN', name: 'Thử'}];"
        "window.read = []; speechSynthesis.speak = (words) => read.push(words.text);"
        "window.SpeechSynthesisUtterance = class { constructor(text) { this.text = text; } }"
    )
    page.reload()
    page.get_by_role("button", name="Nghe").click()
    assert page.evaluate("read[0]").startswith("Cấp giấy phép lao động cho người nước ngoài cần 7")
    expect(page.get_by_role("button", name="Dừng đọc")).to_have_attribute("aria-pressed", "true")
