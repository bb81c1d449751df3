"""The command hands everything on to Rasa's own, with our listeners beside it."""

from __future__ import annotations

import gc
import inspect
import subprocess
import sys

import pytest
from rasa import api
from rasa.core.run import configure_app, serve_application
from rasa.shared.utils.common import minimal_kwargs

from bot.serving.__main__ import spare_what_stays
from bot.settings import ROOT


def test_rasas_help_is_ours() -> None:
    told = subprocess.run(
        [sys.executable, "-W", "ignore", "-m", "bot.serving", "run", "--help"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    assert told.stdout.startswith("usage: rasa run")
    assert "--credentials" in told.stdout


def test_rasa_still_passes_its_options_on_when_listeners_are_given() -> None:
    code = (
        "from bot.serving.__main__ import install; install()\n"
        "from rasa.core import run; from rasa.shared.utils.common import minimal_kwargs\n"
        "print(minimal_kwargs({'port': 1, 'nonsense': 2}, run.serve_application))"
    )
    told = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", code], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert told.stdout.strip() == str(minimal_kwargs({"port": 1}, serve_application))


def test_rasa_takes_the_server_from_where_we_put_ours() -> None:
    assert "rasa.core.run.serve_application(" in inspect.getsource(api.run)
    assert "server_listeners" in inspect.signature(configure_app).parameters


def test_what_is_loaded_when_the_server_stands_is_spared() -> None:
    before = gc.get_freeze_count()
    try:
        with pytest.raises(StopIteration):
            spare_what_stays().send(None)
        assert gc.get_freeze_count() > before
    finally:
        gc.unfreeze()
