"""Browsing, what cannot be answered, what is urgent or out of force, codes and people."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.desk.replies import SMALL_TALK
from bot.desk.talk import State
from tests.desk.desks import Person, desk, responses, told
from tests.real import real

NEW, AGAIN, LONGER = "1.014199", "1.014200", "1.014201"  # work permit: first, lost, extended
OLD_LONGER = "1.009811"
RULES = "2.001955"
BIG, SMALL = "1.013236", "1.013225"  # building permits
ABOLISHED = "3.000490"


@pytest.fixture
def person() -> Person:
    return Person()


# Browsing


def test_a_field_is_listed_with_its_most_asked_first(person: Person) -> None:
    reply = person.says("lĩnh vực xây dựng có thủ tục gì", "browse_field")
    assert reply.lines[0].response == "utter_whole_field"
    assert reply.lines[0].values == {"field": "Xây dựng", "count": "2"}
    assert told(reply).startswith(f"1. {real(BIG).title}")
    assert person.says("2", "choose_option").procedure == SMALL


def test_a_field_s_list_leaves_out_what_is_no_longer_in_force(person: Person) -> None:
    reply = person.says("lĩnh vực lao động có thủ tục gì", "browse_field")
    assert "mã cũ" not in told(reply)
    listed = [line for line in told(reply).splitlines() if line]
    assert reply.lines[0].values["count"] == str(len(listed))


def test_a_field_with_nothing_in_force_offers_the_fields(person: Person) -> None:
    assert responses(person.says("lĩnh vực phòng cháy", "browse_field")) == ["utter_fields"]


def test_without_a_field_all_fields_are_offered(person: Person) -> None:
    reply = person.says("có những thủ tục gì", "browse_field")
    assert reply.lines[0].response == "utter_fields"
    assert "1. Lao động (" in told(reply)
    assert "Lĩnh vực Xây dựng có thủ tục gì?" in [button.payload for button in reply.buttons]


def test_a_field_that_the_catalogue_lacks_offers_those_it_has(person: Person) -> None:
    assert responses(person.says("lĩnh vực đất đai có gì", "browse_field")) == ["utter_fields"]


def test_browsing_with_a_sure_procedure_answers_it(person: Person) -> None:
    assert person.says("thủ tục nội quy lao động", "browse_field", sure=RULES).procedure == RULES


# What cannot be answered


def test_what_the_catalogue_lacks_is_declined_with_where_to_ask(person: Person) -> None:
    reply = person.says("xin visa du lịch", maybe={NEW: 0.02}, names=0.99)
    assert (reply.outcome, reply.procedure) == ("declined", None)
    assert reply.lines[0].response == "utter_not_in_catalogue"
    assert "(0251) 1022" in reply.lines[0].values["hotline"]


def test_what_is_no_procedure_at_all_is_declined(person: Person) -> None:
    reply = person.says(
        "hôm nay giá vàng bao nhiêu", "out_of_scope", "out_of_scope", maybe={NEW: 0.01}, names=0.1
    )
    assert (reply.outcome, responses(reply)) == ("declined", ["utter_out_of_scope"])


def test_after_two_misses_a_person_is_offered(person: Person) -> None:
    first = person.says("xin visa du lịch", names=0.99)
    assert responses(first) == ["utter_not_in_catalogue"]
    second = person.says("xin hộ chiếu ngoại giao", names=0.99)
    assert responses(second) == ["utter_not_in_catalogue", "utter_offer_officer"]
    assert [button.payload for button in second.buttons] == ["gặp cán bộ"]
    assert "(0251) 1022" in second.lines[-1].values["contacts"]
    assert second.state.misses == 0


def test_an_answer_in_between_forgets_the_miss(person: Person) -> None:
    person.says("xin visa du lịch", names=0.99)
    person.says("nội quy lao động", sure=RULES)
    assert "utter_offer_officer" not in responses(person.says("xin visa du lịch", names=0.99))


@pytest.mark.parametrize("words", ["asdkjh qwe zxc", "sdfsdf 12 @@"])
def test_gibberish_is_said_not_to_be_understood(person: Person, words: str) -> None:
    reply = person.says(words, "ask_condition", "condition", confidence=0.1)
    assert (reply.outcome, responses(reply)) == ("unknown", ["utter_unclear"])


@pytest.mark.parametrize(
    "words", ["", " ", "\t\u200b\x00", "\u200d\ufeff", "😀👍🏽", "??? !!!", "\u0300\u0301"]
)
def test_an_empty_message_asks_for_words_and_changes_nothing(words: str) -> None:
    person = Person(state=State(NEW, ("fee",), (BIG, SMALL), 1))
    reply = person.says(words, "out_of_scope")
    assert responses(reply) == ["utter_empty"]
    assert reply.state == State(NEW, ("fee",), (BIG, SMALL), 1)


# Urgent


@pytest.mark.parametrize("words", ["cháy lớn ở nhà xưởng", "cứu với", "CỨU TÔI VỚI", "chay nha roi cuu voi"])
def test_an_emergency_comes_first_also_while_choices_are_open(words: str) -> None:
    person = Person(state=State(None, ("fee",), (BIG, SMALL)))
    reply = person.says(words, "choose_option", sure=NEW)
    assert responses(reply) == ["utter_emergency"]
    assert reply.state.choices == (BIG, SMALL)


def test_an_emergency_recognised_by_the_model_comes_first(person: Person) -> None:
    assert responses(person.says("có người ngã từ giàn giáo xuống", "report_emergency")) == [
        "utter_emergency"
    ]


def test_a_word_that_hardly_sounds_urgent_does_not_stop_a_talk() -> None:
    person = Person(state=State(NEW, ("fee",)))
    reply = person.says("bị mất", "report_emergency", "out_of_scope", confidence=0.2)
    assert "utter_emergency" not in responses(reply)


def test_a_question_about_fire_safety_is_no_emergency(person: Person) -> None:
    assert person.says("giấy phép lao động", "report_emergency", sure=NEW).procedure == NEW


# Out of force


def test_a_replaced_procedure_leads_to_its_successor_with_a_warning(person: Person) -> None:
    reply = person.says(f"hồ sơ {OLD_LONGER}", "ask_time_limit", "time_limit", sure=OLD_LONGER)
    assert reply.procedure == LONGER
    assert told(reply).startswith("⚠ ")
    assert f"(mã {LONGER})" in told(reply)
    assert "10 ngày làm việc" in told(reply)
    assert person.says("phí", "ask_fee", "fee").procedure == LONGER


def test_a_replaced_procedure_whose_successor_is_missing_is_not_told_as_current() -> None:
    person = Person(desk([real(OLD_LONGER)]))
    text = told(person.says("gia hạn", "ask_time_limit", "time_limit", sure=OLD_LONGER))
    assert "đã được thay" in text
    assert "ngày làm việc" not in text


@pytest.mark.parametrize(
    "aspect", ["overview", "dossier", "fee", "time_limit", "submission", "form", "payment"]
)
def test_an_abolished_procedure_is_never_told_as_current(person: Person, aspect: str) -> None:
    reply = person.says("nghiệm thu pccc", f"ask_{aspect}", aspect, sure=ABOLISHED)
    assert told(reply).startswith("⚠ ")
    assert "bị bãi bỏ" in told(reply)
    assert "ngày làm việc" not in told(reply)
    assert reply.buttons == ()


# Codes


@pytest.mark.parametrize("words", [RULES, f"mã {RULES}.000.00.00.H19", f"thủ tục {RULES} lệ phí?"])
def test_a_code_typed_by_the_person_is_that_procedure(person: Person, words: str) -> None:
    reply = person.says(words, "out_of_scope", "fee", maybe={NEW: 0.3})
    assert (reply.outcome, reply.procedure) == ("answered", RULES)


def test_an_unknown_code_is_declined(person: Person) -> None:
    reply = person.says("9.999999", "ask_fee", "fee")
    assert (reply.outcome, responses(reply)) == ("declined", ["utter_not_in_catalogue"])


def test_of_several_codes_the_first_known_is_told(person: Person) -> None:
    assert person.says(f"9.999999 hay {RULES}", "ask_fee", "fee").procedure == RULES


def test_a_procedure_deleted_meanwhile_is_declined_and_forgotten() -> None:
    person = Person(desk([real(NEW)]), State("1.999999", ("fee",)))
    reply = person.says("còn hồ sơ", "ask_dossier", "dossier")
    assert reply.outcome == "declined"
    assert reply.state.procedure is None


# People


def test_who_asks_for_a_person_gets_the_contacts(person: Person) -> None:
    reply = person.says("tôi muốn gặp cán bộ", "request_officer", "handoff")
    assert (reply.outcome, responses(reply)) == ("handoff", ["utter_officer"])
    assert "(0251) 1022" in reply.lines[0].values["contacts"]


def test_a_number_left_beside_a_sure_question_is_no_call_for_a_person(person: Person) -> None:
    reply = person.says(
        "gia hạn gplđ, số tôi 0912…", "request_officer", "handoff", sure=LONGER, confidence=0.44
    )
    assert reply.procedure == LONGER


@pytest.mark.parametrize(("intent", "response"), SMALL_TALK.items())
def test_small_talk_is_one_response_and_keeps_the_procedure(intent: str, response: str) -> None:
    person = Person(state=State(NEW, ("fee",)))
    reply = person.says("chào bạn", intent, "chitchat")
    assert responses(reply) == [response]
    assert told(reply) == ""
    assert reply.state == replace(person.state, misses=0)
    assert reply.state.procedure == NEW


def test_yes_without_a_question_asks_what_is_wanted(person: Person) -> None:
    assert responses(person.says("vâng", "say_yes")) == ["utter_yes"]


@pytest.mark.parametrize(
    "words", ["Lệ phí", "x" * 5000, "<script>alert(1)</script>", "'; DROP TABLE turn; --", "😀"]
)
def test_no_text_breaks_it(person: Person, words: str) -> None:
    assert person.says(words, "out_of_scope", "out_of_scope").lines
