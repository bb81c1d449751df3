"""The room of indicators: the report of a period, as it is filed."""

from __future__ import annotations

import re
from datetime import datetime, timezone
from html import unescape
from io import BytesIO
from zipfile import ZipFile

import pytest
from sqlalchemy import delete

from bot.feedback.documents import FORMATS
from bot.feedback.indicators import indicators as indicators_
from bot.feedback.periods import recent
from bot.staff.model import Role
from bot.storage.database import UnitOfWork, engine
from bot.storage.feedback_tables import rating
from tests.console.conftest import Enter
from tests.console.looking import Find, log
from tests.console.test_rooms import total
from tests.feedback.rows import filled_in, rated


def test_it_shows_the_present_quarter_with_counts_and_bounds(url: str, enter: Enter) -> None:
    with UnitOfWork(engine(url)) as uow:
        uow.session.execute(delete(rating))
        rated(uow, 40, True, datetime.now(timezone.utc), field="lao_dong")
        rated(uow, 5, False, datetime.now(timezone.utc), field="lao_dong")
        uow.commit()
    page = re.sub(r"</?a\b[^>]*>", "", enter(Role.VIEWER).get("/indicators").text)
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


def test_every_figure_leads_to_as_many_rows(enter: Enter) -> None:
    client = enter(Role.VIEWER)
    page = unescape(client.get("/indicators").text)
    links = re.findall(r'<td class="n"><a href="(/indicators/rows\?[^"]+)">([\d.]+)</a>', page)
    counted = [(link, figure) for link, figure in links if "," not in figure]
    assert len(counted) > 40
    for link, figure in counted:
        assert total(client, link) == int(figure.replace(".", "")), link


def test_sheets_of_the_survey_page_are_told_apart_with_their_rows(url: str, enter: Enter) -> None:
    with UnitOfWork(engine(url)) as uow:
        for number, score in enumerate((5, 4, 1)):
            filled_in(uow, f"{number}", {"access": score}, datetime.now(timezone.utc), counter="quay-9")
        uow.commit()
    viewer = enter(Role.VIEWER)
    page = viewer.get("/indicators").text
    (query,) = re.findall(
        r'/indicators/rows\?([^"]*of=survey_page&amp;part=numerator[^"]*counter[^"]*)"', page
    )
    rows = viewer.get(f"/indicators/rows?{unescape(query)}")
    assert total(viewer, f"/indicators/rows?{unescape(query)}") == 2
    assert "quay-9" in rows.text
    assert "Trang khảo sát" in rows.text


def test_the_rows_say_what_was_counted_and_lead_on_to_talk_and_opinion(enter: Enter) -> None:
    page = enter(Role.OFFICER).get("/indicators/rows?of=satisfaction&part=numerator").text
    assert indicators_()["satisfaction"].numerator in unescape(page)
    assert re.search(r'href="/talks/\d+#turn-\d+"', page)
    assert re.search(r'<a href="/feedback/\d+">', page)
    assert "/talks/" not in enter(Role.VIEWER).get("/indicators/rows?of=satisfaction").text


@pytest.mark.parametrize(
    "query",
    ["of=nothing", "part=half", "period=2026-Q5", "dimension=sender&group=a", "of=factor", "of=reason&dimension=field"],
)  # fmt: skip
def test_rows_of_no_figure_are_not_found(enter: Enter, query: str) -> None:
    assert enter(Role.VIEWER).get(f"/indicators/rows?{query}").status_code == 404


def test_lists_take_a_reports_period(enter: Enter) -> None:
    client = enter(Role.VIEWER)
    quarter, *_ = recent(datetime.now(timezone.utc).date())
    page = client.get(f"/feedback?state=all&period={quarter.name}").text
    assert f'<option value="{quarter.name}" selected>' in page
    assert total(client, "/feedback?state=all&period=2020-Q1") == 0


@pytest.mark.parametrize("form", ["xlsx", "docx", "json", "pdf"])
def test_figures_of_the_files_lead_to_the_console(enter: Enter, form: str) -> None:
    content = enter(Role.REVIEWER).get("/indicators/report", params={"format": form}).content
    if form in ("xlsx", "docx"):
        with ZipFile(BytesIO(content)) as archive:
            content = b"".join(archive.read(name) for name in archive.namelist() if name.endswith(".rels"))
    assert b"http://testserver/indicators/rows?" in content


def test_open_data_are_one_archive_and_a_line_of_the_log(enter: Enter, find: Find) -> None:
    answer = enter(Role.REVIEWER).get("/indicators/open-data?period=2026")
    assert answer.headers["content-disposition"].endswith('du-lieu-mo-2026.zip"')
    with ZipFile(BytesIO(answer.content)) as archive:
        assert {"chi-so.csv", "tu-dien.json", "GIAY-PHEP.txt"} <= set(archive.namelist())
    (line,) = log(find, "open_data_export")
    assert line["detail"] == {"period": "2026"}
