"""For how long things are kept, by the settings in force."""

from __future__ import annotations

from datetime import timedelta

from bot.desk.inbox import TALK_LASTS
from bot.settings import Settings
from bot.storage.retention import Terms


def terms(settings: Settings) -> Terms:
    return Terms(
        keep=timedelta(days=settings.keep_days),
        petitions=timedelta(days=settings.petition_days),
        words=timedelta(days=settings.words_days),
        talks=TALK_LASTS,
    )
