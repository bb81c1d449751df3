"""One person in each channel: what he does there, and what he sees there, as it is shown."""

from __future__ import annotations

import json
import time
from abc import ABC, abstractmethod
from base64 import urlsafe_b64decode
from dataclasses import dataclass
from itertools import count
from typing import Any

import requests

from bot.desk.numbering import bare, own_number
from bot.desk.seal import Seal
from tests.channels.conformance.hall import Hall
from tests.channels.hostile.services import BOT, ZALO, dumped
from tests.channels.street import SECRET
from tests.channels.telegram.people import SENT, Person, buttons_of
from tests.channels.zalo.bot_server import said
from tests.channels.zalo.payloads import PERSON, attached, followed, sent

_people, _messages = count(31_000_001), count(1)
_SEAL = Seal(SECRET)


@dataclass(frozen=True)
class Message:
    """One message as the channel shows it: its text, and what can be pressed."""

    text: str
    choices: tuple[str, ...] = ()
    links: tuple[tuple[str, str], ...] = ()
    """Words that lead somewhere, where the channel hides the address behind them."""
    file: tuple[str, bytes] | None = None
    """Name and content of what can be opened and kept."""


class Visitor(ABC):
    """Waits for the answer to whatever he did."""

    channel: str

    def __init__(self, hall: Hall) -> None:
        self.hall = hall
        self.number = next(_people)
        self._events = 0
        self._met = False
        self._read = 0

    @property
    @abstractmethod
    def sender(self) -> str: ...

    @abstractmethod
    def all_messages(self) -> list[Message]: ...

    @abstractmethod
    def says(self, text: str) -> None: ...

    @abstractmethod
    def presses(self, title: str) -> None: ...

    @abstractmethod
    def sends(self, kind: str) -> None: ...

    def commands(self, name: str) -> None:
        """A command of the channel's menu."""
        raise NotImplementedError

    def does(self) -> None:
        self._events += 1

    def sees(self) -> list[Message]:
        """What is new, once everything that he did is answered."""
        self._met = self.hall.wait_for_answer(self.sender, self._events, self._met)
        self._events = self._events if self._met else 0
        found = self.all_messages()
        new, self._read = found[self._read :], len(found)
        return new


class OnTelegram(Visitor):
    channel = "telegram"

    def __init__(self, hall: Hall) -> None:
        super().__init__(hall)
        self.person = Person(hall.telegram, self.number)

    @property
    def sender(self) -> str:
        return _SEAL.sender(self.channel, f"{self.number}:{self.number}")

    def all_messages(self) -> list[Message]:
        return [
            self._file(one)
            if "document" in one
            else Message(one["text"], tuple(self._titles(one)), tuple(_links(one)))
            for one in self.person.seen()
        ]

    def _file(self, message: dict[str, Any]) -> Message:
        name = message["document"]["file_name"]
        return Message(message["caption"], file=(name, self.person.chat.files[name]))

    def _titles(self, message: dict[str, Any]) -> list[str]:
        # Their keyboards are taken away once pressed; what was offered stays in the calls.
        return list(self._offered().get(message["text"], buttons_of(message)))

    def _offered(self) -> dict[str, dict[str, str]]:
        found = {}
        for call in self.hall.telegram.called("sendMessage"):
            if str(call["chat_id"]) == str(self.number):
                found[call["text"].strip()] = buttons_of({"reply_markup": _json(call.get("reply_markup"))})
        return found

    def says(self, text: str) -> None:
        self.person.says(text)
        self.does()

    def presses(self, title: str) -> None:
        message = next(
            one
            for one in reversed(self.person.seen())
            if "text" in one and any(bare(each).startswith(title) for each in self._titles(one))
        )
        whole = next(each for each in self._titles(message) if bare(each).startswith(title))
        shown = message | {"reply_markup": {"inline_keyboard": [[self._button(message, whole)]]}}
        self.person.presses(whole, shown)
        self.does()

    def _button(self, message: dict[str, Any], title: str) -> dict[str, str]:
        return {"text": title, "callback_data": self._offered()[message["text"]][title]}

    def sends(self, kind: str) -> None:
        name = {"image": "photo", "file": "document"}.get(kind, kind)
        self.person.sends(**{name: SENT[name]})
        self.does()

    def commands(self, name: str) -> None:
        self.says(f"/{name}")


def _json(value: Any) -> dict[str, Any]:
    return dict(json.loads(value)) if isinstance(value, str) else dict(value or {})


def _links(message: dict[str, Any]) -> list[tuple[str, str]]:
    units = message["text"].encode("utf-16-le")
    found = []
    for one in message.get("entities", []):
        if one["type"] == "text_link":
            begin, end = 2 * one["offset"], 2 * (one["offset"] + one["length"])
            found.append((units[begin:end].decode("utf-16-le"), one["url"]))
    return found


