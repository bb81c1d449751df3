"""Strangers write to every webhook of a real server: nothing comes of it, nothing breaks, nothing is told."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

import pytest
from sqlalchemy import select

from bot.storage import tables
from bot.storage.database import engine
from tests.channels.hostile import page
from tests.channels.hostile.forged import all_forged
from tests.channels.hostile.services import NAME, PHONE, SERVICES, TELEGRAM, WORDS, ZALO, Service, dumped, mac
from tests.channels.hostile.signed import all_signed
from tests.channels.hostile.wire import Case, send
from tests.channels.street import SECRETS, Street, street
from tests.channels.telegram.bot_api import Chat
from tests.channels.town import wait_until
from tests.channels.zalo.oa_server import sign

# Servers started over and over, killed or flooded.
pytestmark = pytest.mark.long

HUNG_UP = 0


@pytest.fixture(scope="module")
def door(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Street]:
    folder = tmp_path_factory.mktemp("hostile")
    with street(f"sqlite:///{folder / 'motcua.db'}", folder) as made:
        yield made


def stored(door: Street) -> set[tuple[str, str]]:
    with engine(door.url).connect() as connection:
        rows = connection.execute(select(tables.inbox.c.channel, tables.inbox.c.key))
        return {(row.channel, row.key) for row in rows}


def knock(door: Street, cases: list[Case]) -> dict[int, list[str]]:
    """What was asked, by the status of the answer."""
    found: dict[int, list[str]] = {}
    for case in cases:
        found.setdefault(send(door.ports[-1], case), []).append(case.why)
    return found


def sent(door: Street) -> int:
    """How many messages have left us, in all channels."""
    return len(door.telegram.called("sendMessage")) + len(door.zalo.messages) + len(door.bot.messages)


def require_alive(door: Street, number: int) -> None:
    """A good event is taken and answered, in every channel."""
    wait_until(door.is_quiet, door.logged, 60)
    before = sent(door)
    for service in SERVICES:
        body = service.kinds["text"](number)
        _befriend(door, service, number)
        assert send(door.ports[-1], service.case("good", body)) == 200
    wait_until(lambda: sent(door) == before + len(SERVICES), door.logged)
    known = stored(door)
    assert send(door.ports[-1], page.good()) == 202
    assert len(stored(door) - known) == 1


def _befriend(door: Street, service: Service, number: int) -> None:
    if service is TELEGRAM:
        person = 77_000_000 + number
        door.telegram.chats.setdefault(person, Chat(person))
    if service is ZALO:
        door.zalo.seen(f"{25 * 10**14 + number}")


def test_the_forger_signs_as_the_service_does() -> None:
    body = ZALO.kinds["text"](9_000)
    raw, headers = sign(body)
    assert raw == dumped(body)
    assert headers["X-ZEvent-Signature"] == f"mac={mac(raw, body['timestamp'])}"


def test_what_is_forged_comes_to_nothing(door: Street) -> None:
    require_alive(door, 9_100)
    before, told = stored(door), sent(door)
    cases = [*all_forged(), *page.forged()]
    assert len(cases) >= 1_000
    answers = knock(door, cases)
    assert [(status, answers[status][:5]) for status in answers if status >= 500] == []
    assert stored(door) == before
    assert sent(door) == told
    require_alive(door, 9_200)


def test_what_is_signed_and_wrong_breaks_nothing(door: Street) -> None:
    cases = [*all_signed(), *page.own(), *page.generated(100)]
    answers = knock(door, cases)
    assert [(status, answers[status][:5]) for status in answers if status >= 500 or status == HUNG_UP] == []
    require_alive(door, 9_300)


@pytest.mark.parametrize("service", SERVICES, ids=lambda service: service.channel)
def test_the_largest_event_is_read_and_a_larger_one_is_not(door: Street, service: Service) -> None:
    before = stored(door)
    for framing in ("length", "chunked"):
        for more, new in ((1, 0), (0, 1)):
            number = 9_400 + 10 * new + ("length", "chunked").index(framing)
            body = service.kinds["text"](number)
            room = service.limit + more - len(dumped(body))
            body = {**body, "padding": "x" * (room - len(', "padding": ""'))}
            assert len(dumped(body)) == service.limit + more
            send(door.ports[-1], service.case("of that size", body, framing=framing))
            assert len(stored(door) - before) == new, f"{framing} {more}"
            before = stored(door)


@pytest.mark.parametrize("service", SERVICES, ids=lambda service: service.channel)
def test_what_is_replayed_is_answered_once(door: Street, service: Service) -> None:
    number = 9_500
    _befriend(door, service, number)
    wait_until(door.is_quiet, door.logged, 60)
    before, told = stored(door), sent(door)
    good = service.case("good", service.kinds["text"](number))
    answers = Counter(send(door.ports[-1], good) for _ in range(25))
    assert answers == {200: 25}
    wait_until(door.is_quiet, door.logged)
    assert len(stored(door) - before) == 1
    assert sent(door) == told + 1


def test_another_text_under_a_signature_that_was_heard_is_not_taken(door: Street) -> None:
    body = ZALO.kinds["text"](9_600)
    overheard = ZALO.signed(dumped(body), body)
    before = stored(door)
    for words in ("khác", "khác nữa"):
        changed = {**body, "message": {"text": words, "msg_id": f"m-{words}"}}
        send(door.ports[-1], Case("changed", ZALO.path, dumped(changed), overheard))
    assert stored(door) == before


def test_neither_secrets_nor_what_is_personal_is_in_the_log(door: Street) -> None:
    """Last: everything above was logged as loudly as Rasa can."""
    logged = door.logged()
    assert "webhooks/zalo/webhook" in logged
    secrets = [secret.rpartition(":")[2] for secret in SECRETS]
    personal = [PHONE, WORDS, NAME, "84912345678", "250000000000", "77009200", "chat9200"]
    assert [text for text in (*secrets, *personal) if text in logged] == []
