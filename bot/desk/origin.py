"""'C/O đi Nhật': several certificates of origin serve one country, and only the exporter knows which he needs."""

from __future__ import annotations

import re

from bot.catalogue.model import Procedure
from bot.catalogue.origin import forms_for
from bot.desk.offering import by_likelihood, current
from bot.desk.talk import Desk, Understood
from bot.desk.words import steps_surely_in
from bot.text.writing import plain

_FORM = re.compile(r"\bmau (\S+)")
# So far down a certificate must stand for the question to be about one.
_NEAREST = 2


def forms_of_origin(desk: Desk, heard: Understood) -> list[str]:
    """The certificates to choose from; empty when one is named, or when it is about something else."""
    codes = forms_for(heard.question)
    near = {code for code, _, _ in heard.candidates[:_NEAREST]}
    if len(codes) < 2 or not near & set(codes) or steps_surely_in(heard.question):
        return []
    found = desk.names().outlines(by_likelihood(desk, codes, heard))
    forms = current(desk, found.values())
    return [] if any(_is_named(one, heard) for one in forms) else [one.code for one in forms]


def _is_named(form: Procedure, heard: Understood) -> bool:
    letters = _FORM.search(plain(form.title))
    return letters is not None and letters[1] in heard.question.plain
