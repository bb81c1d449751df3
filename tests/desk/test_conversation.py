"""What is answered to one message, given what was understood now and said before."""

from __future__ import annotations

import pytest

from bot.desk.certainty import CLOSE, POSSIBLE, SURE
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


# Answers


def test_a_sure_question_is_answered_with_facts_source_and_what_can_be_asked_next(person: Person) -> None:
    reply = person.says("xin gplđ cần giấy tờ gì", "ask_dossier", "dossier", sure=NEW)
    assert reply.outcome == "answered"
    assert (reply.procedure, reply.aspects) == (NEW, ("dossier",))
    assert "cần 7 loại giấy tờ" in told(reply)
    assert "Nguồn: QĐ 886/QĐ-BNV" in told(reply)
    assert [button.payload for button in reply.buttons][:2] == [f"Bao lâu có? của {NEW}", f"Lệ phí của {NEW}"]


def test_several_aspects_are_answered_in_the_order_asked(person: Person) -> None:
    text = told(person.says("phí với hồ sơ nội quy", "ask_fee", "fee", "dossier", sure=RULES))
    assert 0 < text.index("**Phí, lệ phí**") < text.index("**Hồ sơ**")


def test_what_no_procedure_can_be_asked_becomes_an_overview(person: Person) -> None:
    reply = person.says("nội quy lao động", "out_of_scope", "out_of_scope", sure=RULES)
    assert reply.aspects == ("overview",)
    assert reply.outcome == "answered"


def test_a_long_list_offers_the_whole_and_gives_it(person: Person) -> None:
    cut = person.says("hồ sơ giấy phép xây dựng nhà", "ask_dossier", "dossier", sure=SMALL)
    assert 'nhắn "Xem đủ"' in told(cut)
    assert cut.buttons[0].title == "Xem đủ"
    whole = person.says("xem đủ", "out_of_scope", "out_of_scope", confidence=0.2)
    assert whole.outcome == "answered"
    assert len(told(whole)) > len(told(cut))
    assert "Xem đủ" not in told(whole)


def test_the_button_of_a_long_list_works_also_in_a_new_conversation(person: Person) -> None:
    payload = person.says("hồ sơ", "ask_dossier", "dossier", sure=SMALL).buttons[0].payload
    whole = Person().says(payload, "ask_dossier", "dossier", names=1.0)
    assert "tượng đài" in told(whole)
    assert 'nhắn "Xem đủ"' not in told(whole)


# Choices


def test_close_candidates_are_offered_with_their_numbers(person: Person) -> None:
    reply = person.says(
        "giấy phép xây dựng mấy ngày", "ask_time_limit", "time_limit", maybe={BIG: 0.5, SMALL: 0.4}
    )
    assert reply.outcome == "choices"
    assert responses(reply) == ["utter_which_case"]
    assert told(reply).splitlines() == [f"1. {real(BIG).title}", f"2. {real(SMALL).title}"]
    assert [button.title for button in reply.buttons] == told(reply).splitlines()
    assert reply.state.choices == (BIG, SMALL)


def test_at_most_four_are_offered(person: Person) -> None:
    codes = [NEW, AGAIN, LONGER, RULES, BIG, SMALL]
    reply = person.says("giấy phép", maybe=dict.fromkeys(codes, 0.15))
    assert reply.state.choices == tuple(codes[:4])


def test_unlikely_candidates_are_called_the_nearest_only(person: Person) -> None:
    reply = person.says("giấy phép gì đó", maybe={BIG: POSSIBLE, SMALL: POSSIBLE - 0.05})
    assert responses(reply) == ["utter_nearest"]


def test_a_replaced_code_is_offered_as_its_successor_and_once(person: Person) -> None:
    reply = person.says("gia hạn gplđ", maybe={OLD_LONGER: 0.4, LONGER: 0.4, NEW: 0.1})
    assert reply.state.choices == (LONGER, NEW)


@pytest.mark.parametrize(
    ("best", "second", "outcome"),
    [
        (SURE, 0.0, "answered"),
        (SURE - 0.01, 0.0, "choices"),
        (SURE, SURE - CLOSE + 0.01, "choices"),
    ],
)
def test_it_answers_only_when_sure_and_nothing_else_is_close(
    person: Person, best: float, second: float, outcome: str
) -> None:
    assert person.says("giấy phép", maybe={NEW: best, LONGER: second}).outcome == outcome


