"""The workbook's layout: every sheet and column, documented here once for reading and writing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from bot.catalogue import labels

Kind = Literal["text", "lines", "choice", "choices", "number", "yes_no", "date", "code", "levels_of_trust"]


@dataclass(frozen=True)
class Column:
    """`key` is the field's name in YAML; `title` and `note` are what staff see."""

    key: str
    title: str
    note: str
    kind: Kind = "text"
    choices: Mapping[str, str] = field(default_factory=dict)
    required: bool = False
    width: int = 24
    example: object = None


@dataclass(frozen=True)
class Sheet:
    """One sheet: title row, grey row of keys, then one row per entry."""

    title: str
    note: str
    columns: tuple[Column, ...]

    def column(self, key: str) -> Column:
        return next(column for column in self.columns if column.key == key)


GUIDE = "Hướng dẫn"
HEADER_ROWS = 2
_SAMPLE_CODE = "MC-01"


def _code_column() -> Column:
    note = "Mã thủ tục ở trang 'Thủ tục' mà dòng này thuộc về. Điền ở mọi dòng, không gộp ô."
    return Column("code", "Mã thủ tục", note, "code", required=True, width=13, example=_SAMPLE_CODE)


def _case_column() -> Column:
    return Column("case", "Trường hợp", "Để trống nếu áp dụng cho mọi trường hợp.", width=34)


PROCEDURES = Sheet(
    "Thủ tục",
    "Mỗi dòng một thủ tục.",
    (
        Column(
            "code",
            "Mã thủ tục",
            "Mã quốc gia dạng 1.009645, hoặc mã nội bộ dạng MC-01. Không được trùng.",
            "code",
            required=True,
            width=13,
            example=_SAMPLE_CODE,
        ),
        Column(
            "name",
            "Tên thủ tục",
            "Tên đầy đủ theo quyết định công bố.",
            required=True,
            width=60,
            example="Cấp lại giấy xác nhận (ví dụ, hãy xóa dòng này)",
        ),
        Column("short_name", "Tên ngắn", "Cách gọi ngắn, không quá 90 ký tự.", width=30),
        Column(
            "aliases", "Tên gọi khác", "Các cách gọi khác của người dân. Mỗi dòng trong ô một tên.", "lines"
        ),
        Column(
            "field",
            "Lĩnh vực",
            "Chọn trong danh sách.",
            "choice",
            labels.FIELDS,
            required=True,
            example="dau_tu",
        ),
        Column("portal_field", "Lĩnh vực trên Cổng", "Tên lĩnh vực như trên Cổng Dịch vụ công quốc gia."),
        Column(
            "levels",
            "Cấp thực hiện",
            "Một hoặc nhiều cấp. Mỗi dòng trong ô một cấp.",
            "choices",
            labels.LEVELS,
        ),
        Column("agency", "Cơ quan thực hiện", "Cơ quan giải quyết thủ tục.", width=34),
        Column(
            "audience", "Đối tượng", "Một hoặc nhiều đối tượng, mỗi dòng một.", "choices", labels.AUDIENCES
        ),
        Column("summary", "Tóm tắt", "Một, hai câu: thủ tục dùng để làm gì.", width=40),
        Column(
            "rank", "Thứ hạng", "1 là thủ tục được hỏi nhiều nhất; để trống nếu chưa rõ.", "number", width=10
        ),
        Column("sets", "Số bộ hồ sơ", "Số bộ hồ sơ phải nộp.", "number", width=10, example=1),
        Column("complete", "Hồ sơ đã đủ", "Trang 'Hồ sơ' đã ghi đủ thành phần chưa.", "yes_no", width=10),
        Column("time_note", "Ghi chú thời hạn", "Điều cần nói thêm về thời hạn giải quyết."),
        Column("methods", "Cách nộp", "Một hoặc nhiều cách, mỗi dòng một.", "choices", labels.METHODS),
        Column("online_level", "Mức độ trực tuyến", "Chọn trong danh sách.", "choice", labels.ONLINE_LEVELS),
        Column(
            "legacy_level", "Mức độ cũ (1–4)", "Mức độ dịch vụ công theo cách gọi cũ.", "number", width=10
        ),
        Column("online_source", "Nguồn mức độ trực tuyến", "Văn bản hoặc trang nêu mức độ trực tuyến."),
        Column("conditions", "Điều kiện", "Yêu cầu, điều kiện thực hiện.", width=40),
        Column("result", "Kết quả", "Giấy tờ nhận được.", width=34),
        Column("validity", "Hiệu lực kết quả", "Kết quả có giá trị trong bao lâu."),
        Column("legal_bases", "Căn cứ pháp lý", "Mỗi dòng trong ô một văn bản.", "lines", width=40),
        Column("forms", "Biểu mẫu", "Mỗi dòng trong ô một biểu mẫu.", "lines", width=34),
        Column("warnings", "Lưu ý", "Điều dễ nhầm, mỗi dòng trong ô một điều.", "lines", width=34),
        Column("state", "Tình trạng", "Để trống là còn hiệu lực.", "choice", labels.STATES),
        Column(
            "superseded_by", "Thay bằng mã", "Mã thủ tục thay thế, khi đã được thay thế.", "code", width=13
        ),
        Column("state_note", "Ghi chú tình trạng", "Quyết định bãi bỏ, thay thế…"),
        Column("valid_from", "Hiệu lực từ", "Ngày, dạng 31/12/2026.", "date", width=12),
        Column("valid_to", "Hiệu lực đến", "Ngày, dạng 31/12/2026.", "date", width=12),
        Column("deciding_document", "Quyết định công bố", "Số, ngày của quyết định công bố thủ tục."),
        Column("source", "Nguồn", "Địa chỉ trang hoặc văn bản đã lấy thông tin.", width=34),
        Column("checked", "Ngày kiểm tra", "Ngày đối chiếu với nguồn gần nhất.", "date", width=12),
        Column("confidence", "Độ tin cậy", "Để trống là thấp.", "choice", labels.CONFIDENCE, width=12),
        Column(
            "completeness", "Mức đầy đủ", "Để trống là chỉ có tên.", "choice", labels.COMPLETENESS, width=18
        ),
        Column(
            "field_confidence",
            "Độ tin cậy từng mục",
            "Mỗi dòng trong ô một mục, dạng fee: high (high, medium hoặc low).",
            "levels_of_trust",
        ),
        Column("notes", "Ghi chú nội bộ", "Không hiển thị cho người hỏi.", width=34),
    ),
)

