"""The officer's desk in a real browser: alive, by keyboard, without script, for every sight, and nothing lost."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Locator, Page, expect

from bot.staff.model import Role
from bot.storage import tables
from bot.storage.database import UnitOfWork, engine
from tests.browser import looking
from tests.browser.test_console import sign_in, tab_to, watched
from tests.console import desk, office
from tests.real import dozen
from tests.servers import console_server

pytestmark = pytest.mark.browser

PAGES = {
    "desk": "/desk",
    "a conversation of mine": "/desk/3",
    "one that waits": "/desk/1",
    "a colleague's": "/desk/4",
    "one that has ended": "/desk/12",
    "the past": "/desk/history?period=all",
    "canned answers": "/desk/canned",
    "a canned answer": "/desk/canned/1",
    "call-backs": "/callbacks",
    "a call-back": "/callbacks/1",
    "a call-back that is done": "/callbacks/3",
    "home": "/",
}
DESK = {"viewport": {"width": 1280, "height": 800}, "locale": "vi-VN"}


@pytest.fixture(scope="module")
def url(tmp_path_factory: pytest.TempPathFactory) -> str:
    url = f"sqlite:///{tmp_path_factory.mktemp('desk') / 'motcua.db'}"
    office.furnish(url, dozen(), days=2, a_day=4)
    return url


@pytest.fixture(scope="module")
def console(url: str) -> Iterator[str]:
    """A console of its own: these tests change what they find."""
    with console_server(url, f"MOTCUA_SECRET={desk.SECRET}") as address:
        yield address


@pytest.fixture
def page(browser: Browser, console: str) -> Iterator[Page]:
    """The officer's page; an error of the script, or of the policy, fails the test."""
    context = browser.new_context(**DESK)
    page, wrong = watched(context, console)
    sign_in(page, console, Role.OFFICER)
    yield page
    context.close()
    # A refusal is reported by the browser itself.
    assert [each for each in wrong if "status of 4" not in each] == []


def box(page: Page) -> Locator:
    """Where the officer writes."""
    return page.get_by_role("textbox", name="Trả lời", exact=True)


def write(url: str, work: Any) -> Any:
    with UnitOfWork(engine(url)) as uow:
        told = work(uow.session)
        uow.commit()
    return told


def waiting(url: str, person: str, subject: str = "đổi tên công ty") -> int:
    """Somebody new in the queue; the hand-over's number."""
    return int(write(url, lambda session: desk.wait(session, person, "web", tables.now(), subject)))


def says(url: str, person: str, text: str) -> None:
    who = desk.sender(person)
    write(url, lambda session: desk.say(session, who, "web", tables.now(), ("person", text)))


# --- For everybody ----------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def looked(browser: Browser, console: str) -> Iterator[tuple[Page, list[str]]]:
    context = browser.new_context(**DESK)
    page, wrong = watched(context, console)
    sign_in(page, console, Role.OFFICER)
    yield page, wrong
    context.close()


@pytest.mark.parametrize("name", PAGES)
def test_a_page_is_whole_quiet_and_open_to_everybody(
    looked: tuple[Page, list[str]], console: str, axe_script: str, name: str
) -> None:
    page, wrong = looked
    wrong.clear()
    page.goto(console + PAGES[name])
    page.evaluate("document.querySelectorAll('details').forEach(each => each.open = true)")
    assert looking.faults(page, axe_script) == []
    assert wrong == []


def test_what_went_wrong_is_open_to_everybody(page: Page, console: str, axe_script: str) -> None:
    page.goto(f"{console}/desk/3")
    box(page).fill("Lệ phí là {le_phi}")
    page.get_by_role("button", name="Gửi", exact=True).click()
    expect(page.get_by_role("alert")).to_contain_text("Còn chỗ chưa điền: {le_phi}")
    expect(box(page)).to_be_focused()
    assert looking.faults(page, axe_script) == []
    page.context.clear_cookies()
    page.get_by_role("button", name="Gửi", exact=True).click()
    expect(page.get_by_role("status")).to_contain_text("còn nguyên")
    assert looking.faults(page, axe_script) == []


# --- Work -------------------------------------------------------------------------------------------------


def test_a_conversation_is_claimed_answered_and_closed_by_keyboard_alone(
    page: Page, console: str, url: str
) -> None:
    number = waiting(url, "bàn phím")
    page.goto(f"{console}/desk")
    tab_to(page, f"#claim-{number}")
    page.keyboard.press("Enter")
    expect(box(page)).to_be_focused()
    page.keyboard.type("Chào anh/chị")
    page.keyboard.press("Control+Enter")
    expect(page.locator(".from-officer")).to_contain_text("Chào anh/chị")
    expect(box(page)).to_have_value("")
    expect(box(page)).to_be_focused()
    tab_to(page, ".step summary")
    tab_to(page, ".step summary")
    expect(page.locator(":focus")).to_have_text("Kết thúc")
    page.keyboard.press("Enter")
    tab_to(page, "input[name=outcome]")
    page.keyboard.press("Space")
    tab_to(page, "form[action$=close] button")
    page.keyboard.press("Enter")
    expect(page.get_by_role("status").first).to_have_text("Đã kết thúc hội thoại.")


