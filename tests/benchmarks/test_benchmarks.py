"""The measuring itself: what is compared is what is said, and the same at every run."""

from __future__ import annotations

import json
import random
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest
import yaml

from benchmarks.acknowledgement import senders
from benchmarks.control import answers
from benchmarks.control.part import FULL, projected
from benchmarks.control.project import SLOWEST, configuration
from benchmarks.measure import percentile, spread
from benchmarks.plan import Plan
from benchmarks.questions import MARKED, NOISY, UNMARKED, writing
from benchmarks.report import capacity, document
from benchmarks.report.goals import goals
from benchmarks.synthetic import catalogue
from benchmarks.training import Training
from benchmarks.variants import EVAL, NO_MARKS, TYPOS, typed_badly, variants, without_marks
from bot.catalogue.model import Example, Procedure
from bot.channels.driver import Incoming
from bot.channels.telegram import payloads
from bot.channels.telegram.mentions import Me
from bot.channels.zalo.oa import events
from bot.channels.zalo.oa.signature import Signature
from bot.text.writing import is_marked
from tests.procedures import permit


def test_percentiles_are_times_that_were_measured() -> None:
    times = [float(one) for one in range(1, 101)]
    assert (percentile(times, 0.5), percentile(times, 0.95)) == (50, 95)
    assert spread([3.0]) == {"p50": 3.0, "p95": 3.0, "count": 1}
    assert percentile([], 0.5) == 0


def test_the_control_is_what_rasa_init_writes() -> None:
    rasa = yaml.safe_load(
        (files("rasa.engine.recipes") / "config_files/default_config.yml").read_text("utf-8")
    )
    control = configuration(FULL)
    assert (control["pipeline"], control["policies"]) == (rasa["pipeline"], rasa["policies"])
    shorter = configuration(1)["pipeline"]
    assert [one["epochs"] for one in shorter if "epochs" in one] == [1, 1]


def _heard(intent: str | None, code: str = "1.000001") -> dict[str, Any]:
    ranking = [{"intent_response_key": f"procedure/{code}", "confidence": 0.9}]
    return {"intent": {"name": intent}, "response_selector": {"default": {"ranking": ranking}}}


def test_the_control_answers_questions_and_holds_back_otherwise() -> None:
    both = answers.turn(_heard("ask_dossier+ask_fee"), 1.0)
    assert (both["aspects"], both["procedure"], both["outcome"]) == (
        ["dossier", "fee"],
        "1.000001",
        "answered",
    )
    lost = answers.turn(_heard("nlu_fallback"), 1.0)
    assert (lost["aspects"], lost["procedure"], lost["outcome"]) == (["out_of_scope"], None, "declined")
    assert answers.turn(_heard("greet"), 1.0)["procedure"] is None


def test_a_short_training_is_projected_by_its_epochs_alone() -> None:
    training = Training(110.0, 100.0, 1.0, 1.0, {}, epoch_seconds=100.0)
    assert projected(training, Plan(epochs=10)) == 1010.0


def test_when_only_the_slowest_part_is_shortened_the_rest_is_not_projected() -> None:
    training = Training(130.0, 100.0, 1.0, 1.0, {SLOWEST: 80.0}, epoch_seconds=100.0)
    assert projected(training, Plan(epochs=100, diet=10)) == 130.0 + 720.0


def test_harder_copies_of_the_held_out_questions_are_those_of_the_script() -> None:
    asked = [json.loads(line) for line in (EVAL / "questions.jsonl").read_text("utf-8").splitlines()]
    made = variants(asked)
    for name in (NO_MARKS, TYPOS):
        kept = [json.loads(line) for line in (EVAL / f"{name}.jsonl").read_text("utf-8").splitlines()]
        assert kept == made[name]


def test_slips_hit_about_every_tenth_letter_and_marks_vanish() -> None:
    text = "Đổi giấy phép lao động cần những giấy tờ gì " * 20
    assert not is_marked(without_marks(text))
    same = sum(
        a == b for a, b in zip(text.split(), typed_badly(text, random.Random(1)).split(), strict=False)
    )
    assert 0 < same < len(text.split())


def test_writing_follows_the_group() -> None:
    groups = ("accented", "multi_aspect", "no_accents", NO_MARKS, "shorthand", TYPOS)
    found = [writing({"group": group}) for group in groups]
    assert found == [MARKED, MARKED, UNMARKED, UNMARKED, NOISY, NOISY]


