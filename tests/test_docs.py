"""What the documents say is what the code does."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from bot.catalogue.model import ASPECTS, FIELDS
from bot.catalogue.source import layout
from bot.catalogue.source.schema import ProcedureShape
from bot.cli import COMMANDS
from bot.commands.catalogue import catalogue
from bot.desk import certainty
from bot.settings import ROOT, Settings

README = (ROOT / "README.md").read_text("utf-8")
DOCUMENTS = [
    ROOT / "README.md",
    ROOT / "CHANGELOG.md",
    ROOT / "DECISIONS.md",
    *sorted(ROOT.glob("docs/*.md")),
]

_MAKE = re.compile(r"(?:^|`)make ([a-z]+)\b", re.MULTILINE)
_LINK = re.compile(r"\]\((?!https?://|#)([^)\s]+)\)|<img src=\"([^\"]+)\"")


def settings() -> dict[str, str]:
    """Variable → default, paths as seen from the project's folder."""
    return {
        f"MOTCUA_{name.upper()}": str(value).replace(f"{ROOT}/", "")
        for name, value in vars(Settings()).items()
    }


def rows(text: str, beginning: str = "") -> list[list[str]]:
    """The cells of table rows whose first cell begins so."""
    found = [line.strip("|").split("|") for line in text.splitlines() if line.startswith(f"| {beginning}")]
    return [[cell.strip() for cell in row] for row in found]


def document(name: str) -> str:
    return (ROOT / "docs" / name).read_text("utf-8")


def test_the_readme_lists_every_setting_with_its_default() -> None:
    told = {name.strip("`"): default.strip("`") for name, default, _ in rows(README, "`MOTCUA_")}
    assert told == settings()


def test_the_example_environment_lists_every_setting_with_its_default() -> None:
    text = (ROOT / ".env.example").read_text("utf-8")
    told = dict(re.findall(r"^# (MOTCUA_[A-Z_]+)=(.*)$", text, re.MULTILINE))
    assert told == settings()


def test_the_readme_shows_every_command() -> None:
    shown = [row[0] for row in rows(README, "`bot ")]
    wanted = [f"bot {name}" for name in COMMANDS if name != "catalogue"]
    wanted += [f"bot catalogue {name}" for name in catalogue.commands]
    assert [name for name in wanted if not any(cell.startswith(f"`{name}") for cell in shown)] == []


def test_every_target_that_is_mentioned_is_in_the_makefile() -> None:
    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE))
    mentioned = {name for path in DOCUMENTS for name in _MAKE.findall(path.read_text("utf-8"))}
    assert {"run", "test"} <= mentioned <= targets


def test_the_map_of_the_house_is_right() -> None:
    part = README.partition("## The map of the house")[2].partition("\n## ")[0]
    shown = [row[0].strip("`") for row in rows(part, "`")]
    assert len(shown) > 10
    assert [path for path in shown if not (ROOT / path).is_dir()] == []


def test_there_are_twenty_questions_to_try() -> None:
    part = README.partition("## Twenty questions")[2].partition("\n## ")[0]
    questions = [question for question, _ in rows(part) if question]
    assert len(questions) == len(set(questions)) == 20


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: path.name)
def test_links_and_pictures_lead_somewhere(path: Path) -> None:
    targets = [one or other for one, other in _LINK.findall(path.read_text("utf-8"))]
    assert [target for target in targets if not (path.parent / target.partition("#")[0]).exists()] == []


def test_the_manual_of_the_catalogue_has_every_field() -> None:
    part = document("catalogue.md").partition("## A YAML file")[2].partition("## The workbook")[0]
    shown = [name for row in rows(part, "`") for name in re.findall(r"`(\w+)`", row[0])]
    assert sorted(shown) == sorted(ProcedureShape.__fields__)


def test_the_manual_of_the_catalogue_has_every_column() -> None:
    part = document("catalogue.md").partition("## The workbook")[2].partition("\n## ")[0]
    shown = {sheet: keys.strip("`").split() for sheet, _, keys in rows(part)[1:]}
    assert shown == {sheet.title: [column.key for column in sheet.columns] for sheet in layout.SHEETS}


def test_the_manuals_have_every_field_of_work_and_every_aspect() -> None:
    assert f"`{' '.join(FIELDS)}`" in document("catalogue.md")
    assert f"`{' '.join(ASPECTS)}`" in document("understanding.md")


def test_the_thresholds_told_are_those_in_force() -> None:
    told = re.findall(
        r"\b0\.\d\d\b", document("understanding.md").partition("## What the confidence means")[2]
    )
    assert told == [f"{value:.2f}" for value in (certainty.SURE, certainty.CLOSE, certainty.POSSIBLE)]
