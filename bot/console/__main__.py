"""`python -m bot.console` serves the console until it is stopped."""

from __future__ import annotations

import sys

import uvicorn

from bot import logs
from bot.console.app import create
from bot.errors import MotCuaError
from bot.settings import Settings
from bot.storage import schema


def main() -> None:
    try:
        settings = Settings.from_env()
        schema.upgrade(settings.database_url)
        app = create(settings, ahead=True)
    except MotCuaError as error:
        sys.exit(str(error))
    logs.install(settings.log)
    uvicorn.run(
        app,
        log_config=None if settings.log == "json" else uvicorn.config.LOGGING_CONFIG,
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
