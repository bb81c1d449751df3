"""The one-stop system over real HTTP: every answer of the contract, and what is none."""

from __future__ import annotations

import time
from collections.abc import Iterator
from typing import Any

import pytest
from click.testing import CliRunner

from bot.cli import bot
from bot.desk.dossier.enquiry import Enquiry
from bot.errors import DossierSystemAway, SettingError, UnknownDossier
from tests.desk.dossier.one_stop import GOOD, TOKEN, OneStop, one_stop, standing


@pytest.fixture
def system() -> Iterator[OneStop]:
    with one_stop() as made:
        yield made


def test_the_state_is_read_and_the_code_is_in_no_address(system: OneStop) -> None:
    assert Enquiry(system.url, TOKEN).ask(GOOD).state == "processing"
    assert system.asked == [("/status", GOOD)]


def test_an_unknown_code_is_told_apart_from_a_failure(system: OneStop) -> None:
    with pytest.raises(UnknownDossier):
        Enquiry(system.url, TOKEN).ask("H06.12-251101-0002")


def test_a_failure_that_passes_is_asked_again(system: OneStop) -> None:
    system.script = [(503, {}, {}), (500, {}, {})]
    assert Enquiry(system.url, TOKEN).ask(GOOD).code == GOOD
    assert len(system.asked) == 3


def test_it_is_not_asked_for_ever(system: OneStop) -> None:
    system.script = [(503, {}, {})] * 9
    with pytest.raises(DossierSystemAway):
        Enquiry(system.url, TOKEN).ask(GOOD)
    assert len(system.asked) == 3


def test_too_many_questions_are_not_repeated_at_once(system: OneStop) -> None:
    system.script = [(429, {}, {"Retry-After": "7"})]
    with pytest.raises(DossierSystemAway) as caught:
        Enquiry(system.url, TOKEN).ask(GOOD)
    assert caught.value.wait == 7
    assert len(system.asked) == 1


@pytest.mark.parametrize(
    "body",
    [
        *(b"", b"{", b"[1]", b"null", b"\xff", b"[" * 60_000, b" " * 70_000),
        standing("H06.12-251101-0009"),
        *(standing(state=wrong) for wrong in (None, 7, "lost", ["processing"], {})),
        *(standing(since=wrong) for wrong in (None, 7, "hôm qua", "2025-11-03T08:15:00", True)),
        *(standing(due=wrong) for wrong in (7, "", "2025-11-03", [])),
    ],
)
def test_an_answer_not_as_agreed_is_no_answer(system: OneStop, body: Any) -> None:
    system.script = [(200, body, {})]
    with pytest.raises(DossierSystemAway):
        Enquiry(system.url, TOKEN).ask(GOOD)
    assert len(system.asked) == 1


@pytest.mark.parametrize("status", [301, 302, 400, 403])
def test_neither_a_redirect_nor_a_refusal_is_followed(system: OneStop, status: int) -> None:
    system.script = [(status, {}, {"Location": system.url})]
    with pytest.raises(DossierSystemAway):
        Enquiry(system.url, TOKEN).ask(GOOD)
    assert len(system.asked) == 1


def test_a_slow_system_is_not_waited_for(system: OneStop) -> None:
    system.slow = 3
    started = time.monotonic()
    with pytest.raises(DossierSystemAway):
        Enquiry(system.url, TOKEN, longest=0.6, read=0.2).ask(GOOD)
    assert time.monotonic() - started < 2


@pytest.mark.parametrize(
    "url", ["http://motcua.example.vn", "ftp://a", "motcua", "https://u:p@a.vn", "https://a.vn?x=1"]
)
def test_an_address_that_would_show_the_token_is_refused(url: str) -> None:
    with pytest.raises(SettingError, match="MOTCUA_DOSSIER_URL"):
        Enquiry(url, TOKEN)


def test_the_token_has_no_default(system: OneStop) -> None:
    with pytest.raises(SettingError, match="MOTCUA_DOSSIER_TOKEN"):
        Enquiry(system.url, "")


def test_the_operator_tests_the_connection(system: OneStop, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MOTCUA_DOSSIER_URL", system.url)
    monkeypatch.setenv("MOTCUA_DOSSIER_TOKEN", TOKEN)
    told = CliRunner().invoke(bot, ["dossier", "status", GOOD])
    assert told.exit_code == 0, told.output
    assert "đang được giải quyết" in told.output
    assert "trạng thái ghi lúc 08:15 03/11/2025" in told.output
    away = CliRunner().invoke(bot, ["dossier", "status", "H06.12-251101-0002"])
    assert away.exit_code == 2
    assert "H06.12" in CliRunner().invoke(bot, ["dossier", "status", "--help"]).output
