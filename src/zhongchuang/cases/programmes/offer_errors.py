"""What can go wrong where a programme runs without application (免申即享), in sentences."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from zhongchuang.core.errors import Conflict, Refused, Wording


class OfferKept(Refused):
    """A draft that began as an offer was seen by the department before: it is declined, not thrown away."""

    default_code = "cases.offer_kept"
    default_next = Wording("不想要了，请选“不要”。", "Decline it instead.")

    def __init__(self) -> None:
        super().__init__(
            "这件是主管部门主动送来的，有记录，不能删除。",
            "The department offered this; it is on record and cannot be deleted.",
        )


class OfferChanged(Conflict):
    """The register says something else than when the page was drawn: nothing is confirmed unseen."""

    default_code = "cases.offer_changed"
    default_next = Wording("请看清变了什么，再决定。", "See what changed, then decide.")

    def __init__(self) -> None:
        super().__init__(
            "登记的情况变了，没有确认。",
            "What is registered has changed; nothing was confirmed.",
        )


class OfferNotMet(Refused):
    """By today's facts and rules the subject no longer has it."""

    default_code = "cases.offer_not_met"
    default_next = Wording(
        "登记有误的，请先到登记处更正；也可以选“更正”，自己填写申报。",
        "If the register is wrong, have it mended; or choose “Correct” and apply yourself.",
    )

    def __init__(self, grounds: Sequence[Wording]) -> None:
        super().__init__(
            "按现在的情况不符合，不能确认：" + "；".join(one.zh.rstrip("。") for one in grounds) + "。",
            "It cannot be confirmed, since now: " + "; ".join(one.en.rstrip(".") for one in grounds) + ".",
        )


class OfferOver(Refused):
    """The term to answer an offer is over."""

    default_code = "cases.offer_over"
    default_next = Wording(
        "申报还开放的，可以按普通办法申报。", "While the call is open, you may still apply for it."
    )

    def __init__(self, due_on: dt.date) -> None:
        super().__init__(
            f"确认期限已于{due_on.year}年{due_on.month}月{due_on.day}日届满。",
            f"The term to confirm ended on {due_on.isoformat()}.",
        )


class NotProactive(Refused):
    """The call's programme is applied for like any other, or the run cannot be sent as it stands."""

    default_code = "cases.not_proactive"
    default_next = Wording("请刷新页面，看现在到了哪一步。", "Reload the page to see where it stands.")
