"""Procedures for tests: one by hand, many by number, any by hypothesis."""

from __future__ import annotations

from datetime import date
from typing import Any

from hypothesis import strategies as st

from bot.catalogue import model
from bot.catalogue.model import DossierItem, Example, Fee, Procedure, TimeLimit
from bot.catalogue.source.schema import parse


def permit(code: str = "1.009645", **changes: Any) -> Procedure:
    """One with something in every kind of field."""
    given: dict[str, Any] = {
        "code": code,
        "name": "Cấp giấy phép lao động cho người nước ngoài",
        "field": "lao_dong",
        "short_name": "Giấy phép lao động",
        "aliases": ["work permit", "gplđ"],
        "levels": ["province"],
        "audience": ["enterprise"],
        "dossier": [
            DossierItem("Văn bản đề nghị", form="Mẫu 01", originals=1, copies=0, mandatory=True),
            DossierItem("Hộ chiếu", case="Cấp lại", copies=1),
        ],
        "dossier_sets": 1,
        "dossier_complete": False,
        "replaced_papers": [{"paper": "Lý lịch tư pháp", "database": "CSDL quốc gia về dân cư"}],
        "time_limits": [TimeLimit(5), TimeLimit(3, "day", method="online")],
        "fees": [Fee("le_phi", "known", 600_000, 480_000), Fee("phi", "free", 0)],
        "methods": ["counter", "online"],
        "online_level": "full",
        "legacy_level": 4,
        "legal_bases": ["Bộ luật Lao động 2019"],
        "valid_from": date(2026, 1, 1),
        "checked": date(2026, 7, 31),
        "field_confidence": {"fee": "high"},
        "rank": 3,
        "examples": [
            Example("xin giấy phép lao động cần gì", ["dossier"]),
            Example("bao lâu", ["time_limit", "fee"]),
        ],
    }
    return Procedure(**{**given, **changes})


def many(count: int, examples: int = 20) -> list[Procedure]:
    return [
        permit(
            f"1.{number:06d}",
            name=f"Thủ tục số {number} về đầu tư trong khu công nghiệp",
            aliases=[f"thủ tục {number}"],
            examples=[
                Example(f"câu {each} hỏi về thủ tục {number}", ["dossier"]) for each in range(examples)
            ],
        )
        for number in range(count)
    ]


# What YAML, Excel or a database could take for something else.
_TREACHEROUS = st.sampled_from(
    [
        "=1+1",
        "+84",
        "-3",
        "@x",
        "123",
        "1.0",
        "1e5",
        "true",
        "null",
        "~",
        "no",
        "31/12/2026",
        "2026-01-01",
        "&a",
        "*b",
        "#x",
        "a:b",
        "''",
        '"',
        "[]",
        "{}",
        "%",
        "|",
        ">",
        "-",
        "?",
        "_x0041_",
        "<b>",
        "a: b",
        "# x",
        "dòng một\ndòng hai",
        "\ufeffx",
        "a\u2028b",
        "😀",
        "A & B",
        '=HYPERLINK("x")',
        "'=1",
    ]
)
_ALPHABET = st.characters(blacklist_categories=("Cc", "Cs"), blacklist_characters="\ufffe\uffff")
_TEXT = st.one_of(_TREACHEROUS, st.text(_ALPHABET, min_size=1, max_size=30)).filter(
    lambda text: bool(text.strip())
)
_LIST = st.lists(_TEXT, max_size=3)
_COUNT = st.none() | st.integers(0, 1000)
_DATE = st.none() | st.dates(date(1950, 1, 1), date(2100, 1, 1)).map(date.isoformat)


def _one(values: tuple[str, ...]) -> Any:
    return st.sampled_from(values)


def _some(values: tuple[str, ...]) -> Any:
    return st.lists(_one(values), max_size=3, unique=True)


def _record(required: dict[str, Any], optional: dict[str, Any]) -> Any:
    return st.fixed_dictionaries(required, optional=optional)


_ITEM = _record(
    {"name": _TEXT},
    {"form": _TEXT, "originals": _COUNT, "copies": _COUNT, "mandatory": st.none() | st.booleans()},
)
_DOSSIER = _record(
    {},
    {
        "sets": _COUNT,
        "complete": st.booleans(),
        "replaced": st.lists(_record({"paper": _TEXT, "database": _TEXT}, {}), max_size=2),
        "groups": st.lists(
            _record({"items": st.lists(_ITEM, min_size=1, max_size=3)}, {"case": _TEXT}), max_size=3
        ),
    },
)
_FEE = st.one_of(
    _record(
        {"state": st.just("known"), "amount": st.integers(1, 10**12)},
        {"online_amount": _COUNT, "note": _TEXT},
    ),
    _record(
        {"state": _one(model.FEE_STATES[1:])}, {"kind": _one(model.FEE_KINDS), "case": _TEXT, "unit": _TEXT}
    ),
)
_ASPECTS = st.lists(_one(model.ASPECTS), min_size=1, max_size=3, unique=True).map("+".join)
_RAW = _record(
    {"code": st.from_regex(r"[0-9]\.[0-9]{6}", fullmatch=True), "name": _TEXT, "field": _one(model.FIELDS)},
    {
        "short_name": _TEXT,
        "aliases": _LIST,
        "levels": _some(model.LEVELS),
        "summary": _TEXT,
        "dossier": _DOSSIER,
        "time_limits": st.lists(
            _record(
                {"value": st.integers(1, 2000), "unit": _one(model.UNITS)},
                {"case": _TEXT, "method": _one(model.METHODS)},
            ),
            max_size=3,
        ),
        "fees": st.lists(_FEE, max_size=3),
        "methods": _some(model.METHODS),
        "online": _record(
            {}, {"level": _one(model.ONLINE_LEVELS), "legacy_level": st.integers(1, 4), "source": _TEXT}
        ),
        "legal_bases": _LIST,
        "warnings": _LIST,
        "valid_from": _DATE,
        "checked": _DATE,
        "confidence": _one(model.CONFIDENCE),
        "field_confidence": st.dictionaries(_one(("fee", "dossier")), _one(model.CONFIDENCE)),
        "rank": st.integers(0, 1000),
        "examples": st.dictionaries(_ASPECTS, st.lists(_TEXT, min_size=1, max_size=3), max_size=3),
    },
)
# Any procedure that a file can hold: what the schema refuses (control characters) is left out.
procedures = _RAW.map(lambda raw: parse(raw, "")[0]).filter(bool)
