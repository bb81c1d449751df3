"""The Official Account's driver against the stand-in: windows, refusals, files."""

from __future__ import annotations

import asyncio
import time
from datetime import datetime, timedelta, timezone

import pytest

from bot.channels.driver import Outgoing, Undelivered
from bot.channels.zalo.oa.client import Client
from bot.channels.zalo.oa.driver import OaDriver
from bot.channels.zalo.oa.files import Attachment
from tests.channels.zalo.oa_server import DAY, OaServer, refusal
from tests.channels.zalo.payloads import CHATNOW, followed, sent

PDF = Attachment("mau-03.pdf", b"%PDF-1.4 " + b"x" * 100)


class Remembered:
    """Interactions in memory."""

    def __init__(self) -> None:
        self.known: dict[str, datetime] = {}

    def note(self, address: str, at: datetime) -> None:
        self.known[address] = at

    def last(self, address: str) -> datetime | None:
        return self.known.get(address)


@pytest.fixture
def remembered() -> Remembered:
    return Remembered()


@pytest.fixture
def driver(client: Client, remembered: Remembered, oa: OaServer) -> OaDriver:
    oa.seen("u1")
    return OaDriver(client, remembered)


def send(driver: OaDriver, text: str = "Chào", to: str = "u1") -> str:
    return asyncio.run(driver.send(to, Outgoing(text)))


def refused(driver: OaDriver, text: str = "Chào", to: str = "u1") -> Undelivered:
    with pytest.raises(Undelivered) as caught:
        send(driver, text, to)
    return caught.value


def ago(**given: float) -> datetime:
    return datetime.now(timezone.utc) - timedelta(**given)


def sent_messages(oa: OaServer) -> list[str]:
    return [path for path in oa.paths() if path.endswith("/message/cs")]


def test_a_message_gives_its_number(driver: OaDriver) -> None:
    assert send(driver) == "m1"


def test_a_text_too_long_is_never_handed_over(driver: OaDriver, oa: OaServer) -> None:
    error = refused(driver, "a" * 2001)
    assert error.permanent
    assert oa.asked == []


def test_within_48_hours_it_is_sent(driver: OaDriver, remembered: Remembered, oa: OaServer) -> None:
    remembered.note("u1", ago(hours=47, minutes=50))
    assert send(driver)
    assert "/v3.0/oa/quota/message" not in oa.paths()


def test_after_48_hours_it_would_cost_and_is_not_sent(
    driver: OaDriver, remembered: Remembered, oa: OaServer
) -> None:
    remembered.note("u1", ago(hours=48))
    error = refused(driver)
    assert error.permanent
    assert "MOTCUA_ZALO_BILLABLE" in error.reason
    assert oa.asked == []


def test_who_agrees_to_pay_sends_until_the_seventh_day(
    client: Client, remembered: Remembered, oa: OaServer
) -> None:
    oa.seen("u1")
    paying = OaDriver(client, remembered, billable=True)
    remembered.note("u1", ago(days=6))
    assert send(paying)
    remembered.note("u1", ago(days=7))
    assert "-230" in refused(paying).reason
    assert len(sent_messages(oa)) == 1


def test_of_somebody_unknown_zalo_is_asked(driver: OaDriver, oa: OaServer) -> None:
    oa.seen("u1", ago=3 * DAY)
    assert "48 giờ" in refused(driver).reason
    assert oa.paths() == ["/v3.0/oa/quota/message"]


def test_when_zalo_does_not_tell_either_it_is_left_to_judge(driver: OaDriver, oa: OaServer) -> None:
    oa.trouble(200, refusal(-224, "OA needs to upgrade its package"))
    assert send(driver) == "m1"


def test_what_we_believed_open_and_zalo_has_closed_is_given_up(
    driver: OaDriver, remembered: Remembered, oa: OaServer
) -> None:
    remembered.note("u1", ago(hours=1))
    oa.seen("u1", ago=8 * DAY)
    error = refused(driver)
    assert error.permanent
    assert "-230" in error.reason


@pytest.mark.parametrize("body", [sent(text="a"), CHATNOW, followed()], ids=lambda body: body["event_name"])
def test_what_a_person_does_opens_the_window_anew(
    driver: OaDriver, remembered: Remembered, body: dict[str, object]
) -> None:
    now = str(int(time.time() * 1000))
    asyncio.run(driver.taken("u1", {**body, "timestamp": now}))
    assert abs((remembered.known["u1"] - ago()).total_seconds()) < 5


def test_leaving_is_no_interaction(driver: OaDriver, remembered: Remembered) -> None:
    asyncio.run(driver.taken("u1", followed("unfollow")))
    assert remembered.known == {}


