"""Forms behind an answer about forms: as files where the channel takes them, as links where there is an address."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Optional
from urllib.parse import quote

from bot.channels.driver import Driver, Outgoing
from bot.channels.words import words
from bot.desk.forms import Attachment, Forms
from bot.desk.inbox import Answered, Draft, Spoken
from bot.settings import Settings
from bot.storage.talks import Slots

_ASPECT = "form"


class Attaching:
    def __init__(self, settings: Settings) -> None:
        self.forms = Forms(settings.forms)
        self._public = settings.public_url.rstrip("/")

    def to(self, answered: Answered, driver: Driver, slots: Optional[Slots]) -> Answered:
        """The same with the forms of the procedure that was told, if its forms were asked for."""
        for one in self._asked(slots or {}):
            text = self._text(one)
            drafts = self._drafts(one, text, driver)
            spoken = (Spoken("assistant", text),) if drafts else ()
            answered = replace(answered, drafts=(*answered.drafts, *drafts), lines=(*answered.lines, *spoken))
        return answered

    def _asked(self, slots: Slots) -> Sequence[Attachment]:
        told = slots.get("outcome") == "answered" and _ASPECT in (slots.get("asked") or ())
        return self.forms.of(str(slots.get("meant") or "")) if told else ()

    def _text(self, form: Attachment) -> str:
        if not self._public:
            return str(words()["form"]).format(name=form.title)
        address = f"{self._public}/webhooks/web/forms/{quote(form.path)}"
        return str(words()["form_at"]).format(name=form.title, address=address)

    def _drafts(self, form: Attachment, text: str, driver: Driver) -> Sequence[Draft]:
        if takes(driver, self.forms, form):
            return [Draft(str(words()["form"]).format(name=form.title), attachment=form)]
        if not self._public:
            return []
        return [Draft(part.text) for part in driver.split(Outgoing(text))]


def takes(driver: Driver, forms: Forms, form: Attachment) -> bool:
    """Whether the channel takes this very file."""
    judge = getattr(driver, "takes", None)
    return bool(judge and judge(form, (forms.folder / form.path).stat().st_size))
