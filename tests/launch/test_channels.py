from __future__ import annotations

import shutil
import subprocess
import sys
from importlib import import_module
from pathlib import Path

import pytest
import yaml

from bot.errors import SettingError
from bot.launch import addresses
from bot.launch.channels import CONNECTORS, check, switched_on
from bot.settings import ROOT, Settings


def test_without_keys_no_messaging_channel_is_started() -> None:
    assert switched_on(Settings()) == []


def test_a_token_starts_its_channel_and_leaves_the_others(tmp_path: Path) -> None:
    (tmp_path / "credentials.yml").write_text("rest:\nbot.channels.web.connector.WebInput:\n")
    channels = switched_on(Settings(telegram_token="1:2"))
    assert channels == ["bot.channels.telegram.connector.TelegramInput"]
    copy = addresses.credentials(tmp_path, "127.0.0.1", channels)
    assert list(yaml.safe_load(copy.read_text())) == sorted(
        [*channels, "rest", "bot.channels.web.connector.WebInput"]
    )
    assert addresses.credentials(tmp_path, "127.0.0.1") == tmp_path / "credentials.yml"


@pytest.mark.parametrize("connector", CONNECTORS)
def test_every_connector_can_be_imported(connector: str) -> None:
    """Rasa reports a broken import as a misspelt name."""
    module, _, name = connector.rpartition(".")
    assert getattr(import_module(module), name).name()


@pytest.mark.parametrize("channel", sorted({connector.split(".")[2] for connector in CONNECTORS}))
def test_a_channel_is_removed_by_deleting_its_folder(tmp_path: Path, channel: str) -> None:
    shutil.copytree(ROOT / "bot", tmp_path / "bot")
    shutil.rmtree(tmp_path / "bot" / "channels" / channel)
    script = (
        "from bot.launch.channels import CONNECTORS, switched_on\n"
        "from bot.settings import Settings\n"
        "from bot.commands.channel import channel\n"
        "given = dict.fromkeys(CONNECTORS.values(), 'x')\n"
        "print(*channel.list_commands(None), *switched_on(Settings(**given)))"
    )
    told = subprocess.run(
        [sys.executable, "-c", script], cwd=tmp_path, capture_output=True, text=True, check=True
    )
    assert f"bot.channels.{channel}." not in told.stdout
    assert channel not in told.stdout.split()
    assert told.stdout.strip()


GOOD = {
    "telegram_token": "110201543:AAHdqTcvCH1vGWJxfSeofSAs0K5PALDsaw_Z",
    "zalo_app_id": "3600000000000000001",
    "zalo_app_secret": "app-secret",
    "zalo_webhook_secret": "oa-secret",
    "zalo_bot_token": "12345:bot-secret",
}
MALFORMED = [
    ("telegram_token", "110201543"),
    ("telegram_secret", "ngắn"),
    ("telegram_api", "api.telegram.org"),
    ("zalo_app_id", "app 36"),
    ("zalo_app_secret", "hai từ"),
    ("zalo_app_secret", ""),
    ("zalo_webhook_secret", ""),
    ("zalo_signed_id", "someone"),
    ("zalo_file_key", "handle"),
    ("zalo_verification", "zalo_verifierAb12.html"),
    ("zalo_bot_token", "no colon"),
    ("zalo_bot_token", "12345:with space"),
    ("zalo_bot_mode", "push"),
]


def test_channels_with_good_settings_may_be_started() -> None:
    check(Settings(**GOOD))
    check(Settings())


@pytest.mark.parametrize(("name", "value"), MALFORMED)
def test_a_malformed_setting_is_named_with_its_cure_and_not_shown(name: str, value: str) -> None:
    with pytest.raises(SettingError) as caught:
        check(Settings(**{**GOOD, name: value}))
    assert caught.value.name == f"MOTCUA_{name.upper()}"
    assert len(caught.value.problem) > 20
    assert name.endswith(("_id", "_key", "_mode", "_api")) or not value or value not in caught.value.problem


@pytest.mark.parametrize("secret", ["", "short", "có dấu tiếng Việt", "with a space"])
def test_the_bots_webhook_needs_a_secret_that_fits_into_a_header(secret: str) -> None:
    with pytest.raises(SettingError, match="MOTCUA_ZALO_BOT_SECRET"):
        check(Settings(zalo_bot_token="1:2", zalo_bot_mode="webhook", zalo_bot_secret=secret))
