"""Names as somebody begins to type them."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.catalogue.completion import Completion
from bot.catalogue.completions import Completions
from bot.catalogue.model import Procedure
from bot.storage import catalogue
from bot.storage.database import UnitOfWork, engine
from tests.town import procedures

town = Completion(procedures())


def names(typed: str, among: Completion = town) -> list[str]:
    return [one.name for one in among.complete(typed)]


@pytest.mark.parametrize(
    "typed", ["gia hạn giấy", "gia han giay", "Gia Hạn GIẤY", "gia hạn gplđ", "  gia   hạn  "]
)
def test_marks_capitals_spaces_and_shorthand_do_not_matter(typed: str) -> None:
    assert names(typed)[0] == "Gia hạn giấy phép lao động"


@pytest.mark.parametrize("typed", ["c", "cấ", "cấp", "cấp g", "cấp gi", "cấp giấy phép x"])
def test_every_word_may_be_only_begun(typed: str) -> None:
    assert "Cấp giấy phép xây dựng" in names(typed)


def test_every_word_typed_must_begin_a_word_of_the_name() -> None:
    assert names("gia hạn xây") == []


def test_what_begins_so_comes_before_what_only_holds_it() -> None:
    assert names("giấy phép lao động")[0] != names("cấp lại giấy phép lao động")[0]
    assert names("cấp lại")[0] == "Cấp lại giấy phép lao động"


def test_an_alias_finds_the_procedure_under_its_title() -> None:
    assert names("work per") == ["Cấp giấy phép lao động"]
    assert names("phép xả")[0] == "Cấp giấy phép môi trường"


def test_a_letter_is_no_shorthand_while_the_word_is_being_typed() -> None:
    one = Completion([Procedure("1.000001", "Cấp giấy phép vận tải", "xay_dung")])
    assert names("giấy phép v", one) == ["Cấp giấy phép vận tải"]


def test_a_code_is_completed_too() -> None:
    assert {one.code for one in town.complete("1.00000")} == {one.code for one in procedures()}
    assert [one.code for one in town.complete("1.000005")] == ["1.000005"]


def test_what_is_over_is_not_suggested() -> None:
    over = [
        Procedure("1.000001", "Cấp giấy phép cũ", "xay_dung", state="superseded", superseded_by="1.000002"),
        Procedure("1.000003", "Cấp giấy phép bỏ", "xay_dung", state="abolished"),
    ]
    assert names("cấp giấy phép", Completion(over)) == []


def test_at_most_eight_are_told() -> None:
    many = [Procedure(f"1.{number:06d}", f"Đăng ký việc {number}", "cong_dan") for number in range(50)]
    assert len(names("đăng ký", Completion(many))) == 8


@given(st.text(max_size=300))
def test_whatever_is_typed_is_no_mistake(typed: str) -> None:
    assert len(town.complete(typed)) <= 8


def test_an_empty_catalogue_completes_nothing() -> None:
    assert names("cấp", Completion([])) == []


def test_a_changed_catalogue_is_noticed(database_url: str) -> None:
    completions = Completions(database_url)
    assert completions.complete("cấp") == []
    with UnitOfWork(engine(database_url)) as uow:
        catalogue.replace_all(uow.session, procedures(), "tests")
        uow.commit()
    deadline = time.monotonic() + 20
    while not completions.complete("cấp"):
        assert time.monotonic() < deadline
        time.sleep(0.1)
