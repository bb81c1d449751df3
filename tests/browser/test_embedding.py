"""The widget on pages of other sites: by one line, under a strict policy, in a frame, and where it is not wanted."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.browser.site import site, written
from tests.browser.stand_in import StandIn, standing_in
from tests.browser.talking import answers, ask, asked, box, focused, tab_to

pytestmark = pytest.mark.browser

LAUNCH = "Hỏi Trợ lý Một Cửa"


def line(told: StandIn, wishes: str = "") -> str:
    return f'<script src="{told.address}/widget.js" {wishes}></script>'


@pytest.fixture
def town(told: StandIn) -> Iterator[tuple[str, dict[str, str]]]:
    """A site whose origin is on the list, and whose policy allows the widget's server and nothing else."""
    policy = (
        f"default-src 'none'; script-src {told.address}; connect-src {told.address}; frame-src {told.address}"
    )
    with site(policy) as (address, pages):
        told.origins = (address,)
        pages["/"] = written(head=line(told, 'data-agency="dong-nai-kcn"'))
        pages["/khac"] = written(body=line(told, 'data-agency="dong-nai-kcn"'), other="/")
        yield address, pages


def opened(context: BrowserContext, address: str) -> tuple[Page, list[str]]:
    page, wrong = context.new_page(), []
    page.on("console", lambda message: message.type == "error" and wrong.append(message.text))
    page.goto(address)
    return page, wrong


def test_one_line_puts_it_on_a_page_under_a_strict_policy(
    context: BrowserContext, town: tuple[str, dict[str, str]], told: StandIn
) -> None:
    page, wrong = opened(context, town[0])
    expect(page.get_by_role("button", name=LAUNCH)).to_be_visible()
    assert told.requests == ["/widget.js"], "nothing is asked for before it is opened"
    page.get_by_role("button", name=LAUNCH).click()
    expect(page.get_by_role("dialog", name="Trợ lý Một Cửa")).to_be_visible()
    expect(box(page)).to_be_focused()
    ask(page, "xin chào")
    expect(answers(page).last).to_contain_text("Đã nghe: xin chào")
    assert wrong == []
    assert page.evaluate("Object.keys(localStorage)") == ["motcua:dong-nai-kcn"]
    assert page.context.cookies() == []


def test_its_styles_do_not_touch_the_page_nor_the_page_them(context: BrowserContext, told: StandIn) -> None:
    with site() as (address, pages):
        told.origins = (address,)
        style = (
            "<style>* { font-size: 40px !important; color: red !important } button { display: none }</style>"
        )
        pages["/"] = written(head=style + line(told, "data-open"))
        page, _ = opened(context, address)
        answers(page).first.wait_for()
        look = answers(page).first.evaluate(
            "each => getComputedStyle(each).color + getComputedStyle(each).fontSize"
        )
        assert look == "rgb(22, 32, 42)16px"
        assert page.locator("h1").first.evaluate("each => getComputedStyle(each).fontSize") == "40px"


def test_the_conversation_goes_on_on_another_page_of_the_site(
    context: BrowserContext, town: tuple[str, dict[str, str]]
) -> None:
    page, _ = opened(context, town[0])
    page.get_by_role("button", name=LAUNCH).click()
    ask(page, "xin chào")
    expect(answers(page)).to_have_count(2)
    page.keyboard.press("Escape")
    page.get_by_role("link", name="Trang khác").click()
    page.get_by_role("button", name=LAUNCH).click()
    expect(asked(page)).to_have_text("Anh/chị: xin chào")
    ask(page, "tiếp theo")
    expect(answers(page).last).to_contain_text("Đã nghe: tiếp theo")
    page.keyboard.press("Escape")
    page.get_by_role("button", name=LAUNCH).click()
    expect(asked(page).last).to_be_in_viewport(ratio=1)
    expect(answers(page).last).to_be_in_viewport(ratio=1)


def test_closed_it_follows_what_is_asked_in_another_tab(
    context: BrowserContext, town: tuple[str, dict[str, str]]
) -> None:
    other, _ = opened(context, town[0])
    page, _ = opened(context, town[0])
    page.get_by_role("button", name=LAUNCH).click()
    ask(page, "xin chào")
    expect(answers(page)).to_have_count(2)
    other.context.set_offline(True)
    other.context.set_offline(False)
    other.get_by_role("button", name=LAUNCH).click()
    expect(answers(other).last).to_contain_text("Đã nghe: xin chào")
    expect(asked(other)).to_have_count(1)


def test_as_a_dialog_it_holds_the_focus_and_gives_it_back(
    context: BrowserContext, town: tuple[str, dict[str, str]]
) -> None:
    page, _ = opened(context, town[0])
    tab_to(page, LAUNCH)
    page.keyboard.press("Enter")
    expect(box(page)).to_be_focused()
    names = []
    for _ in range(12):
        page.keyboard.press("Tab")
        names.append(focused(page))
    assert "Tùy chọn" in names
    assert "Trang khác" not in names
    assert names.index("question") > 3, "it goes round"
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_be_hidden()
    assert focused(page).startswith(LAUNCH)