def test_a_synthetic_catalogue_begins_with_the_real_one_and_is_the_same_each_time() -> None:
    real = [
        permit(
            f"1.00000{at}", name=f"cấp phép {word}", aliases=[word], examples=[Example(f"{word} cần gì", [])]
        )
        for at, word in enumerate(("xây nhà", "lao động", "môi trường", "đất đai"))
    ]
    made = catalogue(real, 40)
    assert _texts(made) == _texts(catalogue(real, 40))
    assert [one.name for one in made[:4]] == [one.name for one in real]
    assert len({one.code for one in made}) == 40


def _texts(procedures: list[Procedure]) -> list[tuple[str, ...]]:
    return [(one.name, *one.aliases, *(example.text for example in one.examples)) for one in procedures]


@pytest.mark.parametrize(("last", "verdicts"), [(2.9, ["met", "met"]), (3.1, ["**not met**", "met"])])
def test_goals_are_judged_by_the_figures(last: float, verdicts: list[str]) -> None:
    sizes = [
        {"procedures": size, "link": {"p95": p95, "cpu": {"p95": p95}}}
        for size, p95 in ((100, 1.0), (10_000, last))
    ]
    found = {goal.name: goal for goal in goals({"linking": {"figures": {"sizes": sizes}}})}
    assert [goal.verdict for name, goal in found.items() if name.startswith("linking")] == verdicts


def test_a_document_with_an_unmeasured_part_is_left_as_it_is(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(document, "FOLDER", tmp_path)
    monkeypatch.setattr(document.results, "load", lambda part: None)
    document.write()
    assert list(tmp_path.iterdir()) == []
    assert "benchmarks.md left as it is, not measured: control" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("p99", "left", "verdict"), [(49.0, 7, "met"), (51.0, 7, "**not met**"), (10.0, 0, "not measured")]
)
def test_an_acknowledgement_counts_only_while_the_model_is_busy(p99: float, left: int, verdict: str) -> None:
    one = {"senders": 32, "p50": 3.0, "p99": p99, "count": 100, "unanswered": left}
    figures = {"acknowledgement": {"figures": {"seconds": 8, "channels": {"telegram": one}}}}
    found = {goal.name: goal for goal in goals(figures)}
    assert [goal.verdict for name, goal in found.items() if name.startswith("telegram")] == [verdict]


def test_the_benchmarks_events_are_signed_as_zalo_signs() -> None:
    raw, headers = senders.zalo(1, "lệ phí bao nhiêu")
    signature = Signature(senders.ZALO_SECRET, senders.ZALO_APP)
    assert signature.fits(headers["X-ZEvent-Signature"], raw, events.read(raw).timestamp)


def test_the_benchmarks_updates_are_read_as_telegrams() -> None:
    raw, _ = senders.telegram(1, "lệ phí bao nhiêu")
    event = payloads.event(json.loads(raw), Me(1))
    assert event is not None
    assert payloads.read(event.body, Me(1)) == Incoming("text", "lệ phí bao nhiêu")


def _load_figures() -> dict[str, Any]:
    turns = {"p50": 20.0, "p95": 40.0, "p99": 60.0, "turns_per_second": 50.0, "people": 16, "servers": 1}
    two = {**turns, "servers": 2, "turns_per_second": 80.0}
    memory = [{"rasa": {"pss_mib": 120.0}, "actions": {"pss_mib": 80.0}}]
    return {
        "control": {**turns, "clients": 16, "p99": 300.0, "turns_per_second": 10.0},
        "sqlite": {"one": {**turns, "people": 1}, "many": turns},
        "floor": {"hop": 1.0, "commit": 1.0},
        "long": {"turns": 200, "first": 10.0, "last": 11.0},
        "servers": [{**turns, "memory": memory}, {**two, "memory": memory * 2}],
        "start_seconds": 5.0,
    }


def test_the_goals_of_load_are_judged_one_by_one() -> None:
    verdicts = [goal.met for goal in goals({"load": {"figures": _load_figures()}})]
    # 5×; a fifth; 20 ms above 9; 1.1×; 1.6×; 120 MiB; 5 s.
    assert verdicts == [True, True, False, True, False, True, True]


def test_capacity_grows_with_the_enterprises_and_never_below_two_processes() -> None:
    told = capacity.section(_load_figures())
    rows = [line.split(" | ") for line in told.splitlines() if line[2:3].isdigit()]
    assert [row[0].strip("| ") for row in rows] == ["1,000", "10,000", "100,000", "1,000,000"]
    assert [row[2] for row in rows] == ["2", "2", "2", "2"]
    # A million: 0.05 × 1.5 × 4 × 0.2 of a million in an hour is 16.7 a second, three times as many in a minute.
    assert rows[3][1] == "50.0"