class OnZalo(Visitor):
    channel = "zalo"

    def __init__(self, hall: Hall) -> None:
        super().__init__(hall)
        self.person = f"25{self.number}"
        hall.zalo.seen(self.person)

    @property
    def sender(self) -> str:
        return _SEAL.sender(self.channel, self.person)

    def all_messages(self) -> list[Message]:
        return [
            Message(one["text"], tuple(title for title, _ in _buttons(one)))
            if one.get("text")
            else Message("", file=self.hall.zalo.files[one["attachment"]["payload"]["token"]])
            for one in self._got()
        ]

    def _got(self) -> list[dict[str, Any]]:
        with self.hall.zalo.lock:
            mine = [one for one in self.hall.zalo.messages if one["recipient"].get("user_id") == self.person]
        return [one["message"] for one in mine]

    def says(self, text: str) -> None:
        self._tell(sent(text=text))

    def presses(self, title: str) -> None:
        """A button, or the number in a list of more than five."""
        known = (
            payload
            for one in reversed(self._got())
            for shown, payload in (*_buttons(one), *_menu(one.get("text", "")))
            if bare(shown).startswith(title)
        )
        self.says(next(known))

    def sends(self, kind: str) -> None:
        name = {"voice": "audio"}.get(kind, kind)
        self._tell(attached(name, url="https://file.example/1"))

    def commands(self, name: str) -> None:
        assert name == "start"
        self._tell(followed())

    def _tell(self, body: dict[str, Any]) -> None:
        told = {**body, "timestamp": str(int(time.time() * 1000))}
        told = {
            name: {"id": self.person} if value == {"id": PERSON} else value for name, value in told.items()
        }
        if "message" in told:
            told["message"] = {**told["message"], "msg_id": f"c{next(_messages)}"}
        raw = dumped(told)
        headers = {name: value.decode() for name, value in ZALO.signed(raw, told)}
        assert requests.post(self.hall.hook(self.channel), data=raw, headers=headers, timeout=10).ok
        self.does()


def _buttons(message: dict[str, Any]) -> list[tuple[str, str]]:
    shown = message.get("attachment", {}).get("payload", {}).get("buttons", [])
    return [(one["title"], one["payload"]) for one in shown]


def _menu(text: str) -> list[tuple[str, str]]:
    """Lines of numbered lists, each with its number."""
    lines = (line.strip() for line in text.splitlines())
    return [(line, str(number)) for line in lines if (number := own_number(line))]


class OnBot(Visitor):
    channel = "zalo_bot"

    def __init__(self, hall: Hall) -> None:
        super().__init__(hall)
        self.person = f"p{self.number}"

    @property
    def sender(self) -> str:
        return _SEAL.sender(self.channel, self.person)

    def all_messages(self) -> list[Message]:
        with self.hall.bot.lock:
            return [Message(one["text"]) for one in self.hall.bot.messages if one["chat_id"] == self.person]

    def says(self, text: str) -> None:
        self._tell(said(text, f"c{next(_messages)}", self.person))

    def presses(self, title: str) -> None:
        """There is nothing to press: the number before the choice is typed."""
        known = (
            number
            for one in reversed(self.all_messages())
            for shown, number in reversed(_menu(one.text))
            if bare(shown).startswith(title)
        )
        self.says(next(known))

    def sends(self, kind: str) -> None:
        update = said("", f"c{next(_messages)}", self.person)
        update["message"].pop("text")
        self._tell({**update, "event_name": f"message.{kind}.received"})

    def _tell(self, update: dict[str, Any]) -> None:
        raw = dumped(update)
        headers = {name: value.decode() for name, value in BOT.signed(raw, update)}
        assert requests.post(self.hall.hook(self.channel), data=raw, headers=headers, timeout=10).ok
        self.does()


def _offered(line: dict[str, Any]) -> list[dict[str, str]]:
    """The page shows those that rate apart from the others."""
    return [*line.get("buttons", ()), *line.get("rating", ())]


class OnWeb(Visitor):
    channel = "web"

    def __init__(self, hall: Hall) -> None:
        super().__init__(hall)
        self.base = f"http://127.0.0.1:{hall.ports[-1]}/webhooks/web"
        token = requests.post(f"{self.base}/session", json={}, timeout=10).json()["session"]
        self.headers = {"Authorization": f"Bearer {token}"}
        self.person = urlsafe_b64decode(token + "=" * (-len(token) % 4))[:16].hex()
        self._lines: list[dict[str, Any]] = []
        self._farewell = False

    @property
    def sender(self) -> str:
        return _SEAL.sender(self.channel, self.person)

    def all_messages(self) -> list[Message]:
        last = max((one.get("number", 0) for one in self._lines), default=0)
        asked = {"after": str(last), "wait": "0"}
        told = requests.get(f"{self.base}/lines", asked, headers=self.headers, timeout=10).json()
        self._lines += told["lines"]
        if told.get("forgotten") and not self._farewell:
            self._farewell = True
            self._say_farewell(told["forgotten"]["message"])
        return [
            Message(one["text"], tuple(button["title"] for button in _offered(one)))
            for one in self._lines
            if one["author"] != "person"
        ]

    def _say_farewell(self, text: str) -> None:
        """The page clears itself and says this, also where it has come as the conversation's last line."""
        if not self._lines or self._lines[-1]["text"] != text:
            self._lines.append({"text": text, "author": "notice", "buttons": []})

    def says(self, text: str) -> None:
        self._post(text=text)

    def presses(self, title: str) -> None:
        known = (
            button
            for one in reversed(self._lines)
            for button in _offered(one)
            if bare(button["title"]).startswith(title)
        )
        button = next(known)
        self._post(text=button["title"], button=button["id"])

    def sends(self, kind: str) -> None:
        raise NotImplementedError

    def commands(self, name: str) -> None:
        self._post(command=name)

    def _post(self, **body: str) -> None:
        body = {"id": f"c{next(_messages)}", **body}
        answer = requests.post(f"{self.base}/message", json=body, headers=self.headers, timeout=10)
        assert answer.status_code == 202, answer.text
        self.does()


VISITORS: tuple[type[Visitor], ...] = (OnTelegram, OnZalo, OnBot, OnWeb)
