"""The agency room: what is typed is kept whole or not at all, and every change can be told and taken back."""

from __future__ import annotations

import re
import shutil
from datetime import date
from html import unescape
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient

from bot.catalogue.authority import Authority
from bot.console.app import create
from bot.console.shown import words
from bot.desk.hours import Hours
from bot.settings import Settings
from bot.staff.model import Role
from bot.storage import agency_changes, staff_tables
from bot.storage.database import UnitOfWork, engine
from tests.console import office
from tests.console.conftest import OWN
from tests.console.looking import Find
from tests.console.profile import now, save, seen, text, undo

HOURS = {
    "day-mon": "1",
    "day-sat": "1",
    "begin-0": "7h30",
    "end-0": "11:30",
    "begin-1": "13:00",
    "end-1": "16:30",
}
HERE = Settings().agency


def test_without_changes_the_file_is_shown(boss: TestClient) -> None:
    page = boss.get("/agency").text
    assert 'value="(0251) 1022"' in page
    assert 'value="07:30"' in page
    assert "Kế hoạch 06/KH-KCNĐN ngày 30/01/2023" in page
    assert "Chưa có thay đổi nào" in page


def test_a_hotline_is_kept_and_read_by_everybody(boss: TestClient, url: str) -> None:
    answer = save(boss, "hotline", {"name": "đường dây nóng", "contact": "(0251) 3892 378"})
    assert (answer.status_code, answer.headers["location"]) == (303, "/agency?saved=hotline#hotline")
    profile = now(url).agency
    assert profile.hotline == "(0251) 3892 378"
    assert profile.reach("ask", "phone")[0].source.startswith("cơ quan ghi trên trang cán bộ ngày ")
    assert "(0251) 3892 378" in boss.get("/agency").text


def test_what_was_done_is_told_where_it_was_done(boss: TestClient) -> None:
    for name in ("hotline", "working", "notice", "limits"):
        section = boss.get(f"/agency?saved={name}").text.partition(f'<h2 id="{name}">')[2]
        assert "Đã lưu." in section.partition("</section>")[0], name


def test_hours_are_kept_with_lunch_holidays_and_days_worked(boss: TestClient, url: str) -> None:
    answer = save(boss, "working", {**HOURS, "closed": "04/01/2027\r\n2027-01-11", "open": "3/1/2027"})
    assert answer.status_code == 303
    hours = Hours.of(now(url).agency)
    days = [date(2027, 1, day) for day in (2, 3, 4, 5, 11, 18)]
    assert [hours.is_working_day(day) for day in days] == [True, True, False, False, False, True]
    assert [f"{begin:%H:%M}" for begin, _ in hours.working.spells] == ["07:30", "13:00"]


def test_a_notice_is_kept_and_goes_when_its_words_go(boss: TestClient, url: str) -> None:
    save(boss, "notice", {"text": "Nghỉ Tết Dương lịch", "first": "2026-12-30", "last": "2027-01-01"})
    notice = now(url).agency.notice
    assert notice is not None
    assert (notice.text, notice.last) == ("Nghỉ Tết Dương lịch", date(2027, 1, 1))
    save(boss, "notice", {"text": " "})
    assert now(url).agency.notice is None


def test_limits_stand_instead_of_the_servers_and_blank_ones_do_not(boss: TestClient, url: str) -> None:
    save(boss, "limits", {"stale_days": "90", "keep_days": "10", "wait_minutes": ""})
    settings = now(url).settings
    assert (settings.stale_days, settings.keep_days, settings.wait_minutes) == (
        90,
        10,
        Settings().wait_minutes,
    )
    assert "quá 90 ngày chưa kiểm tra" in text(boss.get("/"))


@pytest.mark.parametrize(
    ("part", "given", "field", "told"),
    [
        ("hotline", {"name": "tổng đài", "contact": "gọi tôi"}, "hotline-contact", "cần số điện thoại"),
        (
            "working",
            {**HOURS, "begin-0": "sáng"},
            "working-begin-0",
            "“sáng” không phải là giờ; ghi như 07:30",
        ),
        ("working", {**HOURS, "end-0": "14:00"}, "working-begin-0", "theo thứ tự và không chồng nhau"),
        ("working", {**HOURS, "day-mon": "", "day-sat": ""}, "working-day-mon", "cần ít nhất 1 mục"),
        ("working", {**HOURS, "closed": "31/02/2027"}, "working-closed", "“31/02/2027” không phải là ngày"),
        ("working", {**HOURS, "closed": "2/1/2027", "open": "2/1/2027"}, "working-closed", "bỏ ở một bên"),
        ("notice", {"text": "Nghỉ", "first": "2027-01-02"}, "notice-last", "chưa chọn ngày"),
        (
            "notice",
            {"text": "Nghỉ", "first": "2027-01-02", "last": "2027-01-01"},
            "notice-last",
            "đổi lại hai ngày",
        ),
        (
            "notice",
            {"text": "N" * 301, "first": "2027-01-01", "last": "2027-01-01"},
            "notice-text",
            "dài hơn 300",
        ),
        ("limits", {"stale_days": "-1"}, "limits-stale_days", "“-1” không phải là số"),
        ("limits", {"keep_days": "31"}, "limits-keep_days", "không được lớn hơn 30"),
        ("limits", {"wait_minutes": "0"}, "limits-wait_minutes", "không được nhỏ hơn 1"),
    ],
)
def test_what_does_not_fit_is_told_at_its_field_and_nothing_is_kept(
    boss: TestClient, find: Find, part: str, given: dict[str, str], field: str, told: str
) -> None:
    answer = save(boss, part, given)
    assert answer.status_code == 422
    assert f'href="#{field}"' in answer.text
    assert f'id="{field}"' in answer.text
    assert told in text(answer)
    assert all(value in unescape(answer.text) for value in given.values())
    assert find(agency_changes.agency_change) == []


