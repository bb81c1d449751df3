"""Whether the servers can have their ports; otherwise which setting changes them."""

from __future__ import annotations

import errno
import socket
from contextlib import ExitStack

from bot.errors import SettingError

# The action server answers anyone who asks, so it listens to this machine only, whatever MOTCUA_HOST says.
ACTIONS_HOST = "127.0.0.1"


def require_free(host: str, port: int, setting: str, host_setting: str = "MOTCUA_HOST") -> None:
    """Raises SettingError with a port that is free when this one is taken."""
    problem = _problem(host, port)
    if problem is None:
        return
    if problem.errno == errno.EADDRINUSE:
        raise SettingError(
            setting,
            f"cổng {port} đang có chương trình khác dùng (có thể Một Cửa đã chạy rồi). "
            f"Xin dừng chương trình đó, hoặc chọn cổng khác, ví dụ {setting}={_free_near(host, port)}.",
        )
    if problem.errno == errno.EACCES:
        raise SettingError(setting, f"không được phép mở cổng {port}. Xin chọn cổng từ 1024 trở lên.")
    raise SettingError(host_setting, f"không mở được địa chỉ {host}: {problem.strerror}.")


def some_free(number: int) -> list[int]:
    """Ports of this machine that nobody has at the moment, all different."""
    with ExitStack() as held:
        probes = [held.enter_context(socket.socket()) for _ in range(number)]
        for probe in probes:
            probe.bind((ACTIONS_HOST, 0))
        return [int(probe.getsockname()[1]) for probe in probes]


def is_loopback(host: str) -> bool:
    return host in ("localhost", "::1") or host.startswith("127.")


def reachable(host: str) -> str:
    """The host as a browser on this machine writes it."""
    return "127.0.0.1" if host in ("0.0.0.0", "::", "") else f"[{host}]" if ":" in host else host


def _problem(host: str, port: int) -> OSError | None:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as attempt:
        # As servers do: a connection of a run before that is still closing is no obstacle.
        attempt.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            attempt.bind((host, port))
        except OSError as error:
            return error
    return None


def _free_near(host: str, port: int) -> int:
    return next((each for each in range(port + 1, min(port + 100, 65536)) if _problem(host, each) is None), 0)
