from __future__ import annotations

import tempfile
from pathlib import Path

import pytest
from hypothesis import given, settings

from bot.catalogue.model import Procedure
from bot.catalogue.source import files
from tests.procedures import permit, procedures

GOOD = "code: '1.009645'\nname: Cấp giấy phép\nfield: lao_dong\n"


def read(tmp_path: Path, text: str | bytes) -> tuple[list[Procedure], list[str]]:
    path = tmp_path / "a.yml"
    path.write_bytes(text.encode() if isinstance(text, str) else text)
    found, problems = files.read(path)
    return found, [str(problem).replace(str(path), "a.yml") for problem in problems]


@settings(max_examples=200, deadline=None)
@given(procedures)
def test_any_procedure_comes_back_equal_from_yaml(procedure: Procedure) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "a.yml"
        path.write_text(files.dump(procedure), "utf-8")
        assert files.read(path) == ([procedure], [])
        path.write_text(files.dump_all([procedure, procedure]), "utf-8")
        assert files.read(path) == ([procedure, procedure], [])


def test_an_example_with_every_field_comes_back_equal(tmp_path: Path) -> None:
    assert read(tmp_path, files.dump(permit())) == ([permit()], [])


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("", "a.yml: tệp trống"),
        ("# only a comment\n", "a.yml: tệp trống"),
        ("[]", "a.yml: tệp trống"),
        ("just words", "a.yml: cần một thủ tục"),
        ("- 1\n- 2\n", "a.yml, mục 2: cần một thủ tục"),
        ("name: [unclosed\n", "YAML hỏng"),
        ("code: x\n\tname: y\n", "a.yml, dòng 2: YAML hỏng: dùng dấu tab"),
        (GOOD.encode("latin-1", "replace").replace(b"?", b"\xe9"), "không phải văn bản UTF-8"),
        (GOOD + "name: lần hai\n", "a.yml, dòng 4: YAML hỏng: tên 'name' được ghi hai lần"),
        (GOOD + "notes: &a x\nsummary: *a\n", "không dùng được tham chiếu"),
        (GOOD + "checked: 2026-02-30\n", "YAML hỏng"),
        (GOOD + "!!python/object:os.system {}\n", "YAML hỏng"),
        ("[" * 5000, "a.yml"),
        (GOOD + "feee: 1\n", "a.yml, feee: tên trường không có trong mẫu"),
        ("code: '1.009645'\nfield: lao_dong\n", "a.yml, name: thiếu giá trị bắt buộc"),
        (
            GOOD.replace("lao_dong", "khac"),
            "a.yml, field: giá trị không được phép; được phép: dau_tu (Đầu tư), kcn_kkt (",
        ),
        (GOOD.replace("1.009645", "12"), "mã '12' không đúng dạng"),
        (GOOD + "rank: 1.5\n", "a.yml, rank: cần một số nguyên"),
        (GOOD + "rank: true\n", "a.yml, rank: cần một số nguyên"),
        (GOOD + "checked: 2026\n", "a.yml, checked: cần ngày dạng"),
        (GOOD + "dossier: {complete: 'no'}\n", "a.yml, dossier.complete: cần true hoặc false"),
        (GOOD + 'notes: "a\\0b"\n', "a.yml, notes: có ký tự điều khiển"),
        (GOOD + "notes: " + "x" * 4001, "a.yml, notes: dài hơn 4000 ký tự"),
        (GOOD + "fees: [{state: known}]\n", "state 'known' cần amount lớn hơn 0"),
        (GOOD + "fees: [{state: free, amount: 5}]\n", "state 'free' không đi cùng amount 5"),
        (GOOD + "examples: {price: [x]}\n", "khía cạnh không có: price"),
        (GOOD + "state: superseded\n", "cần superseded_by"),
    ],
)
def test_a_file_that_cannot_be_accepted_says_where_and_why(
    tmp_path: Path, text: str | bytes, told: str
) -> None:
    found, problems = read(tmp_path, text)
    assert found == []
    assert told in "\n".join(problems)


def test_all_problems_of_a_file_are_told_at_once(tmp_path: Path) -> None:
    _, problems = read(tmp_path, "- {code: x}\n- {code: '1.000001', rank: many}\n")
    assert len(problems) == 6


def test_an_unquoted_code_keeps_its_zeros(tmp_path: Path) -> None:
    found, problems = read(tmp_path, GOOD.replace("'1.009645'", "1.009640"))
    assert (found[0].code, problems) == ("1.009640", [])


def test_a_byte_order_mark_and_windows_lines_are_accepted(tmp_path: Path) -> None:
    found, problems = read(tmp_path, b"\xef\xbb\xbf" + GOOD.replace("\n", "\r\n").encode())
    assert (len(found), problems) == (1, [])


def test_decomposed_letters_are_composed(tmp_path: Path) -> None:
    found, _ = read(tmp_path, GOOD.replace("ấ", "a\u0302\u0301"))
    assert found[0].name == "Cấp giấy phép"


def test_a_name_without_a_value_is_as_good_as_left_out(tmp_path: Path) -> None:
    found, problems = read(tmp_path, GOOD + "dossier:\nfees:\nsummary:\n")
    assert (found[0].dossier, found[0].summary, problems) == ([], None, [])


def test_a_missing_file_is_told(tmp_path: Path) -> None:
    assert "không đọc được" in str(files.read(tmp_path / "none.yml")[1][0])
