"""When a person may be written to: free for 48 hours after he last did something, paid until the seventh day."""

from __future__ import annotations

from datetime import datetime, timedelta

from bot.channels.driver import Undelivered

FREE = timedelta(hours=48)
OPEN = timedelta(days=7)
# Our clock and Zalo's are not one.
_MARGIN = timedelta(minutes=5)


def require_open(last: datetime | None, now: datetime, billable: bool) -> None:
    """Raises Undelivered when a message now would be refused, or cost money that nobody agreed to pay.

    Without knowledge of the last interaction Zalo is left to judge.
    """
    if last is None:
        return
    age = now - last + _MARGIN
    if age > OPEN:
        raise Undelivered("người dân không tương tác với OA trong 7 ngày (như Zalo -230)", permanent=True)
    if age > FREE and not billable:
        raise Undelivered(
            "quá 48 giờ từ lần tương tác cuối, tin sẽ tính phí; cho phép bằng MOTCUA_ZALO_BILLABLE",
            permanent=True,
        )
