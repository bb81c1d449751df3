"""What people think of an answer: rated by one tap, with a reason and a comment for those who like to give them.

Nothing is read here: what somebody pressed says by itself which answer it is about. What he said is written with
the reply, in the transaction of the event.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from functools import partial
from typing import Any, Optional

from bot.desk import survey
from bot.desk.inbox import Rates
from bot.desk.invitation import SURVEY, sentences
from bot.desk.outbox import RATES, new_button
from bot.desk.survey import COMMENT
from bot.desk.wishes import OFFICER, Asker, Told
from bot.feedback.model import RATED_OUTCOMES, REASONS, Asking, Opinion
from bot.storage import ratings, surveys
from bot.storage.buttons import Button
from bot.storage.database import UnitOfWork
from bot.text.privacy import mask
from bot.text.writing import clean, plain

# What the buttons mean. Nobody types these: typed texts lose their '/'.
RATE, REASON, NO_COMMENT = "/danh-gia", "/ly-do", "/khong-gop-y"
# For a comment is waited so long; somebody who comes back later asks something.
WAITS_LAST = timedelta(minutes=10)
_WAITS = "comment"
_LONGEST_COMMENT = 1000


def asks_to_rate(slots: Mapping[str, Any], channel: str, agency: str) -> Optional[Rates]:
    """What is shown with an answer; None with what answers nothing: small talk, a question back, a notice."""
    outcome, aspects = slots.get("outcome"), tuple(slots.get("asked") or ())
    if outcome not in RATED_OUTCOMES or (outcome == "answered" and not aspects):
        return None
    own = sentences()["rate"]
    buttons = tuple(
        Button(new_button(RATES), own[name], f"{RATE} {{turn}} {value}")
        for name, value in (("good", 1), ("bad", 0))
    )
    return Rates(buttons, Asking(0, channel, str(outcome), agency, slots.get("meant"), aspects))


@dataclass(frozen=True)
class Opinions:
    """For one authority; safe to use from several threads."""

    agency: str

    def pressed(self, payload: str, asker: Asker, now: datetime) -> Optional[Told]:
        """What a button means that rates or comments; None when it does neither."""
        wish, *given = payload.split()
        if wish == RATE:
            return self._rated(int(given[0]), given[1] == "1", asker)
        if wish == REASON:
            return self._reason(int(given[0]), given[1], asker)
        if wish == COMMENT:
            return _comment(given, now)
        if wish == SURVEY:
            return survey.pressed(given)
        return Told(sentences()["no_comment"]) if wish == NO_COMMENT else None

    def typed(self, waits: str, text: str, asker: Asker, now: datetime) -> Optional[Told]:
        """The comment that was asked for; None when it was not, came too late, or is clearly a question."""
        kind, _, rest = waits.partition(" ")
        about, _, until = rest.partition(" ")
        if kind != _WAITS or now.timestamp() > float(until) or is_question(text):
            return None
        said = mask(clean(text))[:_LONGEST_COMMENT].lstrip("/ ")
        if about.startswith(survey.MARK):
            then = partial(_survey_comment, int(about.removeprefix(survey.MARK)), said)
        else:
            then = self._kept(asker, int(about) or None, comment=said)
        return Told(sentences()["noted"], ((sentences()["is_question"], said),), then=then)

    def _rated(self, turn: int, satisfied: bool, asker: Asker) -> Told:
        own = sentences()
        then = self._kept(asker, turn, satisfied=satisfied)
        if satisfied:
            return Told(own["thanks"], then=then)
        reasons = tuple((own["reasons"][reason], f"{REASON} {turn} {reason}") for reason in REASONS)
        return Told(own["why"], (*reasons, (own["skip"], f"{REASON} {turn} -")), then=then)

    def _reason(self, turn: int, reason: str, asker: Asker) -> Told:
        own = sentences()
        then = self._kept(asker, turn, reason=reason) if reason in REASONS else None
        ways = (own["write"], f"{COMMENT} {turn}"), (own["officer"], OFFICER)
        return Told(f"{own['thanks']} {own['may_write']}", ways, then=then)

    def _kept(self, asker: Asker, turn: Optional[int], **said: Any) -> Any:
        return partial(_keep, Opinion(turn, asker.channel, self.agency, **said))


def is_question(text: str) -> bool:
    """Whether it is clearly one: by its mark, or by its last words."""
    if text.rstrip(' .!)”"').endswith("?"):
        return True
    said = plain(clean(text)).rstrip(" .!?,…")
    own = sentences()
    while tail := _ends(said, own["courtesies"]):
        said = said[: -len(tail)].rstrip(" ,.")
    return bool(_ends(said, own["question_ends"]))


def _ends(said: str, words: list[str]) -> str:
    """The longest of the words that the text ends with, whole."""
    found = [plain(word) for word in words if f" {said}".endswith(f" {plain(word)}")]
    return max(found, key=len, default="")


def _comment(given: list[str], now: datetime) -> Told:
    """Asks for a comment on an answer, on a survey, or on nothing in particular."""
    own = sentences()
    until = (now + WAITS_LAST).astimezone(timezone.utc).timestamp()
    about = given[0] if given else "0"
    return Told(own["comment"], ((own["never_mind"], NO_COMMENT),), f"{_WAITS} {about} {until:.0f}")


def _keep(opinion: Opinion, uow: UnitOfWork, sender: str, now: datetime) -> None:
    ratings.note(uow.session, sender, opinion, now)


def _survey_comment(number: int, said: str, uow: UnitOfWork, sender: str, now: datetime) -> None:
    surveys.comment(uow.session, sender, number, said, now)
