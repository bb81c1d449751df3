from __future__ import annotations

import pytest

from bot.channels.zalo.oa.interactions import StoredInteractions
from bot.channels.zalo.oa.renewal import look_after
from bot.channels.zalo.oa.tokens import Tokens
from bot.desk.seal import Seal
from bot.storage import senders
from bot.storage.database import UnitOfWork, engine
from tests.channels.zalo.conftest import Clock, tokens_at
from tests.channels.zalo.oa_server import OaServer
from tests.channels.zalo.serving import SECRET


def test_a_look_in_time_renews_and_says_nothing(
    tokens: Tokens, oa: OaServer, clock: Clock, caplog: pytest.LogCaptureFixture
) -> None:
    clock.move(hours=20)
    look_after(tokens, clock)
    assert oa.renewals == 1
    assert [record for record in caplog.records if record.levelname != "INFO"] == []


def test_a_renewal_that_fails_is_an_alarm_at_every_look(
    tokens: Tokens, oa: OaServer, clock: Clock, caplog: pytest.LogCaptureFixture
) -> None:
    oa.refresh = "another-installation-took-it"
    clock.move(hours=20)
    for _ in range(3):
        caplog.clear()
        look_after(tokens, clock)
        assert "-14014" in caplog.text
        clock.move(minutes=10)


def test_the_end_of_a_refresh_token_is_told_two_weeks_before(
    tokens: Tokens, clock: Clock, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tokens, "renew_if_due", lambda: False)
    clock.move(days=75)
    look_after(tokens, clock)
    assert caplog.text == ""
    clock.move(days=2)
    look_after(tokens, clock)
    assert "ends in 13 days" in caplog.text


def test_without_a_token_every_look_says_so(
    oa: OaServer, sqlite_url: str, clock: Clock, caplog: pytest.LogCaptureFixture
) -> None:
    look_after(tokens_at(oa, sqlite_url, clock), clock)
    assert "bot channel zalo authorize" in caplog.text


def test_interactions_are_kept_by_pseudonym(sqlite_url: str, clock: Clock) -> None:
    seal = Seal(SECRET)
    kept = StoredInteractions(sqlite_url, seal, "zalo")
    with UnitOfWork(engine(sqlite_url)) as uow:
        for person in ("u1", "anonymous:v1"):
            senders.meet(uow.session, [senders.Met(seal.sender("zalo", person), "zalo", "closed")], clock())
        uow.commit()
    kept.note("u1", clock())
    kept.note("anonymous:v1:c9", clock())
    assert kept.last("u1") == clock()
    assert kept.last("anonymous:v1:c10") == clock()
    assert kept.last("u2") is None


def test_after_a_changed_secret_the_last_interaction_is_still_known(sqlite_url: str, clock: Clock) -> None:
    """Else a message that costs money would be sent as if it were free."""
    former, present = Seal(SECRET), Seal(f"{SECRET[::-1]} {SECRET}")
    with UnitOfWork(engine(sqlite_url)) as uow:
        senders.meet(uow.session, [senders.Met(former.sender("zalo", "u1"), "zalo", "closed")], clock())
        uow.commit()
    StoredInteractions(sqlite_url, former, "zalo").note("u1", clock())
    assert StoredInteractions(sqlite_url, present, "zalo").last("u1") == clock()
