"""What holds for every procedure and every question."""

from __future__ import annotations

import re
from itertools import product

import pytest

from bot.catalogue import facts
from bot.catalogue.answers import PART, Answer, general
from bot.catalogue.model import ASPECTS, Procedure
from tests.catalogue.asking import (
    AGENCIES,
    AMOUNT,
    CATALOGUE,
    TOGETHER,
    ask,
    tell,
)

# Laws for every procedure and every question


def amounts_of(procedure: Procedure) -> set[str]:
    given = [amount for fee in procedure.fees for amount in (fee.amount, fee.online_amount) if amount]
    written = AMOUNT.findall(" ".join(str(value) for value in vars(procedure).values()))
    return {f"{amount:,}".replace(",", ".") for amount in given} | set(written)


def check_form(told: Answer) -> None:
    assert told.parts
    assert all(0 < len(part) <= PART for part in told.parts)
    assert "None" not in told.text
    assert "Undefined" not in told.text
    assert "  " not in told.text
    assert "\n\n\n" not in told.text
    assert not re.search(r"\.\.|,,|::| [,.;:](?!\d)|\(\)|\*\*\*", told.text)
    assert all(line == line.strip() for line in told.text.split("\n"))
    assert told.text.count("**") % 2 == 0
    # The parts are the text: nothing lost, nothing added.
    assert "".join("".join(told.parts).split()) == "".join(told.text.split())


@pytest.mark.parametrize("code", sorted(CATALOGUE))
def test_every_procedure_answers_every_question_in_form(code: str) -> None:
    procedure = CATALOGUE[code]
    allowed = amounts_of(procedure) | amounts_of(CATALOGUE.get(procedure.superseded_by or "", procedure))
    for name, aspects, full in product(("dong-nai-kcn", "phu-yen-kkt"), TOGETHER, (False, True)):
        told = ask(code, *aspects, agency=AGENCIES[name], full=full)
        check_form(told)
        assert set(AMOUNT.findall(told.text)) <= allowed
        assert len(told.next_aspects) <= 4
        assert not set(told.next_aspects) & set(aspects)
        assert all(url.startswith("https://") for _, url in told.links)
        if full:
            assert not told.more


@pytest.mark.parametrize("code", sorted(CATALOGUE))
def test_an_unknown_fee_is_never_told_as_free(code: str) -> None:
    procedure = CATALOGUE[code]
    if any(fee.state == "free" for fee in procedure.fees) or procedure.state != "in_force":
        return
    text = "\n".join(tell(code, aspect) for aspect in ("fee", "overview", "payment")).lower()
    notes = " ".join(f"{fee.note}" for fee in procedure.fees) + " ".join(procedure.warnings)
    for word in ("không thu", "miễn phí", "miễn lệ phí", "0 đồng"):
        assert not re.search(rf"(?<![\d.]){word}\b", text) or word in notes.lower()


@pytest.mark.parametrize("code", sorted(CATALOGUE))
def test_a_long_dossier_tells_every_paper_when_asked_for_all(code: str) -> None:
    procedure = CATALOGUE[code]
    if procedure.state != "in_force":
        return
    text = tell(code, "dossier", full=True)
    assert all(" ".join(item.name.split()) in text for item in procedure.dossier)
    cases = {item.case.replace("Cổng DVC", "Cổng Dịch vụ công") for item in procedure.dossier if item.case}
    assert all(case in text for case in cases)


def test_next_questions_can_be_answered() -> None:
    for procedure in CATALOGUE.values():
        for aspect in ask(procedure.code, "overview").next_aspects:
            subject = CATALOGUE.get(procedure.superseded_by or "", procedure)
            assert facts.known(subject, aspect) or (aspect == "fee" and subject.fees)


@pytest.mark.parametrize("aspect", ASPECTS)
def test_any_aspect_gives_an_answer(aspect: str) -> None:
    check_form(ask("1.014199", aspect))
    for agency in AGENCIES.values():
        check_form(general(aspect, agency))
