// What the widget says itself stands in vi.json and en.json; here only what is said before one of them is there.

const FIRST = {
  launch: "Hỏi Trợ lý Một Cửa",
  title: "Trợ lý Một Cửa",
  unreachable: "Chưa kết nối được với Trợ lý Một Cửa. Bấm để thử lại.",
  policy: "Chính sách bảo mật (CSP) của trang này chặn kết nối tới trợ lý. Người quản trị cần thêm: connect-src {host}.",
};

/** Answers the words of that name, with {values} filled in. */
export function speaker(words = FIRST) {
  return (name, values = {}) => words[name].replace(/\{(\w+)\}/g, (_, hole) => values[hole]);
}
