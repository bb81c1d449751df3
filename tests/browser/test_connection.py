"""The conversation holds: reloads, two tabs, a lost network, a killed server, blocked streams, an expired session."""

from __future__ import annotations

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.browser.stand_in import StandIn
from tests.browser.talking import WHOLE, answers, ask, asked, box

pytestmark = pytest.mark.browser

PATIENCE = 20_000


def trouble(page: Page):  # type: ignore[no-untyped-def]
    return page.locator(".trouble")


def test_a_reload_keeps_the_conversation_and_the_draft(page: Page, told: StandIn) -> None:
    told.answer = lambda text: [WHOLE]
    ask(page, "hồ sơ")
    expect(answers(page)).to_have_count(2)
    box(page).fill("đang viết dở")
    page.reload()
    expect(answers(page)).to_have_count(2)
    expect(answers(page).last.locator("ol > li")).to_have_count(4)
    expect(asked(page).last).to_be_in_viewport(ratio=1)
    assert page.locator(".scroll").evaluate("each => each.scrollTop") > 0
    expect(box(page)).to_have_value("đang viết dở")


def test_what_was_said_before_a_reload_is_not_announced_again(page: Page, told: StandIn) -> None:
    ask(page, "xin chào")
    expect(answers(page)).to_have_count(2)
    page.add_init_script(
        """new MutationObserver(() => {
             const log = document.querySelector('motcua-chat')?.shadowRoot?.querySelector('[role=log]');
             if (!log || window.watched === log) return;
             window.watched = log;
             window.said ??= [];
             new MutationObserver((all) => all.forEach((each) => each.addedNodes.forEach((node) =>
               log.getAttribute('aria-live') === 'polite' && said.push(node.textContent)
             ))).observe(log, {childList: true});
           }).observe(document, {childList: true, subtree: true});"""
    )
    page.reload()
    expect(answers(page)).to_have_count(2)
    expect(page.get_by_role("log", name="Hội thoại")).to_have_attribute("aria-live", "polite")
    ask(page, "mới")
    expect(answers(page)).to_have_count(3)
    assert all("xin chào" not in each for each in page.evaluate("window.said ?? []"))


def test_two_tabs_show_one_conversation(page: Page, context: BrowserContext, told: StandIn) -> None:
    other = context.new_page()
    other.goto(told.address)
    ask(page, "từ trang một")
    expect(answers(other).last).to_have_text("Trợ lý: Đã nghe: từ trang một")
    expect(asked(other)).to_have_count(1)
    ask(other, "từ trang hai")
    expect(answers(page).last).to_have_text("Trợ lý: Đã nghe: từ trang hai")
    for tab in (page, other):
        expect(asked(tab)).to_have_text(["Anh/chị: từ trang một", "Anh/chị: từ trang hai"])
        expect(answers(tab)).to_have_count(3)
    assert len(told.lines) == 1
    other.get_by_role("button", name="Tùy chọn").click()
    other.get_by_role("button", name="Trò chuyện mới").click()
    expect(asked(page)).to_have_count(0)


def test_without_network_what_is_asked_is_kept_and_sent_once_it_is_back(page: Page, told: StandIn) -> None:
    ask(page, "có mạng")
    expect(answers(page)).to_have_count(2)
    page.context.set_offline(True)
    ask(page, "mất mạng một")
    ask(page, "mất mạng hai")
    expect(trouble(page)).to_contain_text("đang mất mạng")
    expect(asked(page)).to_have_count(3)
    page.context.set_offline(False)
    expect(answers(page)).to_have_count(4, timeout=PATIENCE)
    expect(answers(page).last).to_contain_text("mất mạng hai")
    expect(asked(page)).to_have_count(3)
    expect(trouble(page)).to_be_hidden()


