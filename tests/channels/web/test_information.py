"""What everybody may know without a conversation: who answers and when, names, dossiers, forms."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import pytest
import requests

from bot.catalogue.working import VIETNAM
from bot.channels.web.information import Information
from bot.settings import Settings
from bot.storage import catalogue
from bot.storage.database import UnitOfWork, engine
from tests.channels.web.page import CODE, FORM
from tests.desk.profiles import change


def test_the_agency_says_who_answers_and_what_becomes_of_what_is_written(server: str) -> None:
    told = requests.get(f"{server}/webhooks/web/agency").json()
    assert all(told[name] for name in ("name", "hotline", "greeting", "hours", "privacy"))
    assert len(told["suggestions"]) >= 3
    assert "30 ngày" in told["privacy"]
    assert "Xóa dữ liệu" in told["privacy"]
    assert told["languages"] == ["vi", "en"]


@pytest.mark.parametrize(
    ("moment", "open_", "opens", "closes"),
    [
        ("2026-11-26T09:00", True, None, "đến 11:30 hôm nay"),
        ("2026-11-26T12:00", False, "mở lại lúc 13:30 hôm nay", None),
        ("2026-11-26T20:00", False, "mở lại lúc 07:30 ngày mai (thứ Sáu, 27/11/2026)", None),
        ("2026-11-28T09:00", False, "mở lại lúc 07:30 thứ Hai, 30/11/2026", None),
    ],
)
def test_the_agency_says_when_somebody_is_there(
    sqlite_url: str, moment: str, open_: bool, opens: str | None, closes: str | None
) -> None:
    at = datetime.fromisoformat(moment).replace(tzinfo=VIETNAM)
    told = Information(Settings(database_url=sqlite_url)).agency(at)
    assert (told["open"], told["opens"], told["closes"]) == (open_, opens, closes)


def test_the_page_works_without_a_profile(sqlite_url: str, tmp_path: Path) -> None:
    told = Information(Settings(database_url=sqlite_url, agencies=tmp_path)).agency(datetime.now(VIETNAM))
    assert (told["name"], told["hotline"], told["open"]) == ("", "", False)
    assert told["greeting"]


def test_the_notice_is_told_on_its_days_and_that_the_channel_is_off_at_once(sqlite_url: str) -> None:
    overlay: dict[str, Any] = {
        "notice": {"text": "Nghỉ bù thứ Sáu.", "first": "2026-11-26", "last": "2026-11-26"}
    }
    information = Information(Settings(database_url=sqlite_url))
    at = datetime.fromisoformat("2026-11-26T23:00").replace(tzinfo=VIETNAM)
    assert information.agency(at)["notice"] == ""
    change(sqlite_url, overlay, "notice")
    assert information.agency(at)["notice"] == "Nghỉ bù thứ Sáu."
    assert information.agency(at + timedelta(hours=2))["notice"] == ""
    pause = {"channel": "web", "reason": "Thử", "who": "quantri", "since": "2026-11-26T08:00:00+07:00"}
    change(sqlite_url, overlay | {"pauses": [pause]}, "notice")
    off = "Trợ lý đang tạm ngừng trả lời trên trang này. Anh/chị vui lòng liên hệ "
    assert (
        information.agency(at)["notice"]
        == f"{off}tổng đài 1022 của tỉnh Đồng Nai (0251) 1022. Nghỉ bù thứ Sáu."
    )


@pytest.mark.parametrize("public", ["https://hoi.example.gov.vn", "https://hoi.example.gov.vn/"])
def test_the_published_results_are_linked_once_our_address_is_known(sqlite_url: str, public: str) -> None:
    at = datetime.now(VIETNAM)
    told = Information(Settings(database_url=sqlite_url, public_url=public)).agency(at)["privacy"]
    assert "(https://hoi.example.gov.vn/phan-anh)" in told
    assert "phan-anh" not in Information(Settings(database_url=sqlite_url)).agency(at)["privacy"]


def test_names_are_completed_while_they_are_typed(server: str) -> None:
    for typed in ("giấy phép lao", "giay phep lao", "GIẤY PHÉP LAO", "gplđ"):
        told = requests.get(f"{server}/webhooks/web/suggest", params={"q": typed}).json()["procedures"]
        assert CODE in [one["code"] for one in told], typed
        assert len(told) <= 8


@pytest.mark.parametrize("typed", ["", " ", "?", "😀", "x" * 5000, "\u0000", "zzz"])
def test_strange_beginnings_have_no_end(server: str, typed: str) -> None:
    assert requests.get(f"{server}/webhooks/web/suggest", params={"q": typed}).json() == {"procedures": []}


def test_a_dossier_has_its_papers_with_source_and_forms(server: str) -> None:
    told = requests.get(f"{server}/webhooks/web/dossier/{CODE}").json()
    assert told["code"] == CODE
    assert told["source"].startswith("QĐ ")
    assert told["checked"] == "22/11/2025"
    papers = [item for group in told["groups"] for item in group["items"]]
    assert len(papers) == 7
    assert set(papers[0]) == {"name", "originals", "copies", "form", "mandatory"}
    assert {"name": "Ảnh màu 4x6: 02 ảnh", "originals": None}.items() <= papers[4].items()
    assert [form["name"] for form in told["forms"]] == ["Mẫu số 03 – đề nghị cấp"]


@pytest.mark.parametrize("code", ["9.999999", "x", "%2e%2e%2f", "a" * 500, "'"])
def test_an_unknown_procedure_has_no_dossier(server: str, code: str) -> None:
    answer = requests.get(f"{server}/webhooks/web/dossier/{code}")
    assert answer.status_code == 404


def test_a_form_is_downloaded_under_its_vietnamese_name(server: str) -> None:
    href = requests.get(f"{server}/webhooks/web/dossier/{CODE}").json()["forms"][0]["href"]
    answer = requests.get(f"{server}/webhooks/web/{href}")
    assert answer.content == b"PK mau 03"
    assert answer.headers["Content-Type"].startswith("application/vnd.openxmlformats")
    kind, plain, name = answer.headers["Content-Disposition"].split("; ")
    assert kind == "attachment"
    assert plain.isascii()
    assert unquote(name.removeprefix("filename*=UTF-8''")) == FORM
    assert answer.headers["X-Content-Type-Options"] == "nosniff"


@pytest.mark.parametrize(
    "path",
    [
        f"{CODE}/ra-ngoai.pdf",
        f"{CODE}/ghi-chu.html",
        f"{CODE}/.an.pdf",
        f"{CODE}/khong-co.pdf",
        f"{CODE}/..%2Fbi-mat.pdf",
        f"{CODE}/%2e%2e%2fbi-mat.pdf",
        f"{CODE}/..%5Cbi-mat.pdf",
        "..%2F/bi-mat.pdf",
        "%2e%2e/bi-mat.pdf",
        "./bi-mat.pdf",
        "%00/bi-mat.pdf",
        f"{CODE}/%00",
    ],
)
def test_nothing_but_the_procedure_s_own_forms_is_given_away(server: str, path: str) -> None:
    with requests.Session() as session:
        asked = requests.Request("GET", f"{server}/webhooks/web/forms/").prepare()
        asked.url = f"{server}/webhooks/web/forms/{path}"
        assert session.send(asked).status_code == 404


def test_a_folder_of_forms_need_not_exist(dozen_url: str, tmp_path: Path) -> None:
    settings = Settings(database_url=dozen_url, forms=tmp_path / "none")
    assert Information(settings).dossier(CODE)["forms"] == []


def test_every_real_procedure_has_a_checklist(full_url: str) -> None:
    information = Information(Settings(database_url=full_url))
    with UnitOfWork(engine(full_url)) as uow:
        codes = catalogue.all_codes(uow.session)
    assert [code for code in codes if not information.dossier(code)["source"]] == []
