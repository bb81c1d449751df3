"""Forms behind an answer: when they come, in which form, and what is never given away."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any, cast

import pytest

from bot.channels.attaching import Attaching
from bot.channels.driver import Driver, Outgoing
from bot.desk.forms import MOST, Attachment, Forms
from bot.desk.inbox import Answered, Draft, Spoken
from bot.settings import Settings

CODE = "1.014201"
ASKED = {"outcome": "answered", "asked": ["form"], "meant": CODE}
ANSWER = Answered(1, (Draft("Mẫu số 03"),), lines=(Spoken("assistant", "Mẫu số 03"),))


class Taking:
    """A channel that takes PDFs of at most a hundred bytes, or nothing at all."""

    def __init__(self, files: bool) -> None:
        if files:
            self.takes = lambda form, size: form.name.endswith(".pdf") and size <= 100

    def split(self, message: Outgoing) -> Sequence[Outgoing]:
        return [message]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / CODE).mkdir()
    (tmp_path / CODE / "Mẫu 03.pdf").write_bytes(b"%PDF")
    return tmp_path


def attached(folder: Path, files: bool = True, public: str = "", **slots: Any) -> Answered:
    attaching = Attaching(Settings(forms=folder, public_url=public))
    return attaching.to(ANSWER, cast(Driver, Taking(files)), {**ASKED, **slots})


def test_a_form_follows_the_answer_and_stands_in_the_transcript(folder: Path) -> None:
    told = attached(folder)
    form = Attachment("file", "Mẫu 03.pdf", f"{CODE}/Mẫu 03.pdf")
    assert told.drafts == (*ANSWER.drafts, Draft("Tệp mẫu: Mẫu 03", attachment=form))
    assert told.lines == (*ANSWER.lines, Spoken("assistant", "Tệp mẫu: Mẫu 03"))


@pytest.mark.parametrize(
    "slots",
    [
        {"asked": ["fee"]},
        {"outcome": "unknown"},
        {"outcome": None},
        {"meant": None},
        {"meant": "9.999999"},
        {"meant": ".."},
    ],
)
def test_without_a_question_about_its_forms_nothing_follows(folder: Path, slots: dict[str, Any]) -> None:
    assert attached(folder, **slots) == ANSWER


def test_where_a_channel_takes_no_files_a_link_leads_to_them(folder: Path) -> None:
    told = attached(folder, files=False, public="https://a.example.gov.vn/")
    link = f"Tệp mẫu: [Mẫu 03](https://a.example.gov.vn/webhooks/web/forms/{CODE}/M%E1%BA%ABu%2003.pdf)"
    assert [draft.text for draft in told.drafts[1:]] == [link]
    assert told.drafts[1].attachment is None


def test_what_is_too_large_for_the_channel_is_linked_too(folder: Path) -> None:
    (folder / CODE / "Mẫu 03.pdf").write_bytes(b"%PDF" * 100)
    assert attached(folder) == ANSWER
    assert "https://a.vn" in attached(folder, public="https://a.vn").drafts[1].text


def test_nothing_but_forms_of_that_folder_is_given_away(folder: Path) -> None:
    (folder / "secret.pdf").write_bytes(b"%PDF")
    (folder / CODE / "out.pdf").symlink_to(folder / "secret.pdf")
    (folder / CODE / ".hidden.pdf").write_bytes(b"%PDF")
    (folder / CODE / "notes.html").write_text("x")
    (folder / CODE / "folder.pdf").mkdir()
    assert [form.name for form in Forms(folder).of(CODE)] == ["Mẫu 03.pdf"]
    for path in ("../secret.pdf", f"{CODE}/../secret.pdf", f"{CODE}/out.pdf", "", "x", "/etc/passwd"):
        assert Forms(folder).whole({"path": path}) is None


def test_a_heap_of_forms_is_no_answer(folder: Path) -> None:
    for number in range(20):
        (folder / CODE / f"{number:02}.pdf").write_bytes(b"%PDF")
    assert len(Forms(folder).of(CODE)) == MOST


def test_a_form_that_is_stored_is_found_again_with_its_whole_path(folder: Path) -> None:
    form = Forms(folder).whole({"kind": "file", "name": "Mẫu 03.pdf", "path": f"{CODE}/Mẫu 03.pdf"})
    assert form is not None
    assert Path(form.path).read_bytes() == b"%PDF"
