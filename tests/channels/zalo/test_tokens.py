from __future__ import annotations

import logging
import multiprocessing
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest

from bot.channels.zalo.http import Http
from bot.channels.zalo.oa.oauth import OAuth, Pair
from bot.channels.zalo.oa.tokens import NoToken, Tokens
from bot.storage import leases
from bot.storage.database import UnitOfWork, engine
from tests.channels.zalo.conftest import Clock, PaperSeal, tokens_at
from tests.channels.zalo.oa_server import APP_ID, APP_SECRET, OaServer


def test_without_a_pair_it_says_what_to_do(oa: OaServer, sqlite_url: str, clock: Clock) -> None:
    with pytest.raises(NoToken, match="bot channel zalo authorize"):
        tokens_at(oa, sqlite_url, clock).access()


def test_a_good_token_is_used_as_it_is(tokens: Tokens, oa: OaServer) -> None:
    assert tokens.access() == "access-0"
    assert oa.asked == []


def test_tokens_are_stored_encrypted(tokens: Tokens) -> None:
    pair = tokens.stored()
    assert pair is not None
    assert "access-0" not in pair.access
    assert "refresh-0" not in pair.refresh
    assert "sealed" not in repr(pair)


def test_a_token_that_runs_out_is_renewed_before_it_is_used(tokens: Tokens, clock: Clock) -> None:
    clock.move(hours=25)
    assert tokens.access() == "access-1"


def test_after_twenty_hours_it_is_renewed_without_anybody_writing(tokens: Tokens, clock: Clock) -> None:
    clock.move(hours=19)
    assert not tokens.renew_if_due()
    clock.move(hours=1)
    assert tokens.renew_if_due()
    assert not tokens.renew_if_due()
    assert tokens.access() == "access-1"


def test_for_months_each_refresh_token_is_used_once(tokens: Tokens, oa: OaServer, clock: Clock) -> None:
    for _ in range(100):
        clock.move(hours=20)
        assert tokens.renew_if_due()
    assert (oa.renewals, oa.burnt) == (100, 0)
    assert tokens.access() == "access-100"


def test_the_next_pair_is_stored_before_anybody_uses_it(tokens: Tokens, oa: OaServer) -> None:
    used = tokens.renew("access-0")
    pair = tokens.stored()
    assert pair is not None
    assert tokens.seal.open(pair.access) == used == oa.access
    assert tokens.seal.open(pair.refresh) == oa.refresh


def test_a_pair_that_cannot_be_stored_is_not_used(
    tokens: Tokens, monkeypatch: pytest.MonkeyPatch, oa: OaServer
) -> None:
    def full(*_: object) -> bool:
        raise OSError("no room")

    monkeypatch.setattr("bot.storage.zalo.rotate", full)
    with pytest.raises(OSError, match="no room"):
        tokens.renew("access-0")


def test_threads_that_renew_at_once_renew_once(tokens: Tokens, oa: OaServer) -> None:
    oa.slow_renewal = 0.3
    with ThreadPoolExecutor(16) as pool:
        found = set(pool.map(tokens.renew, ["access-0"] * 16))
    assert found == {"access-1"}
    assert (oa.renewals, oa.burnt) == (1, 0)


def test_processes_that_renew_at_once_renew_once(database_url: str, oa: OaServer, clock: Clock) -> None:
    oa.slow_renewal = 0.3
    tokens_at(oa, database_url, clock).keep(Pair("access-0", "refresh-0"))
    engine(database_url).dispose()
    context = multiprocessing.get_context("spawn")
    with context.Pool(3) as pool:
        found = pool.map(_renew_many, [(database_url, oa.url)] * 3, chunksize=1)
    assert {token for tokens in found for token in tokens} == {"access-1"}
    assert (oa.renewals, oa.burnt) == (1, 0)


def _renew_many(given: tuple[str, str]) -> list[str]:
    """In a process of its own: four threads, each certain that the first token is used up."""
    url, server = given
    tokens = Tokens(url, OAuth(Http(), server, APP_ID, APP_SECRET), PaperSeal())
    with ThreadPoolExecutor(4) as pool:
        return list(pool.map(tokens.renew, ["access-0"] * 4))


def test_who_died_while_renewing_is_followed_by_another(
    tokens: Tokens, sqlite_url: str, clock: Clock
) -> None:
    with UnitOfWork(engine(sqlite_url)) as uow:
        now = clock()
        leases.take(
            uow.session, f"zalo token {APP_ID}", "on another machine", now, now + timedelta(seconds=90)
        )
        uow.commit()
    clock.move(seconds=91)
    assert tokens.renew("access-0") == "access-1"


def test_a_used_refresh_token_is_dead_and_said_so(
    tokens: Tokens, oa: OaServer, caplog: pytest.LogCaptureFixture
) -> None:
    oa.refresh = "another-installation-took-it"
    with pytest.raises(NoToken, match=r"-14014.*authorize"):
        tokens.renew("access-0")
    pair = tokens.stored()
    assert pair is not None
    assert "-14014" in str(pair.failure)
    assert "authorize" in caplog.text
    assert "refresh-0" not in caplog.text


def test_a_dead_refresh_token_is_not_tried_by_every_message(
    tokens: Tokens, oa: OaServer, clock: Clock
) -> None:
    oa.refresh = "another-installation-took-it"
    for _ in range(5):
        with pytest.raises(NoToken):
            tokens.renew("access-0")
    assert len(oa.asked) == 1
    clock.move(minutes=2)
    with pytest.raises(NoToken):
        tokens.renew("access-0")
    assert len(oa.asked) == 2


def test_a_renewal_that_a_broken_server_refused_is_tried_again_with_the_same_token(
    tokens: Tokens, oa: OaServer, clock: Clock
) -> None:
    oa.trouble(502)
    with pytest.raises(NoToken):
        tokens.renew("access-0")
    clock.move(minutes=2)
    assert tokens.renew("access-0") == "access-1"
    pair = tokens.stored()
    assert pair is not None
    assert pair.failure is None


def test_a_pair_that_is_brought_replaces_the_dead_one(tokens: Tokens, oa: OaServer) -> None:
    oa.refresh = "another-installation-took-it"
    with pytest.raises(NoToken):
        tokens.renew("access-0")
    tokens.keep(Pair("access-new", "refresh-new"))
    assert tokens.access() == "access-new"


def test_no_token_is_ever_logged(
    tokens: Tokens, oa: OaServer, clock: Clock, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    clock.move(hours=30)
    tokens.access()
    oa.trouble(502)
    with pytest.raises(NoToken):
        tokens.renew("access-1")
    assert not any(word in caplog.text for word in ("access-", "refresh-", APP_SECRET))


def test_the_consent_link_carries_what_the_console_has_and_the_code_is_good_once(
    oa: OaServer, tokens: Tokens
) -> None:
    oauth = tokens.oauth
    assert f"code_challenge={oauth.challenge}" in oauth.consent_link("https://a.vn/z")
    assert "redirect_uri=https%3A%2F%2Fa.vn%2Fz" in oauth.consent_link("https://a.vn/z")
    assert len(oauth.verifier) == 43
    oa.consents["code-1"] = oauth.challenge
    assert oauth.exchange("code-1").access == oa.access
    with pytest.raises(Exception, match="-14005"):
        oauth.exchange("code-1")
