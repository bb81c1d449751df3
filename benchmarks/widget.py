"""Part `widget`: how large the widget is, and how soon a line that the server gives is seen.

A real browser on this machine, a server that speaks the widget's protocol; from the moment at which a line is there
to the second frame after it stands in the page, so that it has been painted.
"""

from __future__ import annotations

import gzip
import shutil
import time
from typing import Any

from playwright.sync_api import Page, sync_playwright

from benchmarks.measure import spread
from benchmarks.plan import Plan
from bot.channels.web.widget import widget
from tests.browser.conftest import ARGUMENTS, NAMES
from tests.browser.stand_in import StandIn, standing_in
from tests.browser.talking import LONG, answers, ask

LINES = 60
_WATCH = """() => {
  window.seen = {};
  const log = document.querySelector('motcua-chat').shadowRoot.querySelector('[role=log]');
  new MutationObserver((all) => all.forEach(({addedNodes}) => addedNodes.forEach((node) =>
    requestAnimationFrame(() => requestAnimationFrame(() => (seen[node.dataset.number] = Date.now())))
  ))).observe(log, {childList: true});
}"""


def run(_: Plan) -> dict[str, Any]:
    script = widget()
    figures: dict[str, Any] = {"bytes": len(script), "gzipped": len(gzip.compress(script, 9))}
    with sync_playwright() as playwright:
        path = next(filter(None, map(shutil.which, NAMES)), None)
        browser = playwright.chromium.launch(executable_path=path, args=ARGUMENTS)
        for name, streams in (("stream", "open"), ("long_poll", "closed")):
            with standing_in(streams=streams) as told:
                page = browser.new_page(viewport={"width": 390, "height": 844})
                figures[f"{name}_ms"] = spread(_delays(page, told))
                page.close()
        browser.close()
    print(figures, flush=True)
    return figures


def _delays(page: Page, told: StandIn) -> list[float]:
    """Milliseconds from the server's line to the painted page."""
    page.goto(told.address)
    ask(page, "xin chào")
    answers(page).nth(1).wait_for()
    page.evaluate(_WATCH)
    delays = []
    for _ in range(LINES):
        begun = time.time()
        number = told.say(LONG)
        page.wait_for_function("number => number in seen", arg=str(number))
        delays.append(page.evaluate("number => seen[number]", str(number)) - begun * 1000)
    return delays