def test_a_question_asked_without_network_survives_a_reload(page: Page, told: StandIn) -> None:
    told.refusing = (503, {})
    ask(page, "câu hỏi")
    expect(trouble(page)).to_contain_text("đang thử lại")
    page.reload()
    expect(asked(page)).to_have_text("Anh/chị: câu hỏi")
    told.refusing = None
    expect(answers(page).last).to_have_text("Trợ lý: Đã nghe: câu hỏi", timeout=PATIENCE)
    expect(asked(page)).to_have_count(1)


def test_a_server_that_was_killed_and_came_back_loses_and_doubles_nothing(page: Page, told: StandIn) -> None:
    ask(page, "trước")
    expect(answers(page)).to_have_count(2)
    told.stop()
    ask(page, "trong lúc ngừng")
    expect(trouble(page)).to_contain_text("đang thử lại")
    told.say("Tin khi trang không nghe được")
    told.start()
    expect(answers(page).last).to_have_text("Trợ lý: Đã nghe: trong lúc ngừng", timeout=PATIENCE)
    expect(answers(page).filter(has_text="Tin khi trang không nghe được")).to_have_count(1)
    expect(asked(page)).to_have_text(["Anh/chị: trước", "Anh/chị: trong lúc ngừng"])
    assert len(told.received) == 2


def test_a_lost_receipt_does_not_double_the_question(page: Page, told: StandIn) -> None:
    lost = []

    def lose(route) -> None:  # type: ignore[no-untyped-def]
        if not lost:
            lost.append(route.fetch())
            route.abort()
        else:
            route.continue_()

    page.route("**/message", lose)
    ask(page, "một lần thôi")
    expect(answers(page).last).to_contain_text("một lần thôi", timeout=PATIENCE)
    expect(trouble(page)).to_be_hidden(timeout=PATIENCE)
    expect(asked(page)).to_have_count(1)
    expect(answers(page)).to_have_count(2)


@pytest.mark.parametrize("streams", ["held", "closed"])
def test_where_streams_are_blocked_it_asks_for_what_is_new(page: Page, told: StandIn, streams: str) -> None:
    told.streams = streams
    ask(page, "xin chào")
    expect(answers(page).last).to_contain_text("Đã nghe: xin chào", timeout=PATIENCE)
    told.say("Cán bộ đây.", "officer")
    expect(page.locator(".officer")).to_be_visible(timeout=PATIENCE)
    told.tell(handoff={"state": "waiting", "position": 3, "wait": None, "officer": None})
    expect(page.locator(".waiting")).to_contain_text("Thứ tự: 3", timeout=PATIENCE)
    expect(asked(page)).to_have_count(1)


def test_a_session_that_the_server_does_not_know_is_replaced_and_said(page: Page, told: StandIn) -> None:
    ask(page, "câu một")
    expect(answers(page).last).to_contain_text("câu một")
    told.lines.clear()
    ask(page, "câu hai")
    expect(answers(page).last).to_have_text("Trợ lý: Đã nghe: câu hai", timeout=PATIENCE)
    expect(page.locator(".notice")).to_contain_text("Phiên trước đã hết hạn")
    expect(asked(page).last).to_contain_text("câu hai")


def test_a_refused_question_says_why_and_can_be_sent_again(page: Page, told: StandIn) -> None:
    told.refusing = (429, {"message": "Anh/chị gửi nhanh quá."})
    ask(page, "nhanh quá")
    failure = page.get_by_role("alert")
    expect(failure).to_contain_text("Anh/chị gửi nhanh quá.")
    told.refusing = None
    failure.get_by_role("button", name="Gửi lại").click()
    expect(answers(page).last).to_contain_text("Đã nghe: nhanh quá")
    expect(failure).to_have_count(0)
    expect(asked(page)).to_have_count(1)


def test_a_page_whose_server_is_away_says_so_and_opens_when_it_is_back(
    context: BrowserContext, told: StandIn
) -> None:
    page = context.new_page()
    page.route("**/vi.json", lambda route: route.abort())
    page.goto(told.address)
    again = page.get_by_role("button", name="Chưa kết nối được")
    expect(again).to_be_visible()
    page.unroute("**/vi.json")
    again.click()
    expect(answers(page).first).to_be_visible()
