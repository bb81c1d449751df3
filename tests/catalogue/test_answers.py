"""What is told: sentences of single cases, and laws that hold for every procedure and question."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date
from itertools import product
from pathlib import Path

import pytest

from bot.catalogue import facts
from bot.catalogue.agency import Agency, available, load
from bot.catalogue.answers import PART, Answer, answer, general
from bot.catalogue.model import ASPECTS, DossierItem, Fee, Procedure, TimeLimit
from bot.catalogue.source.files import read, yaml_paths
from bot.catalogue.topics import topic
from bot.settings import Settings

TODAY = date(2026, 8, 1)
CHECKED = date(2026, 7, 18)
AGENCIES = {name: load(Settings().agencies, name) for name in available(Settings().agencies)}
HOME = AGENCIES["dong-nai-kcn"]
CATALOGUE = {
    procedure.code: procedure for path in yaml_paths([Settings().catalogue]) for procedure in read(path)[0]
}
ANSWERED = (*facts.FACTS, *facts.PROFILE)
TOGETHER = (
    [[aspect] for aspect in ANSWERED]
    + [["dossier", "fee"], ["fee", "time_limit"], ["overview", "time_limit", "fee"]]
    + [["dossier", "fee", "submission", "online_level"], ["condition", "legal_basis", "form"], list(ANSWERED)]
)
AMOUNT = re.compile(r"(\d[\d.]*) đồng")


def a_procedure(**given: object) -> Procedure:
    known: dict[str, object] = {
        "code": "1.000001",
        "name": "Cấp giấy phép mẫu",
        "field": "lao_dong",
        "deciding_document": "1/QĐ-BNV",
        "checked": CHECKED,
        "confidence": "high",
        "completeness": "full",
    }
    return Procedure(**{**known, **given})  # type: ignore[arg-type]


def ask(procedure: Procedure | str, *aspects: str, agency: Agency = HOME, **more: object) -> Answer:
    if isinstance(procedure, str):
        procedure = CATALOGUE[procedure]
        more.setdefault("successor", CATALOGUE.get(procedure.superseded_by or ""))
    return answer(procedure, aspects, agency, TODAY, 180, **more)  # type: ignore[arg-type]


def tell(procedure: Procedure | str, *aspects: str, **more: object) -> str:
    return ask(procedure, *aspects, **more).text  # type: ignore[arg-type]


# Laws for every procedure and every question


def amounts_of(procedure: Procedure) -> set[str]:
    given = [amount for fee in procedure.fees for amount in (fee.amount, fee.online_amount) if amount]
    written = AMOUNT.findall(" ".join(str(value) for value in vars(procedure).values()))
    return {f"{amount:,}".replace(",", ".") for amount in given} | set(written)


def check_form(told: Answer) -> None:
    assert told.parts
    assert all(0 < len(part) <= PART for part in told.parts)
    assert "None" not in told.text
    assert "Undefined" not in told.text
    assert "  " not in told.text
    assert "\n\n\n" not in told.text
    assert not re.search(r"\.\.|,,|::| [,.;:](?!\d)|\(\)|\*\*\*", told.text)
    assert all(line == line.strip() for line in told.text.split("\n"))
    assert told.text.count("**") % 2 == 0
    # The parts are the text: nothing lost, nothing added.
    assert "".join("".join(told.parts).split()) == "".join(told.text.split())


@pytest.mark.parametrize("code", sorted(CATALOGUE))
def test_every_procedure_answers_every_question_in_form(code: str) -> None:
    procedure = CATALOGUE[code]
    allowed = amounts_of(procedure) | amounts_of(CATALOGUE.get(procedure.superseded_by or "", procedure))
    for name, aspects, full in product(("dong-nai-kcn", "phu-yen-kkt"), TOGETHER, (False, True)):
        told = ask(code, *aspects, agency=AGENCIES[name], full=full)
        check_form(told)
        assert set(AMOUNT.findall(told.text)) <= allowed
        assert len(told.next_aspects) <= 4
        assert not set(told.next_aspects) & set(aspects)
        assert all(url.startswith("https://") for _, url in told.links)
        if full:
            assert not told.more


@pytest.mark.parametrize("code", sorted(CATALOGUE))
def test_an_unknown_fee_is_never_told_as_free(code: str) -> None:
    procedure = CATALOGUE[code]
    if any(fee.state == "free" for fee in procedure.fees) or procedure.state != "in_force":
        return
    text = "\n".join(tell(code, aspect) for aspect in ("fee", "overview", "payment")).lower()
    notes = " ".join(f"{fee.note}" for fee in procedure.fees) + " ".join(procedure.warnings)
    for word in ("không thu", "miễn phí", "miễn lệ phí", "0 đồng"):
        assert not re.search(rf"(?<![\d.]){word}\b", text) or word in notes.lower()


@pytest.mark.parametrize("code", sorted(CATALOGUE))
def test_a_long_dossier_tells_every_paper_when_asked_for_all(code: str) -> None:
    procedure = CATALOGUE[code]
    if procedure.state != "in_force":
        return
    text = tell(code, "dossier", full=True)
    assert all(" ".join(item.name.split()) in text for item in procedure.dossier)
    assert all(item.case in text for item in procedure.dossier if item.case)


def test_next_questions_can_be_answered() -> None:
    for procedure in CATALOGUE.values():
        for aspect in ask(procedure.code, "overview").next_aspects:
            subject = CATALOGUE.get(procedure.superseded_by or "", procedure)
            assert facts.known(subject, aspect) or (aspect == "fee" and subject.fees)


@pytest.mark.parametrize("aspect", ASPECTS)
def test_any_aspect_gives_an_answer(aspect: str) -> None:
    check_form(ask("1.014199", aspect))
    for agency in AGENCIES.values():
        check_form(general(aspect, agency))


# The talks that set the bar


def test_the_dossier_comes_first_with_its_number_and_counts() -> None:
    lines = tell("1.014199", "dossier").split("\n")
    assert lines[0] == "**Cấp mới giấy phép lao động cho người nước ngoài** cần 7 loại giấy tờ (nộp 01 bộ):"
    assert lines[1].endswith("(Mẫu số 03, Nghị định 219/2025/NĐ-CP): 01 bản chính")
    assert lines[3] == "3. Hộ chiếu còn thời hạn: 01 bản sao"
    assert lines[5] == "5. Ảnh màu 4x6: 02 ảnh"
    assert "⚠ Nộp chậm nhất 10 ngày trước ngày dự kiến làm việc và không sớm hơn 60 ngày." in lines
    assert lines[-1] == "Nguồn: QĐ 886/QĐ-BNV (11/8/2025), kiểm tra 22/11/2025"
    assert ask("1.014199", "dossier").next_aspects == ["time_limit", "fee", "submission", "form"]


def test_a_provincial_fee_has_no_figure_but_somebody_to_ask() -> None:
    text = tell("1.014199", "fee")
    assert text.startswith(
        "**Cấp mới giấy phép lao động cho người nước ngoài**: lệ phí do HĐND tỉnh quy định. "
        "Dữ liệu của tôi **chưa có mức áp dụng tại Đồng Nai**, nên tôi không nêu con số.\n"
    )
    assert "Anh/chị gọi (0251) 1022 để có mức chính xác." in text
    assert not AMOUNT.search(text)


def test_the_time_comes_in_the_first_line() -> None:
    first = tell("1.013225", "time_limit").split("\n")[0]
    assert first.endswith("**10 ngày làm việc** kể từ khi nhận đủ hồ sơ.")


def test_several_questions_are_headed_parts_in_the_order_asked_with_one_source() -> None:
    text = tell("2.001955", "dossier", "fee", "online_level")
    places = [text.index(f"**{name}**\n") for name in ("Hồ sơ", "Phí, lệ phí", "Nộp trực tuyến")]
    assert places == sorted(places)
    assert text.startswith("**Đăng ký nội quy lao động** (mã 2.001955)\n")
    assert "**Không thu phí, lệ phí**." in text
    assert text.count("Nguồn: ") == 1


def test_a_payment_that_hangs_is_not_paid_again() -> None:
    asked = "nộp tiền rồi mà hệ thống báo lỗi"
    text = general("payment", HOME, topic(asked, "payment")).text
    assert text.startswith("Anh/chị đừng nộp lại ngay. Kiểm tra mục 'Đã thanh toán'")
    assert "gọi (0251) 1022, đọc mã hồ sơ và giờ giao dịch (không đọc OTP hay số thẻ)" in text
    assert "phút" not in text
    waiting = replace(HOME, payment=replace(HOME.payment, wait_minutes=30))
    assert "Chưa có sau 30 phút thì gọi" in general("payment", waiting, "hung").text


@pytest.mark.parametrize(
    ("asked", "aspect", "expected"),
    [
        ("bị trừ tiền mà chưa thấy báo thành công", "payment", "hung"),
        ("lấy biên lai ở đâu", "payment", "receipt"),
        ("nop nham le phi co duoc hoan lai khong", "payment", "refund"),
        ("có quét mã QR được không", "payment", "method"),
        ("nộp phí online thế nào", "payment", None),
        ("Quá hẹn 5 ngày chưa trả kết quả", "complaint", "late"),
        ("muốn khiếu nại quyết định thu hồi", "complaint", "appeal"),
        ("tố cáo cán bộ nhận tiền", "complaint", "denunciation"),
        ("phản ánh ở đâu", "complaint", None),
        ("lấy biên lai ở đâu", "fee", None),
    ],
)
def test_the_side_of_a_question(asked: str, aspect: str, expected: str | None) -> None:
    assert topic(asked, aspect) == expected


# Fees


def test_money_is_written_as_people_read_it() -> None:
    fee = Fee("le_phi", "known", 1_500_000, unit="giấy phép")
    assert ": lệ phí **1.500.000 đồng/giấy phép**." in tell(a_procedure(fees=[fee]), "fee")
    online = replace(fee, online_amount=750_000)
    assert "**1.500.000 đồng/giấy phép; nộp trực tuyến 750.000 đồng**" in tell(
        a_procedure(fees=[online]), "fee"
    )


def test_nothing_known_about_a_fee_is_said() -> None:
    text = tell(a_procedure(), "fee")
    assert "tôi **chưa có mức phí, lệ phí** trong dữ liệu" in text
    assert "Anh/chị gọi (0251) 1022 để có mức chính xác." in text


def test_without_a_hotline_the_counter_is_named() -> None:
    text = tell("1.014199", "fee", agency=AGENCIES["kon-tum"])
    assert "chưa có mức áp dụng tại Quảng Ngãi" in text
    assert "Anh/chị hỏi Bộ phận Một cửa nơi nộp hồ sơ để có mức chính xác." in text
    assert "1022" not in text


def test_a_figure_of_another_province_is_told_only_there() -> None:
    assert "75.000" not in tell("1.013225", "fee")
    there = tell("1.013225", "fee", agency=AGENCIES["phu-yen-kkt"])
    assert "Mức tham khảo tại Đắk Lắk: nhà ở riêng lẻ 75.000 đồng" in there
    assert "Đây là mức tham khảo, cần xác nhận lại." in there


def test_a_free_procedure_needs_no_payment() -> None:
    free = a_procedure(fees=[Fee("phi_le_phi", "free")])
    assert "**không thu phí, lệ phí**, nên anh/chị không phải nộp khoản nào." in tell(free, "payment")


# Papers


def test_papers_of_every_case_are_told_once() -> None:
    items = [DossierItem("Đơn", case, originals=1) for case in ("A", "B")] + [
        DossierItem("Bản vẽ", "B", copies=2)
    ]
    assert tell(a_procedure(dossier=items), "dossier").split("\n")[1:6] == [
        "**Mọi trường hợp:**",
        "1. Đơn: 01 bản chính",
        "**A:** dữ liệu không ghi thêm giấy tờ nào.",
        "**B, nộp thêm:**",
        "2. Bản vẽ: 02 bản sao",
    ]


def test_a_long_list_waits_for_the_second_question() -> None:
    long = a_procedure(dossier=[DossierItem(f"Giấy {number}") for number in range(1, 31)])
    short, full = ask(long, "dossier"), ask(long, "dossier", full=True)
    assert "cần 30 loại giấy tờ" in short.text
    assert "12. Giấy 12" in short.text
    assert "13. Giấy" not in short.text
    assert "Còn 18 loại giấy tờ nữa." in short.text
    assert 'Anh/chị nhắn "Xem đủ"' in short.text
    assert short.more
    assert "30. Giấy 30" in full.text
    assert not full.more


def test_cases_that_do_not_fit_are_named() -> None:
    items = [DossierItem(f"Giấy {case}{number}", case) for case in "ABC" for number in range(8)]
    assert "Còn 2 trường hợp: B; C." in tell(a_procedure(dossier=items), "dossier")


def test_optional_replaced_and_shortened_papers_are_marked() -> None:
    told = tell(
        a_procedure(
            dossier=[DossierItem("Giấy ủy quyền", mandatory=False), DossierItem("Bản khai …", originals=1)],
            replaced_papers=[{"paper": "Sổ hộ khẩu", "database": "CSDL quốc gia về dân cư"}],
        ),
        "dossier",
    )
    assert "1. Giấy ủy quyền (nếu có)" in told
    assert "✔ Không phải nộp nữa: Sổ hộ khẩu (đã có trong CSDL quốc gia về dân cư)." in told
    assert "2. Bản khai …: 01 bản chính" in told
    assert "Chỗ có dấu … là phần đã rút gọn" in told


def test_parts_break_between_items() -> None:
    long = a_procedure(dossier=[DossierItem("Giấy tờ dài " * 10 + str(number)) for number in range(40)])
    parts = ask(long, "dossier", full=True).parts
    assert len(parts) > 2
    assert all(re.match(r"\d+\. ", part) for part in parts[1:-1])


# Time, level, agency


def test_limits_are_told_by_case() -> None:
    limits = [TimeLimit(8, "working_hour", "hồ sơ giấy"), TimeLimit(15, "day", "gửi bưu điện")]
    told = tell(a_procedure(time_limits=limits), "time_limit")
    assert "- Hồ sơ giấy: **08 giờ làm việc**\n- Gửi bưu điện: **15 ngày**" in told


def test_a_longest_value_is_called_longest() -> None:
    assert "dài nhất **22 ngày làm việc**" in tell("1.012784", "time_limit").lower()


def test_the_level_of_another_province_is_only_a_reference() -> None:
    here, there = (
        tell("1.013225", "online_level"),
        tell("1.013225", "online_level", agency=AGENCIES["kon-tum"]),
    )
    assert "tại Đồng Nai là dịch vụ công trực tuyến **một phần** (cách gọi cũ: mức 3)" in here
    assert "Tôi chưa có mức độ (toàn trình hay một phần) do tỉnh Quảng Ngãi công bố." in there
    assert "Tham khảo: " in there


def test_an_old_level_is_mapped() -> None:
    told = tell(a_procedure(legacy_level=4), "online_level")
    assert "mức 4 (Nghị định 43/2011/NĐ-CP), nay tương ứng **toàn trình** (Nghị định 42/2022/NĐ-CP)" in told


def test_who_decides_depends_on_delegation() -> None:
    own = a_procedure(agency="Sở Nội vụ")
    assert "Ban Quản lý các KCN Đồng Nai không giải quyết thủ tục này, trừ khi được phân cấp" in tell(
        own, "agency"
    )
    assert "trừ khi" not in tell(own, "agency", agency=AGENCIES["kon-tum"])
    assert "chưa có văn bản phân cấp, ủy quyền của Đồng Nai" in tell("1.014199", "agency")


# Marks


def test_stale_facts_carry_their_date() -> None:
    old = a_procedure(result="Giấy phép", checked=date(2026, 1, 1))
    assert "⚠ Dữ liệu kiểm tra lần cuối ngày 01/01/2026" in tell(old, "result")
    assert "lần cuối" not in tell(replace(old, checked=CHECKED), "result")
    assert "⚠ Thủ tục này chưa được kiểm tra" in tell(replace(old, checked=None), "result")


def test_a_doubtful_part_is_marked_and_no_other() -> None:
    doubtful = a_procedure(
        result="Giấy phép",
        time_limits=[TimeLimit(5)],
        field_confidence={"time_limit": "low"},
    )
    both = tell(doubtful, "result", "time_limit")
    assert both.count("⚠ Phần này cần đối chiếu") == 1
    assert both.index("⚠ Phần này") > both.index("**Thời hạn**")
    assert "⚠" not in tell(doubtful, "result")


def test_a_replaced_procedure_is_answered_by_its_successor() -> None:
    told = ask("2.000205", "dossier")
    first = told.text.split("\n")[0]
    assert first.startswith("⚠ **Cấp giấy phép lao động (mã cũ 2.000205)** đã được thay bằng **Cấp mới")
    assert "cần 7 loại giấy tờ" in told.text
    assert "fee" in told.next_aspects


def test_a_replaced_procedure_without_its_successor_tells_no_old_facts() -> None:
    told = tell("2.000205", "time_limit", successor=None)
    assert "thủ tục mã 1.014199" in told
    assert "05 ngày làm việc" not in told


@pytest.mark.parametrize("aspect", ANSWERED)
def test_an_abolished_procedure_is_never_answered_as_current(aspect: str) -> None:
    told = ask("3.000490", aspect)
    assert told.text.startswith("⚠ **Kiểm tra nghiệm thu PCCC (bãi bỏ từ 01/7/2026)** đã bị bãi bỏ")
    assert "Nghị quyết 66.18/2026/NQ-CP" in told.text
    assert "PC15" not in told.text
    assert "05 ngày" not in told.text
    assert told.next_aspects == []


def test_a_procedure_out_of_force_by_date_is_not_answered() -> None:
    told = tell(a_procedure(result="Giấy phép", valid_to=date(2026, 7, 1)), "result")
    assert told.startswith("⚠ **Cấp giấy phép mẫu** hết hiệu lực từ sau ngày 01/07/2026")
    assert "kết quả" not in told


def test_a_bare_record_says_so_with_the_portal_and_the_hotline() -> None:
    told = ask("1.000774", "dossier")
    assert "tôi mới có mã và tên thủ tục" in told.text
    assert "(0251) 1022" in told.text
    assert told.links[0][0] == "Xem trên Cổng Dịch vụ công"
    assert "Sở Công Thương" in tell("1.000774", "agency")


def test_a_warning_that_changes_everything_is_told_with_any_aspect() -> None:
    assert "tạm không thực hiện" in tell("MC-01", "fee")


def test_two_warnings_at_most() -> None:
    assert len(facts.warnings(CATALOGUE["1.013225"], ["dossier"])) == 2
    assert "có thể đã đổi" in facts.warnings(CATALOGUE["1.013225"], ["dossier"])[0]


# Without a procedure


def test_levels_are_explained_and_mapped() -> None:
    told = general("online_level", HOME).text
    assert "mức 4 là toàn trình, mức 3 là một phần" in told
    assert "do từng tỉnh công bố" in told


def test_complaints_tell_each_way_with_its_limit() -> None:
    told = general("complaint", HOME)
    assert "thụ lý trong 10 ngày; giải quyết lần đầu trong 30 ngày" in told.text
    assert "Luật Tố cáo 2018: giải quyết trong 30 ngày" in told.text
    assert "chưa có thời hạn trả lời áp dụng tại Đồng Nai" in told.text
    assert ("Cổng Dịch vụ công quốc gia", "https://dichvucong.gov.vn") in told.links
    assert "phiếu xin lỗi" in general("complaint", HOME, "late").text


def test_a_number_that_is_not_sure_is_marked_and_only_used_without_an_own_one() -> None:
    assert "18001096" not in general("payment", HOME).text
    assert "18001096 (tổng đài hỗ trợ Cổng Dịch vụ công quốc gia; số cần đối chiếu)" in (
        general("payment", AGENCIES["kon-tum"]).text
    )


def test_templates_hold_the_words() -> None:
    folder = Path("bot/catalogue/templates")
    assert {path.stem for path in folder.glob("*.txt")} >= set(ANSWERED)
