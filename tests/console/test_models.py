"""The page of models: what it shows, and who may change which model answers."""

from __future__ import annotations

import os
from collections.abc import Callable
from html import unescape
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient

from bot.console.app import create
from bot.gate import release, scores
from bot.gate.scores import Scores
from bot.launch.model import model_path
from bot.settings import ROOT, Settings
from bot.staff.model import Role
from tests.console import office
from tests.console.conftest import OWN
from tests.console.looking import Find, log
from tests.launch.projects import write_model

FIELDS = ("lao_dong",) * 4 + ("xay_dung",) * 3
SURE = {"sure": "1", "reason": "đã xem từng câu"}


@pytest.fixture
def settings(url: str, tmp_path: Path) -> Settings:
    (tmp_path / "models").mkdir()
    return Settings(database_url=url, models=tmp_path / "models")


@pytest.fixture
def live(settings: Settings) -> Path:
    path = write_model(model_path(ROOT, settings.catalogue, settings.models))
    os.utime(path, (1_790_000_000,) * 2)
    return path


@pytest.fixture
def candidate(settings: Settings, live: Path) -> Path:
    return write_model(settings.models / "motcua-0a1b2c3d4e5f.tar.gz")


@pytest.fixture
def inside(settings: Settings) -> Callable[[Role], TestClient]:
    def entering(role: Role) -> TestClient:
        client = TestClient(create(settings), headers=OWN, follow_redirects=False)
        name, _ = office.PEOPLE[role]
        client.post("/sign-in", data={"name": name, "password": office.PASSWORD})
        return client

    return entering


@pytest.fixture
def administrator(inside: Callable[[Role], TestClient]) -> TestClient:
    return inside(Role.ADMINISTRATOR)


def measure(settings: Settings, path: Path, right: str, catalogue: int = 1) -> None:
    flags = tuple(digit == "1" for digit in right)
    scores.keep(path, Scores(scores.key(settings), catalogue, FIELDS, flags))


def promote(client: TestClient, path: Path, **fields: str) -> Any:
    return client.post("/models/promote", data={"model": path.name, **SURE, **fields})


def test_without_a_model_the_page_says_how_one_comes_about(administrator: TestClient) -> None:
    page = administrator.get("/models")
    assert page.status_code == 200
    assert "Chưa có mô hình" in page.text


def test_a_candidate_that_was_not_measured_cannot_be_promoted(
    administrator: TestClient, settings: Settings, live: Path, candidate: Path
) -> None:
    page = administrator.get("/models").text
    assert "Chưa có kết quả đo" in page
    assert "/models/promote" not in page
    answer = promote(administrator, candidate)
    assert answer.status_code == 409
    assert "bot model compare" in answer.text
    assert release.live_model(settings) == live


def test_the_table_shows_fields_with_counts_and_intervals(
    administrator: TestClient, settings: Settings, live: Path, candidate: Path
) -> None:
    measure(settings, live, "1100111")
    measure(settings, candidate, "1110000")
    page = unescape(administrator.get("/models").text)
    assert "Kém đi ở: Xây dựng." in page
    assert "2 · 50,0 %" in page
    assert "3 · 75,0 %" in page


def test_a_model_that_falls_is_refused_until_it_is_accepted_in_writing(
    administrator: TestClient, settings: Settings, live: Path, candidate: Path, find: Find
) -> None:
    measure(settings, live, "1100111")
    measure(settings, candidate, "1110000")
    refused = promote(administrator, candidate)
    assert refused.status_code == 409
    assert "Xây dựng" in refused.text
    assert "đã xem từng câu" in refused.text
    assert promote(administrator, candidate, sure="").status_code == 422
    assert promote(administrator, candidate, reason=" ", force="1").status_code == 422
    assert release.live_model(settings) == live
    assert promote(administrator, candidate, force="1").headers["location"] == "/models?done=promote"
    assert release.live_model(settings) == candidate
    (line,) = log(find, "model_promote")
    assert line["detail"]["fallen"] == ["Xây dựng"]
    page = administrator.get("/models?done=promote").text
    assert "Đã đưa mô hình vào dùng" in page
    assert "Dù kém đi ở: Xây dựng." in page
    assert candidate.name in administrator.get("/log").text


def test_an_administrator_rolls_back_with_a_reason(
    administrator: TestClient, settings: Settings, live: Path, candidate: Path, find: Find
) -> None:
    measure(settings, live, "1" * 7)
    measure(settings, candidate, "1" * 7)
    assert administrator.post("/models/rollback", data=SURE).status_code == 409
    promote(administrator, candidate)
    assert administrator.post("/models/rollback", data={"sure": "1"}).status_code == 422
    assert administrator.post("/models/rollback", data=SURE).status_code == 303
    assert release.live_model(settings) == live
    assert log(find, "model_rollback")[0]["detail"]["reason"] == "đã xem từng câu"


def test_a_reviewer_sees_the_table_and_no_button(
    inside: Callable[[Role], TestClient], settings: Settings, live: Path, candidate: Path
) -> None:
    measure(settings, live, "1" * 7)
    measure(settings, candidate, "1" * 7)
    reviewer = inside(Role.REVIEWER)
    page = reviewer.get("/models").text
    assert "Không kém rõ ở lĩnh vực nào" in page
    assert "/models/promote" not in page
    assert promote(reviewer, candidate).status_code == 403


@pytest.mark.parametrize("name", ["../../x.tar.gz", "", "motcua-none.tar.gz"])
def test_only_models_of_the_folder_can_be_named(administrator: TestClient, live: Path, name: str) -> None:
    answer = administrator.post("/models/promote", data={"model": name, **SURE})
    assert answer.status_code == 409
