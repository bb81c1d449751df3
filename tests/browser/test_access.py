"""The widget is open to everybody: judged by axe in every state, worked by keyboard alone, whole at every size."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.browser import axe, looking
from tests.browser.site import site, written
from tests.browser.stand_in import StandIn
from tests.browser.talking import WHOLE, answers, ask, box, focused, tab_to

pytestmark = pytest.mark.browser

LAUNCH = "Hỏi Trợ lý Một Cửa"
WAITING = {"state": "waiting", "position": 2, "wait": 25, "officer": None}
OPEN = {"state": "open", "position": None, "wait": None, "officer": "Cán bộ quầy 1"}
_INSIDE = "document.querySelector('motcua-chat').shadowRoot.querySelector('.scroll')"


def greeted(page: Page, told: StandIn) -> None:
    answers(page).first.wait_for()


def answered(page: Page, told: StandIn) -> None:
    told.answer = lambda text: [WHOLE]
    ask(page, "hồ sơ")
    expect(answers(page)).to_have_count(2)
    page.get_by_role("radio", name="Hài lòng", exact=True).check()


def proposed(page: Page, told: StandIn) -> None:
    box(page).press_sequentially("giay phep")
    expect(page.get_by_role("option")).to_have_count(2)
    box(page).press("ArrowDown")
    expect(page.get_by_role("option").first).to_have_attribute("aria-selected", "true")


def ticked(page: Page, told: StandIn) -> None:
    answered(page, told)
    page.get_by_role("button", name="Danh mục đánh dấu").click()
    page.get_by_role("checkbox").first.check()


def chosen(page: Page, told: StandIn) -> None:
    page.get_by_role("button", name="Tùy chọn").click()
    expect(page.get_by_role("dialog", name="Tùy chọn")).to_be_visible()


def english(page: Page, told: StandIn) -> None:
    answered(page, told)
    chosen(page, told)
    page.get_by_role("radio", name="English").check()
    expect(page.get_by_role("dialog", name="Options")).to_be_visible()


def queued(page: Page, told: StandIn) -> None:
    answered(page, told)
    told.tell(handoff=WAITING)
    expect(page.locator(".waiting")).to_be_visible()


def served(page: Page, told: StandIn) -> None:
    answered(page, told)
    told.tell(handoff=OPEN)
    told.say("Cán bộ quầy 1 đã vào.", "notice")
    told.say("Chào anh/chị.", "officer", staff="Cán bộ quầy 1")
    expect(page.locator(".officer")).to_be_visible()


def called(page: Page, told: StandIn) -> None:
    queued(page, told)
    page.locator(".waiting").get_by_role("button", name="Hẹn gọi lại").click()
    page.get_by_label("Số điện thoại").fill("12")
    page.keyboard.press("Enter")
    expect(page.get_by_role("dialog").get_by_text("chưa đúng")).to_be_visible()


def refused(page: Page, told: StandIn) -> None:
    told.refusing = (429, {"message": "Anh/chị gửi nhanh quá."})
    ask(page, "nhanh")
    expect(page.get_by_role("alert")).to_be_visible()


def lost(page: Page, told: StandIn) -> None:
    told.refusing = (503, {})
    ask(page, "mất kết nối")
    expect(page.locator(".trouble")).to_be_visible()


STATES = (greeted, answered, proposed, ticked, chosen, english, queued, served, called, refused, lost)


@pytest.mark.parametrize("state", STATES, ids=lambda state: str(state.__name__))
def test_a_state_is_open_to_everybody(
    page: Page, told: StandIn, axe_script: str, state: Callable[[Page, StandIn], None]
) -> None:
    state(page, told)
    assert looking.faults(page, axe_script, nothing_to_scroll_sideways) == []


def nothing_to_scroll_sideways(page: Page) -> bool:
    return bool(page.evaluate(f"{_INSIDE}.scrollWidth <= {_INSIDE}.clientWidth"))


@pytest.mark.parametrize("is_open", [False, True], ids=["closed", "open"])
def test_on_a_page_of_others_it_is_open_to_everybody(
    context: BrowserContext, told: StandIn, axe_script: str, is_open: bool
) -> None:
    with site() as (address, pages):
        told.origins = (address,)
        pages["/"] = written(head=f'<script src="{told.address}/widget.js"></script>')
        page = context.new_page()
        page.goto(address)
        page.get_by_role("button", name=LAUNCH).wait_for()
        if is_open:
            page.get_by_role("button", name=LAUNCH).click()
            greeted(page, told)
        assert axe.faults(page, axe_script) == []


def test_the_judge_sees_into_the_widget(page: Page, axe_script: str) -> None:
    page.evaluate(
        "document.querySelector('motcua-chat').shadowRoot.querySelector('.panel').append(document.createElement('img'))"
    )
    assert [each.split(":")[0] for each in axe.faults(page, axe_script)] == ["image-alt"]


def test_a_whole_conversation_by_keyboard_alone(page: Page, told: StandIn) -> None:
    told.answer = lambda text: [WHOLE] if text == "hồ sơ" else [{"text": f"Đã nghe: {text}"}]
    tab_to(page, "question")
    page.keyboard.type("hồ sơ")
    page.keyboard.press("Enter")
    expect(answers(page)).to_have_count(2)
    back(page, "Chưa hài lòng")
    back(page, "Danh mục đánh dấu")
    page.keyboard.press("Enter")
    expect(page.get_by_role("dialog")).to_be_visible()
    for _ in range(20):
        if (
            page.evaluate("document.querySelector('motcua-chat').shadowRoot.activeElement?.type")
            == "checkbox"
        ):
            break
        page.keyboard.press("Tab")
    page.keyboard.press("Space")
    expect(page.get_by_role("dialog").get_by_role("status")).to_contain_text("1/3")
    page.keyboard.press("Escape")
    assert focused(page) == "Danh mục đánh dấu"
    page.keyboard.press("Tab")
    page.keyboard.press("Space")
    expect(page.get_by_role("radiogroup")).to_contain_text("Đã ghi nhận")
    page.keyboard.press("ArrowRight")
    expect(page.locator("input[type=radio]:checked")).to_have_count(1)
    back(page, "Lệ phí")
    page.keyboard.press("Enter")
    expect(answers(page).last).to_contain_text("Đã nghe: Lệ phí")
    back(page, "Gặp cán bộ")
    page.keyboard.press("Enter")
    told.tell(handoff=WAITING)
    expect(page.locator(".waiting")).to_be_visible()
    assert focused(page) == "question", "what had the focus went away, and it is not lost"
    back(page, "Rời hàng chờ")
    page.keyboard.press("Space")
    told.until(lambda got: got[-1].get("command") == "roi")
    told.tell(handoff=None)
    expect(page.locator(".waiting")).to_be_hidden()
    assert [sent.get("command") for sent in told.received][-2:] == ["canbo", "roi"]
    assert {sent["button"] for sent in told.received if "button" in sent} == {"rate-yes", "rate-no", "b1"}


def back(page: Page, name: str) -> None:
    """Shift+Tab until that has the focus."""
    for _ in range(40):
        page.keyboard.press("Shift+Tab")
        if (
            focused(page) == name
            or page.evaluate(
                "document.querySelector('motcua-chat').shadowRoot.activeElement?.closest('label')?.textContent"
            )
            == name
        ):
            return
    raise AssertionError(f"{name} is not reached by Shift+Tab")


# 640 × 400 is what 200 % zoom leaves of 1280 × 800.
@pytest.mark.parametrize("size", [(320, 568), (640, 400), (1280, 800)], ids=str)
def test_nothing_is_cut_off_at_any_size(browser: Browser, told: StandIn, size: tuple[int, int]) -> None:
    context = browser.new_context(viewport={"width": size[0], "height": size[1]}, reduced_motion="reduce")
    page = context.new_page()
    told.answer = lambda text: [WHOLE] if text == "hồ sơ" else [{"text": "xong"}]
    page.goto(told.address)
    ask(page, "hồ sơ")
    expect(answers(page)).to_have_count(2)
    expect(box(page)).to_be_in_viewport(ratio=1)
    expect(page.get_by_role("button", name="Gửi")).to_be_in_viewport(ratio=1)
    page.get_by_role("button", name="Tải mẫu 03").click()
    expect(answers(page).last).to_have_text("Trợ lý: xong")
    page.get_by_role("button", name="Tùy chọn").click()
    page.get_by_role("radio", name="Rất lớn").check()
    page.keyboard.press("Escape")
    expect(page.get_by_role("button", name="Gửi")).to_be_in_viewport(ratio=1)
    inside = "document.querySelector('motcua-chat').shadowRoot.querySelector('.panel')"
    assert page.evaluate(f"{inside}.scrollWidth <= {inside}.clientWidth")
    context.close()


def test_where_colours_are_forced_and_motion_is_unwanted_it_follows(browser: Browser, told: StandIn) -> None:
    context = browser.new_context(forced_colors="active", reduced_motion="reduce")
    page = context.new_page()
    page.goto(told.address)
    ask(page, "xin chào")
    expect(answers(page)).to_have_count(2)
    look = "each => getComputedStyle(each)"
    assert page.locator(".person").evaluate(f"each => ({look})(each).borderTopStyle") == "solid"
    assert page.locator(".scroll").evaluate(f"each => ({look})(each).scrollBehavior") == "auto"
    context.close()
