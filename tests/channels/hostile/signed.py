"""The service's own word, and wrong all the same: nothing may break, and what can be read may be answered."""

from __future__ import annotations

import random
from collections.abc import Iterator
from itertools import count

from tests.channels.hostile.services import SERVICES, dumped
from tests.channels.hostile.spoiling import ODD, RAW, fields, spoilt, with_field, without_field
from tests.channels.hostile.wire import JSON, Case

# Apart from those that are forged: what is stored under these numbers may be.
_numbers = count(1_000_000)


def no_events() -> Iterator[Case]:
    """Bodies that are no events, with the service's signature."""
    for service in SERVICES:
        for raw in RAW:
            yield Case(
                f"{service.channel}: {raw[:20]!r}", service.path, raw, (*JSON, *service.signed(raw, {}))
            )


def wrong_fields() -> Iterator[Case]:
    """Every field of every kind of event holds what it never does, and a third of them are gone."""
    at = 0
    for service in SERVICES:
        for kind, made in service.kinds.items():
            for path in fields(made(0)):
                where, odd = ".".join(map(str, path)), ODD[at % len(ODD)]
                if at % 3 == 0:
                    yield service.case(f"{kind} without {where}", without_field(made(next(_numbers)), path))
                body = with_field(made(next(_numbers)), path, odd)
                yield service.case(f"{kind} with {str(odd)[:20]!r} as {where}", body)
                at += 1


def generated(number: int) -> Iterator[Case]:
    dice = random.Random(12)
    for _ in range(number):
        service = dice.choice(SERVICES)
        kind = dice.choice(sorted(service.kinds))
        yield service.case(f"{kind}: the dice", spoilt(service.kinds[kind](next(_numbers)), dice))


def doubled_keys() -> Iterator[Case]:
    for service in SERVICES:
        for kind, made in service.kinds.items():
            body = made(next(_numbers))
            raw = dumped(body)[:-1] + b"," + dumped(made(next(_numbers)))[1:]
            yield Case(
                f"{service.channel} {kind}: every key twice",
                service.path,
                raw,
                (*JSON, *service.signed(raw, body)),
            )


def all_signed() -> list[Case]:
    return [*no_events(), *wrong_fields(), *doubled_keys(), *generated(150)]
