"""What the desk finds in a real database."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import select

from bot.desk.lookup import Lookup
from bot.settings import Settings
from bot.storage import catalogue, tables
from bot.storage.database import UnitOfWork, engine
from bot.storage.turns import Turn
from bot.text.question import read

NEW, AGAIN, LONGER = "1.014199", "1.014200", "1.014201"


@pytest.fixture
def lookup(dozen_url: str) -> Lookup:
    return Lookup(Settings(database_url=dozen_url))


def test_known_codes_are_found_and_unknown_ones_left_out(lookup: Lookup) -> None:
    found = lookup.desk().procedures([NEW, "9.999999"])
    assert list(found) == [NEW]
    assert found[NEW].dossier


def test_fields_hold_what_is_in_force(lookup: Lookup) -> None:
    fields = lookup.desk().fields()
    assert fields["lao_dong"][:3] == [NEW, AGAIN, LONGER]
    assert "1.009811" not in fields["lao_dong"]
    assert "pccc" not in fields


@pytest.mark.parametrize(("said", "meant"), [("gia hạn cơ", LONGER), ("cap lai", AGAIN), ("bị mất", AGAIN)])
def test_relatives_come_in_the_order_that_the_new_words_speak_for(
    lookup: Lookup, said: str, meant: str
) -> None:
    desk = lookup.desk()
    relatives = desk.siblings(NEW, read(said))
    others = [code for code in relatives if code != NEW and desk.procedures([code])[code].state == "in_force"]
    assert others[0] == meant


def test_an_unknown_procedure_has_no_relatives(lookup: Lookup) -> None:
    assert lookup.desk().siblings("9.999999", read("gia hạn")) == []


def test_the_desk_speaks_for_the_configured_authority_today(dozen_url: str) -> None:
    desk = Lookup(Settings(database_url=dozen_url, agency="kon-tum", stale_days=7)).desk()
    assert (desk.agency.code, desk.today, desk.stale_days) == ("kon-tum", date.today(), 7)


def test_a_turn_is_kept_with_personal_data_masked(lookup: Lookup, dozen_url: str) -> None:
    lookup.record(Turn("s", "web", "gọi 0912 345 678, thư a.b@c.vn, cc 079123456789", ["fee"], "unknown"))
    with UnitOfWork(engine(dozen_url)) as uow:
        texts = [
            uow.session.execute(select(table.c.text)).scalar_one()
            for table in (tables.turn, tables.unanswered)
        ]
    assert texts == ["gọi [số điện thoại], thư [thư điện tử], cc [số giấy tờ]"] * 2


def test_a_change_of_the_catalogue_is_seen_at_once(lookup: Lookup, dozen_url: str) -> None:
    with UnitOfWork(engine(dozen_url)) as uow:
        procedure = catalogue.by_code(uow.session, NEW)
        assert procedure is not None
        procedure.short_name = "Tên mới"
        catalogue.apply(uow.session, {NEW: procedure}, "Lan", "edit")
        uow.commit()
    assert lookup.desk().procedures([NEW])[NEW].title == "Tên mới"


def test_opening_a_lookup_reads_no_table(tmp_path: Path) -> None:
    Lookup(Settings(database_url=f"sqlite:///{tmp_path / 'none.db'}")).desk()
    assert not (tmp_path / "none.db").exists()
