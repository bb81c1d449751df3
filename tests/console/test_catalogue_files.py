"""The catalogue in the browser: out as a workbook, in again after a look, checked in one go, every change undone."""

from __future__ import annotations

import re
from datetime import date
from html import unescape
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook
from starlette.testclient import TestClient

from bot.catalogue.exports import export_file
from bot.catalogue.model import Procedure
from bot.console import times
from bot.console.editing.files import MOST_FILE
from bot.staff.model import Role
from bot.storage import catalogue
from bot.storage.database import UnitOfWork, engine
from tests.console.conftest import Enter
from tests.console.looking import Find, log
from tests.console.test_editing import CODE, stored

IMPORT = "/catalogue/import"


@pytest.fixture
def editor(enter: Enter) -> TestClient:
    return enter(Role.EDITOR)


def everything(url: str) -> list[Procedure]:
    with UnitOfWork(engine(url)) as uow:
        return catalogue.load_all(uow.session)


def workbook(url: str, folder: Path, **changed: Any) -> bytes:
    """The stored catalogue as a workbook, one procedure of it changed."""
    found = everything(url)
    for one in found:
        for name, value in changed.items() if one.code == CODE else ():
            setattr(one, name, value)
    export_file(found, folder / "danh-muc.xlsx")
    return (folder / "danh-muc.xlsx").read_bytes()


def upload(client: TestClient, content: bytes, name: str = "danh mục.xlsx") -> Any:
    return client.post(IMPORT, files={"file": (name, content)})


def carried(page: str) -> dict[str, str]:
    """The hidden fields of a page."""
    return {
        name: unescape(value)
        for name, value in re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', page)
    }


def change(url: str, **changed: Any) -> int:
    """As a colleague does it; answers the number of the change."""
    one = stored(url)
    for name, value in changed.items():
        setattr(one, name, value)
    with UnitOfWork(engine(url)) as uow:
        number = catalogue.apply(uow.session, {CODE: one}, "ha", "edit")
        uow.commit()
    assert number
    return number


def test_what_is_taken_out_comes_back_in_as_it_was(editor: TestClient, url: str) -> None:
    taken = editor.get("/catalogue/export")
    assert taken.headers["content-disposition"].startswith('attachment; filename="danh-muc-')
    assert "giống hệt danh mục" in upload(editor, taken.content).text


def test_what_is_taken_out_is_what_the_list_shows(editor: TestClient, find: Find) -> None:
    taken = editor.get("/catalogue/export?q=1.014201").content
    rows = list(load_workbook(BytesIO(taken)).worksheets[1].iter_rows(min_row=3, values_only=True))
    assert [row[0] for row in rows] == ["1.014201"]
    (line,) = log(find, "catalogue_export")
    assert line["detail"] == {"procedures": 1, "filters": {"q": "1.014201"}}


def test_the_template_can_be_filled_in(editor: TestClient) -> None:
    assert (
        "Xem trước tệp mau.xlsx" in upload(editor, editor.get("/catalogue/template").content, "mau.xlsx").text
    )


def test_a_file_is_shown_first_and_written_once_it_was_seen(
    editor: TestClient, url: str, tmp_path: Path, find: Find
) -> None:
    page = unescape(upload(editor, workbook(url, tmp_path, result="Giấy phép mới")).text)
    assert "Kết quả: Giấy phép lao động → Giấy phép mới" in page
    assert stored(url).result == "Giấy phép lao động"
    saved = editor.post(IMPORT, data={**carried(page), "step": "save"})
    assert saved.status_code == 303
    assert stored(url).result == "Giấy phép mới"
    assert "Đã lưu" in editor.get(saved.headers["location"]).text
    (line,) = log(find, "catalogue_import")
    assert (line["detail"]["added"], line["detail"]["changed"]) == (0, 1)


