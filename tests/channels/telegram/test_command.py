"""bot channel telegram, against the stand-in."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from click.testing import CliRunner, Result

from bot.channels.telegram.payloads import COMMANDS
from bot.cli import bot
from tests.channels.telegram.bot_api import TOKEN, USERNAME, BotApi
from tests.channels.telegram.bot_server import serving
from tests.channels.telegram.rules import Refusal
from tests.channels.telegram.running import SECRET

HOME = "https://hoidap.example.gov.vn"


@pytest.fixture
def api() -> BotApi:
    return BotApi()


@pytest.fixture(autouse=True)
def environment(api: BotApi, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    with serving(api) as address:
        monkeypatch.setenv("MOTCUA_TELEGRAM_TOKEN", TOKEN)
        monkeypatch.setenv("MOTCUA_TELEGRAM_SECRET", SECRET)
        monkeypatch.setenv("MOTCUA_TELEGRAM_API", address)
        yield


def run(*words: str) -> Result:
    return CliRunner().invoke(bot, ["channel", "telegram", *words])


@pytest.mark.parametrize(
    "url", [HOME, f"{HOME}/", f"{HOME}/webhooks/telegram/webhook", "hoidap.example.gov.vn"]
)
def test_a_webhook_is_set_with_its_secret_and_the_menu(api: BotApi, url: str) -> None:
    told = run("set-webhook", url)
    assert told.exit_code == 0
    assert api.webhook == {
        "url": f"{HOME}/webhooks/telegram/webhook",
        "secret": SECRET,
        "max_connections": 40,
    }
    assert {each["command"] for each in api.commands} == set(COMMANDS)
    assert f"@{USERNAME}" in told.output
    assert SECRET not in told.output


def test_without_a_secret_no_webhook(api: BotApi, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("MOTCUA_TELEGRAM_SECRET")
    told = run("set-webhook", HOME)
    assert told.exit_code == 2
    assert "MOTCUA_TELEGRAM_SECRET" in told.output
    assert api.calls == []


@pytest.mark.parametrize("url", ["http://hoidap.example.gov.vn", f"{HOME}:5005", "https://", "/x"])
def test_an_address_that_telegram_cannot_reach_is_refused_here(
    url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("MOTCUA_TELEGRAM_API")
    told = run("set-webhook", url)
    assert told.exit_code == 2
    assert "ĐỊA_CHỈ" in told.output


def test_what_telegram_refuses_is_told_in_its_words(api: BotApi) -> None:
    told = run("set-webhook", "http://hoidap.example.gov.vn")
    assert told.exit_code == 2
    assert "An HTTPS URL must be provided" in told.output.replace("an https url", "An HTTPS URL")


def test_a_webhook_is_deleted_and_what_waited_is_kept_unless_told(api: BotApi) -> None:
    run("set-webhook", HOME)
    api.updates.append({"update_id": 1})
    assert run("delete-webhook").exit_code == 0
    assert (api.webhook, len(api.updates)) == (None, 1)
    run("delete-webhook", "--drop")
    assert api.updates == []


def test_info_tells_which_bot_and_where_its_messages_go(api: BotApi, monkeypatch: pytest.MonkeyPatch) -> None:
    told = run("info")
    assert f"@{USERNAME}" in told.output
    assert "chưa đặt webhook" in told.output
    run("set-webhook", HOME)
    api.last_error = "Wrong response from the webhook: 403 Forbidden"
    told = run("info")
    assert HOME in told.output
    assert "403 Forbidden" in told.output
    assert "⚠" not in told.output
    monkeypatch.delenv("MOTCUA_TELEGRAM_SECRET")
    assert "⚠" in run("info").output
    assert SECRET not in told.output
    assert TOKEN not in told.output


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("MOTCUA_TELEGRAM_TOKEN", ""),
        ("MOTCUA_TELEGRAM_TOKEN", "khong-dung"),
        ("MOTCUA_TELEGRAM_TOKEN", "110201543:AAnother-token-that-is-not-the-bots-0"),
        ("MOTCUA_TELEGRAM_SECRET", "ngắn"),
        ("MOTCUA_TELEGRAM_SECRET", "a+b/c=" * 8),
        ("MOTCUA_TELEGRAM_API", "api.telegram.org"),
    ],
)
def test_a_wrong_setting_is_named_and_not_shown(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str
) -> None:
    monkeypatch.setenv(name, value)
    told = run("info")
    assert told.exit_code == 2
    assert name in told.output
    assert not value or name.endswith("_API") or value not in told.output


def test_telegram_out_of_reach_is_told(api: BotApi, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MOTCUA_TELEGRAM_API", "http://127.0.0.1:9")
    told = run("info")
    assert told.exit_code == 2
    assert "Không gọi được Telegram tại http://127.0.0.1:9" in told.output
    assert TOKEN not in told.output


def test_a_refusal_of_the_moment_is_told(api: BotApi) -> None:
    api.scripted["getMe"] = [Refusal(429, "Too Many Requests: retry after 5", retry_after=5)]
    assert run("info").exit_code == 2
