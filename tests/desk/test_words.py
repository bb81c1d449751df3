"""Reading short words: emergencies, fields, choices, and what a list was cut for."""

from __future__ import annotations

import pytest

from bot.catalogue.agency import available, load
from bot.catalogue.model import ASPECTS, FIELDS
from bot.desk import words
from bot.settings import Settings
from bot.text.question import read


@pytest.mark.parametrize(
    "text",
    [
        *(
            "cứu với",
            "Cứu tôi với!",
            "CHÁY LỚN",
            "nhà xưởng đang cháy",
            "cháy rồi",
            "chay lon qua",
            "cuu voi",
        ),
        *(
            "tràn hóa chất ở kho",
            "tràn hoá chất ở kho",
            "ro ri gas",
            "rò khí amoniac",
            "có người chết trong xưởng",
        ),
        "công nhân bị điện giật",
    ],
)
def test_a_call_for_help_is_an_emergency(text: str) -> None:
    assert words.is_emergency(read(text))


@pytest.mark.parametrize(
    "text",
    [
        *(
            "nhà máy đang chạy thử nghiệm thì xin gì",
            "nha may dang chay thu",
            "dây chuyền chạy rồi mới xin phép",
        ),
        *("chưa rõ khi nào có kết quả", "chua ro khi nao co ket qua", "xây công trình dưới nước"),
        *("cho em tra cứu với ạ", "tra cuu voi ma ho so", "dự án nghiên cứu với đối tác Nhật"),
        *("nhà có người chết khai tử ở đâu", "thẩm duyệt phòng cháy chữa cháy", "giấy phép lao động", ""),
    ],
)
def test_what_only_looks_like_one_without_its_marks_is_none(text: str) -> None:
    assert not words.is_emergency(read(text))


@pytest.mark.parametrize(
    ("text", "field"),
    [
        ("lĩnh vực lao động có gì", "lao_dong"),
        ("LINH VUC DAT DAI", "dat_dai"),
        ("thủ tục phòng cháy chữa cháy", "pccc"),
        ("có thủ tục gì về khu công nghiệp sinh thái", "kcn_kkt"),
        ("các loại c/o", "thuong_mai"),
        ("có những gì", None),
    ],
)
def test_a_field_is_found_by_its_longest_word(text: str, field: str | None) -> None:
    assert words.field_in(read(text)) == field


@pytest.mark.parametrize("field", FIELDS)
def test_every_field_is_found_by_the_question_of_its_button(field: str) -> None:
    asked = words.words()["browse_question"].format(field=words.field_name(field))
    assert words.field_in(read(asked)) == field


@pytest.mark.parametrize(
    ("text", "row"),
    [
        *[("1", 0), ("số 3", 2), ("(2)", 1), ("2.", 1), ("chọn 4 nhé", 3), ("04", 3), ("２", 1)],
        *[("cái đầu tiên", 0), ("cái thứ hai", 1), ("cai thu ba", 2), ("trường hợp thứ tư", 3)],
        *[("cái cuối", 3), ("cái cuối cùng", 3), ("phương án một", 0), ("cai nhi", 1)],
    ],
)
def test_a_number_or_an_ordinal_chooses(text: str, row: int) -> None:
    assert words.option_in(read(text), 4) == row


@pytest.mark.parametrize("text", ["5", "0", "99999999999999999999", "cái khác", "không cái nào", "", "-"])
def test_everything_else_chooses_nothing(text: str) -> None:
    assert words.option_in(read(text), 4) is None


def test_an_ordinal_beyond_the_list_chooses_nothing() -> None:
    assert words.option_in(read("cái thứ tư"), 2) is None


@pytest.mark.parametrize(
    ("text", "step"),
    [("không, gia hạn cơ", "gia han"), ("the cap lai thi sao", "cap lai"), ("lệ phí bao nhiêu", None)],
)
def test_a_step_is_found_with_and_without_marks(text: str, step: str | None) -> None:
    assert words.step_in(read(text)) == step


@pytest.mark.parametrize("text", ["Xem đủ", "xem du", "cho xem hết danh mục", "Xem đủ hồ sơ của 1.013225"])
def test_the_whole_list_is_asked_for_in_several_ways(text: str) -> None:
    assert words.asks_for_all(read(text))


@pytest.mark.parametrize("text", ["hồ sơ đầy đủ chưa", "xem hồ sơ", ""])
def test_the_whole_list_is_not_given_unasked(text: str) -> None:
    assert not words.asks_for_all(read(text))


@pytest.mark.parametrize("agency", available(Settings().agencies))
def test_every_authority_has_somebody_to_ask(agency: str) -> None:
    profile = load(Settings().agencies, agency)
    assert words.hotline(profile)
    assert words.contacts(profile).startswith("- ")
    assert "None" not in words.contacts(profile) + words.hotline(profile)


def test_every_aspect_of_a_procedure_has_a_title_without_spare_spaces() -> None:
    titles = words.words()["aspects"]
    assert set(titles) <= set(ASPECTS)
    assert all(title.strip() == title and title for title in titles.values())
    assert len(set(titles.values())) == len(titles)


@pytest.mark.parametrize("code", ["1.014199", "MC-03"])
@pytest.mark.parametrize("asked", [*((aspect,) for aspect in words.words()["aspects"]), ("complaint", "fee")])
def test_a_button_says_what_it_asks_so_that_nobody_has_to_guess(asked: tuple[str, ...], code: str) -> None:
    assert words.button_aspects(read(words.button_question(asked, code))) == asked


@pytest.mark.parametrize(
    "text",
    ["hồ sơ của 1.014199", "Hồ sơ của tôi", "Hồ sơ và Lệ phí của 1.014199", "của 1.014199", "1.014199", ""],
)
def test_what_a_person_types_is_no_button(text: str) -> None:
    assert words.button_aspects(read(text)) == ()
