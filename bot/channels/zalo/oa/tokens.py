"""The account's pair of tokens: renewed by one process at a time, stored before it is used.

A refresh token is good for one use. Whoever uses it holds the lease, has read the pair under it, and commits the
next pair before anybody sees it; a second process, or a second thread, waits and takes what the first obtained.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from time import monotonic, sleep
from typing import Protocol

from bot.channels.zalo.http import NotReached, Unanswered
from bot.channels.zalo.oa.codes import Class, Refused
from bot.channels.zalo.oa.oauth import OAuth, Pair
from bot.desk.lease import Lease
from bot.storage import zalo
from bot.storage.database import UnitOfWork, engine, lasting_engine
from bot.storage.zalo import StoredPair

logger = logging.getLogger(__name__)

# An access token lives 25 hours; renewed before, also when nobody writes.
RENEWED_AFTER = timedelta(hours=20)
# A refresh token lives three months from the day its pair was obtained.
REFRESH_LIVES = timedelta(days=90)
# From when on somebody is told that it ends.
WARNED_BEFORE = timedelta(days=14)
# Longer than a request with all its attempts can take.
LEASE = timedelta(seconds=90)
_NEARLY_OVER = timedelta(minutes=2)
# After a renewal that failed, nobody tries again for so long: every message waiting would otherwise.
_PAUSE = timedelta(minutes=1)
_PATIENCE = 45.0
_POLL = 0.1


class NoToken(Exception):
    """There is no token that could be used. `str()` says what somebody has to do."""


class Seal(Protocol):
    """Encrypts what is stored."""

    def close(self, text: str) -> str: ...

    def open(self, sealed: str) -> str: ...


def now() -> datetime:
    return datetime.now(timezone.utc)


@dataclass
class Tokens:
    database_url: str
    oauth: OAuth
    seal: Seal
    clock: Callable[[], datetime] = now

    def stored(self) -> StoredPair | None:
        # Asked before every message: opening a file anew would take longer than the question.
        with UnitOfWork(lasting_engine(self.database_url)) as uow:
            return zalo.pair(uow.session, self.oauth.app_id)

    def keep(self, pair: Pair) -> None:
        """A pair that somebody brought by consent or import."""
        with self._uow() as uow:
            zalo.keep(uow.session, self._sealed(pair))
            uow.commit()

    def access(self) -> str:
        """A token that can be used now. Raises NoToken."""
        pair = self._require()
        if pair.expires - self.clock() > _NEARLY_OVER:
            return self.seal.open(pair.access)
        return self.renew(self.seal.open(pair.access))

    def renew(self, used: str) -> str:
        """The access token that comes after `used`, whoever obtains it. Raises NoToken."""
        return self._renew(lambda pair: self.seal.open(pair.access) != used)

    def renew_if_due(self) -> bool:
        """Renews a pair older than RENEWED_AFTER; whether one was due."""
        pair = self.stored()
        if pair is None or not self._due(pair):
            return False
        self._renew(lambda found: not self._due(found))
        return True

    def _due(self, pair: StoredPair) -> bool:
        return self.clock() - pair.obtained >= RENEWED_AFTER

    def _renew(self, done: Callable[[StoredPair], bool]) -> str:
        deadline = monotonic() + _PATIENCE
        # A new one for each renewal: two threads are no more together than two processes.
        lease = Lease(self.database_url, f"zalo token {self.oauth.app_id}", LEASE)
        while True:
            if done(pair := self._require()):
                return self.seal.open(pair.access)
            if pair.failed is not None and self.clock() - pair.failed < _PAUSE:
                raise NoToken(f"Chưa làm mới được token Zalo: {pair.failure}.")
            if lease.hold(self.clock()):
                break
            if monotonic() > deadline:
                raise NoToken("Token Zalo đang được một tiến trình khác làm mới, chưa xong.")
            sleep(_POLL)
        try:
            # Read again: it may have been renewed between our look and our lease.
            pair = self._require()
            return self.seal.open(pair.access) if done(pair) else self._rotate(pair)
        finally:
            lease.give_back()

    def _rotate(self, old: StoredPair) -> str:
        try:
            new = self.oauth.renew(self.seal.open(old.refresh))
        except (Refused, NotReached, Unanswered) as error:
            raise self._failed(error) from None
        with self._uow() as uow:
            kept = zalo.rotate(uow.session, old, self._sealed(new))
            uow.commit()
        logger.info("the Zalo tokens were renewed")
        return new.access if kept else self.seal.open(self._require().access)

    def _failed(self, error: Exception) -> NoToken:
        dead = isinstance(error, Refused) and error.kind is not Class.PASSING
        reason = str(error) if isinstance(error, Refused) else f"không kết nối được ({error})"
        with self._uow() as uow:
            zalo.fail(uow.session, self.oauth.app_id, reason, self.clock())
            uow.commit()
        cure = " Cần cấp quyền lại: bot channel zalo authorize" if dead else ""
        logger.error("the Zalo tokens could not be renewed: %s.%s", reason, cure)
        return NoToken(f"Không làm mới được token Zalo: {reason}.{cure}")

    def _require(self) -> StoredPair:
        pair = self.stored()
        if pair is None:
            raise NoToken("Chưa có token Zalo. Hãy chạy: bot channel zalo authorize")
        return pair

    def _sealed(self, pair: Pair) -> StoredPair:
        obtained = self.clock()
        return StoredPair(
            app_id=self.oauth.app_id,
            access=self.seal.close(pair.access),
            refresh=self.seal.close(pair.refresh),
            obtained=obtained,
            expires=obtained + timedelta(seconds=pair.seconds),
        )

    def _uow(self) -> UnitOfWork:
        return UnitOfWork(engine(self.database_url))
