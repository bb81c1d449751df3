"""The talk by which a person writes a petition: what, which kind, where, about what, how to reach him; then it is sent.

What he has written so far is a draft in the database, so every step can be taken back, and nothing is sent before he
has seen it whole. Every method waits for the database: call it off the event loop.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from functools import partial
from typing import Any, Optional

from bot.catalogue.agency import Agency
from bot.catalogue.answers import general
from bot.catalogue.authority import authority
from bot.catalogue.completions import Completions
from bot.catalogue.working import VIETNAM
from bot.desk import petition_codes as codes
from bot.desk import petitions as rules
from bot.desk.deadlines import last_day
from bot.desk.guesses import Guesses
from bot.desk.hours import Hours
from bot.desk.opinions import is_question
from bot.desk.petition_review import review
from bot.desk.petition_words import PETITION, day, payload, sentences, status
from bot.desk.seal import Seal
from bot.desk.wishes import OFFICER, Asker, Told
from bot.desk.words import hotline
from bot.settings import Settings
from bot.storage import petitions, procedures
from bot.storage.database import UnitOfWork, lasting_engine
from bot.storage.petition_tables import KINDS
from bot.storage.writing import Writing
from bot.text.privacy import mask
from bot.text.writing import clean, plain

_WAITS = "petition"
STEPS = ("what", "kind", "where", "about", "contact", "review")
_SKIPPED = {"where": "place", "about": "about", "contact": "contact"}
_LONGEST_TEXT, _LONGEST_PLACE = 2000, 300
_MOST_CHOICES = 4
_MOST_FILES = 10
# Of one person within a day.
MOST_A_DAY = 5
_DAY = timedelta(days=1)


class Petitioning:
    """Over one database, for one authority; safe to use from several threads."""

    def __init__(self, settings: Settings, seal: Seal) -> None:
        self._engine = lasting_engine(settings.database_url)
        self._seal = seal
        self._authority = authority(settings)
        self._names = Completions(settings.database_url)
        self._guesses = Guesses()

    @property
    def _agency(self) -> Agency:
        return self._authority.agency

    @property
    def _hours(self) -> Hours:
        return Hours.of(self._agency)

    def pressed(self, wish: str, asker: Asker, now: datetime) -> Optional[Told]:
        """What a button means that is about petitions; None when it is not one of ours."""
        name, *given = wish.split()
        if name != PETITION:
            return None
        if not given:
            return self._start(asker)
        if given[0] == "rate":
            return self.rated(wish, asker)
        if given[0] == "look":
            return self._look(asker, now)
        if given[0] == "drop":
            return Told(sentences()["dropped"], then=_drop)
        if given[0] == "what":
            return self._what()
        return self._in_the_draft(given[0], " ".join(given[1:]), asker, now)

    def rated(self, wish: str, asker: Asker) -> Optional[Told]:
        """What is kept of a rating; None for every other button."""
        name, *given = wish.split()
        if name != PETITION or given[:1] != ["rate"]:
            return None
        own, satisfied = sentences(), given[2] == "1"
        then = partial(rules.rate, int(given[1]), satisfied)
        if satisfied:
            return Told(own["thanks"], then=then)
        return Told(own["sorry"], ((own["officer"], OFFICER), (own["send_here"], PETITION)), then=then)

    def typed(self, waits: str, text: str, asker: Asker, now: datetime) -> Optional[Told]:
        """An answer to what the dialogue waits for; None when it waits for something else, or a question came."""
        kind, _, step = waits.partition(" ")
        if kind != _WAITS:
            return None
        button = self._button_in(step, text, asker)
        if button:
            return self.pressed(button, asker, now)
        if step == "what":
            return self._written(text, asker, now)
        if codes.written_in(text) or is_question(text):
            return None
        return self._answered(step, text, asker, now)

    def attached(self, waits: str, kind: str, asker: Asker, now: datetime) -> Optional[Told]:
        """Something that is no text: that it came is noted, and the question is asked again."""
        if waits.partition(" ")[0] != _WAITS:
            return None
        step = waits.partition(" ")[2]
        with Writing(self._engine) as uow:
            row = petitions.draft(uow.session, asker.sender)
            if row is None:
                petitions.begin(uow.session, asker.sender, asker.channel, self._agency.code, "", now)
            files = [*(row["attachments"] if row else ()), kind][:_MOST_FILES]
            petitions.fill(uow.session, asker.sender, attachments=files)
            uow.commit()
        again = self._what() if step == "what" else self._ask(step, asker)
        return Told(f"{sentences()['attached']}\n{again.text}", again.buttons, again.waits)

    def knows(self, text: str) -> bool:
        """Whether somebody who types this, unasked, means petitions: a code, or the wish to write one."""
        return bool(codes.written_in(text)) or _begins(text)

    def asked(self, text: str, asker: Asker, now: datetime) -> Optional[Told]:
        """What `knows` knows."""
        code = codes.written_in(text)
        if code:
            return self._looked_up(code, asker, now)
        return self._start(asker) if _begins(text) else None

    # --- Steps ------------------------------------------------------------------------------------------------

    def _start(self, asker: Asker) -> Told:
        own = sentences()
        with UnitOfWork(self._engine) as uow:
            row = petitions.draft(uow.session, asker.sender)
        if row is None or not row["text"]:
            return self._what()
        ways = (own["continue"], payload("go", "kind")), (own["anew"], payload("what"))
        shown = row["text"] if len(row["text"]) <= 100 else f"{row['text'][:100].rstrip()} …"
        return Told(own["resume"].format(text=shown), (*ways, (own["drop"], payload("drop"))))

    def _what(self) -> Told:
        own = sentences()
        return Told(own["what"], ((own["drop"], payload("drop")),), f"{_WAITS} what")

    def _written(self, text: str, asker: Asker, now: datetime) -> Told:
        """The matter itself: complaints and denunciations in the legal sense are explained instead."""
        own, said = sentences(), mask(clean(text))[:_LONGEST_TEXT].lstrip("/ ")
        if not said:
            return Told(own["text_wrong"], ((own["drop"], payload("drop")),), f"{_WAITS} what")
        with Writing(self._engine) as uow:
            if petitions.draft(uow.session, asker.sender) is None:
                petitions.begin(uow.session, asker.sender, asker.channel, self._agency.code, said, now)
            petitions.fill(uow.session, asker.sender, text=said, at=now)
            uow.commit()
        matter = legal(said)
        if matter:
            ways = (own["still"], payload("go", "kind")), (own["drop"], payload("drop"))
            return Told(self._legal(matter), ways)
        told = self._ask("kind", asker)
        if is_question(text):
            return Told(told.text, ((own["is_question"], said), *told.buttons), told.waits)
        return told

    def _in_the_draft(self, step: str, value: str, asker: Asker, now: datetime) -> Told:
        if step == "send":
            return self._send(asker, now)
        if step == "kind" and value == "legal":
            return Told(self._legal(None), then=_drop)
        values: dict[str, Any] = {}
        following = value
        if step == "kind" and value in KINDS:
            values, following = {"kind": value}, "where"
        elif step == "skip" and value in _SKIPPED:
            values, following = {_SKIPPED[value]: None}, STEPS[STEPS.index(value) + 1]
            values.update({"procedure": None} if value == "about" else {})
        elif step == "about":
            values, following = {"procedure": value, "about": self._title(value)}, "contact"
        return self._filled(values, following, asker)

    def _filled(self, values: dict[str, Any], following: str, asker: Asker) -> Told:
        """Another part is kept, and the next step asked for."""
        with Writing(self._engine) as uow:
            if petitions.draft(uow.session, asker.sender) is None:
                return self._gone()
            if values:
                petitions.fill(uow.session, asker.sender, **values)
            uow.commit()
        return self._ask(following, asker)

    def _answered(self, step: str, text: str, asker: Asker, now: datetime) -> Optional[Told]:
        said = mask(clean(text))[:_LONGEST_PLACE].lstrip("/ ")
        if step == "where":
            return self._filled({"place": said}, "about", asker)
        if step == "about":
            return self._about(said, asker)
        if step != "contact":
            return None
        found = rules.contact_in(text)
        if found is None:
            asked = self._ask("contact", asker)
            return Told(sentences()["contact_wrong"], asked.buttons, asked.waits)
        return self._filled({"contact": self._seal.close(found)}, "review", asker)

    def _about(self, said: str, asker: Asker) -> Told:
        """Procedures of that name to choose from; without any, the person's words stand."""
        own, found = sentences(), self._names.complete(said)[:_MOST_CHOICES]
        told = self._filled({"about": said, "procedure": None}, "contact", asker)
        if not found or told.waits is None:
            return told
        ways = [(one.name, payload("about", one.code)) for one in found]
        ends = (own["about_other"], payload("go", "contact")), (own["back"], payload("go", "about"))
        return Told(own["about_which"], (*ways, *ends), f"{_WAITS} about")

    def _ask(self, step: str, asker: Asker) -> Told:
        """The step's question with its ways on, back and out."""
        own = sentences()
        if step == "review":
            return self._review(asker)
        if step not in STEPS or step == "what":
            return self._what()
        ways: list[tuple[str, str]] = []
        text = own[step]
        if step == "kind":
            ways = [(own["kinds"][kind], payload("kind", kind)) for kind in KINDS]
            ways.append((own["legal_kind"], payload("kind", "legal")))
        if step == "about" and asker.procedure:
            title = self._title(asker.procedure)
            ways = [(title, payload("about", asker.procedure))] if title else []
            text = own["about_known"] if title else text
        if step in _SKIPPED:
            ways.append((own["skip"], payload("skip", step)))
        before = STEPS[STEPS.index(step) - 1]
        ways.append((own["back"], payload("what") if before == "what" else payload("go", before)))
        return Told(text, (*ways, (own["drop"], payload("drop"))), f"{_WAITS} {step}")

    def _review(self, asker: Asker) -> Told:
        own = sentences()
        with UnitOfWork(self._engine) as uow:
            row = petitions.draft(uow.session, asker.sender)
        if row is None:
            return self._gone()
        if not row["text"] or not row["kind"]:
            return self._ask("kind" if row["text"] else "what", asker)
        sealed = row["contact"]
        contact = rules.hidden_contact(self._seal.open(sealed)) if sealed else None
        text = review(row, contact, self._agency.petition_limit_of(row["kind"]))
        ways = (own["send"], payload("send")), (own["rewrite"], payload("what"))
        ends = (own["back"], payload("go", "contact")), (own["drop"], payload("drop"))
        return Told(text, (*ways, *ends), f"{_WAITS} review")

    def _send(self, asker: Asker, now: datetime) -> Told:
        """Sent with a code and a last day. A second press, or the event once more, is told the same."""
        own = sentences()
        with Writing(self._engine) as uow:
            row = petitions.draft(uow.session, asker.sender)
            if row is None or not row["kind"] or not row["text"]:
                return self._look(asker, now) if row is None else self._review(asker)
            if petitions.sent_since(uow.session, asker.sender, now - _DAY) >= MOST_A_DAY:
                return Told(own["too_many"].format(count=MOST_A_DAY, hotline=hotline(self._agency)))
            limit = self._agency.petition_limit_of(row["kind"])
            due, code = last_day(self._hours, now, limit.days), codes.new()
            term = {"days": limit.days, "source": limit.source, "due": due}
            number = petitions.send(uow.session, asker.sender, code=code, at=now, **term)
            assert number is not None
            petitions.add_step(uow.session, number, "received", now, told=True)
            uow.commit()
        text = own["sent"].format(**{**term, "due": day(due)}, code=code)
        return Told(text, ((own["look"], payload("look")),))

    # --- Looked up --------------------------------------------------------------------------------------------

    def _look(self, asker: Asker, now: datetime) -> Told:
        """The person's own latest; without one, the code is asked for."""
        own = sentences()
        with UnitOfWork(self._engine) as uow:
            row = petitions.latest(uow.session, asker.sender)
        if row is None:
            return Told(own["ask_code"], ((own["send_here"], PETITION),))
        return Told(status(row, now.astimezone(VIETNAM).date()))

    def _looked_up(self, code: str, asker: Asker, now: datetime) -> Told:
        """By its code, whoever asks. Whoever is wrong too often has to wait, right or wrong."""
        own = sentences()
        if self._guesses.are_too_many(asker.sender, now):
            return Told(own["too_many_codes"].format(hotline=hotline(self._agency)))
        if not codes.is_sound(code):
            return Told(own["wrong_code"].format(code=code))
        with UnitOfWork(self._engine) as uow:
            row = petitions.by_code(uow.session, code)
        if row is None:
            self._guesses.was_wrong(asker.sender, now)
            return Told(own["unknown_code"].format(code=code))
        return Told(status(row, now.astimezone(VIETNAM).date()))

    def _legal(self, matter: Optional[str]) -> str:
        told = general("complaint", self._agency, matter)
        return "\n".join((sentences()["legal_told"], *told.parts))

    def _gone(self) -> Told:
        own = sentences()
        return Told(own["gone"].format(send_here=own["send_here"]), ((own["send_here"], PETITION),))

    def _title(self, code: str) -> Optional[str]:
        with UnitOfWork(self._engine) as uow:
            return dict(map(tuple, uow.session.execute(procedures.titles([code])))).get(code)

    def _button_in(self, step: str, text: str, asker: Asker) -> Optional[str]:
        """A button's words typed instead of pressed."""
        said = plain(clean(text)).strip(" .!“”\"'")
        shown = self._what() if step == "what" else self._ask(step, asker)
        return next((pressed for title, pressed in shown.buttons if plain(title) == said), None)


def legal(text: str) -> Optional[str]:
    """'appeal' or 'denunciation' by the words of a text; None when it is neither."""
    said = f" {' '.join(plain(text).split())} "
    cues = sentences()["legal"].items()
    return next((matter for matter, words in cues if any(f" {word} " in said for word in words)), None)


def _begins(text: str) -> bool:
    return plain(clean(text)).strip(" .!") in map(plain, sentences()["begins"])


def _drop(uow: UnitOfWork, sender: str, now: datetime) -> None:
    petitions.drop(uow.session, sender)
