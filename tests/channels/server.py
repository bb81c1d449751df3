"""A server as `rasa run` builds it, with all channels and the echoing agent instead of a model.

python -m tests.channels.server PORT [--loud]
"""

from __future__ import annotations

import logging
import sys
from typing import Any

from rasa.core.run import configure_app
from rasa.utils.log_utils import configure_structlog
from sanic import Sanic

from bot.channels.telegram.connector import TelegramInput
from bot.channels.web.connector import WebInput
from bot.channels.zalo.bot.connector import ZaloBotInput
from bot.channels.zalo.oa.connector import ZaloInput
from tests.channels.web.echo import EchoAgent


def main() -> None:
    if "--loud" in sys.argv:
        # As `rasa run --debug`: what must never be logged is not logged then either.
        configure_structlog(logging.DEBUG)
        logging.getLogger().setLevel(logging.DEBUG)
    port = int(sys.argv[1])
    channels = [WebInput(), TelegramInput.from_credentials(None), ZaloInput(), ZaloBotInput()]
    app = configure_app(channels, enable_api=False, port=port)

    async def load(app: Sanic, _: Any) -> None:
        app.ctx.agent = EchoAgent()

    app.register_listener(load, "before_server_start")
    app.run("127.0.0.1", port, access_log="--loud" in sys.argv)


if __name__ == "__main__":
    main()
