"""The assistant for commands: fitting model, real actions, database brought up to date."""

from __future__ import annotations

import logging
import os
import sys
import warnings
from pathlib import Path
from typing import TYPE_CHECKING

import click

from bot.launch import database, model
from bot.launch.quiet import QUIET
from bot.settings import ROOT, Settings

if TYPE_CHECKING:
    from bot.nlu.assistant import Assistant


def assistant(path: Path | None = None) -> Assistant:
    """Everything in this process, with that model or the live one; what is prepared first is told on standard error."""
    settings = Settings.from_env()
    database.prepare(settings.database_url, settings.catalogue, _say)
    path = path or model.ready_model(ROOT, settings.catalogue, settings.models, _say)
    _silence()
    from rasa_sdk.executor import ActionExecutor

    from bot.nlu.assistant import Assistant

    executor = ActionExecutor()
    executor.register_package("actions")
    return Assistant.load(path, executor.run)


def _say(text: str) -> None:
    click.echo(text, err=True)


def _silence() -> None:
    """Before Rasa and TensorFlow are imported: they speak at import."""
    os.environ.update(QUIET)
    warnings.simplefilter("ignore")
    logging.disable(logging.WARNING)
    import structlog

    # Standard output belongs to the answers.
    structlog.configure(
        wrapper_class=structlog.make_filtering_bound_logger(logging.ERROR),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
    )
