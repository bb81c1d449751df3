"""Tells the streams of other processes that somebody was told something: over Redis, where there is one.

A ring is only a wish to look: what was said lies in the database, where every process looks once a second anyway. So
Redis may go away, or forget everything, at any moment; nothing is lost and nobody waits for it.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from typing import Any, Optional

import redis
from redis.asyncio import Redis

from bot.errors import SettingError

logger = logging.getLogger(__name__)

_TOPIC = "motcua:said"
# Seconds for one ring, and between tries to reach Redis again.
_PATIENCE, _PAUSE = 1.0, 1.0
# Rings under way; what comes on top of a Redis that hangs is left to the look at the database.
_MOST = 200


def is_there(url: str) -> bool:
    """Asked once; for whom it does not matter that he waits. Raises SettingError."""
    try:
        with _client(redis.Redis, url, socket_timeout=_PATIENCE) as there:
            return bool(there.ping())
    except redis.RedisError:
        return False


def _client(kind: Any, url: str, **more: Any) -> Any:
    try:
        return kind.from_url(url, socket_connect_timeout=_PATIENCE, **more)
    except ValueError as error:
        told = "cần một địa chỉ dạng redis://máy:6379/0 hoặc rediss://…"
        raise SettingError("MOTCUA_REDIS_URL", told) from error


class Bell:
    """Made before the server starts; `start` and `stop` belong to its loop. `heard` is told whom to look for."""

    def __init__(self, url: str, heard: Callable[[str], None]) -> None:
        """Without a URL it does nothing. Raises SettingError."""
        self._heard = heard
        self._loop: Optional[asyncio.AbstractEventLoop] = None
        self._tasks: set[asyncio.Task[None]] = set()
        self._is_away = False
        self._redis = _client(Redis, url) if url else None

    def start(self) -> None:
        if self._redis is not None:
            self._loop = asyncio.get_running_loop()
            self._keep(self._listen(self._redis))

    async def stop(self) -> None:
        self._loop = None
        tasks = list(self._tasks)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        if self._redis is not None:
            await self._redis.close()

    def ring(self, sender: str) -> None:
        """From any thread; returns at once."""
        if self._loop is not None:
            self._loop.call_soon_threadsafe(self._begin, sender)

    def _begin(self, sender: str) -> None:
        if self._loop is not None and len(self._tasks) < _MOST:
            self._keep(self._tell(sender))

    def _keep(self, work: Any) -> None:
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _tell(self, sender: str) -> None:
        assert self._redis is not None
        try:
            await asyncio.wait_for(self._redis.publish(_TOPIC, sender), _PATIENCE)
        except Exception as error:
            self._note(error)

    async def _listen(self, redis: Any) -> None:
        while True:
            try:
                async with redis.pubsub(ignore_subscribe_messages=True) as topic:
                    await topic.subscribe(_TOPIC)
                    self._note(None)
                    async for message in topic.listen():
                        self._heard(message["data"].decode())
            except Exception as error:
                self._note(error)
            await asyncio.sleep(_PAUSE)

    def _note(self, error: Optional[Exception]) -> None:
        """Once when it goes and once when it is back; its address may hold a password."""
        if error is not None and not self._is_away:
            logger.warning("redis does not answer, streams look once a second: %s", type(error).__name__)
        if error is None and self._is_away:
            logger.info("redis answers again")
        self._is_away = error is not None