def test_what_was_seen_is_not_written_over_what_a_colleague_has_changed(
    editor: TestClient, url: str, tmp_path: Path
) -> None:
    page = upload(editor, workbook(url, tmp_path, result="của tôi")).text
    change(url, result="của đồng nghiệp")
    answer = editor.post(IMPORT, data={**carried(page), "step": "save"})
    assert answer.status_code == 409
    assert "Kết quả: của đồng nghiệp → của tôi" in unescape(answer.text)
    assert stored(url).result == "của đồng nghiệp"
    editor.post(IMPORT, data={**carried(answer.text), "step": "save"})
    assert stored(url).result == "của tôi"


def test_every_mistake_of_a_file_is_named_by_its_place_and_nothing_is_written(
    editor: TestClient, url: str
) -> None:
    before = everything(url)
    book = load_workbook(BytesIO(editor.get("/catalogue/template").content))
    sheet = book.worksheets[1]
    for row, code in ((3, "không phải mã"), (4, "1.999999")):
        sheet.cell(row, 1).value = code
    written = BytesIO()
    book.save(written)
    answer = upload(editor, written.getvalue(), "sai.xlsx")
    page = unescape(answer.text)
    assert answer.status_code == 422
    assert "lỗi trong tệp sai.xlsx" in page
    assert f"trang '{sheet.title}' dòng 3" in page
    assert f"trang '{sheet.title}' dòng 4" in page
    assert everything(url) == before


@pytest.mark.parametrize(
    ("name", "content", "told"),
    [
        ("danh muc.xlsx", b"not a workbook", "không phải tệp Excel"),
        ("danh muc.xls", b"old", "lưu thành .xlsx"),
        ("danh muc.docx", b"PK", "chỉ nhận .yml"),
        ("danh muc", b"x", "chỉ nhận .yml"),
        ("../../etc/passwd.yml", b"- [", "lỗi trong tệp ../../etc/passwd.yml"),
        ("", b"", "Chưa chọn tệp"),
    ],
)
def test_a_file_that_is_none_of_ours_is_declined_with_the_cure(
    editor: TestClient, url: str, name: str, content: bytes, told: str
) -> None:
    before = everything(url)
    answer = upload(editor, content, name) if name else editor.post(IMPORT, data={"file": ""})
    assert answer.status_code == 422
    assert told in unescape(answer.text)
    assert everything(url) == before


def test_a_file_that_is_too_large_is_declined_before_it_is_read(editor: TestClient) -> None:
    for size in (MOST_FILE + 1, MOST_FILE * 2):
        answer = upload(editor, b"x" * size)
        assert answer.status_code == 413
        assert "Tệp quá lớn" in answer.text


@pytest.mark.parametrize("content", ["không phải base64!", "ab", "é"])
def test_a_file_field_that_nobody_made_is_no_error_of_ours(editor: TestClient, content: str) -> None:
    answer = editor.post(IMPORT, data={"file": content, "file-name": "a.xlsx", "step": "save"})
    assert answer.status_code in (400, 422)


def test_a_broken_upload_is_no_error_of_ours(editor: TestClient) -> None:
    kind = {"content-type": "multipart/form-data; boundary=x"}
    assert editor.post(IMPORT, content=b"--x\r\nnonsense", headers=kind).status_code in (400, 422)
    bare = {"content-type": "multipart/form-data"}
    assert editor.post(IMPORT, content=b"--x", headers=bare).status_code == 400


def test_ticked_procedures_are_checked_today_and_only_they(editor: TestClient, url: str, find: Find) -> None:
    others = {one.code: one.checked for one in everything(url) if one.code not in (CODE, "1.014201")}
    answer = editor.post(
        "/catalogue/checked",
        data={f"code-{CODE}": "1", "code-1.014201": "1", "code-9.999999": "1", "back": "/catalogue?stale=1"},
    )
    assert answer.headers["location"].startswith("/catalogue?stale=1&checked=2&change=")
    assert stored(url).checked == times.today()
    assert {one.code: one.checked for one in everything(url) if one.code in others} == others
    (line,) = log(find, "catalogue_check")
    assert line["detail"]["procedures"] == [CODE, "1.014201"]
    assert "Đã ghi ngày kiểm tra hôm nay cho 2 thủ tục" in editor.get(answer.headers["location"]).text


