"""Certificates of origin by destination: offered, not guessed."""

from __future__ import annotations

import pytest

from bot.catalogue.origin import destinations, forms_for
from bot.desk.talk import State
from bot.text.question import read
from tests.desk.desks import Person, desk
from tests.real import real

AJ, VJ, CPTPP, RCEP = "1.000432", "1.000686", "2.001372", "1.010762"
AGAIN = "1.001383"


def _asks(text: str, near: dict[str, float]):  # type: ignore[no-untyped-def]
    forms = [real(code) for code in (AJ, VJ, CPTPP, RCEP, AGAIN)]
    return Person(desk(forms), State()).says(text, "ask_dossier", "dossier", maybe=near)


def test_all_certificates_of_a_country_are_offered_however_sure_one_seems() -> None:
    reply = _asks("C/O xuất khẩu sang Nhật Bản cần gì", {VJ: 0.9, AJ: 0.02})
    assert reply.outcome == "choices"
    assert reply.state.choices[0] == VJ
    assert set(reply.state.choices) == {AJ, VJ, CPTPP, RCEP}


def test_a_form_that_is_named_is_told() -> None:
    reply = _asks("c/o mẫu aj đi nhật cần gì", {AJ: 0.9, VJ: 0.02})
    assert (reply.outcome, reply.procedure) == ("answered", AJ)


def test_another_step_with_a_certificate_is_told() -> None:
    reply = _asks("cấp lại c/o đi nhật bị mất cần gì", {AGAIN: 0.9, AJ: 0.02})
    assert (reply.outcome, reply.procedure) == ("answered", AGAIN)


@pytest.mark.parametrize(
    "text", ["c/o di nhat", "xin giay xuat xu hang xuat sang nhat", "CO form nào đi Nhật"]
)
def test_a_country_is_heard_with_and_without_marks(text: str) -> None:
    assert AJ in forms_for(read(text))


@pytest.mark.parametrize(
    "text",
    ["thời hạn nhất định của c/o", "gplđ cho người Nhật", "c/o còn hạn bao lâu", "form xin phép hợp pháp"],
)
def test_words_that_only_look_like_a_country_are_none(text: str) -> None:
    assert forms_for(read(text)) == ()


@pytest.mark.parametrize("code", sorted({code for one in destinations() for code in one.forms}))
def test_every_certificate_of_the_list_is_in_force(code: str) -> None:
    assert real(code).state == "in_force"
