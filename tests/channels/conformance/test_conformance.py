"""The same conversation in every channel, through one real assistant: people see the same.

A talk is `talk` (a sentence) and `steps`. A step is what a person does: `says`, `presses` (a choice by the
beginning of its title), `types` (the number of a choice), `sends` (image, sticker, …), `commands`, `forgets`; what
an `officer` does; or what `expires`. `sees` are fragments of what he then sees, `never` such as he must not see,
`offered` how many choices, `silent` that he sees nothing. In a talk told `alone` one person after the other has it,
because people who wait for an officer stand in one queue.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import requests
import yaml

from bot.channels.words import words
from bot.storage import outbox, senders
from bot.storage.database import engine
from bot.storage.tables import now
from bot.storage.writing import Writing
from tests.channels.conformance import office
from tests.channels.conformance.hall import FORM, FORM_CONTENT, Hall, hall
from tests.channels.conformance.people import VISITORS, Visitor
from tests.channels.conformance.seeing import WAYS, Seen, as_in, differences, seen

pytestmark = pytest.mark.model

FOLDER = Path(__file__).parent / "talks"
TALKS = [talk for path in sorted(FOLDER.glob("*.yml")) for talk in yaml.safe_load(path.read_text("utf-8"))]
DOES = {"says", "presses", "types", "sends", "commands", "forgets", "expires", "officer"}
SEES = {"sees", "never", "offered", "silent"}


@pytest.fixture(scope="module")
def assistant(models: Path, full_url: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Hall]:
    with hall(full_url, models, tmp_path_factory.mktemp("hall")) as made:
        yield made


@pytest.mark.parametrize("talk", TALKS, ids=lambda talk: talk["talk"])
def test_the_talk_is_the_same_everywhere(assistant: Hall, talk: dict[str, Any]) -> None:
    assert all(set(step) <= DOES | SEES for step in talk["steps"])
    if talk.get("alone"):
        told = [_replay(talk["steps"], [visitor]) for visitor in _alone(assistant)]
    else:
        told = [_replay(talk["steps"], [kind(assistant) for kind in VISITORS])]
    for number, step in enumerate(talk["steps"], 1):
        views = {channel: view for views in told for channel, view in views[number - 1].items()}
        _compare(talk["talk"], number, step, views)


def _alone(assistant: Hall) -> Iterator[Visitor]:
    for kind in VISITORS:
        office.empty(assistant.url)
        yield kind(assistant)


def _replay(steps: list[dict[str, Any]], visitors: list[Visitor]) -> list[dict[str, Seen]]:
    """What each of them saw after each step that his channel has."""
    views: list[dict[str, Seen]] = []
    for step in steps:
        able = [visitor for visitor in visitors if not _lacks(visitor, step)]
        for visitor in able:
            _do(visitor, step)
        views.append({visitor.channel: seen(visitor.channel, visitor.sees()) for visitor in able})
    return views


def _lacks(visitor: Visitor, step: dict[str, Any]) -> bool:
    return bool(set(step) & set(differences()["missing"].get(visitor.channel, {})))


def _do(visitor: Visitor, step: dict[str, Any]) -> None:
    if "says" in step:
        visitor.says(_long(step["says"]))
    elif "presses" in step:
        visitor.presses(step["presses"])
    elif "types" in step:
        visitor.says(str(step["types"]))
    elif "sends" in step:
        visitor.sends(step["sends"])
    elif "commands" in step:
        _command(visitor, step["commands"])
    elif "forgets" in step:
        _forget(visitor)
    elif "officer" in step:
        office.does(visitor.hall.url, visitor.sender, step["officer"])
    elif "expires" in step:
        office.expire(visitor.hall.url, visitor.sender)


def _command(visitor: Visitor, name: str) -> None:
    other = differences()["done"].get(visitor.channel, {}).get("commands")
    if other is None or name in other.get("except", ()):
        visitor.commands(name)
    else:
        visitor.says(words()["commands"][name])


def _forget(visitor: Visitor) -> None:
    if "forgets" in differences()["done"].get(visitor.channel, {}):
        visitor.says("xóa dữ liệu")
    else:
        visitor.commands("xoadulieu")


def _long(text: str | dict[str, Any]) -> str:
    return text if isinstance(text, str) else str(text["repeat"]) * int(text["times"])


def _compare(talk: str, number: int, step: dict[str, Any], views: dict[str, Seen]) -> None:
    told = [one for one in differences()["told"] if (one["talk"], one["step"]) == (talk, number)]
    apart = {channel for one in told for channel in one["channels"]}
    first = next(channel for channel in views if channel not in apart)
    for channel, view in views.items():
        if channel in apart:
            assert view != as_in(channel, views[first]), (
                f"{channel}: no difference any more after step {number}"
            )
        else:
            assert view == as_in(channel, views[first]), (
                f"{channel} and {first} differ after step {number}: {step}"
            )
            _check(step, view, channel)
    for one in told:
        for channel in one["channels"]:
            _check(one, views[channel], channel)


def _check(expected: dict[str, Any], view: Seen, channel: str) -> None:
    text = "\n".join(words for words, _, _ in view)
    assert bool(view) != bool(expected.get("silent") or "expires" in expected), f"{channel}: {view}"
    for fragment in expected.get("sees", ()):
        assert fragment in text, f"{channel}: {fragment!r} missing in {view}"
    for fragment in expected.get("never", ()):
        assert fragment not in text, f"{channel}: {fragment!r} in {view}"
    if "offered" in expected:
        assert len(view[-1][1]) == expected["offered"], f"{channel}: {view}"


@pytest.mark.parametrize("kind", VISITORS, ids=lambda kind: kind.channel)
def test_the_form_that_arrives_is_the_one_that_staff_have_put_there(
    assistant: Hall, kind: type[Visitor]
) -> None:
    visitor = kind(assistant)
    visitor.says("mẫu đơn gia hạn giấy phép lao động")
    last = visitor.sees()[-1]
    if last.file is None:
        (address,) = re.findall(r"http://[^\s)]+", last.text)
        answer = requests.get(address, timeout=10)
        assert answer.headers["Content-Type"] == "application/pdf"
        assert answer.content == FORM_CONTENT
    else:
        assert last.file == (FORM, FORM_CONTENT)


def test_a_form_that_is_gone_by_then_is_given_up_and_the_next_letter_comes(assistant: Hall) -> None:
    visitor = VISITORS[0](assistant)
    visitor.says("xin chào")
    visitor.sees()
    gone = {"kind": "file", "name": "x.pdf", "path": "1.014201/x.pdf"}
    with Writing(engine(assistant.url)) as uow:
        outbox.add(uow.session, visitor.sender, "Tệp mẫu: x", now(), attachment=gone)
        outbox.add(uow.session, visitor.sender, "Sau đó", now())
        senders.wake(uow.session, visitor.sender, now())
        uow.commit()
    assert [one.text for one in visitor.sees()] == ["Sau đó"]
    with Writing(engine(assistant.url)) as uow:
        assert "MOTCUA_FORMS" in str(outbox.undelivered(uow.session)[0].reason)


def test_every_difference_has_its_reason_and_its_reading() -> None:
    told = differences()
    assert {way for ways in told["shown"].values() for way in ways} <= set(WAYS)
    assert all(len(reason) > 20 for ways in told["shown"].values() for reason in ways.values())
    assert all(one["reason"] for ways in told["done"].values() for one in ways.values())
    assert all(reason for steps in told["missing"].values() for reason in steps.values())
    assert all(one["reason"] for one in told["told"])
