"""A start without what only training needs."""

from __future__ import annotations

import io
import json
import subprocess
import sys
import tarfile
from pathlib import Path

import pytest

from bot.serving.__main__ import answers_only, model_in
from bot.serving.lean import does_without
from bot.settings import ROOT

OURS = (
    "bot.nlu.normaliser.Normaliser",
    "bot.nlu.aspects.AspectClassifier",
    "bot.nlu.linker.ProcedureLinker",
    "rasa.core.policies.rule_policy.RulePolicy",
    "rasa.core.policies.ensemble.DefaultPolicyPredictionEnsemble",
)


def model(path: Path, *classes: str) -> Path:
    nodes = {str(number): {"uses": name} for number, name in enumerate(classes)}
    content = json.dumps({"predict_schema": {"nodes": nodes}}).encode()
    entry = tarfile.TarInfo("metadata.json")
    entry.size = len(content)
    with tarfile.open(path, "w:gz") as archive:
        archive.addfile(entry, io.BytesIO(content))
    return path


def ended(code: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-W", "ignore", "-c", code], cwd=ROOT, capture_output=True, text=True, check=False
    )


def test_our_components_do_without_training(tmp_path: Path) -> None:
    assert does_without(model(tmp_path / "m.tar.gz", *OURS))


def test_a_component_that_nobody_vouches_for_gets_rasas_own_start(tmp_path: Path) -> None:
    with_diet = (*OURS, "rasa.nlu.classifiers.diet_classifier.DIETClassifier")
    assert not does_without(model(tmp_path / "m.tar.gz", *with_diet))


def test_rasas_http_api_which_can_train_gets_rasas_own_start(tmp_path: Path) -> None:
    arguments = ["run", "--model", str(model(tmp_path / "m.tar.gz", *OURS))]
    assert answers_only(arguments)
    assert not answers_only([*arguments, "--enable-api"])


def test_what_is_no_model_is_left_for_rasa_to_tell(tmp_path: Path) -> None:
    (tmp_path / "damaged.tar.gz").write_bytes(b"no archive")
    with tarfile.open(tmp_path / "empty.tar.gz", "w:gz"):
        pass
    for name in ("damaged.tar.gz", "empty.tar.gz", "missing.tar.gz", "."):
        assert not does_without(tmp_path / name)


def test_the_server_with_our_components_loads_neither_tensorflow_nor_scikit_learn() -> None:
    """Fails when a later Rasa imports more from the modules that are left out, or imports them elsewhere."""
    code = (
        "from bot.serving import lean; lean.install()\n"
        "import sys, rasa.__main__, rasa.core.run, rasa.core.policies.rule_policy\n"
        "import rasa.core.policies.ensemble, rasa.nlu.classifiers.regex_message_handler\n"
        "import bot.nlu.normaliser, bot.nlu.aspects, bot.nlu.linker, bot.channels.web.connector\n"
        "print([name for name in ('tensorflow', 'keras', 'sklearn') if name in sys.modules])"
    )
    told = ended(code)
    assert told.returncode == 0, told.stderr
    assert told.stdout.strip() == "[]"


def test_what_was_left_out_says_so_when_it_is_used() -> None:
    code = (
        "from bot.serving import lean; lean.install()\n"
        "from rasa.utils.tensorflow.model_data import RasaModelData; RasaModelData(label_key='a')"
    )
    assert "RasaModelData is for training" in ended(code).stderr


@pytest.mark.parametrize(
    ("arguments", "found"),
    [
        (["run", "--model", "models/a.tar.gz", "--port", "1"], "models/a.tar.gz"),
        (["run", "-m", "a.tar.gz"], "a.tar.gz"),
        (["run", "--port", "1"], "."),
        (["run", "--model"], "."),
    ],
)
def test_the_model_is_the_one_that_rasa_will_load(arguments: list[str], found: str) -> None:
    assert model_in(["bot.serving", *arguments]) == Path(found)
