"""Choosing by the words in which choices differ, and choices that are several at once."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.desk.talk import State
from tests.desk.desks import Person, desk, responses, told
from tests.real import dozen, real

NEW, AGAIN, LONGER = "1.014199", "1.014200", "1.014201"  # work permit: first, lost, extended
RULES = "2.001955"
BIG, SMALL = "1.013236", "1.013225"  # building permits


@pytest.mark.parametrize(
    ("words", "intent", "chosen"),
    [
        ("nhà xưởng nhỏ thôi", "correct_procedure", SMALL),
        ("công trình lớn", "ask_overview", BIG),
        ("không, cấp 3 cơ", "correct_procedure", SMALL),
        ("cap 2", "choose_option", BIG),
    ],
)
def test_words_in_which_the_choices_differ_choose(words: str, intent: str, chosen: str) -> None:
    person = Person(state=State(None, ("time_limit",), (BIG, SMALL)))
    reply = person.says(words, intent)
    assert (reply.outcome, reply.procedure, reply.aspects) == ("answered", chosen, ("time_limit",))


@pytest.mark.parametrize("words", ["giấy phép xây dựng", "công trình", "cái kia", "lệ phí bao nhiêu"])
def test_words_that_fit_every_choice_or_none_choose_nothing(words: str) -> None:
    person = Person(state=State(None, ("time_limit",), (BIG, SMALL)))
    assert person.says(words, "ask_fee", "fee").outcome == "choices"


def test_what_is_asked_now_counts_more_than_what_was() -> None:
    person = Person(state=State(None, ("time_limit",), (BIG, SMALL)))
    assert person.says("nhà nhỏ thì phí bao nhiêu", "ask_fee", "fee").aspects == ("fee",)


def test_one_candidate_alone_is_asked_for_by_name() -> None:
    person = Person()
    reply = person.says("giấy tờ nội quy", "ask_dossier", "dossier", maybe={RULES: 0.5})
    assert (reply.outcome, responses(reply)) == ("choices", ["utter_is_it"])
    assert reply.lines[0].values == {"procedure": real(RULES).title}
    assert [button.title for button in reply.buttons] == ["Đúng"]
    assert person.says("đúng rồi", "say_yes").aspects == ("dossier",)


def test_a_follow_up_to_the_only_choice_takes_it() -> None:
    person = Person(state=State(None, ("dossier",), (RULES,)))
    reply = person.says("bao lâu", "ask_time_limit", "time_limit")
    assert (reply.outcome, reply.procedure, reply.aspects) == ("answered", RULES, ("time_limit",))


def test_no_to_the_choices_closes_them() -> None:
    person = Person(state=State(None, ("dossier",), (BIG, SMALL)))
    person.says("không phải", "say_no")
    assert person.state.choices == ()


# Cases of one paper


def permits() -> Person:
    """First, repaired, extended, changed and lost building permits, large and small."""
    titles = {
        "1.000001": "Sửa chữa, cải tạo",
        "1.000002": "Gia hạn",
        "1.000003": "Điều chỉnh",
        "1.000004": "Cấp lại",
    }
    others = [
        replace(real(BIG), code=code, name=f"{step} giấy phép xây dựng", short_name=None, aliases=[])
        for code, step in titles.items()
    ]
    return Person(desk([*dozen(), *others]))


def test_without_a_step_all_cases_are_offered_diverse_over_the_steps() -> None:
    reply = permits().says("giấy phép xây dựng mấy ngày", "ask_time_limit", "time_limit", maybe={BIG: 0.2})
    assert responses(reply) == ["utter_which_case"]
    assert told(reply).splitlines() == [
        f"1. {real(BIG).title}",
        f"2. {real(SMALL).title}",
        "3. Sửa chữa, cải tạo giấy phép xây dựng",
        "4. Gia hạn, điều chỉnh, cấp lại",
    ]


def test_a_choice_of_several_steps_offers_them_in_turn() -> None:
    person = permits()
    person.says("giấy phép xây dựng mấy ngày", "ask_time_limit", "time_limit", maybe={BIG: 0.2})
    again = person.says("4", "choose_option")
    assert (again.outcome, again.aspects) == ("choices", ("time_limit",))
    assert len(again.state.choices) == 3
    assert person.says("1", "choose_option").procedure == "1.000002"


def test_a_step_chooses_out_of_a_choice_of_several() -> None:
    person = permits()
    person.says("giấy phép xây dựng mấy ngày", "ask_time_limit", "time_limit", maybe={BIG: 0.2})
    assert person.says("gia hạn", "ask_overview").procedure == "1.000002"


def test_the_button_of_several_offers_them_also_in_a_new_conversation() -> None:
    person = permits()
    payload = (
        person.says("giấy phép xây dựng mấy ngày", "ask_time_limit", "time_limit", maybe={BIG: 0.2})
        .buttons[-1]
        .payload
    )
    reply = Person(person.desk).says(payload, "ask_time_limit", "time_limit")
    assert (reply.outcome, reply.aspects) == ("choices", ("time_limit",))
    assert len(reply.state.choices) == 3


# Fields


@pytest.mark.parametrize("words", ["Lao động", "lao dong", "1", "lĩnh vực lao động nhé"])
def test_a_field_is_chosen_from_the_list_by_name_or_number(words: str) -> None:
    person = Person()
    person.says("có những lĩnh vực nào", "browse_field")
    reply = person.says(words, "choose_option" if words == "1" else "out_of_scope", confidence=0.2)
    assert reply.lines[0].values["field"] == "Lao động"
    assert reply.outcome == "choices"


def test_a_field_s_name_alone_opens_it() -> None:
    assert Person().says("xây dựng", "out_of_scope", confidence=0.2).lines[0].values["field"] == "Xây dựng"


@pytest.mark.parametrize("words", ["menu", "Mục lục", "danh sach thu tuc"])
def test_a_word_for_the_whole_list_opens_the_fields(words: str) -> None:
    assert responses(Person().says(words, "out_of_scope", confidence=0.2)) == ["utter_fields"]


def test_a_long_field_is_listed_whole_when_asked_for() -> None:
    many = [replace(real(RULES), code=f"1.00000{number}") for number in range(9)]
    person = Person(desk(many))
    first = person.says("lĩnh vực lao động", "browse_field")
    assert first.lines[0].response == "utter_field"
    assert len(told(first).splitlines()) == 8
    assert first.buttons[0].title == "Xem đủ"
    whole = person.says("xem đủ", "out_of_scope", confidence=0.2)
    assert whole.lines[0].response == "utter_whole_field"
    assert len(told(whole).splitlines()) == 9
    assert person.says("9", "choose_option").procedure == "1.000008"
