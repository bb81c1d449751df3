"""From one procedure to a neighbour, and what goes on about a general matter."""

from __future__ import annotations

import pytest

from bot.desk.talk import State
from tests.desk.desks import Person, desk, responses, told
from tests.real import real

NEW, AGAIN, LONGER = "1.014199", "1.014200", "1.014201"  # work permit: first, lost, extended
RULES = "2.001955"
BIG, SMALL = "1.013236", "1.013225"  # building permits


@pytest.mark.parametrize("words", ["thế gia hạn thì sao", "the gia han thi sao", "sắp hết hạn thì sao"])
def test_a_step_asked_after_goes_to_the_relative_of_that_step(words: str) -> None:
    person = Person(desk(relatives=[AGAIN, LONGER]), State(NEW, ("fee",)))
    reply = person.says(words, "out_of_scope", confidence=0.2)
    assert (reply.procedure, reply.aspects) == (LONGER, ("fee",))


def test_a_step_that_no_relative_has_stays_with_the_present_procedure() -> None:
    person = Person(desk(relatives=[LONGER]), State(RULES, ("fee",)))
    assert person.says("bị mất thì sao", "ask_overview").procedure == RULES


def test_a_case_of_the_present_procedure_is_no_neighbour() -> None:
    person = Person(desk(relatives=[BIG]), State(SMALL, ("dossier",)))
    reply = person.says("công trình tôn giáo thì sao", "correct_procedure", confidence=0.9)
    assert (reply.outcome, reply.procedure, reply.aspects) == ("answered", SMALL, ("dossier",))


def test_a_step_that_the_present_procedure_is_about_is_a_follow_up() -> None:
    person = Person(desk(relatives=[LONGER]), State(AGAIN, ("overview",)))
    reply = person.says("cấp lại cần giấy tờ gì", "ask_dossier", "dossier", names=0.8)
    assert (reply.procedure, reply.aspects) == (AGAIN, ("dossier",))


def test_what_is_asked_with_the_step_counts_more_than_what_was_asked_before() -> None:
    person = Person(desk(relatives=[LONGER]), State(NEW, ("fee",)))
    reply = person.says("gia hạn thì mấy ngày", "ask_time_limit", "time_limit")
    assert (reply.procedure, reply.aspects) == (LONGER, ("time_limit",))


def test_a_name_asked_after_is_switched_to_and_asked_the_same() -> None:
    person = Person(state=State(NEW, ("fee",)))
    reply = person.says(
        "còn đăng ký nội quy lao động?", "ask_condition", "condition", sure=RULES, confidence=0.4
    )
    assert (reply.procedure, reply.aspects) == (RULES, ("fee",))


def test_a_bare_name_that_is_hardly_linked_offers_its_cases() -> None:
    person = Person(state=State(RULES, ("time_limit",)))
    reply = person.says("còn giấy phép xây dựng thì sao", "ask_overview", maybe={BIG: 0.06}, names=0.97)
    assert (reply.outcome, reply.state.choices) == ("choices", (BIG, SMALL))


def test_a_word_of_the_present_title_is_no_reason_to_leave_it() -> None:
    person = Person(state=State(SMALL, ("fee",)))
    reply = person.says("công trình nhỏ thôi", "correct_procedure")
    assert (reply.outcome, reply.procedure) == ("answered", SMALL)


def test_what_sounds_most_like_the_present_procedure_is_about_it() -> None:
    person = Person(state=State(RULES, ("dossier",)))
    reply = person.says("ai đi nộp", "ask_agency", "agency", maybe={NEW: 0.03, RULES: 0.01}, names=0.7)
    assert (reply.procedure, reply.aspects) == (RULES, ("agency",))


def test_a_strange_word_beside_a_name_is_asked_back() -> None:
    reply = Person().says("giấy phép lao động vũ trụ", sure=NEW)
    assert (reply.outcome, responses(reply)) == ("choices", ["utter_is_nearest"])
    assert reply.lines[0].values == {"procedure": real(NEW).title}


# What was spoken of in general


@pytest.mark.parametrize(
    ("words", "intent", "fragment"),
    [
        ("bao lâu thì được trả lời", "ask_time_limit", "giải quyết lần đầu trong 30 ngày"),
        ("gửi cho ai", "ask_submission", "người đứng đầu cơ quan"),
    ],
)
def test_the_time_limit_and_the_place_of_complaints_are_asked_after_them(
    words: str, intent: str, fragment: str
) -> None:
    person = Person()
    person.says("phản ánh cán bộ ở đâu", "ask_complaint", "complaint")
    reply = person.says(words, intent, intent.removeprefix("ask_"))
    assert (reply.outcome, reply.aspects) == ("answered", ("complaint",))
    assert fragment in told(reply)


def test_only_the_remedy_spoken_of_is_told_further() -> None:
    person = Person()
    person.says("muốn tố cáo cán bộ nhận tiền", "ask_complaint", "complaint")
    text = told(person.says("mấy ngày giải quyết", "ask_time_limit", "time_limit"))
    assert "**Tố cáo**" in text
    assert "Khiếu nại" not in text


def test_a_procedure_told_in_between_ends_the_matter() -> None:
    person = Person()
    person.says("phản ánh cán bộ ở đâu", "ask_complaint", "complaint")
    person.says("hồ sơ nội quy lao động", "ask_dossier", "dossier", sure=RULES)
    assert person.says("bao lâu", "ask_time_limit", "time_limit").procedure == RULES


def test_a_hanging_payment_stays_the_matter() -> None:
    person = Person()
    person.says("nộp tiền bị treo", "ask_payment", "payment")
    reply = person.says("tôi nộp 2 lần rồi", "ask_status", "status", confidence=0.3)
    assert reply.aspects == ("payment",)
    assert "đừng nộp lại ngay" in told(reply)


# Small talk


def test_thanks_before_a_question_are_no_end_of_the_talk() -> None:
    reply = Person().says("cảm ơn, cho hỏi nội quy lao động", "say_thanks", "chitchat", maybe={RULES: 0.5})
    assert reply.procedure == RULES


def test_an_unsure_yes_to_nothing_is_not_understood() -> None:
    assert responses(Person().says("giá vàng", "say_yes", "chitchat", confidence=0.33)) == ["utter_unclear"]
