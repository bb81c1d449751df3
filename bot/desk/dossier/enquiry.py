"""One question to the one-stop system by HTTP. Blocking: call it off the event loop."""

from __future__ import annotations

import json
import random
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from concurrent.futures import TimeoutError as Late
from typing import Any
from urllib.parse import urlsplit

import requests

from bot.desk.dossier.standing import Standing, standing
from bot.errors import DossierSystemAway, SettingError, UnknownDossier

# Seconds: to connect, between two bytes, and for all attempts together.
CONNECT, READ, LONGEST = 3.0, 4.0, 8.0
# Before the second and the third attempt; half as much again at random, so that many do not come back together.
PAUSES = (0.2, 0.6)
LARGEST = 65_536  # bytes
_OWN_MACHINE = ("127.0.0.1", "localhost", "::1")
# Enquiries at the same time: a slow system must not take the threads that answer everybody else.
_TOGETHER = 3


class Enquiry:
    """One keep-alive session. Its errors name neither the code nor the token."""

    def __init__(self, url: str, token: str, longest: float = LONGEST, read: float = READ) -> None:
        _check(url, token)
        self._url, self._longest, self._timeout = url, longest, (CONNECT, read)
        self._session = requests.Session()
        self._session.headers.update({"Authorization": f"Bearer {token}", "Accept": "application/json"})
        # Not a token from .netrc, and no proxy that nobody chose.
        self._session.trust_env = False
        self._threads = ThreadPoolExecutor(_TOGETHER, "dossier")

    def ask(self, code: str) -> Standing:
        """Raises UnknownDossier, or DossierSystemAway for everything that is no answer as agreed."""
        asked = self._threads.submit(self._tried, code, time.monotonic() + self._longest)
        try:
            return asked.result(self._longest)
        except Late:
            asked.cancel()
            raise DossierSystemAway("no answer in time") from None

    def _tried(self, code: str, until: float) -> Standing:
        for pause in (*PAUSES, None):
            try:
                return self._once(code, until)
            except DossierSystemAway as error:
                wait = None if pause is None else pause * random.uniform(1, 1.5)
                if wait is None or not error.passing or time.monotonic() + wait >= until:
                    raise
            time.sleep(wait)
        raise AssertionError("unreachable")

    def _once(self, code: str, until: float) -> Standing:
        try:
            # In the body, not in the address: addresses are logged on the way. A redirect would take the token along.
            with self._session.post(
                self._url, json={"code": code}, timeout=self._timeout, allow_redirects=False, stream=True
            ) as answer:
                _refuse(answer)
                body = _content(answer, lambda: time.monotonic() > until)
        except requests.RequestException as error:
            raise DossierSystemAway(type(error).__name__, passing=True) from None
        try:
            told = json.loads(body)
        except (ValueError, RecursionError):
            raise DossierSystemAway("the answer is no JSON") from None
        return standing(told, code)


def _refuse(answer: requests.Response) -> None:
    """Raises for every status but 200."""
    status = answer.status_code
    if status == 404:
        raise UnknownDossier
    if status == 429:
        told = answer.headers.get("Retry-After", "")
        raise DossierSystemAway("429", wait=float(told) if told.isascii() and told.isdecimal() else 60.0)
    if status != 200:
        raise DossierSystemAway(str(status), passing=status >= 500)


def _content(answer: requests.Response, is_over: Callable[[], bool]) -> bytes:
    """Byte by byte: a system that sends one now and then would never run into a timeout."""
    content = bytearray()
    for piece in answer.iter_content(1):
        content += piece
        if len(content) > LARGEST:
            raise DossierSystemAway("the answer is too long")
        if is_over():
            raise DossierSystemAway("no answer in time")
    return bytes(content)


def _check(url: str, token: str) -> None:
    try:
        parts: Any = urlsplit(url)
        host = parts.hostname
    except ValueError:
        host = None
    if not host or not (parts.scheme == "https" or (parts.scheme == "http" and host in _OWN_MACHINE)):
        raise SettingError(
            "MOTCUA_DOSSIER_URL", "cần địa chỉ https:// (http:// chỉ dùng được trên chính máy này)"
        )
    if parts.username or parts.query or parts.fragment:
        raise SettingError("MOTCUA_DOSSIER_URL", "địa chỉ không được chứa tên đăng nhập, dấu ? hay dấu #")
    if not token or not token.isascii() or any(sign.isspace() for sign in token):
        raise SettingError(
            "MOTCUA_DOSSIER_TOKEN", "cần mã truy cập do hệ thống một cửa cấp, không có dấu cách"
        )
