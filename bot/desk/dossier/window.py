"""The window at which one asks for a dossier: limits, a short memory, the breaker, then the one-stop system."""

from __future__ import annotations

import logging
import time
from collections import OrderedDict
from collections.abc import Callable
from typing import Protocol, Union

from bot.desk.dossier.breaker import Breaker
from bot.desk.dossier.enquiry import Enquiry
from bot.desk.dossier.guesses import Guesses
from bot.desk.dossier.standing import Standing
from bot.errors import DossierSystemAway, SettingError, TooManyDossiers, UnknownDossier
from bot.settings import Settings

logger = logging.getLogger(__name__)

REMEMBERED = 60.0  # seconds
_MOST = 1000

Known = Union[Standing, UnknownDossier]


class Asks(Protocol):
    def ask(self, code: str) -> Standing: ...


class Window:
    """Safe to use from several threads. `clock` gives seconds that only grow."""

    def __init__(self, system: Asks, clock: Callable[[], float] = time.monotonic) -> None:
        self._system, self._clock = system, clock
        self._breaker, self._guesses = Breaker(clock), Guesses(clock)
        self._known: OrderedDict[str, tuple[float, Known]] = OrderedDict()

    def ask(self, person: str, code: str) -> Standing:
        """Raises TooManyDossiers, UnknownDossier or DossierSystemAway."""
        if not self._guesses.allows(person, code):
            raise TooManyDossiers
        found = self._remembered(code) or self._asked(code)
        if isinstance(found, UnknownDossier):
            self._guesses.was_unknown(person, code)
            raise found
        return found

    def _remembered(self, code: str) -> Known | None:
        at, known = self._known.get(code, (0.0, None))
        return known if known is not None and self._clock() - at < REMEMBERED else None

    def _asked(self, code: str) -> Known:
        if not self._breaker.lets_through():
            raise DossierSystemAway("left alone after failures")
        found: Known
        try:
            found = self._system.ask(code)
        except UnknownDossier as error:
            found = error
        except DossierSystemAway as error:
            if error.wait is None:
                self._breaker.failed()
            else:
                self._breaker.rests(error.wait)
            logger.error("one-stop system: %s", error.reason)
            raise
        except BaseException:
            self._breaker.failed()
            raise
        self._breaker.succeeded()
        self._remember(code, found)
        return found

    def _remember(self, code: str, found: Known) -> None:
        self._known[code] = (self._clock(), found)
        while len(self._known) > _MOST:
            self._known.pop(next(iter(self._known)), None)


class Misconfigured:
    """Stands where the settings do not fit: whoever asks something else is answered all the same."""

    def ask(self, code: str) -> Standing:
        raise DossierSystemAway("wrong settings, see bot dossier status")


def opened(settings: Settings) -> Window | None:
    """None where no one-stop system is configured."""
    if not settings.dossier_url:
        return None
    try:
        return Window(Enquiry(settings.dossier_url, settings.dossier_token))
    except SettingError as error:
        logger.error("%s", error)
        return Window(Misconfigured())