def test_what_comes_while_it_is_closed_is_counted(
    context: BrowserContext, town: tuple[str, dict[str, str]], told: StandIn
) -> None:
    page, _ = opened(context, town[0])
    page.get_by_role("button", name=LAUNCH).click()
    ask(page, "xin chào")
    expect(answers(page)).to_have_count(2)
    told.tell(handoff={"state": "waiting", "position": 1, "wait": None, "officer": None})
    expect(page.get_by_text("Anh/chị đang chờ cán bộ.")).to_be_visible()
    page.keyboard.press("Escape")
    told.say("Chào anh/chị.", "officer", staff="Cán bộ quầy 1")
    expect(page.get_by_role("button", name=f"{LAUNCH} (1 tin mới)")).to_be_visible()
    # What was said before it listens again is no news.
    with page.expect_response(lambda answer: answer.url.endswith("/events")):
        page.reload()
    told.say("Tôi đây.", "officer", staff="Cán bộ quầy 1")
    page.get_by_role("button", name=f"{LAUNCH} (1 tin mới)").click()
    expect(page.locator(".officer")).to_have_count(2)


@pytest.mark.parametrize(
    ("wishes", "side"), [('data-position="left"', "left"), ('data-position="right"', "right"), ("", "right")]
)
def test_the_page_says_where_it_floats(
    context: BrowserContext, told: StandIn, wishes: str, side: str
) -> None:
    with site() as (address, pages):
        pages["/"] = written(head=line(told, wishes))
        page, _ = opened(context, address)
        place = page.get_by_role("button", name=LAUNCH).bounding_box()
        assert place is not None
        gap = place["x"] if side == "left" else 360 - place["x"] - place["width"]
        assert gap == 16


def test_the_page_says_in_which_language_and_whether_it_is_open(
    context: BrowserContext, told: StandIn
) -> None:
    with site() as (address, pages):
        told.origins = (address,)
        pages["/"] = written(head=line(told, 'data-lang="en" data-open'))
        page, _ = opened(context, address)
        expect(page.get_by_role("dialog", name="Một Cửa Assistant")).to_be_visible()
        assert focused(page) != "question", "a page that opens does not lose its focus"


def test_in_a_frame_of_a_listed_site_the_whole_page_is_shown(
    context: BrowserContext, town: tuple[str, dict[str, str]], told: StandIn
) -> None:
    address, pages = town
    pages["/khung"] = written(
        body=f'<iframe src="{told.address}/khung" title="Trợ lý" width="340" height="600"></iframe>'
    )
    page, wrong = opened(context, f"{address}/khung")
    frame = page.frame_locator("iframe")
    ask(frame, "xin chào")
    expect(answers(frame).last).to_contain_text("Đã nghe: xin chào")
    assert wrong == []


def test_a_site_that_is_not_listed_is_told_so(context: BrowserContext, told: StandIn) -> None:
    with site() as (address, pages):
        pages["/"] = written(head=line(told))
        pages["/khung"] = written(body=f'<iframe src="{told.address}/khung" title="Trợ lý"></iframe>')
        page, wrong = opened(context, address)
        page.get_by_role("button", name=LAUNCH).click()
        told_so = page.locator(".trouble")
        expect(told_so).to_have_text(
            f"Trang {address} chưa được phép dùng trợ lý này. "
            "Người quản trị cần thêm địa chỉ này vào MOTCUA_WEB_ORIGINS."
        )
        assert any("MOTCUA_WEB_ORIGINS" in each for each in wrong)
        page.goto(f"{address}/khung")
        expect(page.frame_locator("iframe").locator("motcua-chat")).to_have_count(0)


def test_a_policy_that_stops_it_is_named(context: BrowserContext, told: StandIn) -> None:
    with site(f"default-src 'none'; script-src {told.address}") as (address, pages):
        told.origins = (address,)
        pages["/"] = written(head=line(told))
        page, wrong = opened(context, address)
        page.get_by_role("button", name=LAUNCH).click()
        expect(page.get_by_role("button")).to_contain_text(
            f"Người quản trị cần thêm: connect-src {told.address}"
        )
        assert any("connect-src" in each for each in wrong)


@pytest.mark.parametrize("store", ["localStorage", "both"])
def test_it_works_where_nothing_may_be_kept(context: BrowserContext, told: StandIn, store: str) -> None:
    names = ["localStorage", "sessionStorage"] if store == "both" else [store]
    for name in names:
        context.add_init_script(
            f"Object.defineProperty(window, '{name}', {{get() {{ throw new DOMException('no', 'SecurityError') }}}})"
        )
    page = context.new_page()
    page.goto(told.address)
    ask(page, "xin chào")
    expect(answers(page).last).to_contain_text("Đã nghe: xin chào")


def test_it_leaves_no_name_in_the_page(context: BrowserContext, told: StandIn) -> None:
    names: dict[str, Any] = {}
    with site() as (address, pages):
        for path, head in (("/ohne", ""), ("/", line(told))):
            pages[path] = written(head=head)
            page, _ = opened(context, address + path)
            names[path] = page.evaluate("Object.keys(window).filter(each => isNaN(each))")
    assert names["/"] == names["/ohne"]


def test_two_servers_do_not_share_what_they_keep(context: BrowserContext, told: StandIn) -> None:
    with standing_in() as other:
        first, second = context.new_page(), context.new_page()
        first.goto(told.address)
        second.goto(other.address)
        ask(first, "một")
        expect(answers(first).last).to_contain_text("một")
        expect(asked(second)).to_have_count(0)