def test_of_two_who_change_the_same_part_the_second_is_told(boss: TestClient, url: str) -> None:
    page = boss.get("/agency").text
    save(boss, "hotline", {"name": "tổng đài", "contact": "111 222"})
    late = save(boss, "hotline", {"name": "tổng đài", "contact": "333 444"}, seen(page, "hotline"))
    assert late.status_code == 409
    assert "Đồng nghiệp vừa sửa phần này" in text(late)
    assert 'value="333 444"' in late.text
    assert now(url).agency.hotline == "111 222"
    # Sent once more from that page it is meant.
    again = save(boss, "hotline", {"name": "tổng đài", "contact": "333 444"}, seen(late.text, "hotline"))
    assert again.status_code == 303
    assert now(url).agency.hotline == "333 444"


def test_two_who_change_different_parts_do_not_disturb_one_another(boss: TestClient, url: str) -> None:
    page = boss.get("/agency").text
    save(boss, "hotline", {"name": "tổng đài", "contact": "111 222"})
    assert save(boss, "limits", {"stale_days": "90"}, seen(page, "limits")).status_code == 303
    there = now(url)
    assert (there.agency.hotline, there.settings.stale_days) == ("111 222", 90)


@pytest.mark.parametrize("number", ["", "-1", "x", "9" * 12])
def test_a_form_without_its_number_changes_nothing(boss: TestClient, find: Find, number: str) -> None:
    data = {"part": "limits", "seen": number, "stale_days": "90"}
    assert boss.post("/agency", data=data).status_code == 409
    assert find(agency_changes.agency_change) == []


def test_an_unknown_part_is_refused(boss: TestClient) -> None:
    assert boss.post("/agency", data={"part": "plan", "seen": "0"}).status_code == 400


def test_changes_are_told_with_before_and_after_and_stand_in_the_log(boss: TestClient, find: Find) -> None:
    save(boss, "hotline", {"name": "tổng đài", "contact": "111 222"})
    save(boss, "limits", {"stale_days": "90"})
    page = text(boss.get("/agency"))
    assert "Số điện thoại hỏi đáp: theo hồ sơ gốc → tổng đài 111 222" in page
    assert "Thời hạn: theo hồ sơ gốc → Số ngày coi là lâu chưa kiểm tra: 90" in page
    lines = find(staff_tables.audit, staff_tables.audit.c.action == "agency_change")
    assert [line["detail"] for line in lines] == [
        {"change": 1, "part": "channels"},
        {"change": 2, "part": "limits"},
    ]
    assert "sửa thông tin cơ quan: số điện thoại hỏi đáp" in text(boss.get("/log"))


def test_the_same_saved_again_is_no_change(boss: TestClient, find: Find) -> None:
    for _ in range(2):
        assert save(boss, "limits", {"stale_days": "90"}).status_code == 303
    assert len(find(agency_changes.agency_change)) == 1


def test_the_last_change_is_taken_back_and_that_too(boss: TestClient, url: str) -> None:
    save(boss, "limits", {"stale_days": "90"})
    save(boss, "hotline", {"name": "tổng đài", "contact": "111 222"})
    assert undo(boss, 2).status_code == 303
    there = now(url)
    assert (there.agency.hotline, there.settings.stale_days) == ("(0251) 1022", 90)
    assert "Hoàn tác thay đổi số 2" in text(boss.get("/agency"))
    assert undo(boss, 3).status_code == 303
    assert now(url).agency.hotline == "111 222"


def test_what_has_changed_since_is_not_taken_back(boss: TestClient, url: str) -> None:
    save(boss, "limits", {"stale_days": "90"})
    save(boss, "limits", {"stale_days": "60"})
    assert undo(boss, 1).status_code == 409
    assert now(url).settings.stale_days == 60


def test_without_changes_there_is_nothing_to_take_back(boss: TestClient) -> None:
    assert undo(boss, 0).status_code == 409


def test_damage_is_told_and_the_next_change_repairs_it(boss: TestClient, url: str) -> None:
    with UnitOfWork(engine(url)) as uow:
        agency_changes.add(uow.session, HERE, "quantri", "limits", {"limits": {"keep_days": "nhiều"}})
        uow.commit()
    page = text(boss.get("/agency"))
    assert "Thay đổi đã lưu bị hỏng" in page
    assert "limits.keep_days" in page
    assert "đang dùng hồ sơ gốc" in text(boss.get("/"))
    assert save(boss, "limits", {"stale_days": "90"}).status_code == 303
    assert "bị hỏng" not in text(boss.get("/agency"))
    assert now(url).settings.stale_days == 90


