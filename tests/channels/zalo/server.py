"""A server as `rasa run` builds it, with Zalo's channels and an agent that knows a few tricks instead of a model.

python -m tests.channels.zalo.server PORT oa|bot
"""

from __future__ import annotations

import sys
from typing import Any

from rasa.core.run import configure_app
from sanic import Sanic

from bot.channels.web.connector import WebInput
from bot.channels.zalo.bot.connector import ZaloBotInput
from bot.channels.zalo.oa.connector import ZaloInput
from tests.channels.web.echo import EchoAgent

CHANNELS = {"oa": ZaloInput, "bot": ZaloBotInput}


def main() -> None:
    port, wanted = int(sys.argv[1]), sys.argv[2]
    app = configure_app([WebInput(), CHANNELS[wanted]()], port=port)

    async def load(app: Sanic, _: Any) -> None:
        app.ctx.agent = EchoAgent()

    app.register_listener(load, "before_server_start")
    app.run("127.0.0.1", port, access_log=False)


if __name__ == "__main__":
    main()
