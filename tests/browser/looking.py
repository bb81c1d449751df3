"""A page looked at as people see it: on a phone, on a screen in the dark, and at every width between."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from playwright.sync_api import Page

from tests.browser import axe

# What a phone shows by day, and a screen in the dark.
LOOKS = {"phone": (360, 740, "light"), "desktop, dark": (1280, 800, "dark")}
# The smallest phone, what 200 % zoom leaves of 1280 × 800, a wide screen.
WIDTHS = {"320 px": (320, 568), "200 %": (640, 400), "wide": (1920, 1080)}
_WIDER = """() => {
  const wide = document.documentElement.scrollWidth;
  if (wide <= innerWidth) return null;
  const all = [...document.body.querySelectorAll('*')];
  // The innermost that reaches so far: its parents are only stretched by it.
  const found = all.reverse().find((each) => Math.ceil(each.getBoundingClientRect().right + scrollX) >= wide);
  return found ? `${found.localName}.${found.className}` : 'something';
}"""


def faults(page: Page, script: str, is_whole: Callable[[Page], bool] | None = None) -> list[str]:
    """What somebody stumbles over in any look, and where something is cut off; the page is left as it was.

    One page for all looks: loading it anew for each took most of the tests' time. `is_whole` asks more than
    that the document is no wider than its window.
    """
    found: list[str] = []
    with _as_it_was(page):
        for look, (width, height, scheme) in LOOKS.items():
            page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
            page.set_viewport_size({"width": width, "height": height})
            found += [f"{look}: {each}" for each in axe.faults(page, script)]
            found += _cut_off(page, look, is_whole)
        for name, (width, height) in WIDTHS.items():
            page.set_viewport_size({"width": width, "height": height})
            found += _cut_off(page, name, is_whole)
    return found


@contextmanager
def _as_it_was(page: Page) -> Iterator[None]:
    size = page.viewport_size
    yield
    if size:
        page.set_viewport_size(size)
    page.emulate_media(color_scheme=None)


def _cut_off(page: Page, look: str, is_whole: Callable[[Page], bool] | None) -> list[str]:
    wider = page.evaluate(_WIDER)
    if wider:
        return [f"{look}: {wider} is cut off"]
    return [] if is_whole is None or is_whole(page) else [f"{look}: not whole"]