def test_everything_works_without_script(browser: Browser, console: str, url: str) -> None:
    number = waiting(url, "không chạy mã")
    context = browser.new_context(**DESK, java_script_enabled=False)
    page = context.new_page()
    sign_in(page, console, Role.OFFICER)
    page.goto(f"{console}/desk")
    expect(page.get_by_label("Phát tiếng khi có người mới")).to_be_hidden()
    page.locator(f"#claim-{number}").click()
    box(page).fill("Chào anh/chị.")
    page.get_by_label("Câu soạn sẵn").select_option(label="Xin chờ tra cứu")
    page.get_by_role("button", name="Chèn câu").click()
    expect(box(page)).to_have_value(
        "Chào anh/chị.\nAnh/chị chờ ít phút, tôi kiểm tra rồi trả lời ngay tại đây."
    )
    page.get_by_role("button", name="Gửi", exact=True).click()
    expect(page.locator(".from-officer")).to_contain_text("Anh/chị chờ ít phút")
    says(url, "không chạy mã", "vâng ạ")
    page.goto(f"{console}/desk")
    page.get_by_role("link", name="Tải lại danh sách").click()
    page.locator(f"#open-{number}").click()
    expect(page.locator(".from-person").last).to_contain_text("vâng ạ")
    page.get_by_text("Chuyển cho người khác").click()
    page.get_by_label("Chuyển cho", exact=True).select_option("unit:Phòng Đầu tư")
    page.get_by_role("button", name="Chuyển", exact=True).click()
    expect(page.get_by_role("status").first).to_have_text("Đã chuyển hội thoại.")
    context.close()


def test_a_canned_answer_goes_in_where_one_is_writing(page: Page, console: str) -> None:
    page.goto(f"{console}/desk/3")
    text = box(page)
    text.fill("Chào anh/chị")
    page.get_by_label("Câu soạn sẵn").select_option(label="Thời hạn giải quyết")
    page.get_by_role("button", name="Chèn câu").click()
    expect(text).to_be_focused()
    assert text.input_value().startswith("Chào anh/chị\nCấp mới giấy phép lao động")
    assert "10 ngày làm việc" in text.input_value()


# --- Alive ------------------------------------------------------------------------------------------------


def test_somebody_new_appears_is_announced_and_counted_without_reloading(
    page: Page, console: str, url: str
) -> None:
    page.goto(f"{console}/desk")
    before = int(page.locator(".lists").get_attribute("data-waiting") or 0)
    page.locator("#claim-1").focus()
    number = waiting(url, "người mới", "xin cấp lại giấy phép")
    expect(page.locator(f"#open-{number}")).to_have_text("xin cấp lại giấy phép")
    expect(page.locator("#news")).to_have_text(f"{before + 1} người đang chờ.")
    assert page.title().startswith("(")
    expect(page.locator("#claim-1")).to_be_focused()


def test_what_the_person_says_appears_and_the_draft_stays(page: Page, console: str, url: str) -> None:
    page.goto(f"{console}/desk/3")
    box(page).fill("đang viết dở")
    write(
        url,
        lambda session: desk.say(
            session, desk.sender("ba"), "telegram", tables.now(), ("person", "còn ở đó không")
        ),
    )
    expect(page.locator(".from-person").last).to_contain_text("còn ở đó không")
    expect(page.get_by_role("log")).to_contain_text("còn ở đó không")
    assert page.locator(".from-person", has_text="còn ở đó không").count() == 1
    expect(box(page)).to_have_value("đang viết dở")


def test_a_draft_is_there_again_until_it_is_sent(page: Page, console: str) -> None:
    page.goto(f"{console}/desk/3")
    box(page).fill("viết xong thì gửi")
    page.goto(f"{console}/catalogue")
    page.goto(f"{console}/desk/3")
    expect(box(page)).to_have_value("viết xong thì gửi")
    page.get_by_role("button", name="Gửi", exact=True).click()
    expect(page.locator(".from-officer").last).to_contain_text("viết xong thì gửi")
    page.goto(f"{console}/desk/3")
    expect(box(page)).to_have_value("")


def test_a_conversation_that_a_colleague_ends_is_told_and_the_draft_stays(
    browser: Browser, page: Page, console: str, url: str
) -> None:
    number = waiting(url, "đồng nghiệp nhanh hơn")
    page.goto(f"{console}/desk/{number}")
    other = _other(browser, console)
    other.pages[0].goto(f"{console}/desk/{number}")
    other.pages[0].get_by_role("button", name="Nhận hội thoại").click()
    expect(page.locator("#moved")).to_contain_text("vừa đổi tình trạng")
    other.close()


def _other(browser: Browser, console: str) -> BrowserContext:
    context = browser.new_context(**DESK)
    sign_in(context.new_page(), console, Role.REVIEWER)
    return context


def test_an_ended_session_is_told_and_leads_back(page: Page, console: str) -> None:
    page.goto(f"{console}/desk/3")
    page.context.clear_cookies()
    told = page.locator("#ended")
    expect(told).to_contain_text("Phiên làm việc đã hết")
    told.get_by_role("link").click()
    page.get_by_label("Tên tài khoản").fill(desk.OFFICER)
    page.get_by_label("Mật khẩu").fill(office.PASSWORD)
    page.keyboard.press("Enter")
    expect(page).to_have_url(f"{console}/desk/3")
