"""Whether the servers answer, asked until they do.

python -m bot.launch.readiness ADDRESS: ends with 0 when it answers 200, for containers without curl.
"""

from __future__ import annotations

import sys
import threading
from collections.abc import Mapping
from time import monotonic
from urllib.error import HTTPError, URLError
from urllib.request import ProxyHandler, build_opener

_PAUSE = 0.15
# These are our own servers on this machine: a proxy of the network has no part in it.
_opener = build_opener(ProxyHandler({}))


def wait(addresses: Mapping[str, str], stop: threading.Event, patience: float) -> dict[str, str]:
    """Ask each address until all answer 200; gives those that still do not, with the reason."""
    deadline = monotonic() + patience
    missing = dict.fromkeys(addresses, "chưa trả lời")
    while missing and monotonic() < deadline and not stop.wait(_PAUSE):
        reasons = {name: _reason(addresses[name]) for name in missing}
        missing = {name: reason for name, reason in reasons.items() if reason}
    return missing


def ask(addresses: Mapping[str, str]) -> dict[str, str]:
    """Each once; gives those that do not answer, with the reason."""
    reasons = {name: _reason(address) for name, address in addresses.items()}
    return {name: reason for name, reason in reasons.items() if reason}


def _reason(address: str) -> str | None:
    try:
        with _opener.open(address, timeout=2):
            return None
    except HTTPError as error:
        return f"trả lời mã {error.code}"
    except (URLError, OSError):
        return "chưa trả lời"


if __name__ == "__main__":
    sys.exit(_reason(sys.argv[1]))
