"""The way to an officer: the queue, who is speaking, and being called back."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.browser.stand_in import StandIn
from tests.browser.talking import answers, ask, box, focused

pytestmark = pytest.mark.browser

WAITING = {"state": "waiting", "position": 2, "wait": 25, "officer": None}
OPEN = {"state": "open", "position": None, "wait": None, "officer": "Cán bộ quầy 1"}


def test_the_notice_of_these_days_stands_in_the_head_and_goes_again(page: Page, told: StandIn) -> None:
    notice = page.locator(".header .soon")
    expect(notice).to_be_empty()
    told.agency["notice"] = "Ngày 02/01/2027 cơ quan nghỉ. <b>Trực</b>: 1022."
    page.reload()
    expect(notice).to_have_text("Ngày 02/01/2027 cơ quan nghỉ. <b>Trực</b>: 1022.")
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    told.agency["notice"] = ""
    page.reload()
    answers(page).first.wait_for()
    expect(notice).to_be_empty()


def test_an_officer_is_asked_for_at_any_time(page: Page, told: StandIn) -> None:
    page.get_by_role("button", name="Gặp cán bộ").click()
    expect(page.locator(".log + .status")).to_have_text("Đang chuyển yêu cầu tới cán bộ…")
    told.until(lambda got: len(got) == 1)
    told.tell(handoff=WAITING)
    waiting = page.locator(".waiting").get_by_role("status")
    expect(waiting).to_contain_text(
        "Anh/chị đang chờ cán bộ. Thứ tự: 2. Chờ khoảng 25 phút trong giờ làm việc."
    )
    expect(page.get_by_role("button", name="Gặp cán bộ")).to_be_hidden()
    assert told.received[0]["command"] == "canbo"
    told.tell(handoff={**WAITING, "position": 1})
    expect(waiting).to_contain_text("Thứ tự: 1.")
    page.get_by_role("button", name="Rời hàng chờ").click()
    told.until(lambda got: got[-1].get("command") == "roi")
    told.tell(handoff=None)
    expect(waiting).to_be_hidden()


@pytest.mark.parametrize(
    ("wait", "said"),
    [
        (0.4, "Chờ khoảng 1 phút"),
        (25, "Chờ khoảng 25 phút"),
        (240, "Chờ khoảng 4 giờ"),
        (None, "Thứ tự: 2. Trong"),
    ],
)
def test_the_waiting_time_is_told_as_it_is_known(
    page: Page, told: StandIn, wait: float | None, said: str
) -> None:
    ask(page, "xin chào")
    told.tell(handoff={**WAITING, "wait": wait})
    expect(page.locator(".waiting")).to_contain_text(said)


def test_an_officer_who_has_joined_looks_and_is_called_unlike_the_assistant(
    page: Page, told: StandIn
) -> None:
    ask(page, "xin chào")
    told.tell(handoff=OPEN)
    expect(page.locator(".waiting")).to_contain_text("Cán bộ quầy 1 đã vào và đang trả lời anh/chị.")
    told.say("Tôi xem hồ sơ.", "officer", staff="Cán bộ quầy 1")
    told.say("Tôi xem tiếp.", "officer", staff="Phòng Lao động")
    expect(page.locator(".officer .name")).to_have_text(["Cán bộ quầy 1", "Cán bộ · Phòng Lao động"])
    told.say("Cán bộ đã kết thúc.", "notice")
    told.tell(handoff=None)
    expect(page.locator(".waiting")).to_contain_text("Trợ lý đã trở lại")
    ask(page, "tiếp")
    expect(answers(page).last).to_contain_text("tiếp")
    expect(page.locator(".waiting")).to_be_hidden()


def test_nothing_is_proposed_while_an_officer_listens(page: Page, told: StandIn) -> None:
    ask(page, "xin chào")
    told.tell(handoff=OPEN)
    expect(page.locator(".waiting")).to_contain_text("đã vào")
    told.requests.clear()
    box(page).press_sequentially("giay phep")
    ask(page, "giay phep")
    expect(answers(page).last).to_contain_text("giay phep")
    assert "/webhooks/web/suggest" not in told.requests


def test_after_hours_one_is_told_when_it_opens_and_can_be_called_back(page: Page, told: StandIn) -> None:
    told.agency |= {"open": False, "opens": "mở lại 13:30"}
    page.reload()
    expect(page.get_by_text("Ngoài giờ, mở lại 13:30")).to_be_visible()
    page.get_by_role("button", name="Hẹn gọi lại").click()
    panel = page.get_by_role("dialog", name="Hẹn gọi lại")
    phone = panel.get_by_label("Số điện thoại")
    expect(phone).to_be_focused()
    for wrong in ("", "12", "abc", "0912 345"):
        phone.fill(wrong)
        phone.press("Enter")
        expect(phone).to_have_attribute("aria-invalid", "true")
        expect(panel).to_contain_text("Số điện thoại chưa đúng")
        expect(phone).to_be_focused()
    phone.fill("0912 345 678")
    panel.get_by_label("Lúc nào tiện nghe máy").fill("sáng thứ Ba")
    panel.get_by_role("button", name="Gửi yêu cầu").click()
    expect(panel).to_contain_text("Đã ghi nhận")
    [sent] = told.received
    assert (sent["path"], sent["phone"], sent["best"]) == ("callback", "0912345678", "sáng thứ Ba")
    page.keyboard.press("Enter")
    expect(panel).to_have_count(0)
    assert focused(page) == "Hẹn gọi lại"


def test_a_call_back_that_is_refused_says_why_and_keeps_what_was_written(page: Page, told: StandIn) -> None:
    told.agency["open"] = False
    told.refusing = (400, {"message": "Tổng đài không nhận số này."})
    page.reload()
    page.get_by_role("button", name="Hẹn gọi lại").click()
    panel = page.get_by_role("dialog", name="Hẹn gọi lại")
    panel.get_by_label("Số điện thoại").fill("0912345678")
    panel.get_by_role("button", name="Gửi yêu cầu").click()
    expect(panel.get_by_role("alert")).to_have_text("Tổng đài không nhận số này.")
    told.refusing = None
    panel.get_by_role("button", name="Gửi yêu cầu").click()
    expect(panel).to_contain_text("Đã ghi nhận")
