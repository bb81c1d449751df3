"""The widget with the real channel behind it: the same conversation through the door, an officer, deletion."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import BrowserContext, Page, expect
from sqlalchemy import select

from bot.desk import handoff
from bot.storage import handoffs
from bot.storage.database import UnitOfWork, engine
from bot.storage.desk_tables import line
from bot.storage.tables import now
from tests.browser.site import site, written
from tests.browser.talking import answers, ask, asked, box
from tests.channels.town import wait_until
from tests.servers import echo_server

pytestmark = pytest.mark.browser

PATIENCE = 20_000
Place = tuple[str, str]


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Place]:
    """The server's address and its database."""
    url = f"sqlite:///{tmp_path_factory.mktemp('data') / 'motcua.db'}"
    with site() as (address, pages), echo_server(url, MOTCUA_WEB_ORIGINS=address) as server:
        pages["/"] = written(head=f'<script src="{server}/widget.js" data-open></script>')
        pages["/khung"] = written(body=f'<iframe src="{server}/khung" title="Trợ lý"></iframe>')
        yield f"{server} {address}", url


def said(url: str) -> list[str]:
    with engine(url).connect() as connection:
        return list(connection.scalars(select(line.c.text)))


def opened(context: BrowserContext, address: str) -> Page:
    page = context.new_page()
    wrong: list[str] = []
    page.on("console", lambda message: message.type == "error" and wrong.append(message.text))
    page.goto(address)
    answers(page).first.wait_for()
    assert wrong == []
    return page


def test_questions_are_answered_in_order_and_kept(context: BrowserContext, place: Place) -> None:
    page = opened(context, place[0].split()[0])
    for text in ("chậm một", "hai", "nút"):
        ask(page, text)
    page.get_by_role("group", name="Chọn tiếp").get_by_role("button", name="Bao lâu có?").click(
        timeout=PATIENCE
    )
    expect(answers(page).last).to_contain_text("Đã nghe: bao lâu", timeout=PATIENCE)
    said = [f"Anh/chị: {text}" for text in ("chậm một", "hai", "nút", "Bao lâu có?")]
    expect(asked(page)).to_have_text(said)
    page.reload()
    expect(asked(page)).to_have_text(said)
    expect(answers(page)).to_have_count(5)
    order = page.locator(".log .message").all_text_contents()[1:5]
    assert [each.partition(": ")[2] for each in order] == [
        "chậm một",
        "Đã nghe: chậm một",
        "hai",
        "Đã nghe: hai",
    ]


def test_it_works_from_a_listed_site_and_in_its_frame(context: BrowserContext, place: Place) -> None:
    page = opened(context, place[0].split()[1])
    ask(page, "từ trang khác")
    expect(answers(page).last).to_contain_text("Đã nghe: từ trang khác", timeout=PATIENCE)
    page.goto(f"{place[0].split()[1]}/khung")
    frame = page.frame_locator("iframe")
    ask(frame, "trong khung")
    expect(answers(frame).last).to_contain_text("Đã nghe: trong khung", timeout=PATIENCE)


def test_an_officer_joins_answers_and_gives_back(context: BrowserContext, place: Place) -> None:
    page = opened(context, place[0].split()[0])
    page.get_by_role("button", name="Gặp cán bộ").click()
    waiting = page.locator(".waiting")
    expect(waiting).to_contain_text("Thứ tự: 1.", timeout=PATIENCE)
    ask(page, "trong lúc chờ")
    expect(answers(page).last).to_contain_text("Đã nghe: trong lúc chờ", timeout=PATIENCE)
    with UnitOfWork(engine(place[1])) as uow:
        number = handoffs.waiting(uow.session)[0].id
        handoff.claim(uow, number, "quay1", "Cán bộ quầy 1", now())
        handoff.reply(uow, number, "quay1", "Chào anh/chị, tôi **xem** ngay.", now())
        uow.commit()
    expect(page.locator(".officer strong")).to_have_text("xem", timeout=PATIENCE)
    expect(waiting).to_contain_text("đã vào")
    ask(page, "cảm ơn cán bộ")
    # It stands in the page at once; before it is with the officer, giving the talk back would give it back, too.
    wait_until(lambda: "cảm ơn cán bộ" in said(place[1]), lambda: str(said(place[1])), 20)
    with UnitOfWork(engine(place[1])) as uow:
        handoff.hand_back(uow, number, "quay1", now())
        uow.commit()
    expect(waiting).to_contain_text("Trợ lý đã trở lại", timeout=PATIENCE)
    assert answers(page).filter(has_text="Đã nghe: cảm ơn cán bộ").count() == 0


def test_what_was_said_is_deleted_when_it_is_wished_and_confirmed(
    context: BrowserContext, place: Place
) -> None:
    page = opened(context, place[0].split()[0])
    ask(page, "điều riêng tư")
    expect(answers(page)).to_have_count(2, timeout=PATIENCE)
    page.get_by_role("button", name="Tùy chọn").click()
    page.get_by_role("button", name="Xóa dữ liệu của tôi").click()
    page.get_by_role("button", name="Xóa dữ liệu", exact=True).click(timeout=PATIENCE)
    expect(page.locator(".log + .status")).to_have_text("Đã xóa dữ liệu của anh/chị.", timeout=PATIENCE)
    expect(asked(page)).to_have_count(0)
    ask(page, "câu mới")
    expect(answers(page).last).to_contain_text("Đã nghe: câu mới", timeout=PATIENCE)


def test_a_call_back_is_taken_in(context: BrowserContext, place: Place) -> None:
    page = opened(context, place[0].split()[0])
    page.get_by_role("button", name="Gặp cán bộ").click()
    page.locator(".waiting").get_by_role("button", name="Hẹn gọi lại").click(timeout=PATIENCE)
    page.get_by_label("Số điện thoại").fill("0912 345 678")
    page.get_by_role("button", name="Gửi yêu cầu").click()
    expect(page.get_by_role("dialog")).to_contain_text("Đã ghi nhận", timeout=PATIENCE)
    page.keyboard.press("Escape")
    expect(answers(page).last).to_contain_text("*****678", timeout=PATIENCE)
    expect(page.locator(".log")).not_to_contain_text("0912")
    expect(box(page)).to_be_visible()