DOSSIER = Sheet(
    "Hồ sơ",
    "Mỗi dòng một giấy tờ trong thành phần hồ sơ, theo đúng thứ tự.",
    (
        _code_column(),
        _case_column(),
        Column(
            "name", "Tên giấy tờ", "Một giấy tờ phải nộp.", required=True, width=60, example="Đơn đề nghị"
        ),
        Column("form", "Mẫu số", "Tên hoặc số của biểu mẫu, nếu có."),
        Column("originals", "Bản chính", "Số bản chính.", "number", width=10, example=1),
        Column("copies", "Bản sao", "Số bản sao.", "number", width=10),
        Column("mandatory", "Bắt buộc", "Để trống nếu chưa rõ.", "yes_no", width=10),
        Column(
            "database",
            "Thay bằng dữ liệu",
            "Chỉ điền khi KHÔNG phải nộp giấy này nữa: tên cơ sở dữ liệu đã thay thế nó. "
            "Các cột trường hợp, mẫu số, số bản và bắt buộc khi đó để trống.",
            width=34,
        ),
    ),
)

TIME_LIMITS = Sheet(
    "Thời hạn",
    "Mỗi dòng một thời hạn giải quyết.",
    (
        _code_column(),
        _case_column(),
        Column("value", "Số", "Một số nguyên.", "number", required=True, width=8, example=5),
        Column(
            "unit",
            "Đơn vị",
            "Chọn trong danh sách.",
            "choice",
            labels.UNITS,
            required=True,
            example="working_day",
        ),
        Column("method", "Cách nộp", "Để trống nếu như nhau với mọi cách nộp.", "choice", labels.METHODS),
    ),
)

FEES = Sheet(
    "Phí, lệ phí",
    "Mỗi dòng một khoản thu. Miễn phí cũng ghi một dòng; không có dòng nào nghĩa là chưa biết.",
    (
        _code_column(),
        _case_column(),
        Column("kind", "Loại", "Để trống là phí, lệ phí.", "choice", labels.FEE_KINDS, width=14),
        Column(
            "state",
            "Mức thu",
            "Chọn trong danh sách.",
            "choice",
            labels.FEE_STATES,
            required=True,
            example="free",
        ),
        Column("amount", "Số tiền (đồng)", "Chỉ điền khi có mức thu.", "number", width=14),
        Column("online_amount", "Số tiền khi nộp trực tuyến", "Nếu khác.", "number", width=14),
        Column("unit", "Tính theo", "Ví dụ: giấy phép, hồ sơ, bản."),
        Column("note", "Ghi chú", "Điều cần nói thêm về khoản thu.", width=40),
    ),
)

EXAMPLES = Sheet(
    "Câu hỏi mẫu",
    "Mỗi dòng một câu như người dân thường hỏi.",
    (
        _code_column(),
        Column(
            "text", "Câu hỏi", "Câu hỏi.", required=True, width=70, example="cấp lại giấy xác nhận cần gì"
        ),
        Column(
            "aspects",
            "Hỏi về",
            "Một hoặc nhiều khía cạnh, mỗi dòng một.",
            "choices",
            labels.ASPECTS,
            required=True,
            example=["dossier"],
        ),
    ),
)

SHEETS = (PROCEDURES, DOSSIER, TIME_LIMITS, FEES, EXAMPLES)
