"""Pages of other sites: those that are named in MOTCUA_WEB_ORIGINS are welcome, no others, whatever they look like."""

from __future__ import annotations

import pytest
import requests

from bot.channels.web.words import words
from bot.errors import SettingError
from bot.settings import Settings
from tests.channels.web.page import WELCOME, Page

FOREIGN = [
    "https://ke-xau.vi-du.net",
    "http://banquanly.vi-du.vn",
    "https://banquanly.vi-du.vn:8443",
    "https://banquanly.vi-du.vn.ke-xau.net",
    "https://xbanquanly.vi-du.vn",
    "https://BANQUANLY.vi-du.vn",
    "null",
    "",
]


@pytest.mark.parametrize("origin", WELCOME)
def test_a_welcome_page_may_ask_and_read(server: str, origin: str) -> None:
    page = Page(server, origin=origin)
    for answer in (
        page.send("xin chào"),
        page.get("lines?wait=0"),
        page.get("agency"),
        page.get("suggest?q=x"),
    ):
        assert answer.ok
        assert answer.headers["Access-Control-Allow-Origin"] == origin
        assert answer.headers["Vary"] == "Origin"
        assert "Access-Control-Allow-Credentials" not in answer.headers
        assert "Set-Cookie" not in answer.headers


def test_a_welcome_page_hears_the_stream(server: str) -> None:
    page = Page(server, origin=WELCOME[0])
    with requests.get(f"{page.base}/events", headers=page.headers(), stream=True, timeout=10) as answer:
        assert answer.headers["Access-Control-Allow-Origin"] == WELCOME[0]


def test_a_refusal_can_be_read_by_a_welcome_page(server: str) -> None:
    answer = Page(server, token="x", origin=WELCOME[0]).send("xin chào")
    assert answer.status_code == 401
    assert answer.headers["Access-Control-Allow-Origin"] == WELCOME[0]


@pytest.mark.parametrize("origin", FOREIGN)
def test_a_foreign_page_may_neither_ask_nor_listen(server: str, origin: str) -> None:
    page = Page(server)
    headers = page.headers(Origin=origin)
    answers = [
        requests.post(f"{page.base}/session", json={}, headers=headers),
        requests.post(f"{page.base}/message", json={"id": "a", "text": "x"}, headers=headers),
        requests.post(f"{page.base}/callback", json={"id": "a", "phone": "0912345678"}, headers=headers),
        requests.get(f"{page.base}/events", headers=headers, stream=True, timeout=10),
        requests.get(f"{page.base}/lines?wait=0", headers=headers),
    ]
    for answer in answers:
        assert answer.status_code == 403
        assert "Access-Control-Allow-Origin" not in answer.headers
    assert answers[0].json()["message"] == words()["foreign_origin"]


@pytest.mark.parametrize("origin", FOREIGN)
def test_a_foreign_page_cannot_read_what_everybody_may_know(server: str, origin: str) -> None:
    answer = requests.get(f"{server}/webhooks/web/agency", headers={"Origin": origin})
    assert "Access-Control-Allow-Origin" not in answer.headers


def test_our_own_page_needs_no_permission(server: str) -> None:
    page = Page(server, origin=server)
    assert page.send("xin chào").status_code == 202


def preflight(server: str, origin: str, path: str = "message") -> requests.Response:
    asked = {
        "Access-Control-Request-Method": "POST",
        "Access-Control-Request-Headers": "authorization,content-type",
    }
    return requests.options(f"{server}/webhooks/web/{path}", headers={"Origin": origin, **asked})


@pytest.mark.parametrize("path", ["message", "session", "callback", "events", "lines", "dossier/1.000001"])
def test_a_browser_that_asks_first_is_told(server: str, path: str) -> None:
    answer = preflight(server, WELCOME[0], path)
    assert answer.status_code == 204
    assert answer.headers["Access-Control-Allow-Origin"] == WELCOME[0]
    allowed = answer.headers["Access-Control-Allow-Headers"].lower()
    assert all(name in allowed for name in ("authorization", "content-type", "last-event-id"))
    assert "POST" in answer.headers["Access-Control-Allow-Methods"]


@pytest.mark.parametrize("origin", FOREIGN)
def test_a_foreign_browser_that_asks_first_is_refused(server: str, origin: str) -> None:
    answer = preflight(server, origin)
    assert answer.status_code == 403
    assert not [name for name in answer.headers if name.lower().startswith("access-control-")]


@pytest.mark.parametrize(
    "wrong",
    ["*", "https://*.vi-du.vn", "vi-du.vn", "https://vi-du.vn/", "https://vi-du.vn/trang", "ftp://vi-du.vn", "https://",
     "https://a@vi-du.vn", "https://vi-du.vn:0", "https://Vi-Du.vn", "https://vi-du.vn;", "https://vi-du.vn'", "null"],
)  # fmt: skip
def test_an_origin_that_no_browser_would_tell_is_a_wrong_setting(wrong: str) -> None:
    with pytest.raises(SettingError, match="MOTCUA_WEB_ORIGINS"):
        Settings.from_env({"MOTCUA_WEB_ORIGINS": f"https://dung.vi-du.vn {wrong}"})


def test_origins_are_those_that_browsers_tell() -> None:
    given = (
        "https://a.vn:443 http://b.vn:80  https://c.vn:8443 http://[::1]:8080 https://a.vn http://d.vn:443"
    )
    told = Settings.from_env({"MOTCUA_WEB_ORIGINS": given}).web_origins
    assert told == "https://a.vn http://b.vn https://c.vn:8443 http://[::1]:8080 http://d.vn:443"
