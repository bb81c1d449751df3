"""Limits, memory and rests at the window, by a fake clock."""

from __future__ import annotations

import pytest

from bot.desk.dossier.breaker import FAILURES, LONGEST_REST, REST, Breaker
from bot.desk.dossier.guesses import MOST_CODES, MOST_UNKNOWN, WINDOW
from bot.desk.dossier.standing import Standing
from bot.desk.dossier.standing import standing as read
from bot.desk.dossier.window import REMEMBERED, Window, opened
from bot.errors import DossierSystemAway, TooManyDossiers, UnknownDossier
from bot.settings import Settings
from tests.desk.dossier.one_stop import standing


class Clock:
    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


class System:
    def __init__(self) -> None:
        self.asked: list[str] = []
        self.fails: Exception | None = None

    def ask(self, code: str) -> Standing:
        self.asked.append(code)
        if self.fails:
            raise self.fails
        return read(standing(code), code)


def test_after_failures_it_rests_and_then_lets_one_through() -> None:
    clock = Clock()
    breaker = Breaker(clock)
    for _ in range(FAILURES):
        assert breaker.lets_through()
        breaker.failed()
    assert not breaker.lets_through()
    clock.now += REST
    assert [breaker.lets_through(), breaker.lets_through()] == [True, False]
    breaker.succeeded()
    assert [breaker.lets_through(), breaker.lets_through()] == [True, True]


def test_each_further_failure_doubles_the_rest_up_to_the_longest() -> None:
    clock = Clock()
    breaker = Breaker(clock)
    for _ in range(FAILURES + 10):
        breaker.failed()
    clock.now += LONGEST_REST - 1
    assert not breaker.lets_through()
    clock.now += 1
    assert breaker.lets_through()


def test_a_pause_that_the_system_asks_for_is_kept() -> None:
    clock, system = Clock(), System()
    window = Window(system, clock)
    system.fails = DossierSystemAway("429", wait=20.0)
    with pytest.raises(DossierSystemAway):
        window.ask("a", "1")
    system.fails = None
    with pytest.raises(DossierSystemAway):
        window.ask("a", "1")
    assert len(system.asked) == 1
    clock.now += 20
    assert window.ask("a", "1").code == "1"


def test_an_answer_is_remembered_for_a_short_while() -> None:
    clock, system = Clock(), System()
    window = Window(system, clock)
    window.ask("a", "1")
    window.ask("b", "1")
    assert len(system.asked) == 1
    clock.now += REMEMBERED
    window.ask("a", "1")
    assert len(system.asked) == 2


def test_a_person_may_ask_for_so_many_codes_and_others_still_may() -> None:
    clock = Clock()
    window = Window(System(), clock)
    for number in range(MOST_CODES):
        window.ask("a", str(number))
    with pytest.raises(TooManyDossiers):
        window.ask("a", "more")
    assert window.ask("a", "1").code == "1"
    assert window.ask("b", "more").code == "more"
    clock.now += WINDOW
    assert window.ask("a", "more").code == "more"


def test_fewer_guesses_that_meet_nothing_are_allowed() -> None:
    system = System()
    window = Window(system, Clock())
    system.fails = UnknownDossier()
    for number in range(MOST_UNKNOWN):
        with pytest.raises(UnknownDossier):
            window.ask("a", str(number))
    with pytest.raises(TooManyDossiers):
        window.ask("a", "more")


def test_wrong_settings_stop_no_other_answer() -> None:
    assert opened(Settings()) is None
    window = opened(Settings(dossier_url="http://motcua.example.vn"))
    assert window is not None
    with pytest.raises(DossierSystemAway):
        window.ask("a", "1")
