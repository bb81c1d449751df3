"""A browser, and the page served over HTTP."""

from __future__ import annotations

import shutil
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from tests.browser import axe
from tests.browser.stand_in import StandIn, standing_in
from tests.console import office
from tests.real import dozen
from tests.servers import console_server

NAMES = ("chromium", "chromium-browser", "google-chrome")
# Nothing but our page: no updates, no first-run pages, no shared memory that containers lack.
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
]


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Closed with its module: while it lives, Playwright keeps an event loop running in this thread."""
    path = next(filter(None, map(shutil.which, NAMES)), None)
    if path is None:
        pytest.skip("no Chromium on this machine: apt-get install chromium")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=ARGUMENTS)
        yield browser
        browser.close()


@pytest.fixture
def told() -> Iterator[StandIn]:
    """The widget's server as a test wants it to be."""
    with standing_in() as told:
        yield told


@pytest.fixture
def context(browser: Browser) -> Iterator[BrowserContext]:
    """A phone; a script error on one of its pages fails the test."""
    context = browser.new_context(
        viewport={"width": 360, "height": 740}, locale="vi-VN", reduced_motion="reduce"
    )
    wrong: list[str] = []
    context.on("weberror", lambda error: wrong.append(str(error.error)))
    yield context
    context.close()
    assert wrong == []


@pytest.fixture
def page(context: BrowserContext, told: StandIn) -> Page:
    """The full page, greeted; nothing foreign is asked for anything."""
    page = context.new_page()
    foreign = []
    page.on("request", lambda request: request.url.startswith(told.address) or foreign.append(request.url))
    page.goto(told.address)
    page.locator(".assistant").first.wait_for()
    assert foreign == []
    return page


@pytest.fixture(scope="session")
def axe_script(request: pytest.FixtureRequest) -> str:
    return axe.source(request.config.cache.mkdir("axe"))  # type: ignore[union-attr]


@pytest.fixture(scope="session")
def console(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The staff's console over a small office."""
    url = f"sqlite:///{tmp_path_factory.mktemp('office') / 'motcua.db'}"
    office.furnish(url, dozen(), days=10, a_day=20)
    with console_server(url) as address:
        yield address
