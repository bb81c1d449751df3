"""From the wish to speak with an officer to its end, on both databases."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from typing import Any

import pytest

from bot.desk import handoff
from bot.desk.handoff import LONGEST_LETTER, pieces
from bot.desk.notices import sentences
from bot.errors import Over, Taken
from bot.storage import handoffs, lines, senders
from bot.storage.handoffs import Handoff
from tests.desk.counter import COLLEAGUE, HOUR, KEEP, MINUTE, NINE, OFFICER, Counter

AN, BINH = "test:an", "test:binh"
HALF_AN_HOUR = 30 * MINUTE


@pytest.fixture
def counter(database_url: str) -> Counter:
    made = Counter(database_url)
    made.meet(AN, BINH)
    return made


def ask(counter: Counter, sender: str = AN, now: datetime = NINE, **about: Any) -> Handoff:
    found: Handoff = counter.do(lambda uow: handoff.ask(uow, sender, "test", now, **about))
    return found


def claim(counter: Counter, number: int, officer: str = OFFICER, now: datetime = NINE) -> Handoff:
    found: Handoff = counter.do(lambda uow: handoff.claim(uow, number, officer, "Quầy 1", now))
    return found


def say(counter: Counter, number: int, text: str, officer: str = OFFICER, now: datetime = NINE) -> int:
    return int(counter.do(lambda uow: handoff.reply(uow, number, officer, text, now)))


def found(counter: Counter, number: int) -> Handoff:
    row: Handoff = counter.do(lambda uow: handoffs.find(uow.session, number))
    return row


def place(counter: Counter, of: Handoff) -> int:
    return int(counter.do(lambda uow: handoff.position(uow.session, of)))


def test_whoever_asks_twice_waits_once(counter: Counter) -> None:
    first = ask(counter, subject="lệ phí?", procedure="1.014199")
    assert (first.state, first.subject, first.procedure) == ("waiting", "lệ phí?", "1.014199")
    assert ask(counter).id == first.id


def test_the_queue_keeps_the_order_of_asking(counter: Counter) -> None:
    an, binh = ask(counter), ask(counter, BINH, NINE + MINUTE)
    assert (place(counter, an), place(counter, binh)) == (1, 2)
    claim(counter, an.id)
    assert (place(counter, found(counter, an.id)), place(counter, binh)) == (0, 1)


def test_a_claim_is_told_to_the_person_in_transcript_and_letter(counter: Counter) -> None:
    claim(counter, ask(counter).id)
    told = sentences()["joined"].format(officer="Quầy 1", leave=sentences()["leave"])
    assert counter.transcript(AN) == [("notice", told)]
    assert counter.letters(AN) == [told]


def test_who_claims_what_is_his_already_tells_nobody_again(counter: Counter) -> None:
    number = ask(counter).id
    claim(counter, number)
    assert claim(counter, number).officer == OFFICER
    assert len(counter.letters(AN)) == 1


def test_the_time_waited_counts_working_hours_only(counter: Counter) -> None:
    eleven = NINE + 2 * HOUR
    number = ask(counter, now=eleven).id
    assert claim(counter, number, now=eleven + 3 * HOUR).waited == 3600


def test_of_two_who_claim_at_once_one_has_the_person(counter: Counter) -> None:
    number = ask(counter).id

    def attempt(officer: str) -> str:
        try:
            return str(claim(counter, number, officer).officer)
        except Taken as taken:
            return f"taken by {taken.by}"

    with ThreadPoolExecutor(8) as pool:
        told = list(pool.map(attempt, [f"quay{n}" for n in range(8)]))
    winner = found(counter, number).officer
    assert sorted(told) == sorted([str(winner), *[f"taken by {winner}"] * 7])
    assert len(counter.letters(AN)) == 1


def test_an_officers_words_reach_the_person(counter: Counter) -> None:
    number = ask(counter).id
    claim(counter, number)
    line = say(counter, number, " Chào anh/chị. ", now=NINE + MINUTE)
    assert counter.transcript(AN)[-1] == ("officer", "Chào anh/chị.")
    assert counter.letters(AN)[-1] == "Chào anh/chị."
    row = found(counter, number)
    assert row.replied == row.officer_at == NINE + MINUTE
    (last,) = counter.do(lambda uow: lines.after(uow.session, AN, line - 1))
    assert last.staff == OFFICER


def test_a_long_answer_goes_in_letters_of_a_channels_size_and_stands_whole_in_the_transcript(
    counter: Counter,
) -> None:
    number = ask(counter).id
    claim(counter, number)
    text = "\n".join(f"Bước {n}: " + "nộp hồ sơ " * 15 for n in range(40))
    say(counter, number, text)
    parts = counter.letters(AN)[1:]
    assert max(map(len, parts)) <= LONGEST_LETTER
    assert " ".join(parts).split() == text.split()
    assert counter.transcript(AN)[-1] == ("officer", text.strip())


def test_a_text_without_breaks_is_cut_all_the_same() -> None:
    assert list(map(len, pieces("x" * 4000))) == [LONGEST_LETTER, LONGEST_LETTER, 400]


@pytest.mark.parametrize("text", ["", "  \n"])
def test_nothing_cannot_be_said(counter: Counter, text: str) -> None:
    number = ask(counter).id
    claim(counter, number)
    with pytest.raises(ValueError, match="empty"):
        say(counter, number, text)


def test_only_the_officer_who_has_the_person_speaks_to_him(counter: Counter) -> None:
    number = ask(counter).id
    with pytest.raises(Taken) as nobody:
        say(counter, number, "a")
    assert nobody.value.by is None
    claim(counter, number)
    with pytest.raises(Taken) as other:
        say(counter, number, "a", COLLEAGUE)
    assert other.value.by == OFFICER
    for step in (
        lambda uow: handoff.hand_back(uow, number, COLLEAGUE, NINE),
        lambda uow: handoff.close(uow, number, COLLEAGUE, "solved", NINE),
        lambda uow: handoff.transfer(uow, number, COLLEAGUE, NINE, unit="Phòng Đầu tư"),
    ):
        with pytest.raises(Taken):
            counter.do(step)


def test_who_is_transferred_waits_in_front_and_is_told_where(counter: Counter) -> None:
    binh, an = ask(counter, BINH), ask(counter, now=NINE + MINUTE)
    claim(counter, an.id, now=NINE + MINUTE)
    moved: Handoff = counter.do(
        lambda uow: handoff.transfer(
            uow, an.id, OFFICER, NINE + 2 * MINUTE, unit="Phòng Đầu tư", note="hỏi về vốn"
        )
    )
    assert (moved.state, moved.officer, moved.unit, moved.note) == (
        "waiting",
        None,
        "Phòng Đầu tư",
        "hỏi về vốn",
    )
    assert (place(counter, moved), place(counter, binh)) == (1, 2)
    assert "Phòng Đầu tư" in counter.letters(AN)[-1]
    assert "vốn" not in "".join(counter.letters(AN))
    # What he waited the first time stays the measure.
    assert claim(counter, an.id, COLLEAGUE, NINE + 9 * MINUTE).waited == 0


def test_a_transfer_needs_a_unit_or_a_colleague(counter: Counter) -> None:
    number = ask(counter).id
    claim(counter, number)
    for target in ({}, {"unit": "a", "colleague": "b"}):
        with pytest.raises(ValueError, match="either"):
            counter.do(lambda uow, target=target: handoff.transfer(uow, number, OFFICER, NINE, **target))
    moved = counter.do(lambda uow: handoff.transfer(uow, number, OFFICER, NINE, colleague=COLLEAGUE))
    assert moved.wanted == COLLEAGUE


def test_handed_back_the_assistant_answers_again(counter: Counter) -> None:
    number = ask(counter).id
    claim(counter, number)
    counter.do(lambda uow: handoff.hand_back(uow, number, OFFICER, NINE))
    assert counter.letters(AN)[-1] == sentences()["returned"]
    row = found(counter, number)
    assert (row.state, row.outcome) == ("closed", "returned")
    assert counter.do(lambda uow: handoffs.current(uow.session, AN)) is None


def test_a_closed_one_has_an_outcome_of_the_list_and_is_over(counter: Counter) -> None:
    number = ask(counter).id
    claim(counter, number)
    with pytest.raises(ValueError, match="liked"):
        counter.do(lambda uow: handoff.close(uow, number, OFFICER, "liked", NINE))
    counter.do(lambda uow: handoff.close(uow, number, OFFICER, "solved", NINE + HOUR, "đã gửi mẫu"))
    assert counter.letters(AN)[-1] == sentences()["closed"]
    (row,) = counter.do(lambda uow: handoffs.closed(uow.session, NINE, NINE + 2 * HOUR))
    assert (row.outcome, row.note, row.closed) == ("solved", "đã gửi mẫu", NINE + HOUR)
    with pytest.raises(Over):
        say(counter, number, "a")
    assert ask(counter).id != number


def test_one_that_waits_can_be_closed_without_a_talk(counter: Counter) -> None:
    number = ask(counter).id
    counter.do(lambda uow: handoff.close(uow, number, OFFICER, "no_reply", NINE))
    assert counter.letters(AN) == [sentences()["closed_waiting"]]
    assert found(counter, number).officer == OFFICER


def test_a_person_leaves_the_queue_or_the_officer(counter: Counter) -> None:
    leave = lambda uow: handoff.leave(uow, AN, NINE)  # noqa: E731
    assert counter.do(leave) is False
    ask(counter)
    assert counter.do(leave) is True
    claim(counter, ask(counter).id)
    assert counter.do(leave) is True
    texts = [text for _, text in counter.transcript(AN)]
    assert (texts[0], texts[-1]) == (sentences()["left_queue"], sentences()["left"])


def test_nobody_is_told_a_waiting_time_before_it_was_measured(counter: Counter) -> None:
    def measured(now: datetime) -> timedelta | None:
        told: timedelta | None = counter.do(lambda uow: handoff.expected(uow.session, now))
        return told

    for minutes in (1, 2, 3, 40):
        claim(counter, ask(counter).id, now=NINE + minutes * MINUTE)
        counter.do(lambda uow: handoff.leave(uow, AN, NINE))
    assert measured(NINE + HOUR) is None
    claim(counter, ask(counter).id, now=NINE + 50 * MINUTE)
    assert measured(NINE + HOUR) == 3 * MINUTE
    assert measured(NINE + timedelta(days=40)) is None


def test_whoever_an_officer_leaves_without_an_answer_waits_again_in_front(counter: Counter) -> None:
    binh, an = ask(counter, BINH), ask(counter, now=NINE + MINUTE)
    claim(counter, an.id, now=NINE + MINUTE)

    def look(minutes: int) -> list[int]:
        at = NINE + minutes * MINUTE
        returned: list[int] = counter.do(lambda uow: handoff.return_unanswered(uow, HALF_AN_HOUR, at))
        return returned

    assert look(30) == []
    assert look(31) == [an.id]
    assert counter.letters(AN)[-1] == sentences()["silent"]
    assert (place(counter, found(counter, an.id)), place(counter, binh)) == (1, 2)
    assert look(99) == []


def test_an_officer_who_waits_for_the_person_keeps_him(counter: Counter) -> None:
    number = ask(counter).id
    claim(counter, number)
    say(counter, number, "Anh/chị gửi mã hồ sơ", now=NINE + MINUTE)
    later = NINE + timedelta(days=3)
    assert counter.do(lambda uow: handoff.return_unanswered(uow, HALF_AN_HOUR, later)) == []


def test_the_person_waits_since_his_first_word_that_was_not_answered(counter: Counter) -> None:
    number = ask(counter).id
    claim(counter, number)
    say(counter, number, "Chào", now=NINE + MINUTE)
    for minutes in (10, 35):
        at = NINE + minutes * MINUTE
        counter.do(lambda uow, at=at: lines.add(uow.session, AN, "person", "alo", at))
    row = found(counter, number)
    assert counter.do(lambda uow: handoff.waits_since(uow.session, row)) == NINE + 10 * MINUTE
    assert counter.do(lambda uow: handoff.return_unanswered(uow, HALF_AN_HOUR, NINE + 40 * MINUTE)) == [
        number
    ]


def test_nights_are_no_silence_of_an_officer(counter: Counter) -> None:
    evening = NINE + 7 * HOUR + 45 * MINUTE  # 16:45
    claim(counter, ask(counter, now=evening).id, now=evening)
    morning = NINE + 23 * HOUR - 30 * MINUTE  # 07:30 and no more
    assert counter.do(lambda uow: handoff.return_unanswered(uow, HALF_AN_HOUR, morning)) == []


def test_nothing_can_be_done_with_one_whose_person_has_gone(counter: Counter) -> None:
    number = ask(counter, subject="chuyện riêng").id
    claim(counter, number)
    counter.do(lambda uow: senders.forget_words(uow.session, AN))
    row = found(counter, number)
    assert (row.sender, row.subject, row.state, row.outcome) == (None, None, "closed", "left")
    with pytest.raises(Over):
        say(counter, number, "a")
    with pytest.raises(Over):
        claim(counter, 999)
    with pytest.raises(Over):
        ask(counter, "test:stranger")


def test_what_was_closed_long_ago_stays_as_a_figure_only(counter: Counter) -> None:
    number = ask(counter, subject="chuyện riêng").id
    counter.do(lambda uow: handoff.leave(uow, AN, NINE))
    counter.tidy(NINE + KEEP)
    assert found(counter, number).subject == "chuyện riêng"
    counter.tidy(NINE + KEEP + MINUTE)
    row = found(counter, number)
    assert (row.sender, row.subject, row.outcome) == (None, None, "left")


def test_an_officer_is_called_as_staff_have_entered_him(counter: Counter) -> None:
    from bot.storage import staff

    counter.do(
        lambda uow: staff.add(uow.session, name=OFFICER, role="officer", password="x", full_name="Quầy 1")
    )
    assert counter.do(lambda uow: handoff.title_of(uow, OFFICER)) == "Quầy 1"
    assert counter.do(lambda uow: handoff.title_of(uow, COLLEAGUE)) == "Cán bộ"
