"""The catalogue as a file: taken out, and brought back in after a look at what it would change."""

from __future__ import annotations

import base64
import binascii
import re
from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory

from starlette.exceptions import HTTPException
from starlette.responses import Response

from bot.catalogue import difference, exports, imports
from bot.catalogue.source.collection import Collected, collect
from bot.console import catalogue as room
from bot.console import times
from bot.console.visit import Visit, go
from bot.errors import CatalogueMoved, Problem, SourceError
from bot.storage import audit
from bot.storage import catalogue as stored
from bot.storage.writing import Writing

# Bytes. The workbook of 1,000 procedures has about 0.5 MB; what is larger is for the command line.
MOST_FILE = 2_000_000
KIND = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_SHOWN = 100


@dataclass(frozen=True)
class Upload:
    """The file of a form, as it travels from page to page: its name, and its bytes in Base64."""

    name: str
    content: str

    def collected(self) -> Collected:
        """What is in it. The problems name it as the person does."""
        with TemporaryDirectory() as folder:
            # The name is the person's; of it, only a harmless ending goes to the disk.
            ending = re.search(r"\.[a-z]{1,5}$", self.name.lower())
            path = Path(folder) / f"catalogue{ending[0] if ending else ''}"
            path.write_bytes(base64.urlsafe_b64decode(self.content))
            found = collect([path])
        found.problems = self.named(found.problems)
        found.warnings = self.named(found.warnings)
        found.origins = dict.fromkeys(found.origins, self.name)
        return found

    def named(self, problems: list[Problem]) -> list[Problem]:
        return [replace(each, file=self.name) for each in problems]


def export(visit: Visit) -> Response:
    """What the list shows, as a workbook that an import reads back."""
    codes = [row["code"] for row in room.wanted(visit)]
    found = stored.by_codes(visit.session, codes)
    detail = {"procedures": len(found), "filters": visit.query}
    audit.record(visit.session, visit.person.name, "catalogue_export", "catalogue", detail, visit.address)
    visit.uow.commit()
    with TemporaryDirectory() as folder:
        path = Path(folder) / "catalogue.xlsx"
        exports.export_file([found[code] for code in sorted(found)], path)
        return _download(path, f"danh-muc-{times.today():%Y-%m-%d}.xlsx")


def template(visit: Visit) -> Response:
    with TemporaryDirectory() as folder:
        path = Path(folder) / "template.xlsx"
        exports.export_template(path)
        return _download(path, "mau-danh-muc.xlsx")


def upload(visit: Visit) -> Response:
    return visit.show("editing/import.html", problems=[], problem="")


def bring(visit: Visit) -> Response:
    """First shown what the file would change; carried out when that was seen and still holds."""
    file = _upload(visit)
    if not file.name:
        return visit.show("editing/import.html", 422, problems=[], problem="none")
    collected = file.collected()
    try:
        plan = imports.plan_import(visit.console.settings.database_url, collected)
    except SourceError as error:
        return visit.show(
            "editing/import.html", 422, problems=error.problems, problem="wrong", name=file.name
        )
    if visit.form.get("step") == "save" and plan.difference:
        if visit.form.get("seen") == str(plan.version):
            try:
                return go(f"/catalogue/changes/{_carry_out(visit, plan, file)}?saved=1")
            except CatalogueMoved:
                return bring(visit)
        return _preview(visit, file, collected, plan, 409)
    return _preview(visit, file, collected, plan)


def _upload(visit: Visit) -> Upload:
    name, content = visit.form.get("file-name", ""), visit.form.get("file", "")
    try:
        base64.urlsafe_b64decode(content)
    except (binascii.Error, ValueError) as error:
        raise HTTPException(400) from error
    return Upload(name[:200], content)


def _carry_out(visit: Visit, plan: imports.Plan, file: Upload) -> int:
    """One transaction: the changes, their revisions, the line in the log."""
    with Writing(visit.console.engine) as uow:
        number = stored.apply(
            uow.session, plan.changes, visit.person.name, "import", expected_version=plan.version
        )
        found = plan.difference
        detail = {"change": number, "added": len(found.added), "changed": len(found.changed)}
        subject = f"catalogue change {number}"
        audit.record(uow.session, visit.person.name, "catalogue_import", subject, detail, visit.address)
        uow.commit()
    return int(number or 0)


def _preview(
    visit: Visit, file: Upload, collected: Collected, plan: imports.Plan, status: int = 200
) -> Response:
    return visit.show(
        "editing/import_review.html",
        status,
        file=file,
        plan=plan,
        lines=list(difference.describe(plan.difference)),
        warnings=collected.warnings[:_SHOWN],
        more_warnings=max(0, len(collected.warnings) - _SHOWN),
        moved=status == 409,
    )


def _download(path: Path, name: str) -> Response:
    disposition = f'attachment; filename="{name}"'
    return Response(path.read_bytes(), media_type=KIND, headers={"Content-Disposition": disposition})
