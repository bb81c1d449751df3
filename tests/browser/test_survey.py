"""The survey page on a phone and a screen: judged by axe, worked by keyboard, whole at every size, without script."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect
from sqlalchemy import select

from bot.storage.database import engine
from bot.storage.feedback_tables import survey
from tests.browser import looking
from tests.servers import echo_server

pytestmark = pytest.mark.browser

_SMALL = """() => [...document.querySelectorAll('button, fieldset label, .next a')]
  .filter(each => each.getBoundingClientRect().height < 44).length"""


@pytest.fixture(scope="module")
def database(tmp_path_factory: pytest.TempPathFactory) -> str:
    return f"sqlite:///{tmp_path_factory.mktemp('survey') / 'motcua.db'}"


@pytest.fixture(scope="module")
def server(database: str) -> Iterator[str]:
    with echo_server(database) as address:
        yield address


def is_sound(page: Page, axe_script: str) -> None:
    assert looking.faults(page, axe_script, lambda page: page.evaluate(_SMALL) == 0) == []


def test_it_is_open_to_everybody_in_every_state(browser: Browser, server: str, axe_script: str) -> None:
    context = browser.new_context(locale="vi-VN")
    page = context.new_page()
    page.goto(f"{server}/khao-sat?quay=lao-dong")
    expect(page.get_by_role("heading", level=1)).to_have_text("Anh/chị hài lòng đến đâu?")
    is_sound(page, axe_script)
    page.get_by_role("button", name="Gửi phiếu").click()
    expect(page.get_by_role("alert")).to_contain_text("Phiếu còn trống")
    is_sound(page, axe_script)
    page.get_by_role("group", name="Tiếp cận").get_by_text("Rất hài lòng", exact=True).click()
    is_sound(page, axe_script)
    page.get_by_role("button", name="Gửi phiếu").click()
    expect(page.get_by_role("status")).to_contain_text("Phiếu đã được ghi nhận")
    is_sound(page, axe_script)
    page.get_by_role("link", name="Sửa câu trả lời").click()
    expect(page.get_by_role("note")).to_contain_text("phiếu mới thay phiếu trước")
    is_sound(page, axe_script)
    context.close()


def test_it_works_by_keyboard_alone_and_without_script(browser: Browser, server: str, database: str) -> None:
    context = browser.new_context(java_script_enabled=False, viewport={"width": 360, "height": 740})
    page = context.new_page()
    page.goto(f"{server}/khao-sat")
    page.keyboard.press("Tab")
    page.keyboard.press("ArrowDown")
    for _ in range(5):
        page.keyboard.press("Tab")
        page.keyboard.press("ArrowUp")
    page.keyboard.press("Tab")
    page.keyboard.type("Phòng chờ thoáng")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.get_by_role("status")).to_contain_text("Phiếu đã được ghi nhận")
    with engine(database).connect() as connection:
        comments = list(connection.scalars(select(survey.c.comment)))
    assert "Phòng chờ thoáng" in comments
    context.close()