@pytest.mark.parametrize(
    ("words", "intent", "chosen"),
    [
        ("2", "out_of_scope", SMALL),
        ("số 2", "choose_option", SMALL),
        ("cái thứ hai", "choose_option", SMALL),
        ("cai dau tien", "choose_option", BIG),
        ("cái cuối cùng", "choose_option", SMALL),
    ],
)
def test_a_number_or_ordinal_chooses_and_what_was_asked_is_answered(
    words: str, intent: str, chosen: str
) -> None:
    person = Person(state=State(None, ("time_limit",), (BIG, SMALL)))
    reply = person.says(words, intent)
    assert (reply.outcome, reply.procedure, reply.aspects) == ("answered", chosen, ("time_limit",))
    assert reply.state.choices == ()


def test_a_choice_s_button_says_what_and_which_so_it_works_also_later(person: Person) -> None:
    offered = person.says("gpxd hồ sơ phí", "ask_dossier", "dossier", "fee", maybe={BIG: 0.5, SMALL: 0.4})
    payload = offered.buttons[1].payload
    assert payload == f"Hồ sơ, Lệ phí của {SMALL}"
    assert Person().says(payload, "ask_dossier", "dossier", "fee").procedure == SMALL


@pytest.mark.parametrize("words", ["5", "0", "99999999999999999999", "cái thứ tư"])
def test_a_choice_out_of_range_says_how_many_there_are(words: str) -> None:
    person = Person(state=State(None, ("fee",), (BIG, SMALL)))
    reply = person.says(words, "choose_option")
    assert reply.lines[0].response == "utter_no_such_choice"
    assert reply.lines[0].values == {"count": "2"}
    assert reply.state.choices == (BIG, SMALL)


def test_yes_takes_the_only_choice() -> None:
    person = Person(state=State(None, ("fee",), (RULES,)))
    assert person.says("đúng rồi", "say_yes").procedure == RULES


def test_yes_to_several_choices_asks_for_a_number() -> None:
    person = Person(state=State(None, ("fee",), (BIG, SMALL)))
    assert responses(person.says("đúng rồi", "say_yes")) == ["utter_no_such_choice"]


def test_a_full_question_is_answered_though_choices_are_open() -> None:
    person = Person(state=State(None, ("fee",), (BIG, SMALL)))
    reply = person.says("đăng ký nội quy lao động mất bao lâu", "ask_time_limit", "time_limit", sure=RULES)
    assert reply.procedure == RULES
    assert reply.state.choices == ()


def test_another_aspect_while_choices_are_open_waits_for_the_number() -> None:
    person = Person(state=State(None, ("fee",), (BIG, SMALL)))
    reply = person.says("bao lâu có", "ask_time_limit", "time_limit")
    assert (reply.outcome, responses(reply)) == ("choices", ["utter_no_such_choice"])
    chosen = person.says("2", "choose_option")
    assert (chosen.procedure, chosen.aspects) == (SMALL, ("time_limit",))


def test_open_choices_count_more_than_the_procedure_before_them() -> None:
    person = Person(state=State(NEW, ("fee",), (BIG, SMALL)))
    assert person.says("bao lâu có", "ask_time_limit", "time_limit").outcome == "choices"


def test_how_to_pay_is_told_though_choices_are_open() -> None:
    person = Person(state=State(None, ("fee",), (BIG, SMALL)))
    assert "đừng nộp lại ngay" in told(person.says("nộp tiền bị lỗi", "ask_payment", "payment"))


def test_a_choice_without_a_list_is_said_to_have_none(person: Person) -> None:
    assert responses(person.says("số 1", "choose_option")) == ["utter_nothing_to_choose"]


def test_a_procedure_called_by_a_number_is_no_choice(person: Person) -> None:
    reply = person.says("lý lịch tư pháp số 2", "choose_option", sure=RULES)
    assert (reply.outcome, reply.procedure) == ("answered", RULES)


def test_a_procedure_called_by_a_number_is_told_though_choices_are_open() -> None:
    person = Person(state=State(None, ("fee",), (BIG, SMALL)))
    assert person.says("nội quy số 2", "choose_option", sure=RULES).procedure == RULES


def test_a_choice_that_names_itself_is_taken_by_its_number() -> None:
    person = Person(state=State(None, ("fee",), (BIG, SMALL)))
    assert person.says("giấy phép xây dựng số 2", "choose_option", sure=BIG).procedure == SMALL


# What was said before


