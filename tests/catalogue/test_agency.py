"""Profiles of authorities: what is read, what is refused."""

from __future__ import annotations

from pathlib import Path
from shutil import copytree

import pytest

from bot.catalogue.agency import Agency, available, load
from bot.errors import SettingError, SourceError
from bot.settings import Settings

FOLDER = Settings().agencies
NAMES = ["dong-nai-kcn", "kien-giang", "kon-tum", "phu-yen-kkt", "quang-binh"]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return Path(copytree(FOLDER, tmp_path / "agencies"))


def change(folder: Path, before: str, after: str, name: str = "kon-tum") -> None:
    path = folder / f"{name}.yml"
    text = path.read_text("utf-8")
    assert before in text
    path.write_text(text.replace(before, after, 1), "utf-8")


def test_five_profiles_are_there_and_the_default_is_one() -> None:
    assert available(FOLDER) == NAMES
    assert Settings().agency in NAMES


@pytest.mark.parametrize("name", NAMES)
def test_each_profile_names_its_province_plan_and_targets(name: str) -> None:
    agency = load(FOLDER, name)
    assert agency.province
    assert agency.emphasis
    assert agency.targets
    assert {target.document for target in agency.targets} == {agency.plan_document}
    assert agency.reach("petition", "portal")


@pytest.mark.parametrize("name", NAMES)
def test_what_is_not_known_stays_unset(name: str) -> None:
    agency = load(FOLDER, name)
    assert (agency.hours, agency.website, agency.address, agency.petition_limit) == (None,) * 4
    assert agency.payment.wait_minutes is None


def test_only_dong_nai_has_a_hotline_and_it_comes_before_the_national_one() -> None:
    assert {name: load(FOLDER, name).hotline for name in NAMES if load(FOLDER, name).hotline} == {
        "dong-nai-kcn": "(0251) 1022"
    }
    phones = load(FOLDER, "dong-nai-kcn").reach("payment", "phone")
    assert [phone.contact for phone in phones] == ["(0251) 1022", "18001096"]


def target(agency: Agency, code: str, year: int) -> tuple[str | None, float | None, str]:
    return next(
        (aim.comparison, aim.value, aim.unit)
        for aim in agency.targets
        if aim.code == code and aim.year == year
    )


def test_targets_keep_value_comparison_unit_and_year() -> None:
    assert target(load(FOLDER, "phu-yen-kkt"), "hai_long_giai_quyet_tthc", 2025) == (">", 90, "%")
    assert target(load(FOLDER, "phu-yen-kkt"), "thoi_gian_cho", 2025) == ("<=", 15, "phút/lượt giao dịch")
    assert target(load(FOLDER, "quang-binh"), "so_hoa_ket_qua_huyen", 2021) == (">=", 20, "%")
    assert target(load(FOLDER, "kien-giang"), "dvctt_muc_4", 2030) == (">=", 70, "%")


def counters(folder: Path, *entries: str) -> None:
    path = folder / "kon-tum.yml"
    path.write_text("\n".join([path.read_text("utf-8"), "counters:", *entries]), "utf-8")


def test_counters_have_a_code_for_addresses_and_a_name_for_people(folder: Path) -> None:
    counters(folder, "- {code: lao-dong, name: Quầy Lao động}", "- {code: 2, name: Quầy 2}")
    agency = load(folder, "kon-tum")
    assert [agency.counter(code) for code in ("lao-dong", "2", "3", "")] == [
        "Quầy Lao động",
        "Quầy 2",
        None,
        None,
    ]


@pytest.mark.parametrize(
    ("entries", "told"),
    [
        (["- {code: Lao động, name: Quầy}"], "chữ thường không dấu"),
        (["- {code: a, name: Một}", "- {code: a, name: Hai}"], "một mã riêng"),
        ([f"- {{code: a, name: {'dài ' * 20}}}"], "60 ký tự"),
    ],
)
def test_a_counter_that_fits_no_address_or_poster_is_refused(
    folder: Path, entries: list[str], told: str
) -> None:
    counters(folder, *entries)
    with pytest.raises(SourceError, match=told):
        load(folder, "kon-tum")


def test_a_channel_of_low_confidence_is_never_offered(folder: Path) -> None:
    change(folder, "confidence: high", "confidence: low", "dong-nai-kcn")
    assert load(folder, "dong-nai-kcn").hotline is None


@pytest.mark.parametrize("name", ["ha-noi", "../agencies/kon-tum", "_national", ""])
def test_an_unknown_name_lists_those_there_are(name: str) -> None:
    with pytest.raises(SettingError, match="kien-giang, kon-tum"):
        load(FOLDER, name)


@pytest.mark.parametrize(
    ("before", "after", "field"),
    [
        ("province: Quảng Ngãi", "tinh: Quảng Ngãi", "province"),
        ("kind: province", "kind: huyện", "kind"),
        ("value: 90", "value: nhiều", "targets.0.value"),
        ("  value: 90\n", "", "targets.0"),
        ("comparison: '='", "comparison: '≈'", "targets.0.comparison"),
        ("deciding: ", "website_2: x\ndeciding: ", "website_2"),
    ],
)
def test_an_error_names_file_and_field(folder: Path, before: str, after: str, field: str) -> None:
    change(folder, before, after)
    with pytest.raises(SourceError) as caught:
        load(folder, "kon-tum")
    assert any(problem.field == field for problem in caught.value.problems)
    assert all(problem.file.endswith("kon-tum.yml") for problem in caught.value.problems)


@pytest.mark.parametrize("text", ["- một danh sách", "name: [hỏng", ""])
def test_broken_yaml_is_refused(folder: Path, text: str) -> None:
    (folder / "kon-tum.yml").write_text(text, "utf-8")
    with pytest.raises(SourceError, match=r"kon-tum\.yml"):
        load(folder, "kon-tum")


def test_a_missing_national_file_is_named(folder: Path) -> None:
    (folder / "_national.yml").unlink()
    with pytest.raises(SourceError, match=r"_national\.yml"):
        load(folder, "kon-tum")
