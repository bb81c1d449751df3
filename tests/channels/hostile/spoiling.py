"""True events made wrong: systematically, in every field, and by the dice."""

from __future__ import annotations

import json
import random
from collections.abc import Iterator
from typing import Any, Union

Path = tuple[Union[str, int], ...]

# What a field never holds. The surrogate and the zero character are valid in JSON.
ODD: tuple[Any, ...] = (
    *(None, True, False, 0, -1, 1.5, 10**30, -(2**63), "", " ", "\ud800", "a\x00b", "😀" * 40, "x" * 5_000),
    *("../../etc/passwd", "' OR 1=1 --", "{{7*7}}", "/restart", "\u202egnol", [], {}, [[]], [{}], {"id": {}}),
)
# Where the documents have an object or a list, JSON itself can be odd.
RAW = (
    *(
        b"",
        b"{",
        b"}",
        b"null",
        b"true",
        b"5",
        b'"a"',
        b"[]",
        b"{}",
        b"[{}]",
        b"NaN",
        b"-Infinity",
        b"{'a':1}",
    ),
    *(b"\xff\xfe", b"\xef\xbb\xbf{}", b"\x00", b"[" * 60_000, b'{"a":' * 9_000, b"9" * 60_000, b"a=1&b=2"),
    *(
        b'{"a":1e999}',
        b'{"a":"\\ud800"}',
        b'{"a":"\\u0000"}',
        b'{"a":1}{"a":1}',
        b'{"a":1,}',
        b'{"a":\t"\n"}',
    ),
    *(b"<a/>", b'{"\\u0000":1}', b'{"":""}', b"\x1f\x8b\x08", "{“a”:1}".encode(), b'{"update_id":1' * 200),
)


def fields(body: Any, path: Path = ()) -> Iterator[Path]:
    """The path of every field, containers included."""
    items = body.items() if isinstance(body, dict) else enumerate(body) if isinstance(body, list) else ()
    for key, value in items:
        yield (*path, key)
        yield from fields(value, (*path, key))


def with_field(body: Any, path: Path, value: Any) -> Any:
    copy = json.loads(json.dumps(body))
    place = copy
    for key in path[:-1]:
        place = place[key]
    place[path[-1]] = value
    return copy


def without_field(body: Any, path: Path) -> Any:
    copy = with_field(body, path, None)
    place = copy
    for key in path[:-1]:
        place = place[key]
    del place[path[-1]]
    return copy


def spoilt(body: Any, dice: random.Random) -> Any:
    """One to three fields hold something odd, or are gone."""
    for _ in range(dice.randrange(1, 4)):
        known = list(fields(body))
        if not known:
            break
        path = dice.choice(known)
        body = without_field(body, path) if dice.random() < 0.2 else with_field(body, path, dice.choice(ODD))
    return body


def changed_bytes(raw: bytes, dice: random.Random) -> bytes:
    """Cut, flipped, longer or replaced: never what it was."""
    way = dice.randrange(4)
    if way == 0 and raw:
        return raw[: dice.randrange(len(raw))]
    if way == 1 and raw:
        place = dice.randrange(len(raw))
        return raw[:place] + bytes([raw[place] ^ (1 << dice.randrange(8))]) + raw[place + 1 :]
    if way == 2:
        return dice.randbytes(dice.randrange(300))
    return raw + dice.choice((b" ", b"\n", b"}", b"\x00", b",{}", raw))
