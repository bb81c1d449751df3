"""A procedure edited: nothing typed is lost, nothing is saved unseen, two people do not undo each other."""

from __future__ import annotations

import re
from html import unescape
from typing import Any

import pytest
from starlette.testclient import TestClient

from bot.catalogue.form import draft
from bot.catalogue.library import Library
from bot.catalogue.model import Procedure
from bot.catalogue.shelf import Shelf
from bot.staff.model import Role
from bot.storage import catalogue, revisions
from bot.storage.database import UnitOfWork, engine
from bot.text.question import read
from tests.console import office
from tests.console.conftest import Enter
from tests.console.looking import Find, log

CODE = "1.014199"
ADDRESS = f"/catalogue/{CODE}/edit"


@pytest.fixture
def editor(enter: Enter) -> TestClient:
    return enter(Role.EDITOR)


def stored(url: str, code: str = CODE) -> Procedure:
    with UnitOfWork(engine(url)) as uow:
        one = catalogue.by_code(uow.session, code)
    assert one is not None
    return one


def form(client: TestClient, url: str, **typed: str) -> dict[str, str]:
    """The form as the page shows it, with what is typed on top."""
    page = client.get(ADDRESS).text
    seen = re.search(r'name="seen" value="(\d+)"', page)
    assert seen
    return {"seen": seen[1], **dict(draft.of(stored(url)).fields()), **_names(typed)}


def send(client: TestClient, form: dict[str, str], **more: str) -> Any:
    return client.post(ADDRESS, data={**form, **_names(more)})


def _names(typed: dict[str, str]) -> dict[str, str]:
    return {name.replace("__", "-"): value for name, value in typed.items()}


def test_the_page_shows_every_value_in_a_field_of_its_own(editor: TestClient, url: str) -> None:
    page = unescape(editor.get(ADDRESS).text)
    fields = [name for name, value in draft.of(stored(url)).fields() if value and not name.endswith("-code")]
    missing = [name for name in fields if f'name="{name}"' not in page]
    assert missing == []
    assert [item.name for item in stored(url).dossier if item.name not in page] == []


def test_what_is_saved_was_seen_before_and_is_answered_at_once(
    editor: TestClient, url: str, find: Find
) -> None:
    shelf = Shelf(url)
    assert shelf.procedures([CODE])[CODE].result != "Giấy phép bản mới"
    typed = form(editor, url, head__result="Giấy phép bản mới")
    review = send(editor, typed, step="review")
    assert "Kết quả: Giấy phép lao động → Giấy phép bản mới" in unescape(review.text)
    assert stored(url).result == "Giấy phép lao động"
    saved = send(editor, typed, step="save")
    assert saved.status_code == 303
    assert stored(url).result == "Giấy phép bản mới"
    assert shelf.procedures([CODE])[CODE].result == "Giấy phép bản mới"
    with UnitOfWork(engine(url)) as uow:
        change = revisions.of_code(uow.session, CODE, 1)[0]
    assert (change.who, change.action) == ("em", "edit")
    (line,) = log(find, "catalogue_edit")
    assert line["detail"] == {"change": change.batch, "fields": ["result"], "new": False}
    assert "Đã lưu" in editor.get(saved.headers["location"]).text


def test_the_review_tells_what_is_live_at_once_and_what_a_training_adds(editor: TestClient, url: str) -> None:
    facts = send(editor, form(editor, url, head__result="mới"), step="review").text
    names = send(editor, form(editor, url, head__aliases="tên mới tinh"), step="review").text
    assert "Không cần huấn luyện lại" in facts
    assert "bot train" not in facts
    assert "bot train" in names


def test_a_new_name_is_found_at_once_without_training(editor: TestClient, url: str) -> None:
    aliases = draft.of(stored(url)).head["aliases"]
    send(editor, form(editor, url, head__aliases=f"{aliases}\nthẻ lao công ngoại"), step="save")
    found = Library(url).index().find(read("thẻ lao công ngoại"), 1)
    assert found.codes[0] == CODE


def test_the_preview_marks_what_would_be_told_differently_and_saves_nothing(
    editor: TestClient, url: str
) -> None:
    page = unescape(send(editor, form(editor, url, time_limits__0__value="77"), step="preview").text)
    assert '<ins><span class="unseen">Thêm: </span>' in page
    assert "77 ngày" in page
    assert 'value="77"' in page
    assert stored(url).time_limits[0].value != 77


@pytest.mark.parametrize(
    ("button", "focused"),
    [
        ({"add": "dossier"}, "dossier-{last}-name"),
        ({"remove": "dossier-1"}, "back-dossier-1"),
        ({"up": "dossier-1"}, "remove-dossier-0"),
        ({"add": "examples"}, "examples-{questions}-aspects-overview"),
    ],
)
def test_a_row_comes_goes_and_moves_without_losing_what_is_typed(
    editor: TestClient, url: str, button: dict[str, str], focused: str
) -> None:
    typed = form(editor, url, head__result="dở dang", fees__0__note="ghi chú dở", head__checked="hôm qua")
    page = unescape(send(editor, typed, **button).text)
    assert "dở dang" in page
    assert "ghi chú dở" in page
    one = draft.of(stored(url))
    name = focused.format(last=len(one.rows["dossier"]), questions=len(one.rows["examples"]))
    assert re.search(rf'id="{name}"[^>]* autofocus', page)
    assert page.count(" autofocus") == 1


