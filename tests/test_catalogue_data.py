"""The catalogue that we hand over: every real procedure is there, whole, and is asked about."""

from __future__ import annotations

from collections import Counter
from functools import cache
from pathlib import Path

import pytest
from click.testing import CliRunner

from bot.catalogue.model import ASPECTS, FEE_STATES, FIELDS, Procedure
from bot.catalogue.source import files
from bot.catalogue.source.collection import source_files
from bot.commands.catalogue import catalogue
from bot.settings import ROOT

FOLDER = ROOT / "data" / "catalogue"
PROCEDURES = 207
MOST_ASKED = 40
FEWEST_EXAMPLES = 12
FEWEST_OF_THE_MOST_ASKED = 25


@cache
def by_file() -> dict[Path, Procedure]:
    read = {}
    for path in source_files([FOLDER]):
        procedures, problems = files.read(path)
        assert not problems, "\n".join(map(str, problems))
        (read[path],) = procedures
    return read


def all_procedures() -> list[Procedure]:
    return list(by_file().values())


def codes_where(wrong: object) -> list[str]:
    """Codes of the procedures that the rule (a function) finds wrong."""
    assert callable(wrong)
    return [procedure.code for procedure in all_procedures() if wrong(procedure)]


def test_all_real_procedures_are_there_each_once() -> None:
    codes = Counter(procedure.code for procedure in all_procedures())
    assert len(by_file()) == PROCEDURES
    assert max(codes.values()) == 1


def test_a_file_is_named_by_its_code_in_the_folder_of_its_field() -> None:
    misplaced = [
        str(path.relative_to(FOLDER))
        for path, procedure in by_file().items()
        if path.relative_to(FOLDER) != Path(procedure.field, f"{procedure.code}.yml")
    ]
    assert misplaced == []


def test_every_field_has_procedures() -> None:
    assert {procedure.field for procedure in all_procedures()} == set(FIELDS)


def test_every_procedure_carries_questions_as_people_ask_them() -> None:
    assert codes_where(lambda procedure: len(procedure.examples) < FEWEST_EXAMPLES) == []


def test_the_most_asked_carry_more_and_are_ranked_without_gaps() -> None:
    asked = [procedure for procedure in all_procedures() if procedure.rank]
    assert sorted(procedure.rank for procedure in asked) == list(range(1, MOST_ASKED + 1))
    assert [one.code for one in asked if len(one.examples) < FEWEST_OF_THE_MOST_ASKED] == []


def test_every_question_asks_known_aspects_each_once() -> None:
    wrong = [
        (procedure.code, example.text)
        for procedure in all_procedures()
        for example in procedure.examples
        if not example.aspects
        or not set(example.aspects) <= set(ASPECTS)
        or len(set(example.aspects)) < len(example.aspects)
    ]
    assert wrong == []


def test_no_procedure_is_asked_the_same_twice() -> None:
    assert (
        codes_where(lambda procedure: len({one.text for one in procedure.examples}) < len(procedure.examples))
        == []
    )


def test_no_question_belongs_to_two_procedures_in_force() -> None:
    owners: dict[str, set[str]] = {}
    for procedure in all_procedures():
        if procedure.state == "in_force":
            for example in procedure.examples:
                owners.setdefault(" ".join(example.text.lower().split()), set()).add(procedure.code)
    assert {text: codes for text, codes in owners.items() if len(codes) > 1} == {}


def test_a_successor_exists_and_is_in_force() -> None:
    states = {procedure.code: procedure.state for procedure in all_procedures()}
    assert codes_where(lambda one: one.superseded_by and states.get(one.superseded_by) != "in_force") == []


def test_only_what_was_superseded_has_a_successor() -> None:
    assert codes_where(lambda one: one.superseded_by and one.state == "in_force") == []


def test_an_amount_is_known_only_where_there_is_one() -> None:
    for procedure in all_procedures():
        for fee in procedure.fees:
            assert fee.state in FEE_STATES, procedure.code
            assert (fee.state == "known") == bool(fee.amount), procedure.code
            assert not (fee.state == "free" and fee.online_amount), procedure.code


def test_an_online_amount_is_never_higher() -> None:
    assert (
        codes_where(
            lambda one: any(
                fee.online_amount is not None and fee.amount is not None and fee.online_amount > fee.amount
                for fee in one.fees
            )
        )
        == []
    )


def test_every_procedure_says_where_its_facts_are_from_and_when_they_were_checked() -> None:
    assert codes_where(lambda one: not one.source) == []
    # What is only a name in our own list has no published source that could have been checked.
    assert codes_where(lambda one: not one.checked and one.completeness != "name_only") == []


def test_what_is_not_known_is_not_filled_in() -> None:
    """A record that has only a code and a name claims no papers."""
    assert codes_where(lambda one: one.completeness == "name_only" and one.dossier) == []


def test_staff_would_find_nothing_to_object_to(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MOTCUA_DATABASE_URL", f"sqlite:///{tmp_path / 'motcua.db'}")
    told = CliRunner().invoke(catalogue, ["check", str(FOLDER)])
    assert told.exit_code == 0, told.output or told.exception
    assert f"{PROCEDURES} thủ tục" in told.output
