"""`bot scale`, the real one: two servers of each kind behind nginx over one PostgreSQL."""

from __future__ import annotations

import re
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
import requests

from bot.errors import ServiceError
from bot.launch import live, proxy
from bot.launch.proxy import Front
from bot.settings import ROOT, Settings
from tests.channels.web.page import Page
from tests.databases import postgresql
from tests.servers import free_port

QUESTION = "gia hạn giấy phép lao động cần giấy tờ gì"
FRONT = Front("127.0.0.1:8080", "127.0.0.1:8081", "127.0.0.1:8082", [1, 2], [3, 4], 5)


def test_one_machine_has_the_deployment_s_own_template_with_its_servers_in_it() -> None:
    made = proxy.fitted(proxy.TEMPLATE.read_text("utf-8"), FRONT)
    assert re.findall(r"^ +server 127\.0\.0\.1:(\d)", made, re.MULTILINE) == ["1", "2", "5"]
    assert re.findall(r"listen (\S+);", made) == [FRONT.chat, FRONT.console]
    assert not re.search(r"ssl|\$\{|8443|docker", re.sub("#.*", "", made))
    assert made.count("return 404") == 4


def test_a_template_that_is_another_one_is_not_used_as_it_is() -> None:
    with pytest.raises(ServiceError, match="không thấy chỗ"):
        proxy.fitted("server {}", FRONT)


def test_several_servers_over_one_file_are_refused() -> None:
    command = ["env", "MOTCUA_DATABASE_URL=sqlite:////tmp/x.db", sys.executable, "-m", "bot", "scale"]
    ended = subprocess.run(command, capture_output=True, text=True, timeout=60)
    assert ended.returncode == 2
    assert "MOTCUA_DATABASE_URL: nhiều máy chủ cần PostgreSQL" in ended.stderr


class Scaled:
    """One `bot scale`, told to stop as Ctrl-C does."""

    def __init__(self, url: str, log: Path) -> None:
        self.ports = {name: free_port() for name in ("rasa", "actions", "console")}
        self.address = f"http://127.0.0.1:{self.ports['rasa']}"
        variables = [f"MOTCUA_{name.upper()}_PORT={port}" for name, port in self.ports.items()]
        command = ["env", *variables, f"MOTCUA_DATABASE_URL={url}", sys.executable, "-m", "bot", "scale"]
        self.log = log
        with log.open("wb") as file:
            self.process = subprocess.Popen(command, stdout=file, stderr=subprocess.STDOUT, cwd=ROOT)

    def said(self) -> str:
        return self.log.read_text("utf-8")

    def wait(self) -> None:
        deadline = time.monotonic() + 240
        while "✔ Sẵn sàng" not in self.said():
            assert time.monotonic() < deadline, self.said()
            assert self.process.poll() is None, self.said()
            time.sleep(0.2)

    def behind(self) -> list[str]:
        """The chat servers' own addresses, as the proxy knows them."""
        own = (ROOT / "var" / "proxy" / "nginx.conf").read_text("utf-8")
        chat = own.partition("upstream chat")[2].partition("}")[0]
        return [f"http://{address}" for address in re.findall(r"server (127\S+)", chat)]


@pytest.fixture(scope="module")
def scaled(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Scaled]:
    settings = Settings()
    if not live.all_models(settings.models):
        pytest.skip("no trained model: make train")
    if shutil.which("nginx", path="/usr/sbin:/usr/bin") is None:
        pytest.skip("no nginx on this machine: .ci/proxy")
    with postgresql() as url:
        made = Scaled(url, tmp_path_factory.mktemp("scale") / "log")
        try:
            made.wait()
            yield made
        finally:
            made.process.send_signal(signal.SIGINT)
            made.process.wait(60)


@pytest.mark.long
def test_a_talk_whose_turns_land_on_different_servers_goes_on_in_order(scaled: Scaled) -> None:
    page = Page(scaled.address)
    first, second = scaled.behind()
    with page.listening() as heard:
        page.elsewhere(first).send(QUESTION)
        heard.wait_for(lambda heard: len(heard.texts()) == 1, 30)
        page.elsewhere(second).send("mất bao lâu")
        heard.wait_for(lambda heard: len(heard.texts()) == 2, 30)
        page.elsewhere(first).send("lệ phí bao nhiêu")
        heard.wait_for(lambda heard: len(heard.texts()) == 3, 30)
    assert "Gia hạn giấy phép lao động" in heard.texts()[0]
    assert "ngày làm việc" in heard.texts()[1]
    assert heard.ids == sorted(heard.ids)


@pytest.mark.long
def test_the_console_is_behind_the_proxy_and_rasa_s_own_api_is_not(scaled: Scaled) -> None:
    console = f"http://127.0.0.1:{scaled.ports['console']}"
    assert requests.get(f"{console}/sign-in", timeout=20).status_code == 200
    assert requests.get(f"{console}/health", timeout=20).status_code == 404
    assert requests.get(f"{console}/ready", timeout=20).status_code == 404
    for server in scaled.behind():
        assert requests.get(f"{server}/webhooks/web/ready", timeout=20).json()["missing"] == []
    for path in ("/webhooks/rest/webhook", "/webhooks/web/health", "/webhooks/web/ready", "/status"):
        assert requests.get(f"{scaled.address}{path}", timeout=20).status_code == 404
