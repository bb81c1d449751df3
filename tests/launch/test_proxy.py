"""The proxy of compose.yaml, the real one over real servers: what is public is reached, and nothing else."""

from __future__ import annotations

import datetime
import shutil
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
import requests
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from bot.launch.proxy import around
from bot.settings import ROOT
from tests.channels.web.page import Page
from tests.databases import make_tables
from tests.servers import console_server, echo_server, free_port

pytestmark = pytest.mark.long

TEMPLATE = (ROOT / "deploy" / "nginx" / "motcua.conf.template").read_text("utf-8")
PUBLIC, CONSOLE = "hoi.example.gov.vn", "canbo.example.gov.vn"


class Proxy:
    """`get` and `post` go to one of the two names, as browsers do it over TLS."""

    def __init__(self, port: int, plain: int) -> None:
        self.address, self.plain = f"https://127.0.0.1:{port}", f"http://127.0.0.1:{plain}"

    def ask(self, method: str, path: str, name: str = PUBLIC, **more: object) -> requests.Response:
        more = {"verify": False, "timeout": 20, "allow_redirects": False, **more}
        return requests.request(method, self.address + path, headers={"Host": name}, **more)  # type: ignore[arg-type]


def certificate(folder: Path, name: str) -> None:
    key = ec.generate_private_key(ec.SECP256R1())
    who = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    now = datetime.datetime.now(datetime.timezone.utc)
    made = x509.CertificateBuilder().subject_name(who).issuer_name(who).public_key(key.public_key())
    made = made.serial_number(x509.random_serial_number()).not_valid_before(now)
    signed = made.not_valid_after(now + datetime.timedelta(days=1)).sign(key, hashes.SHA256())
    (folder / f"{name}.pem").write_bytes(signed.public_bytes(serialization.Encoding.PEM))
    kind = serialization.PrivateFormat.PKCS8
    hidden = serialization.NoEncryption()
    (folder / f"{name}.key").write_bytes(key.private_bytes(serialization.Encoding.PEM, kind, hidden))


@pytest.fixture(scope="module")
def proxy(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Proxy]:
    nginx = shutil.which("nginx")
    if nginx is None:
        pytest.skip("no nginx on this machine: apt-get install nginx")
    folder = tmp_path_factory.mktemp("proxy")
    url = f"sqlite:///{folder / 'motcua.db'}"
    make_tables(url)
    for name in ("public", "console"):
        certificate(folder, name)
    with echo_server(url) as chat, console_server(url) as console:
        made = Proxy(free_port(), free_port())
        own = fitted(folder, made, chat.rpartition(":")[2], console.rpartition(":")[2])
        (folder / "nginx.conf").write_text(around(folder, own), "utf-8")
        process = subprocess.Popen([nginx, "-p", str(folder), "-c", str(folder / "nginx.conf")])
        wait(made, process)
        yield made
        process.terminate()
        process.wait(10)


def fitted(folder: Path, proxy: Proxy, chat: str, console: str) -> str:
    """The template on this machine: other names and ports, and no Docker to resolve them."""
    changed = {
        "resolver 127.0.0.11 valid=5s;": "",
        "rasa:5005 resolve": f"127.0.0.1:{chat}",
        "console:5006 resolve": f"127.0.0.1:{console}",
        "8443": proxy.address.rpartition(":")[2],
        "8080": proxy.plain.rpartition(":")[2],
        "/etc/nginx/certs": str(folder),
        "${PUBLIC_NAME}": PUBLIC,
        "${CONSOLE_NAME}": CONSOLE,
    }
    own = TEMPLATE
    for before, after in changed.items():
        assert before in own
        own = own.replace(before, after)
    return own


def wait(proxy: Proxy, process: subprocess.Popen[bytes]) -> None:
    for _ in range(100):
        assert process.poll() is None, "nginx ended by itself"
        try:
            proxy.ask("GET", "/")
            return
        except requests.ConnectionError:
            time.sleep(0.1)
    raise AssertionError("nginx does not answer")


@pytest.mark.parametrize(
    "path", ["/", "/khung", "/widget.js", "/khao-sat", "/phan-anh", "/webhooks/web/agency"]
)
def test_what_is_public_is_reached(proxy: Proxy, path: str) -> None:
    assert proxy.ask("GET", path).status_code == 200


@pytest.mark.parametrize(
    "path",
    [
        *("/webhooks/rest/webhook", "/webhooks/web/../rest/webhook", "/webhooks/web/%2e%2e/rest/webhook"),
        *("/webhooks/web/health", "/webhooks/web//health", "/metrics", "/ready"),
        *("/webhooks/web/metrics", "/webhooks/web/metrics/", "/webhooks/web/ready/", "/webhooks/web/health/"),
        *("/conversations/x/tracker", "/model", "/status", "/version", "/domain", "/log", "/agency"),
    ],
)
def test_what_is_not_public_is_not_there(proxy: Proxy, path: str) -> None:
    session = requests.Session()
    request = requests.Request("POST", proxy.address, headers={"Host": PUBLIC}, json={}).prepare()
    # As it is written: requests would walk up the path itself.
    request.url = proxy.address + path
    assert session.send(request, verify=False, timeout=20).status_code == 404


def test_the_console_is_reached_under_its_own_name_only(proxy: Proxy) -> None:
    assert proxy.ask("GET", "/sign-in", CONSOLE).status_code == 200
    assert proxy.ask("GET", "/sign-in").status_code == 404


def test_without_tls_nobody_is_answered_but_sent_there(proxy: Proxy) -> None:
    told = requests.get(f"{proxy.plain}/", headers={"Host": PUBLIC}, allow_redirects=False, timeout=10)
    assert (told.status_code, told.headers["Location"]) == (301, f"https://{PUBLIC}/")


def test_a_body_that_is_too_large_goes_no_further(proxy: Proxy) -> None:
    assert proxy.ask("POST", "/webhooks/web/message", data=b"x" * 70_000).status_code == 413
    assert proxy.ask("POST", "/sign-in", CONSOLE, data=b"x" * 70_000).status_code != 413


def test_a_conversation_and_its_stream_go_through(proxy: Proxy, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(requests.Session, "verify", False, raising=False)
    plain = requests.api.request

    def through(method: str, url: str, **more: object) -> requests.Response:
        headers = {**dict(more.pop("headers", None) or {}), "Host": PUBLIC}  # type: ignore[call-overload]
        return plain(method, url, headers=headers, verify=False, **more)  # type: ignore[arg-type]

    monkeypatch.setattr(requests.api, "request", through)
    page = Page(proxy.address)
    with page.listening() as heard:
        page.send("qua cổng")
        heard.wait_for(lambda heard: heard.texts() == ["Đã nghe: qua cổng"])
