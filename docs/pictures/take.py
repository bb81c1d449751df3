"""The pictures of the documents.

python -m docs.pictures.take [ADDRESS]   conversations, from the running assistant at that address
python -m docs.pictures.take console     the staff's console, over an invented office of its own
"""

from __future__ import annotations

import shutil
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Browser, Page, expect, sync_playwright

from bot.catalogue.source.collection import collect, source_files
from bot.settings import Settings
from bot.staff.model import Role
from tests.console import office
from tests.servers import console_server

HERE = Path(__file__).parent
ADDRESS = "http://127.0.0.1:5005/"
BROWSERS = ("chromium", "chromium-browser", "google-chrome")
ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--disable-background-networking"]
# The very first question waits for the index of the catalogue.
PATIENCE = 60_000


@dataclass(frozen=True)
class Picture:
    """One conversation, and how it is looked at. A question in square brackets is the button of that name."""

    name: str
    width: int
    height: int
    questions: tuple[str, ...]
    # The picture begins with this turn, counted from the end.
    shown: int
    touch: bool = False


PICTURES = (
    Picture(
        name="conversation",
        width=960,
        height=1070,
        questions=("xin gplđ cho chuyên gia hàn cần giấy tờ gì v ạ", "le phi bao nhieu"),
        shown=2,
    ),
    Picture(
        name="phone",
        width=390,
        height=844,
        questions=("GIẤY PHÉP XÂY DỰNG MẤY NGÀY", "2", "nop o dau a"),
        shown=2,
        touch=True,
    ),
)


@dataclass(frozen=True)
class Room:
    """One page of the console, and how it is looked at."""

    name: str
    path: str
    width: int = 1280
    height: int = 860
    dark: bool = False


ROOMS = (
    Room("console-home", "/"),
    Room("console-unanswered", "/unanswered"),
    Room("console-question", "/unanswered/3"),
    Room("console-talk", "/talks/60", dark=True),
    Room("console-procedure", "/catalogue/1.014199"),
    Room("console-phone", "/", width=390, height=844),
)


def main(wish: str) -> None:
    path = next(filter(None, map(shutil.which, BROWSERS)), None)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=ARGUMENTS)
        if wish == "console":
            take_rooms(browser)
        else:
            for picture in PICTURES:
                take(browser, wish, picture)
        browser.close()


def take_rooms(browser: Browser) -> None:
    """Furnish an office, enter as its administrator, and keep each room as it opens."""
    with tempfile.TemporaryDirectory() as folder:
        url = f"sqlite:///{folder}/motcua.db"
        office.furnish(url, collect(source_files([Settings().catalogue])).procedures, a_day=60)
        with console_server(url) as address:
            for room in ROOMS:
                take_room(browser, address, room)


def take_room(browser: Browser, address: str, room: Room) -> None:
    context = browser.new_context(
        viewport={"width": room.width, "height": room.height},
        device_scale_factor=1.5,
        color_scheme="dark" if room.dark else "light",
        locale="vi-VN",
    )
    page = context.new_page()
    page.goto(f"{address}/sign-in")
    page.get_by_label("Tên tài khoản").fill(office.PEOPLE[Role.ADMINISTRATOR][0])
    page.get_by_label("Mật khẩu").fill(office.PASSWORD)
    page.keyboard.press("Enter")
    page.get_by_role("heading", name="Tổng quan", level=1).wait_for()
    page.goto(address + room.path)
    page.screenshot(path=HERE / f"{room.name}.png")
    context.close()


def take(browser: Browser, address: str, picture: Picture) -> None:
    """Hold the conversation on a fresh page, then keep what a person sees of it."""
    context = browser.new_context(
        viewport={"width": picture.width, "height": picture.height},
        device_scale_factor=2,
        has_touch=picture.touch,
        is_mobile=picture.touch,
        locale="vi-VN",
        reduced_motion="reduce",
    )
    page = context.new_page()
    page.goto(address)
    page.locator(".assistant").first.wait_for()
    for question in picture.questions:
        ask(page, question)
    # Nobody is typing any more.
    page.evaluate("document.activeElement.blur()")
    page.locator(".turn").nth(-picture.shown).evaluate("turn => turn.scrollIntoView({block: 'start'})")
    page.screenshot(path=HERE / f"{picture.name}.png")
    context.close()


def ask(page: Page, question: str) -> None:
    """Type it, or press the newest button of that name, and wait for the answer."""
    turns = page.locator(".turn").count()
    if question.startswith("["):
        page.get_by_role("button", name=question.strip("[]"), exact=True).last.click()
    else:
        page.get_by_label("Câu hỏi của anh/chị").fill(question)
        page.keyboard.press("Enter")
    answer = page.locator(".turn").nth(turns).locator(".assistant")
    expect(answer.first).to_be_visible(timeout=PATIENCE)


if __name__ == "__main__":
    main(sys.argv[1] if len(sys.argv) > 1 else ADDRESS)
