"""The pictures of the README, taken from the running assistant: python docs/pictures/take.py [ADDRESS]"""

from __future__ import annotations

import shutil
import sys
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Browser, Page, expect, sync_playwright

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


def main(address: str) -> None:
    path = next(filter(None, map(shutil.which, BROWSERS)), None)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=ARGUMENTS)
        for picture in PICTURES:
            take(browser, address, picture)
        browser.close()


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
