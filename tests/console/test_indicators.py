"""The room of indicators: the report of a period, as it is filed."""

from __future__ import annotations

import re
from datetime import datetime, timezone
from html import unescape

import pytest
from sqlalchemy import delete

from bot.feedback.documents import FORMATS
from bot.feedback.periods import recent
from bot.staff.model import Role
from bot.storage.database import UnitOfWork, engine
from bot.storage.feedback_tables import rating
from tests.console.conftest import Enter
from tests.console.looking import Find, log
from tests.feedback.rows import rated


def test_it_shows_the_present_quarter_with_counts_and_bounds(url: str, enter: Enter) -> None:
    with UnitOfWork(engine(url)) as uow:
        uow.session.execute(delete(rating))
        rated(uow, 40, True, datetime.now(timezone.utc), field="lao_dong")
        rated(uow, 5, False, datetime.now(timezone.utc), field="lao_dong")
        uow.commit()
    page = enter(Role.VIEWER).get("/indicators").text
    assert '<th scope="row">Hài lòng với câu trả lời</th><td class="n">40</td><td class="n">45</td>' in page
    assert '<td class="n">88,9</td><td class="n">76,5</td><td class="n">95,2</td>' in page


def test_another_period_is_another_report(url: str, enter: Enter) -> None:
    last_year = recent(datetime.now(timezone.utc).date())[-1]
    page = enter(Role.VIEWER).get("/indicators", params={"period": last_year.name}).text
    assert f"từ {last_year.first:%d/%m/%Y}".lower() in page.lower()
    assert "chưa có số liệu" in page


def test_a_period_that_is_none_is_the_present_quarter(url: str, enter: Enter) -> None:
    viewer = enter(Role.VIEWER)
    asked = viewer.get("/indicators", params={"period": "=1+1"})
    assert asked.status_code == 200
    assert asked.text == viewer.get("/indicators").text


def test_what_somebody_called_his_channel_is_text(url: str, enter: Enter) -> None:
    with UnitOfWork(engine(url)) as uow:
        rated(uow, 1, True, datetime.now(timezone.utc), channel="<script>alert(1)</script>")
        uow.commit()
    assert "<script>alert" not in enter(Role.VIEWER).get("/indicators").text


@pytest.mark.parametrize("form", FORMATS)
def test_the_report_is_taken_along_in_every_form_and_the_log_tells(
    enter: Enter, find: Find, form: str
) -> None:
    answer = enter(Role.REVIEWER).get("/indicators/report", params={"format": form})
    assert answer.status_code == 200
    assert answer.headers["content-disposition"].endswith(f'.{form}"')
    assert len(answer.content) > 1000
    (line,) = log(find, "report_export")
    assert line["detail"]["format"] == form


def test_a_form_that_there_is_not_is_not_found(enter: Enter) -> None:
    assert enter(Role.REVIEWER).get("/indicators/report", params={"format": "exe"}).status_code == 404


def test_charts_say_in_words_what_they_show(enter: Enter) -> None:
    page = enter(Role.VIEWER).get("/indicators").text
    pictures = re.findall(r'<img class="picture" src="data:image/svg\+xml;base64,[^"]+" alt="([^"]+)"', page)
    assert len(pictures) >= 3
    assert all(" %" in words for words in pictures)


def test_the_rows_behind_the_figures_are_one_step_away(enter: Enter) -> None:
    client = enter(Role.VIEWER)
    link = re.search(r'href="(/feedback\?state=all[^"]+)"', client.get("/indicators").text)
    assert link
    assert "góp ý" in client.get(unescape(link[1])).text
