"""Whatever is stored survives the form: shown, sent back untouched, it is read as the same procedure."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from unicodedata import normalize

from hypothesis import given, settings
from hypothesis import strategies as st

from bot.catalogue import model
from bot.catalogue.form import draft, reading
from bot.catalogue.model import DossierItem, Example, Fee, Procedure, TimeLimit
from bot.catalogue.source.collection import read_all
from bot.settings import Settings
from tests.real import real

_WORDS = st.lists(
    st.text(st.characters(whitelist_categories=("L", "N", "P")), min_size=1, max_size=8),
    min_size=1,
    max_size=5,
).map(lambda words: normalize("NFC", " ".join(words)))
_MAYBE = st.none() | _WORDS
_COUNT = st.none() | st.integers(0, 1000)
_ITEMS = st.lists(
    st.builds(DossierItem, _WORDS, _MAYBE, _MAYBE, _COUNT, _COUNT, st.none() | st.booleans()),
    max_size=6,
)
_LIMITS = st.lists(
    st.builds(
        TimeLimit,
        st.integers(1, 2000),
        st.sampled_from(model.UNITS),
        _MAYBE,
        st.none() | st.sampled_from(model.METHODS),
    ),
    max_size=4,
)
_UNPRICED = st.builds(
    Fee,
    st.sampled_from(model.FEE_KINDS),
    st.sampled_from(["free", "provincial", "unknown"]),
    st.none(),
    st.none(),
    _MAYBE,
    _MAYBE,
    _MAYBE,
)
_PRICED = st.builds(
    Fee,
    st.sampled_from(model.FEE_KINDS),
    st.just("known"),
    st.integers(1, 10**15),
    st.none() | st.integers(0, 10**15),
    _MAYBE,
    _MAYBE,
    _MAYBE,
)
_ASPECTS = st.lists(st.sampled_from(model.ASPECTS), min_size=1, max_size=3, unique=True).map(
    lambda chosen: [aspect for aspect in model.ASPECTS if aspect in chosen]
)


@cache
def catalogue() -> list[Procedure]:
    return read_all(Settings().catalogue)


def sent_back(procedure: Procedure) -> tuple[Procedure | None, list[reading.Fault]]:
    pairs = list(draft.of(procedure).fields())
    assert len(dict(pairs)) == len(pairs)
    known = {each.code for each in catalogue()}
    return reading.read(draft.typed(dict(pairs)), known, procedure.code)


def test_every_real_procedure_survives_the_form_unchanged() -> None:
    changed = [each.code for each in catalogue() if sent_back(each) != (each, [])]
    assert len(catalogue()) > 200
    assert changed == []


@given(
    _ITEMS, _LIMITS, st.lists(_PRICED | _UNPRICED, max_size=4), st.dictionaries(_WORDS, _ASPECTS, max_size=4)
)
@settings(max_examples=60, deadline=None)
def test_every_part_survives_the_form(
    items: list[DossierItem], limits: list[TimeLimit], fees: list[Fee], asked: dict[str, list[str]]
) -> None:
    one = replace(real("1.014199"), dossier=items, time_limits=limits, fees=fees)
    # Questions that ask the same stand together, in files as in the form.
    asks = sorted(asked.items(), key=lambda pair: pair[1])
    one.examples = [Example(text, aspects) for text, aspects in asks]
    assert sent_back(one) == (one, [])


@given(
    st.dictionaries(
        st.from_regex(r"[a-z_]{1,12}(-[0-9]{1,5})?(-[a-z_]{1,9}){0,2}", fullmatch=True), st.text()
    )
)
@settings(max_examples=60, deadline=None)
def test_whatever_is_sent_is_a_procedure_or_faults_that_name_their_field(form: dict[str, str]) -> None:
    procedure, faults = reading.read(draft.typed(form), set())
    assert (procedure is None) == bool(faults)
    assert all(fault.field and fault.place and fault.message for fault in faults)
