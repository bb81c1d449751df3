"""A filled-in sheet of the survey page, as a browser sends it, read with suspicion."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Optional
from urllib.parse import parse_qsl

from sanic.request import Request

from bot.channels.web.requests import Refused, read_body
from bot.desk.invitation import sentences
from bot.feedback.model import FACTORS, SCORES, Sheet
from bot.feedback.places import Place
from bot.text.privacy import mask
from bot.text.writing import clean

LONGEST_COMMENT = 1000
_FIELDS = {*FACTORS, "respondent", "comment", "visit"}
_SCORES = tuple(map(str, SCORES))


@dataclass(frozen=True)
class Given:
    """What was typed and chosen, as it came: shown again when it cannot be taken."""

    values: Mapping[str, str] = field(default_factory=dict)

    def __getitem__(self, name: str) -> str:
        return self.values.get(name, "")

    @property
    def problem(self) -> Optional[str]:
        """The word of what must be changed; None when it can be kept."""
        if len(clean(self["comment"])) > LONGEST_COMMENT or len(self["comment"]) > 2 * LONGEST_COMMENT:
            return "long_comment"
        said = any(self[factor] for factor in FACTORS) or clean(self["comment"])
        return None if said else "nothing_said"

    def sheet(self, agency: str, place: Optional[Place]) -> Sheet:
        """With the comment masked."""
        return Sheet(
            agency,
            {factor: int(self[factor]) for factor in FACTORS if self[factor]},
            self["respondent"] or "unknown",
            mask(clean(self["comment"])) or None,
            **({place.kind: place.code} if place else {}),
        )


async def read(request: Request) -> Given:
    """Raises Refused for what none of our pages sends."""
    if request.content_type.partition(";")[0].strip().lower() != "application/x-www-form-urlencoded":
        raise Refused(415, "bad_request")
    try:
        body = (await read_body(request)).decode("ascii")
        values = dict(parse_qsl(body, True, encoding="utf-8", errors="replace", max_num_fields=40))
    except ValueError:
        raise Refused(400, "bad_request") from None
    given = Given({name: value for name, value in values.items() if name in _FIELDS})
    scores = all(given[factor] in ("", *_SCORES) for factor in FACTORS)
    if not scores or given["respondent"] not in ("", *sentences()["respondents"]):
        raise Refused(400, "bad_request")
    return given
