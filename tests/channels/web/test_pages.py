"""Files of the page: what loads them, what may hold them in a frame, what they may load."""

from __future__ import annotations

import gzip

import pytest
import requests

from bot.channels.web.assets import PAGE, WIDGET, assets
from tests.channels.web.page import WELCOME, Page


def ancestors(answer: requests.Response) -> str:
    policy = dict(part.split(" ", 1) for part in answer.headers["Content-Security-Policy"].split("; "))
    assert policy["default-src"] == "'self'"
    assert policy["object-src"] == policy["base-uri"] == "'none'"
    return policy["frame-ancestors"]


def test_the_page_is_served_at_the_root(server: str) -> None:
    answer = requests.get(f"{server}/")
    assert answer.headers["Content-Type"] == "text/html; charset=utf-8"
    assert answer.content == assets()[PAGE].content
    assert requests.head(f"{server}/").status_code == 200
    assert requests.get(f"{server}/no-such-page").status_code == 404


def test_the_page_is_served_with_rasa_s_api_too(odd_server: str) -> None:
    assert requests.get(f"{odd_server}/").content == assets()[PAGE].content


@pytest.mark.parametrize("path", ["/", "/widget.js", "/webhooks/web/agency", "/webhooks/web/health"])
def test_nothing_but_the_page_for_frames_may_be_framed(server: str, path: str) -> None:
    answer = requests.get(f"{server}{path}")
    assert ancestors(answer) == "'none'"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Referrer-Policy"] == "no-referrer"


def test_the_page_for_frames_may_be_framed_by_us_and_the_welcome(server: str) -> None:
    answer = requests.get(f"{server}/khung")
    assert ancestors(answer) == f"'self' {' '.join(WELCOME)}"
    assert answer.content == assets()[PAGE].content
    assert "X-Frame-Options" not in answer.headers


@pytest.mark.parametrize("path", ["/widget.js", "/webhooks/web/widget.js"])
def test_any_site_may_load_the_widget(server: str, path: str) -> None:
    answer = requests.get(f"{server}{path}", headers={"Origin": "https://bat-ky.vn"})
    assert answer.content == assets()[WIDGET].content
    assert answer.headers["Content-Type"] == "text/javascript; charset=utf-8"
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    assert answer.headers["Cross-Origin-Resource-Policy"] == "cross-origin"


@pytest.mark.parametrize("path", ["/", "/widget.js", "/webhooks/web/icon.svg"])
def test_an_unchanged_file_is_not_sent_again(server: str, path: str) -> None:
    first = requests.get(f"{server}{path}")
    again = requests.get(f"{server}{path}", headers={"If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.content) == (304, b"")


def test_files_are_packed_for_browsers_that_unpack(server: str) -> None:
    packed = requests.get(f"{server}/widget.js", headers={"Accept-Encoding": "gzip"}, stream=True)
    assert packed.headers["Content-Encoding"] == "gzip"
    assert gzip.decompress(packed.raw.read()) == assets()[WIDGET].content
    plain = requests.get(f"{server}/widget.js", headers={"Accept-Encoding": "identity"})
    assert "Content-Encoding" not in plain.headers
    assert plain.content == assets()[WIDGET].content


@pytest.mark.parametrize(
    "name", ["connector.py", "..%2Fconnector.py", "%2e%2e/connector.py", "..", "words.yml"]
)
def test_only_files_of_the_page_are_served(server: str, name: str) -> None:
    assert requests.get(f"{server}/webhooks/web/{name}").status_code == 404


def test_health_says_ok_when_the_model_is_there(server: str) -> None:
    assert requests.get(f"{server}/webhooks/web/health").json() == {"status": "ok"}
    assert requests.get(f"{server}/webhooks/web/").json() == {"status": "ok"}


def test_ready_says_ok_when_nothing_is_missing(server: str) -> None:
    answer = requests.get(f"{server}/webhooks/web/ready", timeout=20)
    assert (answer.status_code, answer.json()) == (200, {"status": "ok", "missing": []})


def test_without_a_secret_there_are_conversations_all_the_same(odd_server: str) -> None:
    page = Page(odd_server)
    with page.listening() as heard:
        page.send("xin chào")
        heard.wait_for(lambda heard: heard.texts() == ["Đã nghe: xin chào"])
