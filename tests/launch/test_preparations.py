"""What is checked and written before the servers start."""

from __future__ import annotations

import socket
import tarfile
from pathlib import Path

import pytest
import yaml

from bot.errors import ModelError, ServiceError, SettingError
from bot.launch import addresses, database, ports
from bot.launch.model import is_sound, train
from bot.launch.room import require_room
from bot.settings import ROOT
from tests.launch.projects import write_model
from tests.servers import free_port


def test_an_occupied_port_is_named_with_the_setting_and_a_free_one() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(SettingError, match=rf"cổng {port} đang có.*MOTCUA_RASA_PORT=\d+") as raised:
            ports.require_free("127.0.0.1", port, "MOTCUA_RASA_PORT")
    assert raised.value.name == "MOTCUA_RASA_PORT"


def test_a_free_port_is_fine_and_stays_free() -> None:
    port = free_port()
    ports.require_free("127.0.0.1", port, "MOTCUA_RASA_PORT")
    ports.require_free("127.0.0.1", port, "MOTCUA_RASA_PORT")


@pytest.mark.parametrize("host", ["203.0.113.7", "khong.co.that.invalid"])
def test_a_host_that_is_not_ours_is_named(host: str) -> None:
    with pytest.raises(SettingError, match="MOTCUA_HOST"):
        ports.require_free(host, free_port(), "MOTCUA_RASA_PORT")


def test_a_folder_that_cannot_be_made_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(SettingError, match=r"MOTCUA_MODELS: không ghi được vào .*file/models"):
        require_room(tmp_path / "file" / "models", "MOTCUA_MODELS", 1)


def test_a_full_disk_is_said_with_the_numbers(tmp_path: Path) -> None:
    with pytest.raises(ServiceError, match=r"chỉ còn \d+ MB, cần 10000000000 MB"):
        require_room(tmp_path, "MOTCUA_MODELS", 10**10)


def test_a_model_is_sound_when_it_can_be_read_to_its_end(tmp_path: Path) -> None:
    good = write_model(tmp_path / "good.tar.gz")
    assert is_sound(good)
    cut = tmp_path / "cut.tar.gz"
    cut.write_bytes(good.read_bytes()[:-20])
    text = tmp_path / "text.tar.gz"
    text.write_text("not a model")
    other = tmp_path / "other.tar.gz"
    with tarfile.open(other, "w:gz") as archive:
        archive.add(good, "something")
    assert not any(map(is_sound, (cut, text, other, tmp_path / "none.tar.gz")))


def test_a_failed_training_shows_rasa_s_last_lines_and_leaves_nothing(tmp_path: Path) -> None:
    (tmp_path / "config.yml").write_text("recipe: default.v1\npipeline:\n- name: NoSuchComponent\n")
    (tmp_path / "domain.yml").write_text('version: "3.1"\n')
    with pytest.raises(ModelError, match="Những dòng cuối"):
        train(tmp_path, tmp_path / "models" / "motcua-x.tar.gz", lambda text: None)
    assert list((tmp_path / "models").iterdir()) == []


def test_the_action_server_s_address_is_rewritten_only_when_it_differs(tmp_path: Path) -> None:
    own = tmp_path / "endpoints.yml"
    own.write_text("action_endpoint: {url: 'http://127.0.0.1:5055/webhook'}\ntracker_store: {type: SQL}\n")
    assert addresses.endpoints(tmp_path, "http://127.0.0.1:5055/webhook") == own
    copy = addresses.endpoints(tmp_path, "http://127.0.0.1:6000/webhook")
    assert yaml.safe_load(copy.read_text()) == {
        "action_endpoint": {"url": "http://127.0.0.1:6000/webhook"},
        "tracker_store": {"type": "SQL"},
    }


def test_rasa_s_trusting_channel_is_served_on_loopback_only(tmp_path: Path) -> None:
    own = tmp_path / "credentials.yml"
    own.write_text("rest:\nbot.channels.web.connector.WebInput:\n")
    assert addresses.credentials(tmp_path, "127.0.0.1") == own
    assert list(yaml.safe_load(addresses.credentials(tmp_path, "0.0.0.0").read_text())) == [
        "bot.channels.web.connector.WebInput"
    ]


def test_an_empty_database_is_filled_once_and_staff_s_changes_stay(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'var' / 'motcua.db'}"
    folder = tmp_path / "catalogue"
    folder.mkdir()
    source = next(iter(sorted((ROOT / "data" / "catalogue").rglob("*.yml"))))
    copy = folder / source.name
    copy.write_text(source.read_text("utf-8"), "utf-8")
    database.prepare(url, folder, lambda text: None)
    assert database.count(url) == 1
    copy.write_text(source.read_text("utf-8").replace("name: ", "name: Sửa ", 1), "utf-8")
    said: list[str] = []
    database.prepare(url, folder, said.append)
    assert any("bot catalogue import" in line for line in said)
    assert database.count(url) == 1
