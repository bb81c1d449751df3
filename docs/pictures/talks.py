"""Pictures of the widget, from the running assistant.

It must be told that the sample page may have the widget, MOTCUA_WEB_ORIGINS=http://127.0.0.1:8765, and this
program must see its database (MOTCUA_DATABASE_URL): an officer answers in one of the pictures.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Browser, Page, expect

from bot.desk import handoff
from bot.settings import Settings
from bot.staff import accounts
from bot.staff.model import Role
from bot.storage import handoffs, staff
from bot.storage.database import engine
from bot.storage.tables import now
from bot.storage.writing import Writing
from tests.browser.site import site

HERE = Path(__file__).parent
SAMPLE = 8765
# The very first question waits for the index of the catalogue.
PATIENCE = 60_000
ACCOUNT, OFFICER = "quay1", "Cán bộ quầy 1"
TEXT = """<!doctype html><html lang="vi"><head><meta charset="utf-8"><title>Cổng thông tin</title>
<script src="{address}widget.js"></script>
<style>body {{ margin: 0; font: 17px/1.6 Georgia, serif; color: #333 }}
header {{ background: #7a1f1f; color: #fff; padding: 20px 48px }}
main {{ max-width: 660px; padding: 24px 48px }} h2 {{ font-size: 22px }}</style></head><body>
<header><b>Trang thông tin điện tử (trang mẫu)</b></header><main><h2>Cấp giấy phép lao động</h2>
<p>Người sử dụng lao động nộp hồ sơ tại Bộ phận Một cửa hoặc trên Cổng Dịch vụ công quốc gia.</p>
<h2>Giờ tiếp nhận</h2><p>Từ thứ Hai đến thứ Sáu, trừ ngày lễ, Tết.</p>
<h2>Hỏi đáp</h2><p>Anh/chị bấm vào Trợ lý Một Cửa ở góc phải, hoặc gọi tổng đài.</p></main></body></html>"""

Step = Callable[[Page], None]


@dataclass(frozen=True)
class Picture:
    """One conversation, and how it is looked at. A question in square brackets is the button of that name."""

    name: str
    width: int
    height: int
    questions: tuple[str, ...]
    # The picture begins with this turn, counted from the end; 0: as it stands.
    shown: int = 0
    touch: bool = False
    dark: bool = False
    on_sample: bool = False
    then: Step | None = None


def checklist(page: Page) -> None:
    page.get_by_role("button", name="Danh mục đánh dấu").last.click()
    boxes = page.get_by_role("dialog").get_by_role("checkbox")
    boxes.first.wait_for()
    for place in (0, 1):
        boxes.nth(place).check()


def proposals(page: Page) -> None:
    page.get_by_role("combobox").press_sequentially("giay phep lao")
    page.get_by_role("option").first.wait_for()
    page.get_by_role("combobox").press("ArrowDown")


def queue(page: Page) -> None:
    page.get_by_role("button", name="Gặp cán bộ").click()
    expect(page.locator(".waiting")).to_contain_text("Thứ tự", timeout=PATIENCE)


def officer(page: Page) -> None:
    queue(page)
    with Writing(engine(Settings.from_env().database_url)) as uow:
        if not uow.session.execute(staff.by_name(ACCOUNT)).first():
            accounts.add(uow.session, ACCOUNT, Role.REVIEWER, OFFICER, "pictures")
        number = handoffs.waiting(uow.session)[-1].id
        handoff.claim(uow, number, ACCOUNT, OFFICER, now())
        handoff.reply(
            uow,
            number,
            ACCOUNT,
            "Chào anh/chị. Hồ sơ của anh/chị còn thiếu **bản dịch công chứng**; "
            "anh/chị bổ sung trên Cổng là được, không phải nộp lại từ đầu.",
            now(),
        )
        uow.commit()
    page.locator(".officer").wait_for(timeout=PATIENCE)


PICTURES = (
    Picture(
        name="conversation",
        width=960,
        height=1120,
        questions=("xin gplđ cho chuyên gia hàn cần giấy tờ gì v ạ", "le phi bao nhieu"),
        shown=2,
    ),
    Picture(
        name="phone",
        width=360,
        height=800,
        questions=("GIẤY PHÉP XÂY DỰNG MẤY NGÀY", "2"),
        shown=2,
        touch=True,
    ),
    Picture(
        name="widget-floating",
        width=1200,
        height=780,
        questions=("gia hạn giấy phép lao động mất mấy ngày",),
        shown=1,
        on_sample=True,
    ),
    Picture(name="widget-proposals", width=360, height=780, questions=(), then=proposals),
    Picture(
        name="widget-dark",
        width=960,
        height=820,
        questions=("đăng ký nội quy lao động nộp ở đâu",),
        shown=1,
        dark=True,
    ),
    Picture(
        name="widget-checklist",
        width=360,
        height=780,
        questions=("hồ sơ cấp giấy phép lao động",),
        touch=True,
        then=checklist,
    ),
    Picture(name="widget-queue", width=360, height=780, questions=(), touch=True, then=queue),
    Picture(name="widget-officer", width=360, height=780, questions=(), touch=True, then=officer),
)


def take_all(browser: Browser, address: str) -> None:
    with site(port=SAMPLE) as (sample, pages):
        pages["/"] = TEXT.format(address=address)
        for picture in PICTURES:
            _take(browser, sample if picture.on_sample else address, picture)


def _take(browser: Browser, address: str, picture: Picture) -> None:
    """Hold the conversation on a fresh page, then keep what a person sees of it."""
    context = browser.new_context(
        viewport={"width": picture.width, "height": picture.height},
        device_scale_factor=2,
        has_touch=picture.touch,
        is_mobile=picture.touch,
        locale="vi-VN",
        color_scheme="dark" if picture.dark else "light",
        reduced_motion="reduce",
    )
    page = context.new_page()
    page.goto(address)
    if picture.on_sample:
        page.get_by_role("button", name="Hỏi Trợ lý Một Cửa").click()
    page.locator(".assistant").first.wait_for()
    for question in picture.questions:
        _ask(page, question)
    if picture.shown:
        # Nobody is typing any more.
        page.evaluate("document.activeElement.blur()")
        _bring_up(page, picture.shown)
    if picture.then:
        picture.then(page)
    page.wait_for_timeout(300)
    page.screenshot(path=HERE / f"{picture.name}.png")
    context.close()


def _ask(page: Page, question: str) -> None:
    """Type it, or press the newest button of that name, and wait for the answer."""
    answers = page.locator(".assistant")
    known = answers.count()
    if question.startswith("["):
        page.get_by_role("button", name=question.strip("[]"), exact=True).last.click()
    else:
        page.get_by_role("combobox").fill(question)
        page.keyboard.press("Enter")
    expect(answers).not_to_have_count(known, timeout=PATIENCE)


def _bring_up(page: Page, shown: int) -> None:
    asked = page.locator(".turn", has=page.locator(".person"))
    page.locator(".scroll").evaluate(
        "(scroll, turn) => (scroll.scrollTop += turn.getBoundingClientRect().top - scroll.getBoundingClientRect().top)",
        asked.nth(asked.count() - shown).element_handle(),
    )
