"""A quarter from the first answer to the filed report, in the pages alone, as a reviewing officer walks it."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Browser

from tests.browser import quarter
from tests.console import office
from tests.real import dozen
from tests.servers import console_server, echo_server

pytestmark = [pytest.mark.browser, pytest.mark.long]


def test_a_quarter_goes_from_answers_to_the_filed_report_without_leaving_the_pages(
    browser: Browser, tmp_path: Path
) -> None:
    url = f"sqlite:///{tmp_path / 'motcua.db'}"
    office.furnish(url, dozen(), days=5, a_day=30)
    with console_server(url) as console, echo_server(url) as public:
        # Without script: an office's browser may forbid it.
        page = browser.new_page(java_script_enabled=False, locale="vi-VN")
        found = quarter.walk(page, console, public)
        page.close()
    for kind, magic in quarter.REPORTS.items():
        assert found[kind].startswith(magic), kind
