"""The public page of published results, as people see it: on a phone and a wide screen, by light and in the dark."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest
from playwright.sync_api import Browser, expect
from sqlalchemy import insert

from bot.storage.database import engine
from bot.storage.petition_tables import petition
from bot.storage.tables import now
from bot.storage.writing import Writing
from tests.browser import looking
from tests.servers import echo_server

pytestmark = pytest.mark.browser

PATHS = {"first": "", "last": "?trang=2", "found": "?tim=quay", "nothing": "?tim=zzz", "no page": "?trang=9"}


def lay_on(url: str) -> None:
    usual = {
        "text": "?",
        "channel": "web",
        "agency": "dong-nai-kcn",
        "state": "answered",
        "kind": "conduct",
        "attachments": [],
        "published_answer": "Từ 01/12/2026 quầy nhận hồ sơ suốt buổi trưa. " * 3,
    }
    with Writing(engine(url)) as uow:
        for number in range(23):
            at = now() - timedelta(days=number)
            told = {
                "published_matter": f"Quầy số {number + 1} đóng cửa buổi trưa",
                "published": at,
                "done": at,
            }
            uow.session.execute(insert(petition).values(**usual, **told, at=at))
        uow.commit()


@pytest.fixture(scope="module")
def results(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    url = f"sqlite:///{tmp_path_factory.mktemp('data') / 'motcua.db'}"
    with echo_server(url, MOTCUA_AGENCY="dong-nai-kcn") as server:
        lay_on(url)
        yield f"{server}/phan-anh"


def test_the_published_results_are_whole_quiet_and_open_to_everybody(
    browser: Browser, results: str, axe_script: str
) -> None:
    context = browser.new_context(locale="vi-VN")
    page, wrong = context.new_page(), []
    page.on("console", lambda message: message.type == "error" and wrong.append(message.text))
    for path in PATHS.values():
        page.goto(results + path)
        assert looking.faults(page, axe_script) == [], path
    # A page that is not there is reported by the browser itself.
    assert [each for each in wrong if "404" not in each] == []
    context.close()


def test_they_are_searched_and_leafed_through_by_keyboard_without_a_script(
    browser: Browser, results: str
) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(results)
    page.get_by_role("link", name="Trang sau").press("Enter")
    expect(page.get_by_role("article")).to_have_count(3)
    page.get_by_label("Tìm trong kết quả").fill("quay so 7")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Quầy số 7 đóng cửa")).to_be_visible()
    context.close()