def test_a_follow_up_keeps_the_procedure(person: Person) -> None:
    person.says("hồ sơ nội quy", "ask_dossier", "dossier", sure=RULES)
    reply = person.says("còn phí bao nhiêu?", "ask_fee", "fee")
    assert (reply.outcome, reply.procedure) == ("answered", RULES)
    assert "Không thu phí" in told(reply) or "không thu phí" in told(reply)


def test_a_question_about_another_procedure_switches_to_it(person: Person) -> None:
    person.says("hồ sơ nội quy", "ask_dossier", "dossier", sure=RULES)
    person.says("thế cấp mới giấy phép lao động thì sao", "ask_dossier", "dossier", sure=NEW)
    assert person.says("mất mấy ngày", "ask_time_limit", "time_limit").procedure == NEW


def test_a_correction_finds_the_relative_and_answers_what_was_asked() -> None:
    person = Person(desk(relatives=[LONGER, AGAIN]), State(NEW, ("time_limit",)))
    reply = person.says("không, gia hạn cơ", "correct_procedure")
    assert (reply.procedure, reply.aspects) == (LONGER, ("time_limit",))


def test_a_correction_never_lands_on_a_replaced_code() -> None:
    person = Person(desk(relatives=[OLD_LONGER, LONGER]), State(NEW, ("dossier",)))
    reply = person.says("không, gia hạn cơ", "correct_procedure")
    assert reply.procedure == LONGER
    assert "mã cũ" not in told(reply)


def test_a_correction_never_stays_where_it_was() -> None:
    person = Person(desk(relatives=[OLD_LONGER, NEW]), State(LONGER, ("dossier",)))
    assert person.says("không, cấp mới cơ", "correct_procedure").procedure == NEW


def test_another_step_with_the_same_paper_is_a_correction_too() -> None:
    person = Person(desk(relatives=[LONGER]), State(NEW, ("fee",)))
    assert person.says("thế gia hạn thì sao", "ask_overview").procedure == LONGER


def test_a_correction_that_names_its_procedure_goes_there() -> None:
    person = Person(desk(relatives=[LONGER]), State(NEW, ("fee",)))
    reply = person.says("không, tôi hỏi đăng ký nội quy lao động", "correct_procedure", sure=RULES)
    assert reply.procedure == RULES


def test_a_correction_without_relatives_asks_which() -> None:
    person = Person(state=State(NEW, ("fee",)))
    reply = person.says("không phải cái đó", "correct_procedure")
    assert responses(reply) == ["utter_which_procedure"]
    assert reply.state.procedure is None


def test_a_correction_with_nothing_before_is_no_crash(person: Person) -> None:
    assert person.says("không phải", "correct_procedure").outcome == "unknown"


def test_an_aspect_without_procedure_asks_which_and_waits_for_the_name(person: Person) -> None:
    asked = person.says("hồ sơ gồm những gì", "ask_dossier", "dossier")
    assert responses(asked) == ["utter_which_procedure"]
    assert asked.outcome == "unknown"
    reply = person.says("đăng ký nội quy lao động", sure=RULES)
    assert reply.aspects == ("dossier",)


def test_a_new_aspect_outweighs_the_one_that_waited(person: Person) -> None:
    person.says("hồ sơ gồm những gì", "ask_dossier", "dossier")
    assert person.says("phí nội quy lao động", "ask_fee", "fee", sure=RULES).aspects == ("fee",)


def test_once_told_nothing_waits_any_more(person: Person) -> None:
    person.says("hồ sơ gồm những gì", "ask_dossier", "dossier")
    person.says("đăng ký nội quy lao động", sure=RULES)
    assert person.says("giấy phép lao động là gì", sure=NEW).aspects == ("overview",)


# In general


@pytest.mark.parametrize(
    ("words", "intent", "aspect", "fragment"),
    [
        ("nộp phí online thế nào", "ask_payment", "payment", "5 bước"),
        ("nộp tiền rồi mà hệ thống báo lỗi", "ask_payment", "payment", "đừng nộp lại ngay"),
        ("nộp nhầm có được hoàn tiền không", "ask_payment", "payment", "hoàn tiền"),
        ("lấy biên lai ở đâu", "ask_payment", "payment", "Biên lai nằm ở mục"),
        ("hồ sơ trễ hẹn thì phản ánh ở đâu", "ask_complaint", "complaint", "phiếu xin lỗi"),
        ("muốn tố cáo cán bộ", "ask_complaint", "complaint", "Luật Tố cáo 2018"),
        ("phản ánh ở đâu", "ask_complaint", "complaint", "(0251) 1022"),
        ("dịch vụ công toàn trình là gì", "ask_online_level", "online_level", "Nghị định 42/2022/NĐ-CP"),
        ("tra hồ sơ ở đâu", "ask_status", "status", "mã hồ sơ"),
        ("lệ phí bao nhiêu", "ask_fee", "fee", "cho tôi tên thủ tục"),
    ],
)
def test_what_concerns_every_procedure_is_answered_in_general(
    person: Person, words: str, intent: str, aspect: str, fragment: str
) -> None:
    reply = person.says(words, intent, aspect)
    assert (reply.outcome, reply.procedure) == ("answered", None)
    assert fragment in told(reply)


