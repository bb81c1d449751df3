"""The reform plan's aims in the agency room: kept with their source, told in words, taken out and back."""

from __future__ import annotations

import pytest
from starlette.testclient import TestClient

from tests.console.profile import now, save, text, undo

AIM = {"code": "hai_long_su_phuc_vu", "comparison": ">=", "value": "85,5", "unit": "%", "year": "2027"}


def aims(*given: dict[str, str]) -> dict[str, str]:
    return {
        f"{field}-{at}": one.get(field, "")
        for at, one in enumerate(given)
        for field in ("code", "comparison", "value", "unit", "text", "year", "source")
    }


def test_an_aim_of_the_plan_is_kept_with_its_source_told_in_words_and_taken_back(
    boss: TestClient, url: str
) -> None:
    answer = save(boss, "targets", aims({**AIM, "source": "Công văn 12/BQL"}, {}))
    assert answer.headers["location"] == "/agency?saved=targets#targets"
    (target,) = now(url).agency.targets
    assert (target.value, target.year, target.document) == (85.5, 2027, "Công văn 12/BQL")
    page = text(boss.get("/agency"))
    assert "Hài lòng về sự phục vụ của cơ quan: ít nhất 85,5 % (2027)" in page
    assert "85.5" not in page
    assert "kenh_tong_dai" not in page
    assert "Hài lòng về sự phục vụ của cơ quan" in boss.get("/indicators").text
    undo(boss, 1)
    assert [one.code for one in now(url).agency.targets] == ["kenh_tong_dai"]


def test_a_form_without_any_aim_takes_out_nothing(boss: TestClient, url: str) -> None:
    assert save(boss, "targets", {}).status_code == 422
    assert len(now(url).agency.targets) == 1


def test_an_aim_without_a_name_is_taken_out(boss: TestClient, url: str) -> None:
    save(boss, "targets", aims({}, {}))
    assert now(url).agency.targets == ()
    assert "Chỉ tiêu: theo hồ sơ gốc → không có" in text(boss.get("/agency"))


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        ({"value": "nhiều"}, "“nhiều” không phải là con số"),
        ({"value": "85", "text": "đạt"}, "không cả hai"),
        ({"value": ""}, "ghi mức phải đạt"),
        ({"comparison": "~"}, "chọn cách so sánh"),
        ({"unit": ""}, "chưa ghi đơn vị"),
        ({"code": "lạ"}, "chọn một chỉ tiêu trong danh sách"),
        ({"year": "nay"}, "không phải là số"),
        ({"year": "1999"}, ""),
    ],
)
def test_an_aim_that_is_none_is_told_at_its_field_and_nothing_is_kept(
    boss: TestClient, url: str, wrong: dict[str, str], told: str
) -> None:
    answer = save(boss, "targets", aims({**AIM, **wrong}))
    assert (answer.status_code, told in text(answer)) == (422, True)
    assert 'aria-invalid="true"' in answer.text
    assert [one.code for one in now(url).agency.targets] == ["kenh_tong_dai"]
