"""A server as `rasa run` builds it, with the Telegram channel and the web channel's echoing agent.

python -m tests.channels.telegram.server PORT
"""

from __future__ import annotations

import logging
import sys
from typing import Any

from rasa.core.run import configure_app
from rasa.utils.log_utils import configure_structlog
from sanic import Sanic

from bot.channels.telegram.connector import TelegramInput
from tests.channels.web.echo import EchoAgent


def main() -> None:
    # As loud as `rasa run --debug`: what must never be logged is not logged then either.
    configure_structlog(logging.DEBUG)
    logging.getLogger().setLevel(logging.DEBUG)
    port = int(sys.argv[1])
    app = configure_app([TelegramInput.from_credentials(None)], port=port)

    async def load(app: Sanic, _: Any) -> None:
        app.ctx.agent = EchoAgent()

    app.register_listener(load, "before_server_start")
    app.run("127.0.0.1", port, access_log=True)


if __name__ == "__main__":
    main()
