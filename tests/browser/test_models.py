"""The page of models with a candidate to judge: read, refused, overruled, and undone, at every width."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from bot.gate import scores
from bot.gate.scores import Scores
from bot.launch.model import model_path
from bot.settings import ROOT, Settings
from tests.browser import looking
from tests.browser.test_console import PHONE, sign_in
from tests.console import office
from tests.launch.projects import write_model
from tests.real import dozen
from tests.servers import console_server

pytestmark = pytest.mark.browser

FIELDS = ("lao_dong",) * 40 + ("xay_dung",) * 30


@pytest.fixture
def console(tmp_path: Path) -> Iterator[str]:
    """A console whose newer model has fallen in one field."""
    url = f"sqlite:///{tmp_path / 'motcua.db'}"
    office.furnish(url, dozen(), days=2, a_day=5)
    settings = Settings(database_url=url, models=tmp_path / "models")
    settings.models.mkdir()
    live = write_model(model_path(ROOT, settings.catalogue, settings.models))
    os.utime(live, (1_790_000_000,) * 2)
    candidate = write_model(settings.models / "motcua-0a1b2c3d4e5f.tar.gz")
    key = scores.key(settings)
    for path, right in ((live, [True] * 70), (candidate, [True] * 65 + [False] * 5)):
        scores.keep(path, Scores(key, 1, FIELDS, tuple(right)))
    with console_server(url, f"MOTCUA_MODELS={settings.models}") as address:
        yield address


def test_a_candidate_that_has_fallen_goes_live_with_a_reason_and_back_again(
    browser: Browser, console: str, axe_script: str
) -> None:
    context = browser.new_context(**PHONE)
    page = context.new_page()
    sign_in(page, console)
    page.goto(f"{console}/models")
    expect(page.get_by_role("table").first).to_contain_text("Xây dựng")
    assert looking.faults(page, axe_script) == []
    page.locator("form[action='/models/promote'] [name=reason]").fill("đã xem từng câu bị mất")
    for tick in page.locator("form[action='/models/promote'] input[type=checkbox]").all():
        tick.check()
    page.locator("form[action='/models/promote'] button").click()
    expect(page.get_by_role("status").first).to_be_visible()
    expect(page.locator("main")).to_contain_text("motcua-0a1b2c3d4e5f")
    assert looking.faults(page, axe_script) == []
    page.locator("form[action='/models/rollback'] [name=reason]").fill("quay lại để xem thêm")
    for tick in page.locator("form[action='/models/rollback'] input[type=checkbox]").all():
        tick.check()
    page.locator("form[action='/models/rollback'] button").click()
    expect(page.get_by_role("status").first).to_be_visible()
    assert looking.faults(page, axe_script) == []
    context.close()
