"""A server as `rasa run` builds it, with our channel and an agent that knows a few tricks instead of a model.

python -m tests.channels.web.echo PORT [--api] [--hasty]
"""

from __future__ import annotations

import asyncio
import sys
from types import SimpleNamespace
from typing import Any

from rasa.core.channels.channel import UserMessage
from rasa.core.run import configure_app
from sanic import Sanic

from bot.channels.web import stream
from bot.channels.web.connector import WebInput

LONG = """**Cấp giấy phép lao động cho người nước ngoài** cần 7 loại giấy tờ:
1. Văn bản giải trình nhu cầu và đề nghị cấp phép (Mẫu số 03, NĐ 219/2025): 01 bản chính
2. Giấy khám sức khỏe: 01 bản chính
3. Phiếu lý lịch tư pháp: 01 bản chính
   - hoặc văn bản xác nhận của nước ngoài
4. Văn bản chứng minh là chuyên gia: 01 bản sao chứng thực

⚠ Nộp trong vòng 60 ngày và chậm nhất 10 ngày trước ngày dự kiến làm việc.
Nguồn: QĐ 886/QĐ-BNV (11/8/2025), kiểm tra 22/11/2025 · [Xem trên Cổng Dịch vụ công](https://dichvucong.gov.vn)"""

APOLOGY = "Xin lỗi, tạm gián đoạn."
HOSTILE = "<img src=x onerror=alert(1)> **<b>đậm</b>** [lạ](javascript:alert(1)) http://khong-an-toan.vn"


class EchoAgent:
    """Answers what it heard; some words make it slow, silent, broken or long-winded."""

    domain = SimpleNamespace(responses={"utter_apology": [{"text": APOLOGY}]})

    def __init__(self) -> None:
        self.busy: set[str] = set()
        self.finished: list[str] = []

    def is_ready(self) -> bool:
        return True

    async def handle_message(self, message: UserMessage) -> None:
        text, say = message.text, message.output_channel
        together = message.sender_id in self.busy
        self.busy.add(message.sender_id)
        if "chậm" in text:
            # A sign of work comes after one second.
            await asyncio.sleep(1.6)
        self.busy.discard(message.sender_id)
        self.finished.append(text)
        if "hỏng" in text:
            raise RuntimeError("broken on purpose")
        if "im lặng" in text:
            return
        if "xin lỗi" in text:
            # As the rule does when the action server is away.
            await say.send_text_message(message.sender_id, APOLOGY)
        elif "bận" in text:
            await say.send_text_message(message.sender_id, "chung" if together else "riêng")
        elif "đã xong" in text:
            await say.send_text_message(message.sender_id, " | ".join(self.finished))
        elif "nút" in text:
            buttons = [
                {"title": "Lệ phí", "payload": "/ask_fee"},
                {"title": "Bao lâu có?", "payload": "bao lâu"},
            ]
            await say.send_text_with_buttons(message.sender_id, "Anh/chị chọn:", buttons)
        elif "dài dòng" in text:
            buttons = [{"title": title} for title in ("Bao lâu có?", "Lệ phí", "Nộp ở đâu?", "Tải mẫu 03")]
            await say.send_text_with_buttons(message.sender_id, LONG, buttons)
        elif "mã độc" in text:
            await say.send_text_message(message.sender_id, HOSTILE)
        else:
            await say.send_text_message(message.sender_id, f"Đã nghe: {text}")
            if "ai đây" in text:
                await say.send_text_message(message.sender_id, message.sender_id)


def main() -> None:
    port, with_api = int(sys.argv[1]), "--api" in sys.argv
    app = configure_app([WebInput()], enable_api=with_api, port=port)
    if "--hasty" in sys.argv:
        # Answers must be there within seconds; streams show more often that they are.
        app.config.RESPONSE_TIMEOUT, stream.PING = 3, 0.5

    async def load(app: Sanic, _: Any) -> None:
        app.ctx.agent = EchoAgent()

    app.register_listener(load, "before_server_start")
    app.run("127.0.0.1", port, access_log=False)


if __name__ == "__main__":
    main()