@pytest.mark.parametrize(
    ("code", "permanent", "waits"),
    [(-213, True, None), (-224, True, None), (-32, False, 60.0), (-211, False, 3600.0), (-5, False, None)],
)
def test_a_refusal_says_whether_it_is_for_ever(
    driver: OaDriver, remembered: Remembered, oa: OaServer, code: int, permanent: bool, waits: float | None
) -> None:
    remembered.note("u1", ago(hours=1))
    oa.trouble(200, refusal(code, "no"))
    error = refused(driver)
    assert (error.permanent, error.retry_after, error.uncertain) == (permanent, waits, False)
    assert str(code) in error.reason


@pytest.mark.parametrize(("status", "uncertain"), [(500, True), (503, False), (429, False)])
def test_what_may_have_arrived_is_told_apart(
    driver: OaDriver, remembered: Remembered, oa: OaServer, status: int, uncertain: bool
) -> None:
    remembered.note("u1", ago(hours=1))
    oa.trouble(status)
    error = refused(driver)
    assert (error.uncertain, error.permanent) == (uncertain, False)


def test_an_answer_too_late_is_uncertain(driver: OaDriver, remembered: Remembered, oa: OaServer) -> None:
    remembered.note("u1", ago(hours=1))
    oa.silence(1.0)
    assert refused(driver).uncertain


def test_without_a_token_it_waits_for_somebody_to_bring_one(
    driver: OaDriver, remembered: Remembered, oa: OaServer
) -> None:
    remembered.note("u1", ago(hours=1))
    oa.expire()
    oa.refresh = "another-installation-took-it"
    error = refused(driver)
    assert not error.permanent
    assert error.retry_after == 60.0
    assert "authorize" in error.reason


def test_no_reason_names_the_person(driver: OaDriver, oa: OaServer) -> None:
    assert "8412345678901" not in refused(driver, to="8412345678901").reason


def test_that_it_is_looked_up_is_said_once_a_turn(driver: OaDriver, oa: OaServer) -> None:
    async def turn() -> None:
        await driver.taken("u1", sent(text="a") | {"timestamp": str(int(time.time() * 1000))})
        await driver.working("u1")
        await driver.working("u1")
        await driver.send("u1", Outgoing("Đây."))

    asyncio.run(turn())
    asyncio.run(turn())
    assert len(oa.messages) == 4


def test_a_courtesy_that_fails_is_none(driver: OaDriver, oa: OaServer) -> None:
    oa.trouble(500)
    asyncio.run(driver.working("u1"))


# --- Files -----------------------------------------------------------------------------------------------


def send_file(driver: OaDriver, attachment: Attachment) -> str:
    return asyncio.run(driver.send_file("u1", attachment, "Mẫu"))


def test_a_form_is_uploaded_once_and_sent_as_often_as_needed(driver: OaDriver, oa: OaServer) -> None:
    send_file(driver, PDF)
    send_file(driver, PDF)
    assert list(oa.uploads) == ["file-1"]
    assert [message["message"]["attachment"] for message in oa.messages] == [
        {"type": "file", "payload": {"token": "file-1"}}
    ] * 2


def test_a_picture_is_a_picture(driver: OaDriver, oa: OaServer) -> None:
    send_file(driver, Attachment("so-do.PNG".lower(), b"\x89PNG"))
    (message,) = oa.messages
    assert message["message"]["attachment"]["payload"]["elements"] == [
        {"media_type": "image", "attachment_id": "image-1"}
    ]


def test_what_zalo_has_forgotten_is_uploaded_again(driver: OaDriver, oa: OaServer) -> None:
    send_file(driver, PDF)
    oa.uploads["file-1"] -= 8 * DAY
    send_file(driver, PDF)
    assert list(oa.uploads) == ["file-1", "file-2"]
    assert len(oa.messages) == 2


def test_after_six_days_it_is_uploaded_again_unasked(client: Client, oa: OaServer) -> None:
    driver = OaDriver(client, Remembered())
    oa.seen("u1")
    send_file(driver, PDF)
    moment = time.monotonic()
    driver._files.clock = lambda: moment + 6 * DAY + 1
    send_file(driver, PDF)
    assert list(oa.uploads) == ["file-1", "file-2"]
    assert sent_messages(oa) == ["/v3.0/oa/message/cs"] * 2


@pytest.mark.parametrize(
    "attachment",
    [
        Attachment("a.exe", b"x"),
        Attachment("a.pdf", b"x" * (5 * 2**20 + 1)),
        Attachment("a.png", b"x" * (2**20 + 1)),
    ],
    ids=["kind", "file", "image"],
)
def test_what_zalo_takes_as_neither_is_not_uploaded(
    driver: OaDriver, oa: OaServer, attachment: Attachment
) -> None:
    with pytest.raises(Undelivered) as caught:
        send_file(driver, attachment)
    assert caught.value.permanent
    assert oa.uploads == {}


def test_the_key_of_a_file_is_the_settings(client: Client, oa: OaServer) -> None:
    oa.seen("u1")
    send_file(OaDriver(client, Remembered(), file_key="attachment_id"), PDF)
    assert oa.asked[-1].json["message"]["attachment"]["payload"] == {"attachment_id": "file-1"}
