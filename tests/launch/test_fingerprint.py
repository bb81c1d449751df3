"""Another fingerprint exactly when a model would come out differently."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.launch.fingerprint import fingerprint


@pytest.fixture
def project(tmp_path: Path) -> Path:
    write(tmp_path / "config.yml", "pipeline: []")
    write(tmp_path / "domain.yml", "intents: []")
    write(tmp_path / "data/nlu/fees.yml", "nlu: []")
    write(tmp_path / "data/rules/all.yml", "rules: []")
    write(tmp_path / "catalogue/1.yml", "code: '1'")
    write(tmp_path / "code/nlu/linker.py", "pass")
    write(tmp_path / "code/text/shorthand.txt", "gplđ")
    return tmp_path


def write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, "utf-8")


def of(project: Path) -> str:
    return fingerprint(project, project / "catalogue", project / "code")


@pytest.mark.parametrize(
    "file",
    [
        "config.yml",
        "domain.yml",
        "data/nlu/fees.yml",
        "data/nlu/new.yml",
        "data/rules/all.yml",
        "data/stories/new.yml",
        "catalogue/1.yml",
        "catalogue/labour/2.yml",
        "code/nlu/linker.py",
        "code/text/shorthand.txt",
        "code/catalogue/ranking.py",
    ],
)
def test_it_changes_when_what_is_learnt_from_changes(project: Path, file: str) -> None:
    before = of(project)
    write(project / file, "something else")
    assert of(project) != before


@pytest.mark.parametrize(
    "file",
    [
        "README.md",
        "actions/answer.py",
        "data/eval/questions.jsonl",
        "code/console/app.py",
        "code/nlu/__pycache__/linker.cpython-310.pyc",
        "catalogue/.1.yml.swp",
        "catalogue/1.yml~",
    ],
)
def test_it_stays_when_anything_else_changes(project: Path, file: str) -> None:
    before = of(project)
    write(project / file, "something else")
    assert of(project) == before


def test_it_changes_when_a_file_is_renamed_or_removed(project: Path) -> None:
    before = of(project)
    (project / "data/nlu/fees.yml").rename(project / "data/nlu/costs.yml")
    renamed = of(project)
    (project / "data/nlu/costs.yml").unlink()
    assert len({before, renamed, of(project)}) == 3


def test_it_is_the_same_in_another_place(project: Path, tmp_path_factory: pytest.TempPathFactory) -> None:
    elsewhere = tmp_path_factory.mktemp("elsewhere") / "copy"
    before = of(project)
    project.rename(elsewhere)
    assert of(elsewhere) == before
