"""An .xlsx file as somebody else made it: opened only when it cannot hurt us."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from xml.etree.ElementTree import ParseError

from openpyxl import load_workbook
from openpyxl.utils import range_boundaries
from openpyxl.utils.exceptions import InvalidFileException

# A few hundred kB can unpack to gigabytes. 10,000 procedures unpack to about 75 MB.
MAX_UNPACKED = 200 * 1024 * 1024
_MERGED = re.compile(rb'<(?:\w+:)?mergeCell [^>]*?ref="([A-Z]+\d+:[A-Z]+\d+)"')
_PIECE = 1 << 20


class UnreadableWorkbook(Exception):
    """Not a workbook we can open; the message is for staff."""


def open_workbook(path: Path) -> Any:
    """The workbook for reading, formulas as formulas; close it afterwards."""
    try:
        _check(path)
        return load_workbook(path, read_only=True, data_only=False, keep_links=False)
    except OSError as error:
        raise UnreadableWorkbook(f"không đọc được: {error.strerror or error}") from error
    except (zipfile.BadZipFile, InvalidFileException) as error:
        raise UnreadableWorkbook(
            "không phải tệp Excel .xlsx, hoặc có mật khẩu; hãy mở bằng Excel rồi lưu thành .xlsx"
        ) from error
    except (KeyError, ValueError, TypeError, AttributeError, IndexError, ParseError, SyntaxError) as error:
        # openpyxl has no error of its own for a damaged part.
        raise UnreadableWorkbook(f"tệp Excel hỏng: {error}") from error


def merged_rows(path: Path, part: str) -> Iterator[tuple[str, int]]:
    """Merged ranges of one sheet with their first row. openpyxl's quick reading does not tell them."""
    seen: set[bytes] = set()
    with zipfile.ZipFile(path) as archive, archive.open(part) as stream:
        tail = b""
        while piece := stream.read(_PIECE):
            for reference in _MERGED.findall(tail + piece):
                if reference not in seen:
                    seen.add(reference)
                    yield reference.decode(), range_boundaries(reference.decode())[3] or 0
            tail = piece[-200:]


def _check(path: Path) -> None:
    with zipfile.ZipFile(path) as archive:
        parts = archive.infolist()
        # Python's zipfile never unpacks more of a part than it declares.
        size = sum(part.file_size for part in parts)
        if size > MAX_UNPACKED:
            raise UnreadableWorkbook(
                f"giải nén ra {size // 2**20} MB, quá giới hạn {MAX_UNPACKED // 2**20} MB; hãy chia nhỏ tệp"
            )
        for part in parts:
            if part.filename.endswith((".xml", ".rels")) and b"<!DOCTYPE" in archive.open(part).read(4096):
                raise UnreadableWorkbook("tệp Excel có khai báo DOCTYPE, không an toàn")
