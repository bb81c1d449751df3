"""A draft as the person sees it before he sends it."""

from __future__ import annotations

from typing import Any, Optional

from bot.catalogue.agency import PetitionLimit
from bot.desk.petition_words import sentences


def review(row: Any, contact: Optional[str], limit: PetitionLimit) -> str:
    """`contact` as its owner knows it again."""
    own, files = sentences(), len(row["attachments"])
    told = {
        "review_kind": own["kinds"][row["kind"]],
        "review_text": row["text"],
        "review_place": row["place"],
        "review_about": row["about"],
        "review_attachments": own["files"].format(count=files) if files else None,
        "review_contact": contact or own["no_contact"],
    }
    lines = [f"- **{own[name]}**: {value}" for name, value in told.items() if value]
    return "\n".join((own["review"], *lines, own["review_due"].format(days=limit.days, source=limit.source)))
