"""One widget.js of the page's small modules: joined in the order in which they need each other, styles included."""

from __future__ import annotations

import json
import re
from functools import cache
from importlib.resources import files

FIRST = "embed.js"
STYLE = "style.js"
_IMPORT = re.compile(r'^import \{[^}]*\} from "\./([\w.]+)";\n', re.MULTILINE)
# Comments, literals and gaps of our own scripts: no template within a template, a space after each division, and a
# semicolon after each statement.
_PIECES = re.compile(
    r"(?P<comment>//[^\n]*|/\*.*?\*/)"
    r'|(?P<literal>"(?:\\.|[^"\\])*"|`(?:\\.|[^`\\])*`|/(?! )(?:\\.|\[(?:\\.|[^\]\\])*\]|[^/\\\n\[])+/)'
    r"|(?P<gap>\s+)|(?P<code>[^\s\"`/]+|/)",
    re.DOTALL,
)
# Only between these does a gap mean something.
_APART = re.compile(r"[\w$][\w$]|\+\+|--")


@cache
def widget() -> bytes:
    """A classic script that leaves no name in the page that loads it."""
    modules = "\n".join(_bare(name) for name in _order(FIRST))
    return f'"use strict";(() => {{\n{lean(modules)}\n}})();\n'.encode()


def lean(script: str) -> str:
    """The same script without comments and needless gaps."""
    out, waiting = "", ""
    for piece in _PIECES.finditer(script):
        if piece.lastgroup in ("comment", "gap"):
            waiting = " "
            continue
        if piece[0][0] == "}":
            out = out.removesuffix(";")
        out += waiting + piece[0] if _APART.fullmatch(out[-1:] + piece[0][0]) else piece[0]
        waiting = ""
    return out


def _order(name: str, seen: set[str] | None = None) -> list[str]:
    """What a module needs comes before it. Two may need each other: nothing is called before all are there."""
    seen = set() if seen is None else seen
    if name in seen:
        return []
    seen.add(name)
    return [*(one for needed in _IMPORT.findall(_source(name)) for one in _order(needed, seen)), name]


def _source(name: str) -> str:
    if name == STYLE:
        return f"export const CSS = {json.dumps(_lean_style(_read('widget.css')), ensure_ascii=False)};"
    return _read(name)


def _bare(name: str) -> str:
    return re.sub(r"^export ", "", _IMPORT.sub("", _source(name)), flags=re.MULTILINE)


def _read(name: str) -> str:
    return files("bot.channels.web").joinpath(f"page/{name}").read_text("utf-8")


def _lean_style(css: str) -> str:
    bare = re.sub(r"\s+", " ", re.sub(r"/\*.*?\*/", "", css, flags=re.DOTALL))
    return re.sub(r" ?([{};,]) ?", r"\1", bare).replace(": ", ":").replace(";}", "}").replace('"', "'")
