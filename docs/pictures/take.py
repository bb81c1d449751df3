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
# A first answer may have to wait for the index.
PATIENCE = 30_000


@dataclass(frozen=True)
class Picture:
    """One conversation and how it is looked at. A question in brackets is the button of that name."""

    name: str
    width: int
    height: int
    questions: tuple[str, ...]
    # How many of the last turns the picture shows from its top on.
    shown: int = 1


PICTURES = (
    Picture(
        name="conversation",
        width=1100,
        height=860,
        questions=("xin gplđ cho chuyên gia hàn cần giấy tờ gì v ạ", "[Bao lâu có?]", "con le phi"),
        shown=3,
    ),
    Picture(
        name="phone",
        width=390,
        height=844,
        questions=("giay phep xay dung nha xuong may ngay co", "1"),
        shown=2,
    ),
)


def main(address: str) -> None:
    with sync_playwright() as playwright:
        path = next(filter(None, map(shutil.which, BROWSERS)), None)
        browser = playwright.chromium.launch(executable_path=path, args=ARGUMENTS)
        for picture in PICTURES:
            take(browser, address, picture)
        browser.close()


def take(browser: Browser, address: str, picture: Picture) -> None:
    """Hold the conversation on a fresh page, then keep what a person sees of it."""
    context = browser.new_context(
        viewport={"width": picture.width, "height": picture.height},
        device_scale_factor=2,
        locale="vi-VN",
        reduced_motion="reduce",
    )
    page = context.new_page()
    page.goto(address)
    page.locator(".assistant").first.wait_for()
    for question in picture.questions:
        ask(page, question)
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
    expect(page.locator(".turn").nth(turns).locator(".assistant").first).to_be_visible(timeout=PATIENCE)


if __name__ == "__main__":
    main(sys.argv[1] if len(sys.argv) > 1 else ADDRESS)
