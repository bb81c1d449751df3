"""A catalogue small enough to learn in a second: siblings that are easily mixed up, and their questions."""

from __future__ import annotations

from pathlib import Path

from bot.catalogue.model import Example, Procedure
from bot.catalogue.source import files
from bot.nlu.intents import INTENT_OF

_FULL = "giấy phép lao động cho người nước ngoài"
# code: field, name, short name, aliases.
_PROCEDURES = {
    "1.000001": ("lao_dong", f"Cấp {_FULL}", "Cấp giấy phép lao động", ["work permit", "xin giấy phép lao động mới"]),
    "1.000002": ("lao_dong", f"Gia hạn {_FULL}", "Gia hạn giấy phép lao động", ["kéo dài giấy phép lao động"]),
    "1.000003": ("lao_dong", f"Cấp lại {_FULL}", "Cấp lại giấy phép lao động", ["mất giấy phép lao động"]),
    "1.000004": ("lao_dong", "Đăng ký nội quy lao động của doanh nghiệp", "Đăng ký nội quy lao động", ["nqlđ"]),
    "1.000005": ("xay_dung", "Cấp giấy phép xây dựng công trình", "Cấp giấy phép xây dựng", ["gpxd", "phép xây xưởng"]),
    "1.000006": ("dau_tu", "Điều chỉnh giấy chứng nhận đăng ký đầu tư", None, ["đổi vốn đầu tư", "tăng vốn dự án"]),
    "1.000007": ("thuong_mai", "Cấp giấy chứng nhận xuất xứ hàng hóa mẫu D", "Cấp C/O mẫu D", ["c/o form d"]),
    "1.000008": ("moi_truong", "Cấp giấy phép môi trường", None, ["gpmt", "phép xả thải"]),
}  # fmt: skip
_SITUATIONS = {
    "1.000001": ("chuyên gia mới sang nhà máy làm", "sếp nước ngoài lần đầu vào làm việc"),
    "1.000002": ("giấy phép lao động sắp hết hạn", "muốn giữ chuyên gia làm tiếp hai năm"),
    "1.000003": ("làm rơi mất thẻ giấy phép lao động", "giấy phép lao động bị rách"),
    "1.000004": ("công ty vừa viết xong nội quy lao động", "nội quy kỷ luật của xưởng"),
    "1.000005": ("xây thêm nhà kho trong khu công nghiệp", "khởi công nhà xưởng"),
    "1.000006": ("dự án tăng vốn thêm máy móc", "đổi tên nhà đầu tư trên giấy chứng nhận đầu tư"),
    "1.000007": ("xuất lô hàng sang Thái Lan cần giấy xuất xứ", "khách ASEAN đòi mẫu D"),
    "1.000008": ("nhà máy có nước thải", "xưởng xả khí thải"),
}
_ASKED = {
    "dossier": ("{} cần giấy tờ gì", "hồ sơ {} gồm những gì"),
    "fee": ("{} mất bao nhiêu tiền", "lệ phí {} bao nhiêu"),
    "time_limit": ("{} mất mấy ngày", "bao lâu có kết quả {}"),
    "submission": ("{} nộp ở đâu", "nộp hồ sơ {} chỗ nào"),
}
# Questions that the catalogue must not answer.
STRANGERS = (
    "giá vàng hôm nay bao nhiêu", "trời có mưa không", "kết quả bóng đá tối qua", "nấu phở bò thế nào",
    "quán cà phê nào ngon", "vé máy bay đi Hà Nội", "xổ số miền Nam", "hát cho tôi nghe", "ai là ca sĩ này",
    "đăng ký kết hôn với người cùng xã", "làm bằng lái xe máy", "đổi biển số ô tô",
)  # fmt: skip


def procedures() -> list[Procedure]:
    """All of them with their example questions."""
    return [
        Procedure(code, name, field, short, list(aliases), examples=_examples(code, short or name))
        for code, (field, name, short, aliases) in _PROCEDURES.items()
    ]


def _examples(code: str, title: str) -> list[Example]:
    said = (title.lower(), *_SITUATIONS[code])
    asked = [
        Example(form.format(about), [aspect])
        for aspect, forms in _ASKED.items()
        for form, about in zip(forms * 2, (*said, title.lower()), strict=False)
    ]
    return [*asked, *(Example(f"{story} thì làm thủ tục gì", ["overview"]) for story in _SITUATIONS[code])]


def write(folder: Path) -> Path:
    """The project of a Rasa user: data/catalogue and data/nlu below `folder`, which is answered."""
    for procedure in procedures():
        path = folder / "catalogue" / procedure.field / f"{procedure.code}.yml"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(files.dump(procedure), "utf-8")
    (folder / "nlu").mkdir()
    (folder / "nlu" / "general.yml").write_text(_nlu(), "utf-8")
    return folder


def _nlu() -> str:
    lines = ['version: "3.1"', "nlu:"]
    for intent, texts in _follow_ups().items():
        lines += [f"- intent: {intent}", "  examples: |", *(f"    - {text}" for text in texts)]
    lines += ["- intent: ask_dossier", "  examples:"]
    for text in ("hồ sơ gồm gì và lệ phí bao nhiêu", "cần giấy tờ gì, mất bao nhiêu tiền"):
        lines += ["  - text: |", f"      {text}", "    metadata:", "      aspects: [dossier, fee]"]
    return "\n".join(lines) + "\n"


def _follow_ups() -> dict[str, tuple[str, ...]]:
    return {
        INTENT_OF["dossier"]: ("cần giấy tờ gì", "hồ sơ gồm những gì", "thế hồ sơ thì sao"),
        INTENT_OF["fee"]: ("mất bao nhiêu tiền", "lệ phí bao nhiêu", "còn phí thì sao"),
        INTENT_OF["time_limit"]: ("mất mấy ngày", "bao lâu có kết quả", "khi nào xong"),
        INTENT_OF["submission"]: ("nộp ở đâu", "nộp chỗ nào", "nộp hồ sơ ở đâu"),
        "greet": ("xin chào", "chào em", "hello", "chào bạn nhé", "xin chao", "chao ban", "xin chao em"),
        "out_of_scope": STRANGERS,
    }