@pytest.mark.parametrize(
    ("words", "intent", "fragment"),
    [
        ("nộp tiền rồi mà hệ thống báo lỗi", "ask_payment", "đừng nộp lại ngay"),
        ("lấy biên lai ở đâu", "ask_submission", "Biên lai nằm ở mục"),
        ("nộp nhầm thì có được hoàn tiền không", "ask_condition", "hoàn tiền"),
    ],
)
def test_the_words_of_paying_count_more_than_an_unsure_model(
    person: Person, words: str, intent: str, fragment: str
) -> None:
    reply = person.says(words, intent, intent.removeprefix("ask_"), confidence=0.2)
    assert (reply.outcome, reply.aspects) == ("answered", ("payment",))
    assert fragment in told(reply)


def test_an_unsure_out_of_scope_is_no_reason_to_refuse() -> None:
    person = Person(desk(relatives=[LONGER]), State(NEW, ("fee",)))
    reply = person.says("không, gia hạn", "out_of_scope", "out_of_scope", confidence=0.13)
    assert reply.procedure == LONGER
    assert responses(person.says("có", "out_of_scope", "out_of_scope", confidence=0.14)) == ["utter_unclear"]


def test_a_question_of_principle_is_general_also_while_a_procedure_is_spoken_of() -> None:
    person = Person(state=State(NEW, ("fee",)))
    reply = person.says("toàn trình nghĩa là gì", "ask_online_level", "online_level")
    assert "Nghị định 42/2022/NĐ-CP" in told(reply)
    assert reply.state.procedure == NEW


def test_what_is_the_result_asks_about_the_procedure_at_hand() -> None:
    person = Person(state=State(NEW, ("fee",)))
    reply = person.says("kết quả nhận được là gì", "ask_result", "result")
    assert (reply.procedure, reply.aspects) == (NEW, ("result",))


def test_a_fee_asked_in_general_waits_for_the_name(person: Person) -> None:
    person.says("lệ phí bao nhiêu", "ask_fee", "fee")
    assert person.says("đăng ký nội quy lao động", sure=RULES).aspects == ("fee",)


def test_how_to_pay_asked_in_general_does_not_wait(person: Person) -> None:
    person.says("nộp phí online thế nào", "ask_payment", "payment")
    assert person.says("đăng ký nội quy lao động", sure=RULES).aspects == ("overview",)


def test_paying_for_the_procedure_at_hand_names_it() -> None:
    person = Person(state=State(NEW, ("fee",)))
    reply = person.says("nộp tiền kiểu gì", "ask_payment", "payment")
    assert reply.procedure == NEW


def test_a_payment_that_fits_no_procedure_is_answered_in_general(person: Person) -> None:
    reply = person.says("nộp tiền mua hồ sơ thầu bị treo", "ask_payment", "payment", maybe={NEW: 0.01})
    assert (reply.outcome, reply.procedure) == ("answered", None)


def test_a_button_asks_what_it_says_whatever_was_understood(person: Person) -> None:
    reply = person.says(f"Hồ sơ của {NEW}", "ask_status", "status")
    assert reply.aspects == ("dossier",)


def test_a_button_is_no_choice_though_choices_are_open(person: Person) -> None:
    person.says("giấy phép xây dựng", maybe={BIG: 0.4, SMALL: 0.3})
    reply = person.says(f"Lệ phí của {NEW}", "choose_option")
    assert (reply.procedure, reply.aspects) == (NEW, ("fee",))


def test_thanks_beside_a_procedure_that_is_named_do_not_hide_the_question(person: Person) -> None:
    reply = person.says("xin cấp mới giấy phép lao động, em cảm ơn", "say_thanks", "chitchat", sure=NEW)
    assert (reply.outcome, reply.procedure, reply.aspects) == ("answered", NEW, ("overview",))
