"""What staff read for each value of the model's enumerations, in files, tables and differences."""

from __future__ import annotations

FIELDS = {
    "dau_tu": "Đầu tư",
    "kcn_kkt": "Khu công nghiệp, khu kinh tế",
    "lao_dong": "Lao động",
    "xay_dung": "Xây dựng",
    "quy_hoach": "Quy hoạch",
    "pccc": "Phòng cháy, chữa cháy",
    "moi_truong": "Môi trường",
    "dat_dai": "Đất đai",
    "thuong_mai": "Thương mại",
    "doanh_nghiep": "Doanh nghiệp",
    "cong_dan": "Công dân",
    "khieu_nai_to_cao": "Khiếu nại, tố cáo",
}
METHODS = {"counter": "Trực tiếp", "online": "Trực tuyến", "post": "Bưu chính"}
UNITS = {"working_day": "Ngày làm việc", "day": "Ngày", "working_hour": "Giờ làm việc", "hour": "Giờ"}
FEE_KINDS = {"phi": "Phí", "le_phi": "Lệ phí", "phi_le_phi": "Phí, lệ phí"}
FEE_STATES = {
    "known": "Có mức thu",
    "free": "Miễn phí",
    "provincial": "Theo nghị quyết HĐND tỉnh",
    "unknown": "Chưa rõ",
}
ONLINE_LEVELS = {
    "full": "Toàn trình",
    "partial": "Một phần",
    "information": "Cung cấp thông tin",
}
STATES = {"in_force": "Còn hiệu lực", "superseded": "Đã được thay thế", "abolished": "Đã bãi bỏ"}
COMPLETENESS = {
    "full": "Đầy đủ",
    "partial": "Một phần",
    "catalogue_line": "Chỉ có dòng danh mục",
    "name_only": "Chỉ có tên",
}
CONFIDENCE = {"high": "Cao", "medium": "Vừa", "low": "Thấp"}
AUDIENCES = {"enterprise": "Doanh nghiệp", "organisation": "Tổ chức", "citizen": "Người dân"}
LEVELS = {"ministry": "Bộ", "province": "Tỉnh", "commune": "Xã", "other": "Khác"}
YES_NO = {True: "Có", False: "Không"}
ASPECTS = {
    "overview": "Tổng quan",
    "dossier": "Hồ sơ",
    "fee": "Phí, lệ phí",
    "time_limit": "Thời hạn",
    "online_level": "Mức độ trực tuyến",
    "submission": "Cách nộp",
    "agency": "Cơ quan",
    "legal_basis": "Căn cứ pháp lý",
    "result": "Kết quả",
    "condition": "Điều kiện",
    "form": "Biểu mẫu",
    "payment": "Thanh toán",
    "complaint": "Phản ánh, kiến nghị",
    "status": "Tình trạng hồ sơ",
    "handoff": "Gặp cán bộ",
    "feedback": "Đánh giá",
    "chitchat": "Trò chuyện",
    "out_of_scope": "Ngoài phạm vi",
}
ALL = (FIELDS, METHODS, UNITS, FEE_KINDS, FEE_STATES, ONLINE_LEVELS, STATES, COMPLETENESS, CONFIDENCE)
