"""bot channel zalo …: the commands against the stand-ins."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from bot.channels.zalo.bot.command import command as bot_command
from bot.channels.zalo.oa import account
from bot.channels.zalo.oa.oauth import Pair
from bot.channels.zalo.oa.tokens import Tokens
from bot.cli import bot
from bot.launch.channels import switched_on
from bot.settings import Settings
from tests.channels.zalo.bot_server import TOKEN, BotServer
from tests.channels.zalo.oa_server import APP_ID, APP_SECRET, OA_SECRET, OaServer
from tests.channels.zalo.serving import SECRET

Run = Callable[..., Result]


@pytest.fixture
def run(oa: OaServer, bot_server: BotServer, sqlite_url: str, monkeypatch: pytest.MonkeyPatch) -> Run:
    for name, value in {
        "SECRET": SECRET,
        "DATABASE_URL": sqlite_url,
        "ZALO_APP_ID": APP_ID,
        "ZALO_APP_SECRET": APP_SECRET,
        "ZALO_WEBHOOK_SECRET": OA_SECRET,
        "ZALO_CALLBACK_URL": "https://a.vn/zalo",
        "ZALO_API_URL": oa.url,
        "ZALO_OAUTH_URL": oa.url,
        "ZALO_BOT_TOKEN": TOKEN,
        "ZALO_BOT_SECRET": "a-secret-of-ours",
        "ZALO_BOT_URL": bot_server.url,
    }.items():
        monkeypatch.setenv(f"MOTCUA_{name}", value)

    def invoke(*arguments: str, typed: str | None = None) -> Result:
        return CliRunner().invoke(bot, ["channel", "zalo", *arguments], input=typed)

    return invoke


@pytest.fixture
def tokens(run: Run) -> Tokens:
    return account.tokens(Settings.from_env())


def test_consent_shows_what_the_console_wants_and_keeps_the_first_pair(
    run: Run, oa: OaServer, tokens: Tokens
) -> None:
    challenge = tokens.oauth.challenge
    oa.consents["code-1"] = challenge
    result = run("authorize", typed="https://a.vn/zalo?oa_id=388&code=code-1\n")
    assert result.exit_code == 0
    assert challenge in result.output
    assert "UBND phường Thử, gói Nâng cao" in result.output
    assert "code-1" not in result.output
    assert tokens.access() == oa.access == "access-1"


def test_a_code_that_is_used_up_is_told_in_one_line(run: Run) -> None:
    result = run("authorize", typed="code-of-yesterday\n")
    assert result.exit_code == 2
    assert "-14005" in result.output
    assert "Traceback" not in result.output


def test_a_pair_from_the_explorer_is_imported(run: Run, oa: OaServer, tokens: Tokens, tmp_path: Path) -> None:
    file = tmp_path / "pair.json"
    given = {"access_token": oa.access, "refresh_token": oa.refresh, "expires_in": "90000"}
    file.write_text(json.dumps(given), "utf-8")
    assert run("token", "import", "--json", str(file)).exit_code == 0
    assert tokens.renew("access-0") == "access-1"


def test_a_pair_that_is_typed_is_not_shown(run: Run, oa: OaServer, tokens: Tokens) -> None:
    result = run("token", "import", typed=f"{oa.access}\n{oa.refresh}\n")
    assert result.exit_code == 0
    assert oa.access not in result.output
    assert tokens.access() == oa.access


@pytest.mark.parametrize("content", ["[]", "{}", "not json", '{"access_token":"a"}'])
def test_half_a_pair_is_none(run: Run, tokens: Tokens, content: str) -> None:
    assert run("token", "import", "--json", "-", typed=content).exit_code == 2
    assert tokens.stored() is None


def test_the_state_of_a_good_connection(run: Run, oa: OaServer, tokens: Tokens) -> None:
    tokens.keep(Pair(oa.access, oa.refresh))
    result = run("status")
    assert result.exit_code == 0
    assert "access token còn 25 giờ" in result.output
    assert "refresh token còn 89 ngày" in result.output or "còn 90 ngày" in result.output
    assert "UBND phường Thử" in result.output


def test_without_a_token_the_state_says_what_to_do(run: Run) -> None:
    result = run("status")
    assert result.exit_code == 1
    assert "bot channel zalo authorize" in result.output


def test_a_failed_renewal_is_an_alarm(run: Run, oa: OaServer, tokens: Tokens) -> None:
    tokens.keep(Pair(oa.access, "used-up"))
    with pytest.raises(Exception, match="-14014"):
        tokens.renew(oa.access)
    result = run("status", "--offline")
    assert result.exit_code == 1
    assert "-14014" in result.output


def test_a_setting_that_is_missing_is_named(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("MOTCUA_ZALO_APP_SECRET")
    result = run("status")
    assert result.exit_code == 2
    assert "MOTCUA_ZALO_APP_SECRET" in result.output


@pytest.mark.parametrize(
    ("command", "name", "value"),
    [
        (["status", "--offline"], "ZALO_WEBHOOK_SECRET", "hai từ"),
        (["status", "--offline"], "ZALO_APP_ID", "36oo"),
        (["bot", "info"], "ZALO_BOT_TOKEN", "không-phải-mã"),
    ],
)
def test_a_malformed_setting_is_named_before_anything_is_asked(
    run: Run, monkeypatch: pytest.MonkeyPatch, command: list[str], name: str, value: str
) -> None:
    monkeypatch.setenv(f"MOTCUA_{name}", value)
    result = run(*command)
    assert result.exit_code == 2
    assert f"MOTCUA_{name}" in result.output
    assert value not in result.output


def test_the_bots_webhook_is_set_shown_and_taken_away(run: Run, bot_server: BotServer) -> None:
    assert run("bot", "set-webhook", "https://a.vn/").exit_code == 0
    assert bot_server.webhook == {
        "url": "https://a.vn/webhooks/zalo_bot/webhook",
        "secret_token": "a-secret-of-ours",
    }
    assert "https://a.vn/webhooks/zalo_bot/webhook" in run("bot", "info").output
    assert run("bot", "delete-webhook").exit_code == 0
    assert "Bot Thử" in run("bot", "info").output
    assert bot_server.webhook == {}


def test_a_webhook_needs_https_and_a_secret(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    assert run("bot", "set-webhook", "http://a.vn").exit_code == 2
    monkeypatch.setenv("MOTCUA_ZALO_BOT_SECRET", "short")
    assert "MOTCUA_ZALO_BOT_SECRET" in run("bot", "set-webhook", "https://a.vn").output


def test_a_token_that_is_refused_is_told_without_it(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MOTCUA_ZALO_BOT_TOKEN", "123:wrong-secret")
    result = run("bot", "info")
    assert result.exit_code == 2
    assert "401" in result.output
    assert "wrong-secret" not in result.output


def test_a_channel_is_started_only_where_it_is_configured() -> None:
    assert switched_on(Settings()) == []
    assert switched_on(Settings(zalo_app_id="1", zalo_bot_token="2:3")) == [
        "bot.channels.zalo.bot.connector.ZaloBotInput",
        "bot.channels.zalo.oa.connector.ZaloInput",
    ]


def test_each_drivers_commands_are_told(run: Run) -> None:
    shown = run("--help").output
    assert all(name in shown for name in ("authorize", "token", "status", "bot"))
    assert sorted(bot_command.commands) == ["delete-webhook", "info", "set-webhook"]  # type: ignore[attr-defined]
