"""bot up: everything that stands between a checkout and an answer, step by step."""

from __future__ import annotations

import signal
import sys
import threading
from dataclasses import dataclass, field
from pathlib import Path
from time import monotonic

import click

from bot.catalogue import agency
from bot.commands.train import PROJECT
from bot.desk.seal import Seal
from bot.errors import MotCuaError, SettingError
from bot.launch import addresses, channels, database, model, ports, processes, readiness
from bot.launch.quiet import QUIET
from bot.launch.secret import secret_file
from bot.settings import Settings
from bot.staff import accounts
from bot.storage.database import UnitOfWork, engine

STEPS = 5
PATIENCE = 300.0
_HOSTS = {"MOTCUA_CONSOLE_PORT": "MOTCUA_CONSOLE_HOST"}


@click.command()
@PROJECT
def up(project: Path) -> None:
    """Chuẩn bị mọi thứ rồi chạy trợ lý. Dừng bằng Ctrl-C."""
    # Work under way is left properly, temporary files included, when somebody stops us.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(128 + signal.SIGTERM))
    Launch(project, Settings.from_env()).run()


@dataclass
class Launch:
    """One start of the assistant: five steps, each said as it begins."""

    project: Path
    settings: Settings
    began: float = field(default_factory=monotonic)
    step: int = 0
    steps: int = STEPS

    def run(self) -> None:
        settings = self.settings
        self._configuration()
        told = f"{settings.rasa_port} (trò chuyện), {settings.actions_port} (xử lý), {settings.console_port} (cán bộ)"
        self._step(f"Cổng: {told}")
        self._check_ports()
        self._database()
        path = self._model()
        self._step("Khởi động máy chủ")
        environment = self._environment(path)
        processes.run(self.project, environment, self._tell_when_ready, self._commands())
        click.echo("Đã dừng.")

    def prepare(self) -> None:
        """Everything that the servers need, and no server."""
        self._configuration()
        self._database()
        self._model()

    def _commands(self) -> dict[str, str]:
        """What is started, by name."""
        return processes.procfile(self.project)

    def _asked(self) -> dict[str, str]:
        """Where each server says that it is ready."""
        return addresses.health(self.settings)

    def _configuration(self) -> None:
        self._step(f"Cấu hình: {agency.load(self.settings.agencies, self.settings.agency).name}")
        self._check_files()
        self._check_channels()

    def _database(self) -> None:
        self._step("Cơ sở dữ liệu")
        database.prepare(self.settings.database_url, self.settings.catalogue, self._detail)
        self._make_first_account()

    def _model(self) -> Path:
        self._step("Mô hình")
        return model.ready_model(self.project, self.settings.catalogue, self.settings.models, self._detail)

    def _step(self, title: str) -> None:
        self.step += 1
        click.echo(f"[{self.step}/{self.steps}] {title}")

    def _detail(self, text: str) -> None:
        click.echo(f"      {text}")

    def _check_files(self) -> None:
        if not self.settings.catalogue.is_dir():
            raise SettingError("MOTCUA_CATALOGUE", f"không có thư mục {self.settings.catalogue}")
        for name in ("config.yml", "domain.yml", "endpoints.yml", "credentials.yml", "Procfile"):
            if not (self.project / name).is_file():
                raise MotCuaError(f"Thiếu tệp {self.project / name}. Xin lấy lại mã nguồn đầy đủ.")

    def _check_channels(self) -> None:
        """Named now; Rasa would stumble over them when everything else has been prepared."""
        channels.check(self.settings)
        if self.settings.secret:
            Seal(self.settings.secret)

    def _make_first_account(self) -> None:
        """Somebody must be able to enter the console; the password is in no file and shown this once."""
        with UnitOfWork(engine(self.settings.database_url)) as uow:
            password = accounts.add_first(uow.session, database.WHO)
            uow.commit()
        if password:
            self._detail(f"đã tạo tài khoản quản trị đầu tiên của trang cán bộ: {accounts.FIRST}")
            self._detail(f"mật khẩu (chỉ hiện một lần, xin ghi lại): {password}")

    def _check_ports(self) -> None:
        taken: dict[int, str] = {}
        for name, (host, port) in addresses.listening(self.settings).items():
            if port in taken:
                raise SettingError(name, f"trùng với {taken[port]} ({port})")
            taken[port] = name
            ports.require_free(host, port, name, _HOSTS.get(name, "MOTCUA_HOST"))

    def _environment(self, path: Path) -> dict[str, str]:
        settings = self.settings
        secret = {} if settings.secret else {"MOTCUA_SECRET_FILE": str(secret_file(self.project))}
        return (
            QUIET
            | secret
            | {
                "PYTHON": sys.executable,
                "MOTCUA_MODEL": str(path),
                "MOTCUA_HOST": settings.host,
                "MOTCUA_RASA_PORT": str(settings.rasa_port),
                "MOTCUA_ACTIONS_PORT": str(settings.actions_port),
                "MOTCUA_CONSOLE_HOST": settings.console_host,
                "MOTCUA_CONSOLE_PORT": str(settings.console_port),
                "MOTCUA_ENDPOINTS": str(addresses.endpoints(self.project, addresses.actions_url(settings))),
                "MOTCUA_CREDENTIALS": str(
                    addresses.credentials(self.project, settings.host, channels.switched_on(settings))
                ),
            }
        )

    def _tell_when_ready(self, stop: threading.Event) -> None:
        settings = self.settings
        page = f"http://{ports.reachable(settings.host)}:{settings.rasa_port}/"
        console = f"http://{ports.reachable(settings.console_host)}:{settings.console_port}/"
        missing = readiness.wait(self._asked(), stop, PATIENCE)
        if stop.is_set():
            return
        if missing:
            told = "; ".join(f"máy chủ {name}: {reason}" for name, reason in missing.items())
            click.echo(f"⚠ Sau {PATIENCE:.0f} giây vẫn chưa sẵn sàng ({told}). Xin xem các dòng ở trên.")
            return
        seconds = f"{monotonic() - self.began:.1f}".replace(".", ",")
        click.echo(f"✔ Sẵn sàng sau {seconds} giây. Trang trò chuyện: {page}")
        click.echo(f"  Trang cán bộ: {console}\n  Dừng: Ctrl-C")
