from __future__ import annotations

import hashlib
import hmac
import logging
import socket

import pytest

from bot.channels.driver import Outgoing
from bot.channels.zalo.http import Http, NotReached, Unanswered
from bot.channels.zalo.oa.client import MESSAGE, Client, Held
from bot.channels.zalo.oa.codes import Class, Refused
from bot.channels.zalo.oa.messages import text_body
from bot.channels.zalo.oa.tokens import Tokens
from tests.channels.zalo.oa_server import OaServer, refusal

BODY = text_body({"user_id": "u1"}, Outgoing("Chào"))


@pytest.fixture(autouse=True)
def known(oa: OaServer) -> None:
    oa.seen("u1")


def test_the_token_goes_in_its_own_header(client: Client, oa: OaServer) -> None:
    assert client.send(MESSAGE, BODY) == "m1"
    assert oa.asked[0].headers["access_token"] == "access-0"
    assert "appsecret_proof" not in oa.asked[0].headers


def test_a_proof_is_sent_where_the_app_wants_one(oa: OaServer, tokens: Tokens) -> None:
    Client(Http(), oa.url, tokens, proof_secret="s").send(MESSAGE, BODY)
    proof = hmac.new(b"s", b"access-0", hashlib.sha256).hexdigest()
    assert oa.asked[0].headers["appsecret_proof"] == proof


def test_a_refusal_comes_with_http_200_and_is_one(client: Client) -> None:
    with pytest.raises(Refused) as caught:
        client.send(MESSAGE, text_body({"user_id": "nobody"}, Outgoing("Chào")))
    assert caught.value.code == -201
    assert caught.value.kind is Class.PERMANENT


@pytest.mark.parametrize("code", [-216, -220, -124, 216, 401, -401])
def test_a_used_up_token_is_renewed_and_the_message_sent_once_more(
    client: Client, oa: OaServer, code: int
) -> None:
    oa.trouble(200, refusal(code, "Access token has expired"))
    assert client.send(MESSAGE, BODY) == "m1"
    assert oa.renewals == 1
    assert len(oa.messages) == 1


def test_it_is_renewed_once_and_no_more(client: Client, oa: OaServer) -> None:
    oa.trouble(200, refusal(-216, "Access token is invalid"))
    oa.troubles.append(lambda: None)  # the renewal itself
    oa.trouble(200, refusal(-216, "Access token is invalid"))
    with pytest.raises(Refused, match="-216"):
        client.send(MESSAGE, BODY)
    assert oa.renewals == 1


@pytest.mark.parametrize(
    ("code", "kind"),
    [
        (-118, Class.DEAD),
        (-14014, Class.DEAD),
        (-209, Class.CONFIG),
        (-14003, Class.CONFIG),
        (-224, Class.CONFIG),
        (-320, Class.CONFIG),
        (-213, Class.PERMANENT),
        (-230, Class.PERMANENT),
        (-210, Class.PERMANENT),
        (-32, Class.PASSING),
        (-211, Class.PASSING),
        (-99999, Class.PASSING),
    ],
)
def test_codes_are_classed_as_documented(client: Client, oa: OaServer, code: int, kind: Class) -> None:
    oa.trouble(200, refusal(code, "no"))
    with pytest.raises(Refused) as caught:
        client.send(MESSAGE, BODY)
    assert caught.value.kind is kind
    assert oa.renewals == 0


def test_with_no_request_left_the_rest_of_the_minute_is_waited_for(client: Client, oa: OaServer) -> None:
    now = [100.0]
    client.rate.clock = lambda: now[0]
    oa.headers = {"X-RateLimit-Limit": "4000", "X-RateLimit-Remain": "0"}
    client.send(MESSAGE, BODY)
    with pytest.raises(Held) as caught:
        client.send(MESSAGE, BODY)
    assert 0 < caught.value.seconds <= 60
    oa.headers = {}
    now[0] += 61
    client.send(MESSAGE, BODY)
    assert len(oa.messages) == 2


def test_http_429_holds_for_as_long_as_it_says(client: Client, oa: OaServer) -> None:
    oa.headers = {"Retry-After": "7"}
    oa.trouble(429)
    with pytest.raises(Held) as caught:
        client.send(MESSAGE, BODY)
    assert caught.value.seconds == 7.0


@pytest.mark.parametrize("status", [500, 502, 504, 404])
def test_an_answer_without_a_word_leaves_open_whether_it_was_taken(
    client: Client, oa: OaServer, status: int
) -> None:
    oa.trouble(status)
    with pytest.raises(Unanswered):
        client.send(MESSAGE, BODY)
    assert len(oa.asked) == 1


def test_http_503_surely_took_nothing(client: Client, oa: OaServer) -> None:
    oa.trouble(503)
    with pytest.raises(NotReached):
        client.send(MESSAGE, BODY)


def test_an_answer_that_comes_too_late_leaves_open_whether_it_was_taken(client: Client, oa: OaServer) -> None:
    oa.silence(1.0)
    with pytest.raises(Unanswered):
        client.send(MESSAGE, BODY)
    assert len(oa.asked) == 1


def test_a_server_that_is_away_is_tried_a_few_times_and_took_nothing(
    tokens: Tokens, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    with pytest.raises(NotReached):
        Client(Http(), f"http://127.0.0.1:{port}", tokens).send(MESSAGE, BODY)
    assert "access-0" not in caplog.text


def test_a_redirect_is_not_followed_with_the_token(client: Client, oa: OaServer) -> None:
    oa.headers = {"Location": f"{oa.url}/elsewhere"}
    oa.trouble(302)
    with pytest.raises(Unanswered):
        client.send(MESSAGE, BODY)
    assert len(oa.asked) == 1


def test_a_paid_quota_is_told(client: Client, oa: OaServer, caplog: pytest.LogCaptureFixture) -> None:
    data = {"message_id": "m", "quota": {"quota_type": "purchase_quota", "remain": "9"}}
    oa.trouble(200, {"error": 0, "data": data})
    client.send(MESSAGE, BODY)
    assert "purchase_quota" in caplog.text


def test_zalo_says_when_a_person_was_last_heard_of(client: Client, oa: OaServer) -> None:
    assert client.last_interaction("u1") == int(oa.people["u1"] * 1000)
    assert client.last_interaction("nobody") == 0


def test_the_account_tells_its_name_and_package(client: Client) -> None:
    assert client.account()["package_name"] == "Nâng cao"