def test_a_row_put_aside_can_be_taken_back(editor: TestClient, url: str) -> None:
    typed = form(editor, url, dossier__1__gone="1")
    page = send(editor, typed).text
    assert 'name="dossier-1-name" value=' in page
    back = send(editor, typed, back="dossier-1").text
    assert '<textarea id="dossier-1-name"' in back
    send(editor, typed, step="save")
    assert len(stored(url).dossier) == len(typed_rows(typed)) - 1


def typed_rows(form: dict[str, str]) -> set[str]:
    return {name for name in form if re.fullmatch(r"dossier-\d+-gone", name)}


@pytest.mark.parametrize("step", ["preview", "review", "save"])
def test_every_fault_leads_to_its_field_and_nothing_is_saved(editor: TestClient, url: str, step: str) -> None:
    typed = form(editor, url, time_limits__0__value="nhiều", fees__0__state="known", head__result="còn đây")
    answer = send(editor, typed, step=step)
    assert answer.status_code == 422
    page = unescape(answer.text)
    assert '<a href="#time_limits-0-value">' in page
    assert '<a href="#fees-0-amount">' in page
    assert re.search(r'id="time_limits-0-value"[^>]*aria-invalid="true"[^>]* autofocus', page)
    assert "còn đây" in page
    assert stored(url).result != "còn đây"


def test_whoever_saves_second_is_told_and_gets_both_changes(
    editor: TestClient, enter: Enter, url: str
) -> None:
    mine = form(editor, url, head__result="của tôi")
    other = enter(Role.ADMINISTRATOR)
    send(other, form(other, url, head__conditions="của đồng nghiệp"), step="save")
    answer = send(editor, mine, step="save")
    assert answer.status_code == 409
    page = unescape(answer.text)
    assert "của tôi" in page
    assert "của đồng nghiệp" in page
    assert stored(url).result != "của tôi"
    seen = re.search(r'name="seen" value="(\d+)"', page)
    assert seen
    again = {**mine, "seen": seen[1], "head-conditions": "của đồng nghiệp"}
    assert send(editor, again, step="save").status_code == 303
    assert (stored(url).result, stored(url).conditions) == ("của tôi", "của đồng nghiệp")


def test_where_both_changed_the_same_it_is_named(editor: TestClient, enter: Enter, url: str) -> None:
    mine = form(editor, url, head__result="của tôi")
    other = enter(Role.ADMINISTRATOR)
    send(other, form(other, url, head__result="của đồng nghiệp"), step="save")
    page = unescape(send(editor, mine, step="review").text)
    assert "Cả hai cùng sửa: <strong>Kết quả</strong>" in page


def test_a_second_press_saves_nothing_twice(editor: TestClient, url: str) -> None:
    typed = form(editor, url, head__result="một lần")
    assert send(editor, typed, step="save").status_code == 303
    assert send(editor, typed, step="save").status_code == 303
    with UnitOfWork(engine(url)) as uow:
        changes = revisions.of_code(uow.session, CODE)
    assert [change.action for change in changes] == ["edit", "import"]


def test_what_was_typed_outlives_the_session(editor: TestClient, url: str) -> None:
    typed = form(editor, url, head__result="chưa lưu kịp") | {"step": "review"}
    editor.cookies.clear()
    page = unescape(send(editor, typed).text)
    kept = re.search(r'name="draft" value="(.*?)"><input', send(editor, typed).text, re.DOTALL)
    assert "Phiên làm việc đã hết" in page
    assert kept
    data = {"name": "em", "password": office.PASSWORD, "draft": unescape(kept[1]), "draft_path": ADDRESS}
    signed_in = unescape(editor.post("/sign-in", data=data).text)
    assert f'action="{ADDRESS}"' in signed_in
    assert 'name="head-result" value="chưa lưu kịp"' in signed_in


def test_a_new_procedure_is_added_once(editor: TestClient, url: str) -> None:
    typed = {
        "head-code": "MC-77",
        "head-name": "Thủ tục mới",
        "head-field": "dau_tu",
        "head-state": "in_force",
    }
    assert "Thủ tục mới, chưa có" in editor.post("/catalogue/new", data={**typed, "step": "review"}).text
    assert editor.post("/catalogue/new", data={**typed, "step": "save"}).status_code == 303
    assert stored(url, "MC-77").name == "Thủ tục mới"
    again = editor.post("/catalogue/new", data={**typed, "step": "save"})
    assert again.status_code == 422
    assert "đã có trong danh mục" in unescape(again.text)


def test_only_editors_see_the_way_in(enter: Enter) -> None:
    assert ADDRESS not in enter(Role.REVIEWER).get(f"/catalogue/{CODE}").text
    assert ADDRESS in enter(Role.EDITOR).get(f"/catalogue/{CODE}").text


def test_what_is_typed_is_shown_as_text_never_run(editor: TestClient, url: str) -> None:
    page = send(editor, form(editor, url, head__result="<script>alert(1)</script>"), step="preview").text
    assert "<script>alert" not in page
