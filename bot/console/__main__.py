"""`python -m bot.console` serves the console until it is stopped."""

from __future__ import annotations

import uvicorn

from bot.console.app import create
from bot.settings import Settings


def main() -> None:
    settings = Settings.from_env()
    uvicorn.run(
        create(settings),
        host=settings.console_host,
        port=settings.console_port,
        # Addresses carry what staff search for; the audit log tells what was done.
        access_log=False,
        log_level="warning",
        server_header=False,
        # Rasa's web server holds websockets at a release that uvicorn cannot use, and nothing here needs them.
        ws="none",
    )


if __name__ == "__main__":
    main()
