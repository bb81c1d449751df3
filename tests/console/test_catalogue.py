"""The catalogue to look at: found by any name, read whole, with its answers and its history."""

from __future__ import annotations

from html import unescape

import pytest

from bot.staff.model import Role
from bot.storage import catalogue
from bot.storage.database import UnitOfWork, engine
from tests.console.conftest import Enter
from tests.console.test_rooms import titles


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("gia han giay phep lao dong", "1.014201"),
        ("gia hạn gplđ", "1.014201"),
        ("1.014201", "1.014201"),
        ("noi quy", "2.001955"),
    ],
)
def test_a_procedure_is_found_without_marks_by_shorthand_and_by_code(
    enter: Enter, typed: str, code: str
) -> None:
    assert f'href="/catalogue/{code}"' in enter(Role.VIEWER).get(f"/catalogue?q={typed}").text


def test_those_called_as_typed_come_before_those_only_known_by_it(enter: Enter) -> None:
    found = titles(enter(Role.VIEWER), "/catalogue?q=giay phep lao dong")
    named = ["giấy phép lao động" in title.lower() for title in found]
    assert len(found) > 3
    assert named[0]
    assert named == sorted(named, reverse=True)


def test_a_whole_question_finds_what_is_nearest(enter: Enter) -> None:
    page = enter(Role.VIEWER).get("/catalogue?q=giấy phép lao động của sếp sắp hết hạn thì phải làm sao").text
    assert "gần nhất theo cách trợ lý hiểu" in page
    assert 'href="/catalogue/1.014201"' in page


def test_a_changed_name_is_found_at_once(enter: Enter, url: str) -> None:
    client = enter(Role.VIEWER)
    assert len(titles(client, "/catalogue?q=ten moi tinh")) != 1
    with UnitOfWork(engine(url)) as uow:
        one = catalogue.by_code(uow.session, "1.014201")
        assert one is not None
        one.aliases.append("tên mới tinh")
        catalogue.apply(uow.session, {one.code: one}, "tests", "import")
        uow.commit()
    assert titles(client, "/catalogue?q=ten moi tinh") == [one.title]


def test_a_procedure_is_shown_with_all_its_parts_and_every_answer(enter: Enter, url: str) -> None:
    page = unescape(enter(Role.VIEWER).get("/catalogue/1.014199").text)
    with UnitOfWork(engine(url)) as uow:
        one = catalogue.by_code(uow.session, "1.014199")
    assert one is not None
    shown = [one.name, one.agency, one.summary, one.result, one.source, *one.warnings, *one.aliases]
    shown += [item.name for item in one.dossier] + [example.text for example in one.examples]
    assert [part for part in shown if part and part not in page] == []
    assert page.count('<div class="answer">') == 14
    assert "**" not in page


@pytest.mark.parametrize("code", ["1.014196", "3.000490", "MC-01", "1.010727"])
def test_a_procedure_that_is_bare_replaced_or_abolished_has_a_page_as_well(enter: Enter, code: str) -> None:
    assert enter(Role.VIEWER).get(f"/catalogue/{code}").status_code == 200


def test_history_tells_who_changed_what(enter: Enter, url: str) -> None:
    with UnitOfWork(engine(url)) as uow:
        one = catalogue.by_code(uow.session, "2.001955")
        assert one is not None
        one.result = "Giấy xác nhận mới"
        catalogue.apply(uow.session, {one.code: one}, "Lan", "import")
        uow.commit()
    page = enter(Role.VIEWER).get("/catalogue/2.001955/history").text
    assert "<strong>Lan</strong>" in page
    assert "→ Giấy xác nhận mới" in page
    assert "Thêm vào danh mục." in page


def test_a_deleted_procedure_keeps_its_history(enter: Enter, url: str) -> None:
    with UnitOfWork(engine(url)) as uow:
        catalogue.apply(uow.session, {"2.001955": None}, "Lan", "restore")
        uow.commit()
    client = enter(Role.VIEWER)
    assert client.get("/catalogue/2.001955").status_code == 404
    assert "Xóa khỏi danh mục." in client.get("/catalogue/2.001955/history").text
