"""The deployment's files say what the software is: its settings, its commands, its ports, and nothing secret."""

from __future__ import annotations

import re
import shutil
import subprocess
from typing import Any

import pytest
import yaml

from bot.channels.web.front import PAGES
from bot.commands.serve import SERVERS
from bot.settings import OF_PROCESSES, ROOT, Settings

COMPOSE = (ROOT / "compose.yaml").read_text("utf-8")
SERVICES: dict[str, Any] = yaml.safe_load(COMPOSE)["services"]
OURS = {name: service for name, service in SERVICES.items() if "motcua" in service["image"]}
NGINX = (ROOT / "deploy" / "nginx" / "motcua.conf.template").read_text("utf-8")
IMAGE = (ROOT / "Dockerfile").read_text("utf-8")


def test_every_setting_that_is_named_is_one() -> None:
    known = {f"MOTCUA_{name.upper()}" for name in vars(Settings())} | set(OF_PROCESSES)
    files = [COMPOSE, IMAGE, (ROOT / "deploy" / "channels.env").read_text("utf-8")]
    named = {name.removesuffix("_FILE") for text in files for name in re.findall(r"\bMOTCUA_[A-Z_]+", text)}
    assert named - known - {"MOTCUA_VERSION"} == set()
    assert len(named) > 8


def test_each_server_runs_by_our_command_and_is_asked_at_its_own_port() -> None:
    settings, found = Settings(), {}
    for name in SERVERS:
        assert SERVICES[name]["command"][:2] == ["serve", name]
        found[name] = int(re.findall(r":(\d+)/", str(SERVICES[name]["healthcheck"]["test"]))[0])
    assert found == {
        "rasa": settings.rasa_port,
        "actions": settings.actions_port,
        "console": settings.console_port,
    }
    assert f"server ${{RASA_HOST}}:{settings.rasa_port}" in NGINX
    assert f"server ${{CONSOLE_HOST}}:{settings.console_port}" in NGINX


def test_nothing_but_the_proxy_can_be_reached_from_outside() -> None:
    assert [name for name, service in SERVICES.items() if "ports" in service] == ["proxy"]
    assert [name for name, service in SERVICES.items() if "outside" in service["networks"]] == ["proxy"]
    assert yaml.safe_load(COMPOSE)["networks"]["inside"] == {"internal": True}


@pytest.mark.parametrize("name", OURS)
def test_our_processes_have_no_rights_that_they_do_not_need(name: str) -> None:
    service = OURS[name]
    assert service["read_only"] is True
    assert service["user"] != "0"
    assert service["cap_drop"] == ["ALL"]
    assert "no-new-privileges:true" in service["security_opt"]
    assert service["deploy"]["resources"]["limits"].keys() == {"cpus", "memory"}


def test_secrets_are_files_and_no_value_stands_anywhere() -> None:
    assert all(set(one) == {"file"} for one in yaml.safe_load(COMPOSE)["secrets"].values())
    for service in SERVICES.values():
        for name, value in (service.get("environment") or {}).items():
            secret = re.search(r"SECRET|TOKEN|PASSWORD|DATABASE_URL|REDIS_URL", name)
            assert not secret or (name.endswith("_FILE") and value.startswith("/run/")), name
    ignored = (ROOT / ".gitignore").read_text("utf-8")
    assert {"deploy/secrets/", "deploy/certs/"} <= set(ignored.splitlines())


def test_servers_start_when_what_they_need_is_there() -> None:
    for name in SERVERS:
        assert SERVICES[name]["depends_on"]["prepare"]["condition"] == "service_completed_successfully"
    assert SERVICES["prepare"]["depends_on"]["postgresql"]["condition"] == "service_healthy"


def test_the_proxy_hands_on_every_public_page_and_webhook_and_not_rasa_s_own() -> None:
    public = NGINX.partition("server_name ${PUBLIC_NAME}")[2].partition("server_name")[0]
    exact = set(re.findall(r"location = (\S+) \{ proxy_pass", public))
    assert set(PAGES) | {"/khao-sat", "/phan-anh"} <= exact
    hooks = {f"/webhooks/{name}/webhook" for name in ("telegram", "zalo", "zalo_bot")}
    assert hooks <= exact
    assert "/webhooks/rest" not in public
    assert re.search(r"location / \{ return 404; \}", public)


def test_streams_are_not_held_back_and_addresses_are_not_believed() -> None:
    events = NGINX.partition("location = /webhooks/web/events")[2].partition("}")[0]
    assert "proxy_buffering off" in events
    assert "proxy_set_header X-Forwarded-For $remote_addr;" in NGINX
    assert "access_log off" in NGINX
    assert "error_log stderr crit" in NGINX


def test_what_an_officer_sends_off_is_not_sent_twice_by_the_proxy() -> None:
    console = NGINX.partition("server_name ${CONSOLE_NAME}")[2]
    assert re.findall(r"proxy_next_upstream (.+);", console) == ["error timeout"]


def test_the_image_holds_what_runs_and_no_root() -> None:
    ignored = (ROOT / ".dockerignore").read_text("utf-8").splitlines()
    copied = [
        word
        for line in re.findall(r"^COPY (?!--from)(.+)$", IMAGE, re.MULTILINE)
        for word in line.split()[:-1]
    ]
    assert [name for name in copied if not (ROOT / name).exists()] == []
    assert [name for name in copied if f"!{name}" not in ignored] == []
    assert re.findall(r"^USER (.+)$", IMAGE, re.MULTILINE) == ["10001"]


@pytest.mark.long
def test_compose_s_own_schema_accepts_it() -> None:
    uv = shutil.which("uv") or str(ROOT / ".tools" / "bin" / "uv")
    tool = ["tool", "run", "-q", "check-jsonschema@0.39.0", "--builtin-schema", "vendor.compose-spec"]
    subprocess.run([uv, *tool, str(ROOT / "compose.yaml")], check=True, timeout=120)
