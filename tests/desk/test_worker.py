from __future__ import annotations

import subprocess
import sys

from bot.desk.worker import Worker, is_gone
from bot.settings import ROOT


def test_a_living_process_is_not_gone() -> None:
    assert not is_gone(Worker().claim())


def test_every_claim_has_a_name_of_its_own() -> None:
    worker = Worker()
    assert worker.claim() != worker.claim()


def test_a_process_that_has_ended_is_gone() -> None:
    script = "from bot.desk.worker import Worker; print(Worker().claim())"
    told = subprocess.run(
        [sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert is_gone(told.stdout.strip())


def test_another_process_under_the_same_number_does_not_count() -> None:
    space, number, began, claim = Worker().claim().split("/")
    assert is_gone(f"{space}/{number}/{int(began) - 1}/{claim}")


def test_of_another_machine_nothing_is_known() -> None:
    _, number, began, claim = Worker().claim().split("/")
    assert not is_gone(f"elsewhere/{number}/{int(began) - 1}/{claim}")


def test_a_name_of_another_shape_is_left_alone() -> None:
    assert not is_gone("somebody")
