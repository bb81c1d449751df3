"""The pictures of the documents.

python -m docs.pictures.take [ADDRESS]   conversations, from the running assistant at that address; see talks.py
python -m docs.pictures.take console     the staff's console and the public pages, over an invented office of its own
python -m docs.pictures.take quarter     a quarter from answers to the filed report, for docs/quarter.md
"""

from __future__ import annotations

import shutil
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright
from sqlalchemy import update

from bot.catalogue.authority import authority
from bot.catalogue.source.collection import collect, source_files
from bot.feedback import poster
from bot.feedback.places import Place
from bot.settings import Settings
from bot.staff.model import Role
from bot.storage.database import engine
from bot.storage.petition_tables import petition
from bot.storage.tables import now
from docs.pictures import talks
from tests.browser import quarter
from tests.console import office
from tests.servers import console_server, echo_server

HERE = Path(__file__).parent
ADDRESS = "http://127.0.0.1:5005/"
BROWSERS = ("chromium", "chromium-browser", "google-chrome")
ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--disable-background-networking"]


@dataclass(frozen=True)
class Room:
    """One page of the console, and how it is looked at."""

    name: str
    path: str
    width: int = 1280
    height: int = 860
    dark: bool = False
    role: Role = Role.ADMINISTRATOR


ROOMS = (
    Room("console-home", "/"),
    Room("console-unanswered", "/unanswered"),
    Room("console-groups", "/unanswered/groups", height=1040),
    Room("console-models", "/models"),
    Room("console-question", "/unanswered/3"),
    Room("console-talk", "/talks/60", dark=True),
    Room("console-procedure", "/catalogue/1.014199"),
    Room("console-edit", "/catalogue/1.014199/edit#time", height=1040, role=Role.EDITOR),
    Room("console-catalogue", "/catalogue?field=lao_dong", height=1040, role=Role.EDITOR),
    Room("console-catalogue-phone", "/catalogue?field=lao_dong", width=390, height=844, role=Role.EDITOR),
    Room("console-import", "/catalogue/import", role=Role.EDITOR),
    Room("console-changes", "/catalogue/changes", role=Role.EDITOR),
    Room("console-change", "/catalogue/changes/1", height=1040, role=Role.EDITOR),
    Room("console-feedback", "/feedback?state=all", height=1040),
    Room("console-opinion", "/feedback/3", height=1040),
    Room("console-indicators", "/indicators", height=1400),
    Room("console-rows", "/indicators/rows?of=satisfaction&part=numerator"),
    Room("console-feedback-phone", "/feedback?state=all", width=390, height=844),
    Room("console-phone", "/", width=390, height=844),
    Room("console-petitions", "/petitions", role=Role.OFFICER),
    Room("console-petition", "/petitions/1", height=1040, role=Role.OFFICER),
    Room("console-agency", "/agency", height=1040),
    Room("console-aims", "/agency#targets"),
    Room("console-switch", "/agency/channels/telegram"),
    Room("console-agency-phone", "/agency", width=390, height=844),
    Room("console-petition-phone", "/petitions/1", width=390, height=844, role=Role.OFFICER),
    Room("console-desk", "/desk", role=Role.OFFICER),
    Room("console-conversation", "/desk/3", height=1040, role=Role.OFFICER),
)

# Steps of the quarter that are also looked at on a phone.
_ON_A_PHONE = ("publishing", "indicators")

PUBLIC = (
    Room("survey", "/khao-sat", height=1100),
    Room("survey-phone", "/khao-sat", width=390, height=844),
    Room("results", "/phan-anh"),
    Room("results-phone", "/phan-anh", width=390, height=844, dark=True),
)


def main(wish: str) -> None:
    path = next(filter(None, map(shutil.which, BROWSERS)), None)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=ARGUMENTS)
        if wish == "console":
            take_rooms(browser)
        elif wish == "quarter":
            take_quarter(browser)
        else:
            talks.take_all(browser, wish)
        browser.close()


def take_rooms(browser: Browser) -> None:
    """Furnish an office, enter each room as somebody who works there, and keep it as it opens."""
    with tempfile.TemporaryDirectory() as folder:
        url = f"sqlite:///{folder}/motcua.db"
        office.furnish(url, collect(source_files([Settings().catalogue])).procedures, a_day=60)
        with console_server(url) as address:
            for room in ROOMS:
                take_room(browser, address, room)
        publish(url)
        with echo_server(url) as address:
            for room in PUBLIC:
                page = look(browser, room)
                page.goto(address + room.path)
                keep(page, room)
        take_poster(Path(folder))


def take_poster(folder: Path) -> None:
    """A page of paper as a printer sees it; pdftoppm is of Debian's poppler-utils."""
    made = poster.written(
        "https://hoi.example.gov.vn/khao-sat?quay=lao-dong",
        authority(Settings()).now.agency.name,
        Place("counter", "lao-dong", "Quầy Lao động"),
        "pdf",
    )
    (folder / "poster.pdf").write_bytes(made)
    command = ["pdftoppm", "-png", "-singlefile", "-r", "60", folder / "poster.pdf", HERE / "poster"]
    subprocess.run(command, check=True)


def take_quarter(browser: Browser) -> None:
    """As it is walked by tests/browser/test_quarter.py."""
    with tempfile.TemporaryDirectory() as folder:
        url = f"sqlite:///{folder}/motcua.db"
        office.furnish(url, collect(source_files([Settings().catalogue])).procedures, a_day=60)
        with console_server(url) as console, echo_server(url) as public:
            page = look(browser, Room("quarter", "/"))
            quarter.walk(page, console, public, lambda step: keep_step(page, step))
            page.close()


def keep_step(page: Page, step: str) -> None:
    page.screenshot(path=HERE / f"quarter-{step}.png")
    if step in _ON_A_PHONE:
        size = page.viewport_size
        page.set_viewport_size({"width": 390, "height": 844})
        page.screenshot(path=HERE / f"quarter-{step}-phone.png")
        page.set_viewport_size(size or {"width": 1280, "height": 860})


def publish(url: str) -> None:
    """A result for the public page."""
    told = {
        "published_matter": "Hai quy định về thành phần hồ sơ không thống nhất",
        "published_answer": "Đã hướng dẫn thống nhất: nộp theo quy định mới, từ ngày quy định có hiệu lực.",
        "published": now(),
    }
    with engine(url).begin() as connection:
        connection.execute(update(petition).where(petition.c.state == "answered").values(**told))


def look(browser: Browser, room: Room) -> Page:
    return browser.new_page(
        viewport={"width": room.width, "height": room.height},
        device_scale_factor=1.5,
        color_scheme="dark" if room.dark else "light",
        locale="vi-VN",
    )


def keep(page: Page, room: Room) -> None:
    page.screenshot(path=HERE / f"{room.name}.png")
    page.close()


def take_room(browser: Browser, address: str, room: Room) -> None:
    page = look(browser, room)
    page.goto(f"{address}/sign-in")
    page.get_by_label("Tên tài khoản").fill(office.PEOPLE[room.role][0])
    page.get_by_label("Mật khẩu").fill(office.PASSWORD)
    page.keyboard.press("Enter")
    page.get_by_role("heading", name="Tổng quan", level=1).wait_for()
    page.goto(address + room.path)
    keep(page, room)


if __name__ == "__main__":
    main(sys.argv[1] if len(sys.argv) > 1 else ADDRESS)