def test_nothing_ticked_is_told(editor: TestClient) -> None:
    answer = editor.post("/catalogue/checked", data={"back": "//evil.example"})
    assert answer.headers["location"] == "/catalogue?checked=0&change=0"
    assert "Chưa đánh dấu thủ tục nào" in editor.get(answer.headers["location"]).text


def test_a_whole_page_is_ticked_by_a_link(editor: TestClient) -> None:
    page = editor.get("/catalogue?all=1").text
    ticks = re.findall(r'<input type="checkbox" name="code-[^>]*>', page)
    assert ticks
    assert all(" checked" in tick for tick in ticks)


def test_every_change_can_be_looked_at_and_undone(editor: TestClient, url: str, find: Find) -> None:
    before = stored(url)
    number = change(url, result="sai", checked=date(2026, 1, 1))
    assert f'href="/catalogue/changes/{number}"' in editor.get("/catalogue/changes").text
    page = unescape(editor.get(f"/catalogue/changes/{number}").text)
    assert "Kết quả: Giấy phép lao động → sai" in page
    assert "Kết quả: sai → Giấy phép lao động" in page
    undone = editor.post(f"/catalogue/changes/{number}/restore", data=carried(page))
    assert undone.headers["location"] == f"/catalogue/changes/{number + 1}?saved=1"
    assert stored(url) == before
    (line,) = log(find, "catalogue_restore")
    assert line["detail"] == {"of": number, "change": number + 1, "procedures": 1}
    assert "không còn gì để hoàn tác" in editor.get(f"/catalogue/changes/{number}").text
    editor.post(
        f"/catalogue/changes/{number + 1}/restore", data=carried(editor.get(undone.headers["location"]).text)
    )
    assert stored(url).result == "sai"


def test_later_changes_that_an_undo_would_take_along_are_told(editor: TestClient, url: str) -> None:
    first = change(url, result="một")
    change(url, result="hai")
    assert "những lần sửa sau cũng mất" in editor.get(f"/catalogue/changes/{first}").text


def test_an_undo_that_was_not_seen_as_it_is_now_is_shown_again(editor: TestClient, url: str) -> None:
    number = change(url, result="một")
    page = editor.get(f"/catalogue/changes/{number}").text
    change(url, result="hai")
    answer = editor.post(f"/catalogue/changes/{number}/restore", data=carried(page))
    assert answer.status_code == 409
    assert "vừa được đồng nghiệp thay đổi" in answer.text
    assert stored(url).result == "hai"


def test_an_undo_that_deletes_procedures_has_to_be_confirmed(editor: TestClient, url: str) -> None:
    first = carried(editor.get("/catalogue/changes/1").text)
    answer = editor.post("/catalogue/changes/1/restore", data=first)
    assert answer.status_code == 422
    assert "chưa đánh dấu" in answer.text
    assert everything(url)
    editor.post("/catalogue/changes/1/restore", data={**first, "sure": "1"})
    assert everything(url) == []


@pytest.mark.parametrize("number", ["999999", "0", "x", "99999999999"])
def test_a_change_that_never_was_is_not_found(editor: TestClient, number: str) -> None:
    assert editor.get(f"/catalogue/changes/{number}").status_code == 404
    assert editor.post(f"/catalogue/changes/{number}/restore", data={"seen": "1"}).status_code == 404


def test_viewers_look_at_changes_and_are_offered_no_step(enter: Enter, url: str) -> None:
    number = change(url, result="một")
    page = enter(Role.VIEWER).get(f"/catalogue/changes/{number}").text
    assert "Đã đổi gì" in page
    assert "restore" not in page
    listed = enter(Role.VIEWER).get("/catalogue").text
    assert "/catalogue/import" not in listed
    assert 'type="checkbox" name="code-' not in listed
