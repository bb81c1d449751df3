"""nginx before several servers of this machine: the deployment's own template, over plain HTTP on local ports."""

from __future__ import annotations

import os
import re
import shutil
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from bot.errors import ServiceError
from bot.launch.ports import ACTIONS_HOST
from bot.settings import ROOT

TEMPLATE = ROOT / "deploy" / "nginx" / "motcua.conf.template"
_AROUND = """# Made by `bot scale`.
daemon off;
pid {folder}/nginx.pid;
error_log stderr crit;
worker_processes 1;
{user}
events {{ worker_connections 4096; }}
http {{
types {{ text/html html; }}
client_body_temp_path {folder}/body;
proxy_temp_path {folder}/proxy;
fastcgi_temp_path {folder}/f;
uwsgi_temp_path {folder}/u;
scgi_temp_path {folder}/s;
{own}
{actions}
}}
"""
# An action's call brings slots along, which the public cannot send. A call that has reached a server is not made
# again: it may have written already. A server that does not take the connection is passed over.
_ACTIONS = """upstream actions {{
    zone actions 64k;
{servers}
    keepalive 64;
}}
server {{
    listen {address};
    client_max_body_size 16m;
    proxy_next_upstream error;
    location / {{ proxy_pass http://actions; }}
}}"""


@dataclass(frozen=True)
class Front:
    """Where the proxy listens, 'host:port' each, and the ports of the servers behind it."""

    chat: str
    console: str
    actions: str
    rasa_ports: Sequence[int]
    actions_ports: Sequence[int]
    console_port: int


def program() -> str:
    """Raises ServiceError where there is none."""
    found = shutil.which("nginx") or shutil.which("nginx", path="/usr/sbin:/usr/local/sbin")
    if found is None:
        raise ServiceError("Không có nginx. Debian: apt-get install nginx-light; trong mã nguồn: .ci/proxy")
    return found


def write(folder: Path, front: Front) -> Path:
    """The configuration in this folder, which nginx's other files go to, too."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / "nginx.conf"
    own = fitted(TEMPLATE.read_text("utf-8"), front)
    actions = _ACTIONS.format(servers=_servers(front.actions_ports), address=front.actions)
    path.write_text(around(folder, own, actions), "utf-8")
    return path


def around(folder: Path, own: str, actions: str = "") -> str:
    """A whole configuration: what nginx needs beside the servers, and everything that it writes in this folder."""
    # Started by root its workers would be nobody's, who may not write here.
    user = "user root;" if os.geteuid() == 0 else ""
    return _AROUND.format(folder=folder, user=user, own=own, actions=actions)


def fitted(template: str, front: Front) -> str:
    """Without TLS, Docker's names and the redirect to TLS. Raises ServiceError when the template is another."""
    changes = [
        (r"^resolver .*\n", ""),
        (r"^server \{\n    listen 8080 default_server;\n.*\n\}\n", ""),
        (r"^    ssl_.*\n", ""),
        (r"^    server_name .*\n", ""),
        (r"listen 8443 ssl default_server;", f"listen {front.chat};"),
        (r"listen 8443 ssl;", f"listen {front.console};"),
        (
            r"^    server \$\{RASA_HOST\}:.*\n",
            _servers(front.rasa_ports, " max_fails=1 fail_timeout=5s") + "\n",
        ),
        (r"^    server \$\{CONSOLE_HOST\}:.*\n", _servers([front.console_port]) + "\n"),
        # The port is part of the address here, and pages compare it.
        (r"Host \$host;", "Host $http_host;"),
    ]
    for before, after in changes:
        template, number = re.subn(before, after, template, flags=re.MULTILINE)
        if not number:
            raise ServiceError(f"{TEMPLATE}: không thấy chỗ {before!r}")
    return template


def _servers(ports: Sequence[int], more: str = "") -> str:
    return "\n".join(f"    server {ACTIONS_HOST}:{port}{more};" for port in ports)
