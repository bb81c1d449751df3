"""What a person has seen, in one form for all channels: texts, and what could be chosen after each.

How a channel must show things otherwise is in differences.yml, each with its reason; here is how each of these
is read back.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import yaml

from bot.channels.words import words as channel_words
from bot.channels.zalo.words import words as zalo_words
from bot.desk.invitation import sentences
from bot.desk.numbering import bare, own_number
from tests.channels.conformance.people import Message

_FORM = re.compile(r"Tệp mẫu: .*?(?:\(|: )https?://\S+/webhooks/web/forms/[^/]+/([^/\s)]+)\)?")
# Text, choices, and whether it can be rated.
Seen = tuple[tuple[str, tuple[str, ...], bool], ...]
# Five buttons less the two that rate.
_BESIDE_RATING = 3
_MARK = re.compile(r"\*\*(.+?)\*\*")
_LINK = re.compile(r"\[([^\]\n]+)\]\((https?://[^\s)]+)\)")


@cache
def differences() -> dict[str, Any]:
    return dict(yaml.safe_load(Path(__file__).with_name("differences.yml").read_text("utf-8")))


def seen(channel: str, messages: Sequence[Message]) -> Seen:
    """Messages up to one that offers something are one; white space is one space."""
    for way in differences()["shown"][channel]:
        messages = [shown for one in messages for shown in [WAYS[way](one)] if shown is not None]
    together: list[tuple[str, tuple[str, ...], bool]] = []
    texts: list[str] = []
    for one in messages:
        choices, rated = _without_rating(_choices(one))
        texts += [line for line in one.text.splitlines() if bare(line.strip()) not in choices]
        if choices or rated:
            together.append((_flat(texts), choices, rated))
            texts = []
    return (*together, *(((_flat(texts), (), False),) if texts else ()))


def _without_rating(choices: tuple[str, ...]) -> tuple[tuple[str, ...], bool]:
    rating = set(sentences()["rate"].values())
    return tuple(one for one in choices if one not in rating), rating <= set(choices)


def as_in(channel: str, view: Seen) -> Seen:
    """What others have seen, as this channel would show it: it may have no room for every suggestion."""
    if "fewer_suggestions" not in differences()["shown"][channel]:
        return view
    return tuple(
        (text, choices[:_BESIDE_RATING] if rated else choices, rated) for text, choices, rated in view
    )


def _choices(one: Message) -> tuple[str, ...]:
    """What can be chosen, by button or by number: a line of a numbered list as much as a button with a number.

    First those with numbers, each as its line says it.
    """
    lines = _numbered(one.text)
    titles = [_line_of(title, lines) for title in one.choices]
    if any(map(own_number, one.choices)):
        titles = [*lines, *(title for title in titles if title not in lines)]
    return tuple(titles)


def _numbered(text: str) -> list[str]:
    return [bare(line.strip()) for line in text.splitlines() if own_number(line.strip())]


def _line_of(title: str, lines: Sequence[str]) -> str:
    said = bare(title)
    return next((line for line in lines if line == said or line.startswith(f"{said} (")), said)


def _flat(lines: Sequence[str]) -> str:
    return " ".join(" ".join(lines).split())


def _links_behind_words(one: Message) -> Message:
    text = one.text
    for words, address in one.links:
        if words != address:
            text = text.replace(words, f"{words}: {address}", 1)
    return replace(one, text=text)


def _marks(one: Message) -> Message:
    text = _LINK.sub(lambda link: link[2] if link[1] == link[2] else f"{link[1]}: {link[2]}", one.text)
    return replace(one, text=_MARK.sub(r"\1", text))


def _numbered_menu(one: Message) -> Message:
    """The last list that begins with 1, where the hint says that a number chooses."""
    hint = zalo_words()["choose"]
    if not one.text.endswith(hint):
        return one
    lines = one.text[: -len(hint)].strip().splitlines()
    begins = [at for at, line in enumerate(lines) if line.startswith("1. ")]
    menu = [line for line in lines[begins[-1] :] if own_number(line)]
    return Message("\n".join(line for line in lines if line not in menu), tuple(map(bare, menu)))


def _short_titles(one: Message) -> Message:
    """A title that was cut stands whole in the text."""
    return replace(one, choices=tuple(_whole(title, one.text.splitlines()) for title in one.choices))


def _whole(title: str, lines: Sequence[str]) -> str:
    if not title.endswith("…"):
        return title
    return next((line.strip() for line in lines if line.strip().startswith(title[:-1])), title)


def _sign_of_work(one: Message) -> Message | None:
    return None if one.text == zalo_words()["working"] else one


def _no_list_twice(one: Message) -> Message:
    return replace(one, text="") if one.choices and one.text == channel_words()["choose"] else one


def _files(one: Message) -> Message:
    return replace(one, text=f"[{one.file[0]}]") if one.file else one


def _links_to_files(one: Message) -> Message:
    """Read back by the name that stands at the address' end."""
    found = _FORM.fullmatch(one.text.strip())
    return replace(one, text=f"[{unquote(found[1])}]") if found else one


def _as_it_is(one: Message) -> Message:
    """Pieces are put together anyway; suggestions are compared by `as_in`."""
    return one


WAYS: dict[str, Callable[[Message], Message | None]] = {
    "links_behind_words": _links_behind_words,
    "marks": _marks,
    "files": _files,
    "links_to_files": _links_to_files,
    "numbered_menu": _numbered_menu,
    "short_titles": _short_titles,
    "sign_of_work": _sign_of_work,
    "no_list_twice": _no_list_twice,
    "pieces": _as_it_is,
    "fewer_suggestions": _as_it_is,
}
