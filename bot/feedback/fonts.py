"""The typeface of printed papers: one that has every Vietnamese letter."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont

NORMAL, BOLD, ITALIC = "DejaVuSerif", "DejaVuSerif-Bold", "DejaVuSerif-Italic"


@cache
def register() -> None:
    """matplotlib brings them along."""
    from matplotlib import get_data_path

    for name in (NORMAL, BOLD, ITALIC):
        pdfmetrics.registerFont(TTFont(name, str(Path(get_data_path(), "fonts", "ttf", f"{name}.ttf"))))