def test_damage_can_be_taken_back(boss: TestClient, url: str) -> None:
    save(boss, "limits", {"stale_days": "90"})
    with UnitOfWork(engine(url)) as uow:
        agency_changes.add(uow.session, HERE, "quantri", "limits", {"working": 7})
        uow.commit()
    assert undo(boss, 2).status_code == 303
    assert now(url).settings.stale_days == 90


# --- Switches ---------------------------------------------------------------------------------------------


def turn(client: TestClient, channel: str, wish: str, at: str | None = None, **given: str) -> Any:
    found = re.search(r'name="seen" value="(\d+)"', client.get(f"/agency/channels/{channel}").text)
    assert found
    return client.post(f"/agency/channels/{channel}", data={"turn": wish, "seen": at or found[1], **given})


def test_a_channel_is_switched_off_after_a_yes_and_a_reason_and_everybody_sees_it(
    boss: TestClient, officer: TestClient, url: str, find: Find
) -> None:
    assert turn(boss, "zalo", "off", reason="Trả lời sai lệ phí").status_code == 422
    assert turn(boss, "zalo", "off", sure="1").status_code == 422
    assert now(url).pause("zalo") is None
    answer = turn(boss, "zalo", "off", reason="Trả lời sai lệ phí, gọi 0912345678", sure="1")
    assert answer.headers["location"] == "/agency?saved=off#channels"
    pause = now(url).pause("zalo")
    assert pause is not None
    assert now(url).pause("telegram") is None
    assert "0912345678" not in pause.reason
    assert "Trợ lý đang tạm ngừng trên kênh Zalo" in text(officer.get("/"))
    line = find(staff_tables.audit, staff_tables.audit.c.action == "channel_off")[0]
    assert line["detail"] == {"change": 1, "part": "pauses", "channel": "zalo"}
    assert "tạm ngừng trợ lý trên kênh: Zalo" in text(boss.get("/log"))


def test_a_channel_is_switched_on_again(boss: TestClient, url: str) -> None:
    for channel in ("web", "zalo_bot"):
        turn(boss, channel, "off", reason="Thử", sure="1")
    assert turn(boss, "web", "on").headers["location"] == "/agency?saved=on#channels"
    assert now(url).pause("web") is None
    assert now(url).pause("zalo_bot") is not None


def test_a_switch_that_a_colleague_has_turned_meanwhile_is_shown_first(boss: TestClient, url: str) -> None:
    turn(boss, "web", "off", reason="Thử", sure="1")
    late = turn(boss, "zalo", "off", "0", reason="Thử", sure="1")
    assert late.status_code == 409
    assert now(url).pause("zalo") is None


def test_taking_a_change_back_leaves_the_switches_as_they_are(boss: TestClient, url: str) -> None:
    turn(boss, "web", "off", reason="Thử", sure="1")
    save(boss, "limits", {"stale_days": "90"})
    assert undo(boss, 2).status_code == 303
    assert now(url).pause("web") is not None
    assert now(url).settings.stale_days == Settings().stale_days


def test_a_switch_is_not_taken_back_by_undo(boss: TestClient, url: str) -> None:
    turn(boss, "web", "off", reason="Thử", sure="1")
    assert undo(boss, 1).status_code == 409
    assert now(url).pause("web") is not None


def test_channels_that_the_file_has_off_stay_off_beside_another_switch(url: str, tmp_path: Path) -> None:
    agencies = tmp_path / "agencies"
    shutil.copytree(Settings().agencies, agencies)
    with (agencies / f"{HERE}.yml").open("a", encoding="utf-8") as file:
        file.write("pauses: [{channel: zalo, reason: Thử, who: file, since: 2026-11-01T08:00:00+07:00}]\n")
    settings = Settings(database_url=url, agencies=agencies)
    client = TestClient(create(settings), headers=OWN, follow_redirects=False)
    client.post("/sign-in", data={"name": office.PEOPLE[Role.ADMINISTRATOR][0], "password": office.PASSWORD})
    turn(client, "web", "off", reason="Thử", sure="1")
    there = Authority(settings)
    assert [pause.channel for pause in there.agency.pauses] == ["zalo", "web"]
    turn(client, "zalo", "on")
    there.look_again()
    assert [pause.channel for pause in there.agency.pauses] == ["web"]


def test_there_are_no_switches_for_unknown_channels(boss: TestClient) -> None:
    assert boss.get("/agency/channels/rest").status_code == 404
    assert boss.post("/agency/channels/web", data={"turn": "away", "seen": "0"}).status_code == 400


def test_every_field_and_part_has_words() -> None:
    own = words()
    assert set(own["agency_parts"]) == {"channels", "working", "notice", "limits", "pauses", "targets"}
    assert set(own["agency_hints"]) <= set(own["agency_fields"])
