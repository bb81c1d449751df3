"""A conversation through the door and the replies, on a database and without a server: what the gateway does."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Sequence
from datetime import timedelta
from itertools import count
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

from rasa.core.channels.channel import UserMessage

from bot.catalogue.authority import authority
from bot.channels import talks
from bot.channels.aside import Aside
from bot.channels.driver import Incoming, Outgoing
from bot.channels.replies import Replies
from bot.channels.zalo.oa import messages as oa
from bot.channels.zalo.text import numbered
from bot.desk.door import Door
from bot.desk.inbox import Arrival
from bot.desk.opinions import Opinions
from bot.desk.outbox import Sent, Words
from bot.desk.petitioning import Petitioning
from bot.desk.seal import Seal
from bot.desk.wishes import Wishes
from bot.settings import Settings
from bot.storage import tables, turns
from bot.storage.database import UnitOfWork, engine
from bot.storage.outbox import Letter
from bot.storage.turns import Turn

SUGGESTIONS = ("Lệ phí", "Bao lâu có?", "Nộp ở đâu?", "Mẫu đơn", "Kết quả")


class Mute:
    """A channel that sends nothing anywhere."""

    name = "mute"

    def read(self, body: dict[str, Any]) -> Incoming:
        return Incoming(**body)

    def split(self, message: Outgoing) -> Sequence[Outgoing]:
        return [message]

    async def taken(self, address: str, body: dict[str, Any]) -> None: ...

    async def working(self, address: str) -> None: ...


class FiveButtons(Mute):
    """As a Zalo Official Account shows messages."""

    numbered, most_buttons = True, oa.MOST_BUTTONS

    def split(self, message: Outgoing) -> Sequence[Outgoing]:
        return oa.split(message)


class Numbers(Mute):
    """As Zalo Bot does."""

    numbered = True

    def split(self, message: Outgoing) -> Sequence[Outgoing]:
        titles = [title for title, _ in message.buttons]
        return [Outgoing(numbered(message.text, titles) if titles else message.text, message.buttons)]


class Exchange:
    """One person and the assistant. What he asks is answered as `outcome`, `asked` and `meant` say."""

    def __init__(self, url: str, folder: Path, driver: Mute | None = None, person: str = "77") -> None:
        seal, self.url, self.driver, self.person = Seal("0" * 32), url, driver or Mute(), person
        self.door = Door(url, seal, Words("", ""), folder)
        self._wishes = Wishes(Settings(database_url=url), seal)
        self._petitions = Petitioning(Settings(database_url=url), seal)
        self.sender = seal.sender(self.driver.name, person)
        self.slots: dict[str, Any] = {"outcome": "answered", "asked": ["fee"], "meant": None}
        self.now = tables.now()
        self.letters: list[Letter] = []
        self._numbers = count(1)

    def says(self, text: str) -> list[str]:
        return self.does(Incoming("text", text))

    def presses(self, title: str) -> list[str]:
        """The button of that title in the latest letter that has one."""
        return self.does(Incoming("button", title, self.button(title)))

    def button(self, title: str) -> str:
        return next(id for letter in reversed(self.letters) for shown, id in letter.buttons if shown == title)

    def does(self, incoming: Incoming) -> list[str]:
        """The letters that come of it."""
        key = f"{self.person}-{next(self._numbers)}"
        self.door.receive(Arrival(self.driver.name, key, self.person, "there", vars(incoming)), self.now)
        return asyncio.run(self._drain())

    def titles(self) -> list[str]:
        """Of the last letter's buttons."""
        return [title for title, _ in self.letters[-1].buttons]

    async def _drain(self) -> list[str]:
        thinking = Aside("turns")
        app = cast(Any, SimpleNamespace(ctx=SimpleNamespace()))
        opinions = Opinions("dong-nai-kcn")
        here = authority(Settings(database_url=self.url))
        replies = Replies(
            app,
            self._turn,
            self.door,
            thinking,
            self._wishes,
            opinions,
            self._petitions,
            here,
            most=sys.maxsize,
        )
        told: list[Letter] = []
        try:
            for visit in self.door.claim([self.driver.name], 9, self.now + timedelta(seconds=1)):
                outcome: Any = None
                while (job := self.door.step(visit, outcome, self.now)) is not None:
                    if isinstance(job, Letter):
                        told.append(job)
                        outcome = Sent(job, str(job.id))
                    else:
                        outcome = await replies.to(visit, job, cast(Any, self.driver))
        finally:
            thinking.stop()
        self.letters += told
        return [letter.text for letter in told]

    async def _turn(self, message: UserMessage) -> None:
        """What Rasa and the actions do: a turn is recorded, slots are set, something is said."""
        with UnitOfWork(engine(self.url)) as uow:
            asked = list(self.slots["asked"])
            turn = Turn(message.sender_id, self.driver.name, message.text, asked, self.slots["outcome"])
            turns.record(uow.session, turn)
            uow.commit()
        memory = talks._held.get()
        assert memory is not None
        memory.slots = {**memory.slots, **self.slots}
        buttons = [{"title": title, "payload": f"{title} của 1.014199"} for title in SUGGESTIONS]
        text = f"Đã nghe: {message.text}"
        await message.output_channel.send_text_with_buttons(message.sender_id, text, buttons)
