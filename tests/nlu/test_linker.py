"""About what: the linker between the model that was trained and the catalogue that is stored."""

from __future__ import annotations

import pytest
from rasa.shared.nlu.constants import ENTITIES
from rasa.shared.nlu.training_data.training_data import TrainingData

from bot.catalogue import library
from bot.catalogue.model import Procedure
from bot.nlu.linker import CANDIDATES, PROCEDURE, ProcedureLinker, _with_examples
from bot.nlu.normaliser import Normaliser
from bot.settings import Settings
from bot.storage import catalogue
from bot.storage.database import UnitOfWork, engine
from bot.text.writing import plain
from tests import town
from tests.catalogue.test_library import soon
from tests.nlu.conftest import Workshop, heard


@pytest.fixture(scope="module")
def normaliser(workshop: Workshop) -> Normaliser:
    return workshop.train(Normaliser)


@pytest.fixture(scope="module")
def trained(workshop: Workshop) -> ProcedureLinker:
    return workshop.train(ProcedureLinker)


QUESTIONS = [
    ("gia hạn giấy phép lao động cần giấy tờ gì", "1.000002"),
    ("mất thẻ giấy phép lao động thì làm thủ tục gì", "1.000003"),
    ("xây thêm nhà kho trong khu công nghiệp", "1.000005"),
    ("c/o form d nộp ở đâu", "1.000007"),
]


@pytest.mark.parametrize(("text", "code"), QUESTIONS)
def test_the_procedure_is_the_first_candidate_and_an_entity(
    normaliser: Normaliser, trained: ProcedureLinker, text: str, code: str
) -> None:
    message = heard(normaliser, trained)(text)
    assert message.get(CANDIDATES)[0]["code"] == code
    (entity,) = message.get(ENTITIES)
    assert (entity["entity"], entity["value"]) == (PROCEDURE, code)


@pytest.mark.parametrize(("text", "code"), QUESTIONS)
def test_it_is_found_without_marks(
    normaliser: Normaliser, trained: ProcedureLinker, text: str, code: str
) -> None:
    assert heard(normaliser, trained)(plain(text)).get(CANDIDATES)[0]["code"] == code


def test_candidates_have_a_name_and_a_falling_confidence(trained: ProcedureLinker) -> None:
    candidates = heard(trained)("giấy phép lao động").get(CANDIDATES)
    assert len(candidates) == ProcedureLinker.get_default_config()["candidates"]
    assert all(set(one) == {"code", "name", "confidence"} for one in candidates)
    confidences = [one["confidence"] for one in candidates]
    assert confidences == sorted(confidences, reverse=True)
    assert sum(confidences) <= 1.001


def test_a_code_that_stands_in_the_question_is_certain(trained: ProcedureLinker) -> None:
    candidates = heard(trained)("thủ tục 1.000008.000.00.00.H19 là gì").get(CANDIDATES)
    assert candidates == [{"code": "1.000008", "name": "Cấp giấy phép môi trường", "confidence": 1.0}]


def test_an_unknown_code_is_certain_of_nothing(trained: ProcedureLinker) -> None:
    assert all(one["confidence"] < 1.0 for one in heard(trained)("thủ tục 1.999999").get(CANDIDATES))


@pytest.mark.parametrize("text", ["trời có mưa to không", "😀", ""])
def test_what_is_about_no_procedure_is_no_entity(trained: ProcedureLinker, text: str) -> None:
    assert not heard(trained)(text).get(ENTITIES)


def test_it_links_the_same_after_loading(workshop: Workshop, trained: ProcedureLinker) -> None:
    loaded = workshop.load(ProcedureLinker)
    for text, _ in QUESTIONS:
        before, after = heard(trained)(text).get(CANDIDATES), heard(loaded)(text).get(CANDIDATES)
        assert after[0]["code"] == before[0]["code"]
        assert after[0]["confidence"] == pytest.approx(before[0]["confidence"], abs=0.02)


def test_a_procedure_that_staff_save_is_linked_without_training(
    workshop: Workshop, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(library, "_PATIENCE", 0.01)
    linker = workshop.train(ProcedureLinker)
    hear = heard(linker)
    hear("pháo hoa")
    fireworks = Procedure("1.000042", "Cho phép bắn pháo hoa", "dau_tu", aliases=["đốt pháo hoa"])
    save(fireworks)
    try:
        assert soon(lambda: hear("đốt pháo hoa ở đâu").get(CANDIDATES)[0]["code"] == fireworks.code)
    finally:
        save(None)


def save(procedure: Procedure | None) -> None:
    with UnitOfWork(engine(Settings.from_env().database_url)) as work:
        catalogue.apply(work.session, {"1.000042": procedure}, "cán bộ", "edit")
        work.commit()


def test_only_examples_of_the_training_data_are_learnt(training_data: TrainingData) -> None:
    half = TrainingData(training_data.training_examples[::2])
    learnt = {example.text for one in _with_examples(town.procedures(), half) for example in one.examples}
    assert learnt
    assert learnt <= {message.get("text") for message in half.intent_examples}
